import type { Related } from '../../core/document.ts';
import type { Host } from '../../core/host.ts';
import type { SourceFile } from '../../core/source-file.ts';

/** A construct of the program that a template was synthesised from. */
interface Construct {
  readonly path: string;
  /** The stack of calls that made it, innermost first. */
  readonly trace: readonly string[];
}

/** More than the path of any file has. */
const MAX_FOLDERS = 40;

/**
 * What the AWS CDK writes beside the templates that it synthesises: `manifest.json` and, from 2.230 on, a file of metadata for each stack. Before that
 * stacks of calls stand in the manifest itself, when the program ran with CDK_DEBUG. Source: aws-cdk-lib 2.276 and cloud-assembly-schema, run and read.
 */
export class Assembly {
  #constructs: ReadonlyMap<string, Construct> | undefined;
  readonly #files = new Map<string, SourceFile | undefined>();

  constructor(
    private readonly file: SourceFile,
    private readonly host: Host,
  ) {}

  /** Where the program makes a resource: the innermost call of its own. */
  madeAt(logicalId: string): Related | undefined {
    this.#constructs ??= this.#read();
    const construct = this.#constructs.get(logicalId);
    for (const text of construct?.trace ?? []) {
      const frame = frameOf(text);
      const file = frame && this.#source(frame.path);
      if (!frame || !file) continue;
      const start = file.lineStart(frame.line) + frame.column - 1;
      const end =
        start +
        file
          .lineText(frame.line)
          .slice(frame.column - 1)
          .trimEnd().length;
      if (end > start) return { at: { file, span: { start, end }, path: '' }, text: `${construct?.path} is made here` };
    }
    return undefined;
  }

  /** The constructs of this template by logical id: a stack's metadata holds those of its nested stacks, too. */
  #read(): Map<string, Construct> {
    const constructs = new Map<string, Construct>();
    const own = this.file.path.slice(this.file.path.lastIndexOf('/') + 1);
    for (const artifact of Object.values(mapOf(mapOf(this.#json('manifest.json')).artifacts))) {
      const { properties, metadata, additionalMetadataFile } = mapOf(artifact);
      const paths = Object.entries(mapOf(metadata ?? (typeof additionalMetadataFile === 'string' ? this.#json(additionalMetadataFile) : undefined)));
      const entries = paths.map(([path, list]) => ({ path, list: Array.isArray(list) ? list.map(mapOf) : [] }));
      const templates = entries.flatMap(({ path, list }) =>
        list.filter(({ type }) => type === 'aws:cdk:templateFile').map(({ data }) => ({ path, name: data })),
      );
      for (const { path, list } of entries) {
        const id = list.find(({ type }) => type === 'aws:cdk:logicalId');
        const trace = list.find(({ type }) => type === 'aws:cdk:creationStack')?.data ?? id?.trace;
        const template = templates.filter((other) => path.startsWith(`${other.path}/`)).sort((a, b) => b.path.length - a.path.length)[0]?.name;
        if (typeof id?.data !== 'string' || !Array.isArray(trace) || (template ?? mapOf(properties).templateFile) !== own) continue;
        constructs.set(id.data, { path: path.slice(1), trace: trace.filter((frame) => typeof frame === 'string') });
      }
    }
    return constructs;
  }

  #json(name: string): unknown {
    const file = this.host.read(this.file, name);
    if (typeof file === 'string') return undefined;
    try {
      return JSON.parse(file.text);
    } catch {
      return undefined;
    }
  }

  /** The file below the root that an absolute path means, on whatever machine the program ran: the one that has most of its folders. */
  #source(path: string): SourceFile | undefined {
    if (this.#files.has(path)) return this.#files.get(path);
    const parts = path.split('/').filter((part) => part !== '');
    const ups = Math.min(this.file.path.split('/').length, MAX_FOLDERS);
    let found: SourceFile | undefined;
    for (let i = Math.max(0, parts.length - MAX_FOLDERS); i < parts.length && !found; i++) {
      for (let up = 0; up < ups && !found; up++) {
        const file = this.host.read(this.file, `${'../'.repeat(up)}${parts.slice(i).join('/')}`);
        if (typeof file !== 'string') found = file;
      }
    }
    this.#files.set(path, found);
    return found;
  }
}

/** The place in `new Stack (/app/lib/stack.ts:7:5)`; undefined for what is no code of the program. */
function frameOf(text: string): { readonly path: string; readonly line: number; readonly column: number } | undefined {
  const place = (text.endsWith(')') ? text.slice(text.lastIndexOf('(') + 1, -1) : text.replace(/^at /, '')).replaceAll('\\', '/').replace('file://', '');
  const [column, line, ...path] = place.split(':').reverse();
  const at = { path: path.reverse().join(':'), line: Number(line), column: Number(column) };
  return at.path.includes('/') && !at.path.includes('/node_modules/') && at.line > 0 && at.column > 0 ? at : undefined;
}

const mapOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
