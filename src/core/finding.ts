import type { Span } from './source-file.ts';

export type Severity = 'error' | 'warning' | 'info';
export type Precision = 'high' | 'medium' | 'low';
export type Certainty = 'always' | 'some';

/** Open choices under which something holds: condition → `true`/`false`, parameter → value (or `default`). In order of first use. */
export type Assignment = Readonly<Record<string, string>>;

/** A place as plain data: root file, 1-based, `endColumn` exclusive. */
export interface Location {
  readonly path: string;
  readonly span: Span;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The source lines of the span, at most three; of a very long line a piece. */
  readonly excerpt: string;
  /** Where on its line the excerpt starts: 0 unless it is a piece. */
  readonly excerptStart: number;
  /** The span's own text with white space folded, at most 500 characters: part of the fingerprint. */
  readonly snippet: string;
  /** Logical path inside the file. */
  readonly logicalPath: string;
}

export interface FindingRelated extends Location {
  readonly text: string;
}

export interface Fix {
  readonly title: string;
  /** `safe` is applied by --fix; `suggested` only by --fix-suggested. */
  readonly safety: 'safe' | 'suggested';
  readonly edits: readonly { readonly path: string; readonly span: Span; readonly text: string }[];
}

/** One statement about one place: plain data, survives structuredClone. */
export interface Finding extends Location {
  readonly ruleId: string;
  readonly messageId: string;
  readonly severity: Severity;
  readonly precision: Precision;
  readonly certainty: Certainty;
  readonly when?: Assignment;
  /** How the value came about: `Runtime ← Mappings.R[Env].rt`. */
  readonly chain?: string;
  readonly message: string;
  readonly advice: string;
  readonly surface: string;
  /** What the judged thing counts as, where that is decided by its place or content: `service control policy`. */
  readonly about?: string;
  readonly related: readonly FindingRelated[];
  readonly fixes: readonly Fix[];
  readonly fingerprint: string;
  readonly suppressed?: { readonly reason: string | undefined; readonly by: string };
}

/** What lintel did not or could not judge, in the open. */
export interface Note {
  readonly path: string;
  readonly kind: 'incomplete' | 'skipped' | 'unrecognised';
  readonly reason: string;
}

/** A defect of lintel, never of the input. */
export interface Failure {
  readonly ruleId?: string;
  readonly path?: string;
  readonly error: { readonly name: string; readonly message: string; readonly stack?: string };
}

/** Everything a run found. */
export interface Outcome {
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
  readonly failures: readonly Failure[];
  readonly files: number;
}
