import type { Located } from '../../core/document.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';
import { absent, unknown, type Value } from '../../core/value.ts';
import type { Variables } from './variables.ts';

/** Subjects of Fluent Bit configuration, wherever it stands. */
export interface FluentBitSubjects extends SectionSubjects {
  /** The whole configuration that starts at a main file, its includes followed. */
  'fluentbit.pipeline': Pipeline;
  /** An `@` command of the classic format: `@INCLUDE`, `@SET`. */
  'fluentbit.directive': Directive;
  /** A place that names another file of the configuration: `@INCLUDE`, `includes`, `Parsers_File` and its like. */
  'fluentbit.reference': FileReference;
}
/** A section; the selector is its kind. */
type SectionSubjects = { 'fluentbit.section': Section } & { [K in SectionKind as `fluentbit.section:${K}`]: Section };

export type PluginKind = 'input' | 'filter' | 'output' | 'custom';
/** `other`: sections that the main configuration takes no notice of (`[NODE]`, `[STREAM_TASK]`, misspelt ones). */
export type SectionKind = PluginKind | 'service' | 'parser' | 'multiline_parser' | 'stream_processor' | 'plugins' | 'upstream_servers' | 'other';

/** A key and its value as they are written; a key may stand several times. */
export interface WrittenProperty {
  /** As Fluent Bit compares it: lower case, in YAML with camelCase taken apart. */
  readonly key: string;
  /** As it is written. */
  readonly written: string;
  readonly keySpan: Span;
  /** Undefined where the value is a map or list that the format gives a meaning of its own. */
  readonly text: string | undefined;
  readonly quoted: boolean;
  readonly valueSpan: Span;
}

export interface WrittenSection {
  readonly kind: SectionKind;
  /** As it is written: `OUTPUT`, `outputs`. */
  readonly name: string;
  readonly nameSpan: Span;
  readonly properties: WrittenProperty[];
  readonly span: { start: number; end: number };
  /** Whether a fault of the text may hide a property: what isn't there is unknown then. */
  isBroken: boolean;
}

export interface WrittenDirective {
  /** Upper case. */
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: string;
  readonly valueSpan: Span;
  /** The blanks before it: Fluent Bit knows it in the first column alone. */
  readonly indent: Span;
  /** What stands there instead, when it is indented. */
  readonly section: WrittenSection | undefined;
}

export interface WrittenInclude {
  readonly text: string;
  readonly span: Span;
  readonly keySpan: Span;
  readonly key: string;
}

/** One file of a configuration as it is written, before its variables and includes are followed. */
export interface WrittenFile {
  readonly file: SourceFile;
  readonly format: 'classic' | 'yaml';
  readonly sections: readonly WrittenSection[];
  readonly directives: readonly WrittenDirective[];
  readonly includes: readonly WrittenInclude[];
  /** `@SET` and `env`. */
  readonly definitions: readonly { readonly name: string; readonly text: string; readonly span: Span }[];
  /** Whether a template engine writes the file from this text: what is missing may come from there. */
  readonly isTemplate: boolean;
  /** Whether inputs of YAML name their outputs (`routes`), so that these need no pattern. */
  readonly hasRoutes: boolean;
}

/** A property under the choices of the run. */
export class Property {
  constructor(
    private readonly section: Section,
    readonly written: WrittenProperty,
  ) {}

  get key(): string {
    return this.written.key;
  }
  /** The key. */
  get at(): Located {
    return { file: this.section.file, span: this.written.keySpan, path: `${this.section.path}/${this.key}` };
  }
  /** Unknown parts are holes; unknown as a whole for maps and lists. */
  get value(): Value {
    return this.section.valueOf(this.written);
  }
}

/** A section of the configuration: `[OUTPUT]` with its lines, or an element of `pipeline.outputs`. Stands at its name. */
export class Section implements Located {
  readonly properties: readonly Property[];

  constructor(
    readonly file: SourceFile,
    readonly format: 'classic' | 'yaml',
    readonly written: WrittenSection,
    private readonly variables: Variables,
    /** Whether an output may get its records without a pattern: YAML inputs have `routes`, here or in a file that isn't known. */
    readonly mayBeRouted: boolean,
  ) {
    this.properties = written.properties.map((property) => new Property(this, property));
  }

  get kind(): SectionKind {
    return this.written.kind;
  }
  get span(): Span {
    return this.written.nameSpan;
  }
  get path(): string {
    const name = this.written.properties.find(({ key }) => key === 'name')?.text;
    return name === undefined ? this.kind : `${this.kind}[${name.slice(0, 80)}]`;
  }

  get isBroken(): boolean {
    return this.written.isBroken;
  }

  /** The plugin: the first `Name`. Absent at the section's name. */
  get plugin(): Value {
    return this.properties.find(({ key }) => key === 'name')?.value ?? this.#missing('name');
  }

  /** The last property of a key (lower case), as Fluent Bit's own settings are read. Absent at the plugin's name, else at the section's; unknown where a fault may hide it. */
  get(key: string): Value {
    return this.properties.findLast((property) => property.key === key)?.value ?? this.#missing(key);
  }

  /** Every property of a key, in order. */
  all(key: string): readonly Property[] {
    return this.properties.filter((property) => property.key === key);
  }

  valueOf({ key, text, valueSpan, quoted }: WrittenProperty): Value {
    const place = { file: this.file, span: valueSpan, path: `${this.path}/${key}` };
    return text === undefined ? unknown(place, 'a map or a list') : this.variables.expand(text, place, quoted);
  }

  #missing(key: string): Value {
    const name = this.written.properties.find((property) => property.key === 'name');
    const place = { file: this.file, span: name?.valueSpan ?? this.span, path: `${this.path}/${key}` };
    return this.isBroken ? unknown(place, 'a fault of the text may hide it') : absent(place);
  }
}

/** What became of the files that a place names. */
export type Resolution = 'found' | 'missing' | 'unknown';

/** A place that names other files. */
export interface FileReference extends Located {
  /** `@INCLUDE`, `includes`, `Parsers_File` … as it is written. */
  readonly key: string;
  readonly kind: 'include' | 'parsers_file' | 'plugins_file' | 'streams_file';
  /** The path or pattern as it is written. */
  readonly target: string;
  readonly resolution: Resolution;
  /** Whether it would be found without the blanks around the name, which Fluent Bit takes for a part of it. */
  readonly hasBlanks: boolean;
  /** Where it was looked for: `the ConfigMap`, `the folder`. */
  readonly where: string;
  /** Names that would be found there, for advice. */
  readonly candidates: readonly string[];
}

export class Directive implements Located {
  constructor(
    readonly file: SourceFile,
    readonly written: WrittenDirective,
    /** The main file's own words for the section that an indented one stands in. */
    readonly section: Section | undefined,
  ) {}

  get name(): string {
    return this.written.name;
  }
  get span(): Span {
    return this.written.nameSpan;
  }
  get path(): string {
    return `@${this.name}[${this.written.value.slice(0, 80)}]`;
  }
  get value(): string {
    return this.written.value;
  }
  get isIndented(): boolean {
    return this.written.indent.end > this.written.indent.start;
  }
  /** The blanks before it. */
  get indent(): Located {
    return { file: this.file, span: this.written.indent, path: this.path };
  }
}

/** A pod that runs with the configuration, as the same file describes it. */
export interface Workload {
  /** Where `hostNetwork: true` stands. */
  readonly hostNetwork: Located | undefined;
  /** Ports and port names that probes of the kubelet ask over HTTP. */
  readonly probedPorts: readonly string[];
}

/** A configuration from its main file on. */
export class Pipeline implements Located {
  constructor(
    /** The main file. */
    readonly file: SourceFile,
    readonly sections: readonly Section[],
    /** False when a file of it could not be read, a template engine has a hand in it, or something else feeds it (no input is to be seen). */
    readonly complete: boolean,
    readonly workloads: readonly Workload[],
  ) {}

  get span(): Span {
    return (this.sections.find(({ file }) => file === this.file) ?? { span: { start: 0, end: 0 } }).span;
  }
  get path(): string {
    return '';
  }
  get inputs(): readonly Section[] {
    return this.of('input');
  }
  get filters(): readonly Section[] {
    return this.of('filter');
  }
  get outputs(): readonly Section[] {
    return this.of('output');
  }

  /** A setting of the service: all `[SERVICE]` sections are one, and the last word counts. Undefined when it isn't set. */
  service(key: string): Value | undefined {
    return this.of('service')
      .flatMap((section) => section.all(key))
      .at(-1)?.value;
  }

  of(kind: SectionKind): readonly Section[] {
    return this.sections.filter((section) => section.kind === kind);
  }
}

/** A known boolean as Fluent Bit reads it; undefined for other texts and for what isn't known. */
export function booleanOf(value: Value | undefined): boolean | undefined {
  const text = value?.string?.toLowerCase();
  if (text === 'on' || text === 'true' || text === 'yes') return true;
  return text === 'off' || text === 'false' || text === 'no' ? false : undefined;
}
