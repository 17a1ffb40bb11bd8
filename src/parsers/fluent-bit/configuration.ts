import type { ChoiceSpace } from '../../core/choices.ts';
import type { Problem, SubjectOf } from '../../core/document.ts';
import type { SourceFile } from '../../core/source-file.ts';
import type { CredentialSubjects } from '../credential/model.ts';
import type { Tree } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parse.ts';
import { checkSections } from './checks.ts';
import { looksYaml } from './claims.ts';
import { type ClassicFile, readClassic } from './classic.ts';
import { sectionCredentials } from './credentials.ts';
import type { Folder } from './folder.ts';
import { Directive, type FileReference, type FluentBitSubjects, Pipeline, type Resolution, Section, type Workload, type WrittenInclude } from './model.ts';
import { Variables } from './variables.ts';
import { readYaml, type YamlFile } from './yaml.ts';

/** More files than any configuration has; Fluent Bit's own limit is a thousand. */
const MOST_FILES = 300;
const NAMED_MAIN = /(?:^|\/)(?:fluent-bit|td-agent-bit)\.(?:conf|ya?ml)$/i;
const FILE_SETTINGS = ['parsers_file', 'plugins_file', 'streams_file'] as const;

type Read = { readonly written: ClassicFile } | { readonly written: YamlFile; readonly tree: Tree };

/** A configuration from one of its files on. */
export interface Configuration {
  readonly file: SourceFile;
  readonly read: Read;
  /** Files that this one includes, however deeply. */
  readonly included: ReadonlySet<string>;
  readonly isMain: boolean;
  readonly problems: readonly Problem[];
  /** Of this file alone: other files' sections are judged where they stand. */
  subjects(): readonly SubjectOf<FluentBitSubjects & CredentialSubjects>[];
}

export interface Surroundings {
  readonly folder: Folder;
  readonly space: ChoiceSpace;
  /** Whether another file includes this one. */
  isIncluded(file: SourceFile): boolean;
  /** Whether every file that could include another is at hand; else `isIncluded` is asked only where the file itself doesn't tell. */
  readonly isClosed: boolean;
  readonly workloads?: readonly Workload[];
}

/** Reads a file and what it includes. `identity` tells files apart: the path, or a key's. */
export async function readConfiguration(file: SourceFile, surroundings: Surroundings): Promise<Configuration> {
  const assembly = new Assembly(surroundings);
  const read = await assembly.add(file, isYaml(file) ? 'yaml' : 'classic');
  return assembly.finish(read);
}

/** A name for a file that no other of the same host has. */
export const identity = (file: SourceFile): string => (file.embedded ? `${file.path}\0${file.embedded.path}` : file.path);

/** The path of a file, or of the value that holds it. */
const nameOf = (file: SourceFile): string => file.embedded?.path ?? file.path;

const isYaml = (file: SourceFile): boolean => /\.ya?ml$/i.test(nameOf(file)) || (!/\.conf$/i.test(nameOf(file)) && looksYaml(file.text));

interface Pending {
  readonly include: WrittenInclude;
  readonly from: SourceFile;
  /** The include of the first file that leads here: itself, when it stands there. */
  readonly via: WrittenInclude;
  readonly format: 'classic' | 'yaml';
}

class Assembly {
  readonly #files = new Map<string, Read>();
  /** By what each file was included first. */
  readonly #includers = new Map<string, SourceFile>();
  readonly #references: (Omit<FileReference, 'resolution'> & { resolution: Resolution })[] = [];
  readonly #problems: Problem[] = [];
  /** Names of files by the folder that holds them. */
  readonly #neighbours = new Map<string, readonly string[]>();
  #truncated = false;

  constructor(private readonly surroundings: Surroundings) {}

  /** Reads a file and, in the order in which they are named, the files that it includes. */
  async add(main: SourceFile, format: 'classic' | 'yaml'): Promise<Read> {
    const first = await readFile(main, format);
    this.#files.set(identity(main), first);
    const pending: Pending[] = pendingOf(first);
    for (let next = pending.shift(); next; next = pending.shift()) {
      const files = this.#resolve(next, main);
      for (const file of files) {
        if (this.#files.has(identity(file))) {
          this.#twice(next, file, main);
          continue;
        }
        if (this.#files.size >= MOST_FILES) {
          this.#truncated = true;
          return first;
        }
        const read = await readFile(file, next.format);
        this.#files.set(identity(file), read);
        this.#includers.set(identity(file), next.from);
        pending.unshift(...pendingOf(read, next.via));
      }
    }
    return first;
  }

  #resolve({ include, from, format }: Pending, main: SourceFile): readonly SourceFile[] {
    const { folder } = this.surroundings;
    // Classic includes are looked for from the main file, those of YAML from the file that names them.
    const base = format === 'classic' ? main : from;
    const isTemplate = /\{\{|\$\{|<%/.test(include.text);
    const found = isTemplate ? 'unknown' : folder.find(include.text.trim(), base);
    const exact = include.text === include.text.trim();
    this.#references.push({
      file: from,
      span: include.span,
      path: `${include.key}[${include.text.slice(0, 80)}]`,
      key: include.key,
      kind: 'include',
      target: include.text,
      resolution: typeof found === 'string' ? found : exact ? 'found' : 'missing',
      hasBlanks: typeof found !== 'string' && !exact,
      where: folder.where,
      candidates: this.#names(base),
    });
    return typeof found === 'string' ? [] : found;
  }

  #names(from: SourceFile): readonly string[] {
    const key = from.path.slice(0, from.path.lastIndexOf('/') + 1);
    let names = this.#neighbours.get(key);
    if (!names) this.#neighbours.set(key, (names = this.surroundings.folder.names(from)));
    return names;
  }

  /** Told at the include of the first file that leads there; a file that includes another twice tells it itself. */
  #twice({ include, from, via }: Pending, file: SourceFile, main: SourceFile): void {
    if (from !== main && this.#includers.get(identity(file)) === from) return;
    const name = nameOf(file).split('/').at(-1);
    const text = identity(file) === identity(main) ? 'The file includes itself' : `"${name}" is read a second time`;
    this.#problems.push({
      rule: 'fluent-bit/syntax',
      file: main,
      span: via.span,
      path: `${via.key}[${via.text.slice(0, 80)}]`,
      text: `${text}${from === main ? '' : ` by way of "${nameOf(from).split('/').at(-1)}"`}, and Fluent Bit stops when it reads a file twice.`,
      advice: include.text.includes('*')
        ? 'Put the included files into a folder of their own, so that the pattern takes each once.'
        : 'Remove one of the includes.',
    });
  }

  finish(read: Read): Configuration {
    const { written } = read;
    const { file } = written;
    const { folder, space, workloads = [] } = this.surroundings;
    const all = [...this.#files.values()].map((one) => one.written);
    const kinds = new Set(all.flatMap((one) => one.sections.map(({ kind }) => kind)));
    const isMain = this.#isMain(read, kinds);
    const variables = new Variables(space);
    for (const one of all) for (const { name, text, span } of one.definitions) variables.define(name, text, { file: one.file, span, path: name });
    const mayBeRouted = written.format === 'yaml' && (!isMain || all.some((one) => one.hasRoutes));
    const sections = all.flatMap((one) => one.sections.map((section) => new Section(one.file, one.format, section, variables, mayBeRouted)));
    const own = sections.filter((section) => section.file === file);
    for (const section of sections) if (section.kind === 'service') this.#settingFiles(section, file, folder);
    // A fragment is included from a place that isn't known, and so are its own includes.
    for (const reference of this.#references) if (!isMain && reference.resolution === 'missing') reference.resolution = 'unknown';
    const complete =
      !this.#truncated &&
      kinds.has('input') &&
      all.every((one) => !one.isTemplate && one.format === written.format) &&
      sections.every((section) => !section.isBroken) &&
      this.#references.every(({ kind, resolution }) => kind !== 'include' || resolution === 'found');
    const pipeline = isMain ? new Pipeline(file, sections, complete, workloads) : undefined;
    const byWritten = new Map(own.map((section) => [section.written, section]));
    const directives = written.directives.map((directive) => new Directive(file, directive, directive.section && byWritten.get(directive.section)));
    // A file that is read already is none that was meant: it cannot be read twice.
    const taken = new Set(all.map((one) => nameOf(one.file).split('/').at(-1)));
    const references = this.#references
      .filter((reference) => reference.file === file)
      .map((reference) => ({ ...reference, candidates: reference.candidates.filter((name) => !taken.has(name)) }));
    const problems = written.isTemplate
      ? []
      : [...read.written.problems, ...this.#problems, ...checkSections(own, { isMain, loadsPlugins: loadsPlugins(sections) })];
    return {
      file,
      read,
      isMain,
      problems,
      included: new Set([...this.#files.keys()].filter((key) => key !== identity(file))),
      subjects: () => [
        ...own.map((node) => ({ type: 'fluentbit.section', node, selector: node.kind }) as SubjectOf<FluentBitSubjects>),
        ...own.flatMap((node) => [...sectionCredentials(node)]),
        ...directives.map((node) => ({ type: 'fluentbit.directive' as const, node })),
        ...references.map((node) => ({ type: 'fluentbit.reference' as const, node })),
        ...(pipeline ? [{ type: 'fluentbit.pipeline' as const, node: pipeline }] : []),
      ],
    };
  }

  /** A main file has the service, or leads from inputs to outputs, or includes others, or is called so; one that another includes is none. */
  #isMain({ written }: Read, kinds: ReadonlySet<string>): boolean {
    const { isClosed, isIncluded } = this.surroundings;
    const { file, sections, includes } = written;
    const own = new Set(sections.map(({ kind }) => kind));
    if (!isClosed && own.has('service') && (own.has('input') || own.has('output'))) return true;
    const tells = NAMED_MAIN.test(nameOf(file)) || kinds.has('service') || (kinds.has('input') && kinds.has('output')) || includes.length > 0;
    return tells && !isIncluded(file);
  }

  /** `Parsers_File` and its like, which are looked for beside the main file. */
  #settingFiles(section: Section, main: SourceFile, folder: Folder): void {
    for (const kind of FILE_SETTINGS) {
      for (const { value, written, at } of section.all(kind)) {
        const target = value.string;
        if (target === undefined) continue;
        const found = target.includes('*') ? 'unknown' : folder.find(target, main);
        this.#references.push({
          file: section.file,
          span: written.valueSpan,
          path: at.path,
          key: written.written,
          kind,
          target,
          resolution: typeof found === 'string' ? found : 'found',
          hasBlanks: false,
          where: folder.where,
          candidates: this.#names(main),
        });
      }
    }
  }
}

const loadsPlugins = (sections: readonly Section[]): boolean =>
  sections.some((section) => section.kind === 'plugins' || section.all('plugins_file').length > 0);

const pendingOf = ({ written }: Read, via?: WrittenInclude): Pending[] =>
  written.includes.map((include) => ({ include, from: written.file, via: via ?? include, format: written.format }));

async function readFile(file: SourceFile, format: 'classic' | 'yaml'): Promise<Read> {
  if (format === 'classic') return { written: readClassic(file) };
  const tree = await parseYaml(file);
  return { written: readYaml(file, tree), tree };
}
