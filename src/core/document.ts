import type { ChoiceSpace } from './choices.ts';
import type { Location } from './finding.ts';
import type { Host } from './host.ts';
import type { Surface } from './rule.ts';
import type { SourceFile, Span } from './source-file.ts';

/** A thing that has a place. */
export interface Located {
  readonly file: SourceFile;
  readonly span: Span;
  /** Logical path: `Resources/Fn/Properties/Role`, `stage:build`, `root.queues`. Shown as SARIF logical location and part of the fingerprint. */
  readonly path: string;
}

/** What a parser found wrong with the text itself. It arrives at rules as the subject `parse.problem`. */
export interface Problem extends Located {
  /** Which rule says it: `yaml/syntax`, `json/syntax`, `yaml/duplicate-key`, `docker/syntax` … */
  readonly rule: string;
  /** One sentence: the thing and the fact. */
  readonly text: string;
  /** What to type instead. */
  readonly advice: string;
  readonly related?: readonly Related[];
  readonly fix?: ProposedFix;
}

/** A second place that explains a finding. */
export interface Related {
  readonly at: Located;
  readonly text: string;
}

/** A fix as a rule states it: edits in the text of the file (or embedded document) that the `at` of each names. */
export interface ProposedFix {
  readonly title: string;
  readonly safety: 'safe' | 'suggested';
  readonly edits: readonly { readonly at: Located; readonly text: string }[];
}

/** A comment of the host format, without its marker. */
export interface Comment {
  readonly file: SourceFile;
  readonly span: Span;
  readonly text: string;
}

/** What a rule can judge: a name, the thing, and (optional) finer selectors that rules may subscribe to (`cfn.resource:AWS::Lambda::Function`). */
export type SubjectOf<S> = {
  [K in keyof S & string]: {
    readonly type: K;
    readonly node: S[K];
    /** A function where finding them takes time: it is called when a rule subscribes to one. */
    readonly selector?: string | (() => readonly string[]) | readonly string[];
    /** Where it comes from, when that differs from the document's surface. */
    readonly surface?: Surface;
    /** What it counts as, where that is decided by its place or content; findings say so: `service control policy`. */
    readonly about?: string;
    /** Whether it exists in the current run: a resource's Condition, the branch of an `Fn::If` that it stands in. */
    readonly guard?: () => boolean;
  };
}[keyof S & string];

/** What a parser made of a file: always as much as could be read. */
export interface Document<S> {
  readonly file: SourceFile;
  readonly format: string;
  readonly surface: Surface;
  /**
   * The subjects, in document order; embedded documents' subjects are among them.
   * Where subjects depend on open choices (conditions, parameters), `choices` is the space that the engine explores.
   */
  subjects(): Iterable<SubjectOf<S>>;
  comments(): Iterable<Comment>;
  readonly choices?: ChoiceSpace;
  /** The span of the node that starts at or after an offset's line: what `lintel-disable-block` covers. */
  nodeAt?(offset: number): Span | undefined;
  /** An advice on a place in the document's own syntax: rules write what concerns templates in YAML, and what concerns policies in JSON. */
  readonly spell?: ((advice: string, at: Span) => string) | undefined;
  /** Where a program makes what stands at a place of the document, when the document is a program's output. */
  madeAt?(at: Location): Related | undefined;
  /** Suppressions that the format carries as data (a template's `Metadata.lintel.disable`). */
  suppressions?(): Iterable<MetadataSuppression>;
  /** Exceptions that the document notes for other tools. */
  foreignSuppressions?(): Iterable<ForeignSuppression>;
  /** Documents that this one deploys with values of its own; each is a document on its own, too. */
  nested?(): Iterable<Nested>;
  /** What could not be judged: a macro, a loop with holes, an alias bomb. */
  readonly notes?: readonly { readonly kind: 'incomplete' | 'skipped'; readonly reason: string }[];
}

/** A document as another one deploys it. */
export interface Nested extends Pick<Inputs, 'parameters' | 'open'> {
  readonly file: SourceFile;
  /** What deploys it. */
  readonly at: Located;
  /** Where the values of its parameters stand. */
  readonly passed: ReadonlyMap<string, Located>;
  /** Why it isn't judged so, but on its own alone. */
  readonly unjudged?: string;
}

/** A suppression written as data instead of as a comment. */
export interface MetadataSuppression {
  readonly at: Located;
  /** What it covers, in the root file. */
  readonly covers: Span;
  readonly id: string;
  readonly reason: string | undefined;
  readonly until: string | undefined;
}

/** Tools whose exceptions lintel can honour. */
export const foreignTools = ['cfn-lint', 'cfn-nag', 'cdk-nag', 'checkov', 'hadolint'] as const;

/** An exception that is noted for another tool. */
export interface ForeignSuppression {
  readonly tool: (typeof foreignTools)[number];
  /** The tool's id of a check; of cfn-lint also how ids start. */
  readonly id: string;
  /** What it covers, in the root file. */
  readonly covers: Span;
  readonly reason: string | undefined;
  readonly by: 'comment' | 'metadata';
}

/** Why a parser takes a file. `sure` formats win over others; the reason is shown by `lintel files`. */
export interface Claim {
  readonly sure: boolean;
  readonly reason: string;
}

/** What a parser gives: always a document of what could be read. */
export interface Parsed<S> {
  readonly document: Document<S>;
  readonly problems: readonly Problem[];
}

/** What the user says of choices that documents leave open. */
export interface Inputs {
  /** AWS regions that are used; empty when any may be. */
  readonly regions: readonly string[];
  /** Values of the document's parameters: one of these sets applies. Empty when nothing is said. */
  readonly parameters: readonly ReadonlyMap<string, string>[];
  /** Where given, the parameters that may have other values than the sets name; those that are in neither have their defaults. */
  readonly open?: ReadonlySet<string>;
  /** What the policies of the document do, where their place in it does not tell: a kind of the IAM model. */
  readonly policyKind?: string | undefined;
}
export const noInputs: Inputs = { regions: [], parameters: [] };

export interface Parser<S> {
  readonly format: string;
  /** Cheap test on the name (root-relative path) and the text, before any parsing. */
  claims(name: string, text: string): Claim | undefined;
  /** Never throws for any input. A promise only where a part must load first (recovery of broken text). */
  parse(file: SourceFile, host: Host, inputs?: Inputs): Parsed<S> | Promise<Parsed<S>>;
}
