import type { Outcome } from '../core/finding.ts';
import type { RuleMeta } from '../core/rule.ts';

/** What a reporter knows of the world besides the outcome. Reporters never read files, print, or look at the environment themselves. */
export interface ReportEnvironment {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Version of lintel. */
  readonly version: string;
  /** Meta of every rule that could run, for reporters that describe rules; else empty. */
  readonly rules: readonly RuleMeta[];
  /** Path relative to the working directory, with forward slashes, of a path relative to the root. */
  pathOf(path: string): string;
  /** Path relative to the root of the repository, with forward slashes, of a path relative to the root: what services that hold the repository know it by. */
  repositoryPathOf(path: string): string;
  /** Address of a line of a root-relative path where people can look at it; undefined when there is none. */
  sourceUrl(path: string, line: number): string | undefined;
  /** Text of a root-relative path as it was linted, with its byte order mark; undefined when it can't be had. */
  readText(path: string): string | undefined;
  /** Whether machine-readable reports carry suppressed findings too, marked as such. */
  readonly includeSuppressed: boolean;
  /** Leaves out notes and advice on how to go on. Which findings there are is decided before. */
  readonly quiet: boolean;
}

/** Turns an outcome into text, with a line ending at its end; into pieces of it, made on the way, where it may be too long for one. */
export type Reporter = (outcome: Outcome, environment: ReportEnvironment) => string | Generator<string>;

/** The reporters by name, each loaded when it is used. */
export const reporters = {
  terminal: async () => (await import('./terminal.ts')).terminal,
  compact: async () => (await import('./compact.ts')).compact,
  sarif: async () => (await import('./sarif.ts')).sarif,
  json: async () => (await import('./json.ts')).json,
  github: async () => (await import('./github.ts')).github,
  gitlab: async () => (await import('./gitlab.ts')).gitlab,
  junit: async () => (await import('./junit.ts')).junit,
  markdown: async () => (await import('./markdown.ts')).markdown,
} satisfies Record<string, () => Promise<Reporter>>;

export type ReporterName = keyof typeof reporters;

/** The reporters that describe rules: `ReportEnvironment.rules` is read for them. */
export const describesRules: ReadonlySet<ReporterName> = new Set(['sarif', 'markdown']);
