import type { Finding, Outcome, Severity } from '../core/finding.ts';
import { noHost } from '../core/host.ts';
import { lint, type ParserEntry } from '../core/lint.ts';
import type { Settings } from '../core/rule.ts';
import { SourceFile } from '../core/source-file.ts';
import type { Subjects } from '../parsers/subjects.ts';
import type { RegistryEntry } from '../rules/define-rule.ts';

/** What rules say of one text. */
export interface Judgement {
  /** Findings that count, the worst first. */
  readonly findings: readonly Finding[];
  /** Why the text was not judged as a whole: what is said of it otherwise holds, but not that nothing is wrong. */
  readonly gaps: readonly string[];
  /** Rules that looked at something in it. */
  readonly judged: number;
  readonly failures: Outcome['failures'];
}

export interface JudgeOptions {
  readonly rules: readonly RegistryEntry[];
  readonly settings: Settings;
  readonly failOn: Severity;
  readonly now: Date;
}

const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };
const sureness = { high: 0, medium: 1, low: 2 } as const;

/** Lints one text that the one parser takes. */
export async function judge(text: string, parser: ParserEntry<Subjects>, options: JudgeOptions): Promise<Judgement> {
  const judging = new Set<string>();
  const outcome = await lint([new SourceFile('item.json', text)], {
    parsers: [parser],
    rules: options.rules,
    host: noHost,
    settings: options.settings,
    now: options.now,
    wholeRoot: false,
    setting: () => ({ enabled: true }),
    formatOf: () => parser.format,
    suppress: ({ findings }) => ({ findings, problems: [] }),
    onTiming: (ruleId) => judging.add(ruleId),
  });
  const findings = outcome.findings
    .filter(({ severity }) => ranks[severity] <= ranks[options.failOn])
    .sort((a, b) => ranks[a.severity] - ranks[b.severity] || sureness[a.precision] - sureness[b.precision] || a.span.start - b.span.start);
  return {
    findings,
    gaps: outcome.notes.filter(({ kind }) => kind === 'incomplete').map(({ reason }) => reason),
    judged: judging.size,
    failures: outcome.failures,
  };
}

/** Cuts a text to a length in characters as AWS counts them, with `…` for what is left out. */
export function cut(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length
    ? text
    : `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}
