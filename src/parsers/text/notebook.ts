import type { Parsed, SubjectOf } from '../../core/document.ts';
import type { Edit, PositionMap } from '../../core/position-map.ts';
import { SourceFile, type Span } from '../../core/source-file.ts';
import type { Subjects } from '../subjects.ts';
import type { Node, ScalarNode, Tree } from '../yaml/node.ts';
import { parseJson } from '../yaml/parse.ts';
import { lineSubjects } from './model.ts';
import type { LineKind } from './scan.ts';

/** A Jupyter notebook: the lines of its code cells. */
export async function notebook(file: SourceFile): Promise<Parsed<Subjects>> {
  const tree = await parseJson(file);
  return {
    problems: tree.problems,
    document: {
      file,
      format: 'text',
      surface: 'text',
      subjects: () => subjects(tree),
      comments: () => [],
    },
  };
}

function* subjects({ file, roots: [root] }: Tree): Generator<SubjectOf<Subjects>> {
  const cells = root?.kind === 'map' ? root.get('cells')?.value : undefined;
  if (cells?.kind !== 'seq') return;
  for (const [index, cell] of cells.items.entries()) {
    const source = code(cell);
    if (!source) continue;
    const joined = new JoinedText(source);
    const kind = kindOf(joined.text);
    if (kind) yield* lineSubjects(new SourceFile(file.path, joined.text, { host: file, map: joined, path: `cells/${index}` }), kind);
  }
}

/** The scalars that make the source of a code cell: one string, or one for each line. */
function code(cell: Node): ScalarNode[] | undefined {
  if (cell.kind !== 'map') return undefined;
  const type = cell.get('cell_type')?.value;
  const source = cell.get('source')?.value;
  if (type?.kind !== 'scalar' || type.value !== 'code' || !source) return undefined;
  if (source.kind === 'scalar') return [source];
  return source.kind === 'seq' ? source.items.filter((item) => item.kind === 'scalar') : undefined;
}

/** The language of a cell by its magic; undefined for cells that hold prose. */
function kindOf(text: string): LineKind | undefined {
  const magic = /^\s*%%(\w+)/m.exec(text)?.[1]?.toLowerCase();
  if (magic === undefined) return 'python';
  if (/^(?:bash|sh|script|shell)$/.test(magic)) return 'shell';
  if (/sql$/.test(magic)) return 'sql';
  if (/^(?:configure|writefile|file|yaml|json)$/.test(magic)) return 'other';
  if (/^(?:js|javascript)$/.test(magic)) return 'javascript';
  return /^(?:html|markdown|latex|svg)$/.test(magic) ? undefined : 'python';
}

/** Several scalars read as one text. */
class JoinedText implements PositionMap {
  readonly text: string;
  readonly #parts: { readonly start: number; readonly end: number; readonly node: ScalarNode }[] = [];

  constructor(nodes: readonly ScalarNode[]) {
    let text = '';
    for (const node of nodes) {
      this.#parts.push({ start: text.length, end: text.length + node.value.length, node });
      text += node.value;
    }
    this.text = text;
  }

  toHost(span: Span): Span[] {
    const inside = this.#parts.filter((part) => part.start < span.end && part.end > span.start);
    if (inside.length > 0) {
      return inside.flatMap(({ start, end, node }) =>
        node.positions().toHost({ start: Math.max(span.start, start) - start, end: Math.min(span.end, end) - start }),
      );
    }
    const part = this.#parts.find(({ end }) => span.start <= end) ?? this.#parts.at(-1);
    return part ? part.node.positions().toHost({ start: span.start - part.start, end: span.start - part.start }) : [{ start: 0, end: 0 }];
  }

  encode(span: Span, text: string): Edit | 'not-expressible' {
    const part = this.#parts.find(({ start, end }) => start <= span.start && span.end <= end);
    return part ? part.node.positions().encode({ start: span.start - part.start, end: span.end - part.start }, text) : 'not-expressible';
  }
}
