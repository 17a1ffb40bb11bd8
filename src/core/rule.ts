import type { Located, ProposedFix, Related } from './document.ts';
import type { Assignment, Location, Precision, Severity } from './finding.ts';

export type Profile = 'recommended' | 'strict' | 'on-demand';
/** Where a subject can come from. */
export type Surface =
  | 'cloudformation'
  | 'sam'
  | 'cdk'
  | 'iam-json'
  | 'dockerfile'
  | 'fluent-bit'
  | 'hadoop'
  | 'kubernetes'
  | 'config'
  | 'live'
  | 'yaml'
  | 'json'
  | 'text';

/** All that is said of a rule; every field has a reader (docs, SARIF, `lintel rules`). */
export interface RuleMeta {
  /** `topic/thing-or-ban`; the file path is the id. */
  readonly id: string;
  /** Former ids and the catalogue's merged names; accepted wherever an id is. */
  readonly aliases?: readonly string[];
  /** One sentence for lists. */
  readonly summary: string;
  /** Why it matters: the risk or the failure, with facts. */
  readonly why: string;
  /** What to do, in general. */
  readonly remediation: string;
  readonly severity: Severity;
  readonly precision: Precision;
  /** CVSS-like score 0.1 to 10 for code scanning, where it is about security. */
  readonly securitySeverity?: number;
  readonly profile: Profile;
  readonly scope: 'file' | 'directory' | 'repository';
  readonly surfaces: readonly Surface[];
  /** Surfaces that have the subject but not this rule, with the reason. */
  readonly notOn?: Partial<Record<Surface, string>>;
  /** Numbers of the articles it derives from, 1 to 20. */
  readonly articles: readonly number[];
  readonly references: readonly string[];
  /** The same check elsewhere: `checkov:CKV_AWS_272`, `hadolint:DL3006` … */
  readonly equivalents?: readonly string[];
  /** Rules that this one silences at the same or a contained span. */
  readonly supersedes?: readonly string[];
  readonly tags: readonly string[];
  /** Version that brought it. */
  readonly since: string;
}

/** `text` states the thing and the fact in one sentence; `advice` says what to type. `{name}` takes from the report's data. */
export interface Message {
  readonly text: string;
  readonly advice: string;
  readonly severity?: Severity;
  readonly precision?: Precision;
}

export interface Report<M extends string> {
  /** Where: a node, a Value (an absent one stands at the name of what lacks it), or a Location from a fact. */
  readonly at: Located | Location;
  readonly message: M;
  readonly data?: Readonly<Record<string, string | number>>;
  readonly related?: readonly Related[] | readonly (Location & { readonly text: string })[];
  readonly fix?: ProposedFix;
  /** Places whose text is a secret: nothing that lintel prints of the source shows their characters, in this finding or any other of the run. */
  readonly mask?: readonly Located[];
  /** In conclusions: the choices under which it holds, from the facts that it stands on. Visitors leave it out; the engine finds it. */
  readonly when?: Assignment;
}

/** Facts that several rules share, from the configuration's `settings`. */
export interface Settings {
  readonly accounts: readonly string[];
  readonly trustedAccounts: readonly string[];
  readonly partitions: readonly string[];
  readonly allowedRegistries: readonly string[];
  /** Prefix of a pull-through cache: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/docker-hub`. */
  readonly mirror: string | undefined;
  readonly packagesInternal: readonly string[];
  readonly regions: readonly string[];
  /** The quota of concurrent executions of AWS Lambda in a Region, when it isn't the one that accounts begin with. */
  readonly accountConcurrency?: number;
}

export interface RuleContext<M extends string, O> {
  readonly options: O;
  readonly settings: Settings;
  /** The injected clock; rules never read the time themselves. */
  readonly now: Date;
  report(report: Report<M>): void;
  /** A place as plain data, for facts. */
  locate(at: Located): Location;
}

/**
 * Methods by subject name (`'iam.statement'(statement) {}`) or by selector (`'cfn.resource:AWS::Lambda::Function'(fn) {}`).
 * `S` maps each of these keys to its node type. Visitors are pure: a test runs each twice.
 */
export type Visitors<S, R = void> = { [K in keyof S]?: (node: S[K]) => R };

/** A fact that a wider rule collected, with the file it came from. */
export interface Collected<F> {
  readonly path: string;
  readonly fact: F;
  /** The choices of its file under which it holds; undefined when it always does. */
  readonly when?: Assignment;
}

/** What judging needs of a rule's description. The rest is for people, and is read when one asks. */
export type JudgingMeta = Pick<RuleMeta, 'id' | 'severity' | 'precision' | 'scope' | 'surfaces' | 'supersedes'>;

export interface Rule<S, M extends string = string, O = unknown, F = unknown> {
  readonly meta: JudgingMeta;
  readonly messages: Readonly<Record<M, Message>>;
  readonly options?: { readonly schema: object; readonly defaults: O };
  create?(context: RuleContext<M, O>): Visitors<S>;
  /** First half of a rule that looks at several subjects: a plain-data fact per subject, several, or nothing. Each fact knows its own choices. */
  collect?(context: Omit<RuleContext<M, O>, 'report'>): Visitors<S, F | readonly F[] | undefined>;
  /** Second half: called once, with all facts in file order. `complete` is false when not the whole scope was read. */
  conclude?(facts: readonly Collected<F>[], context: RuleContext<M, O>, complete: boolean): void;
}

/** What the engine needs to know of a rule before loading it; generated from the rules. */
export interface RuleEntry<S> {
  readonly id: string;
  readonly profile: Profile;
  /** Keys of Visitors that the rule subscribes to. */
  readonly subjects: readonly string[];
  /** Where it runs: the surfaces that it names and, when it judges policies in files, those of deployed resources and accounts, which are whole too. */
  readonly surfaces: readonly Surface[];
  load(): Promise<Rule<S>>;
}

/** Whether a surface tells of what is deployed: a place in its text says little, what it is of says all. */
export const isDeployed = (surface: string): boolean => surface === 'config' || surface === 'live';
