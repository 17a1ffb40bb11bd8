import type { Assignment, Finding, Outcome, Severity } from '../core/finding.ts';
import type { ReportEnvironment } from './index.ts';

/** Findings by severity, suppressed ones apart. */
export interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly suppressed: number;
}

export const severities: readonly Severity[] = ['error', 'warning', 'info'];

export function count(findings: readonly Finding[]): Counts {
  const counts = { error: 0, warning: 0, info: 0, suppressed: 0 };
  for (const finding of findings) counts[finding.suppressed ? 'suppressed' : finding.severity]++;
  return counts;
}

/** The findings that a person is to act on. */
export function open(outcome: Outcome): Finding[] {
  return outcome.findings.filter((finding) => !finding.suppressed);
}

/** Order for reports that are cut or read from the top: by severity, then by place. */
export function worstFirst(a: Finding, b: Finding): number {
  return rank(a.severity) - rank(b.severity) || compareText(a.path, b.path) || a.line - b.line || a.column - b.column || compareText(a.ruleId, b.ruleId);
}
const rank = (severity: Severity): number => severities.indexOf(severity);
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The last line for people: `12 problems (3 errors, 7 warnings, 2 infos) in 4 of 31 files; 1 has a safe fix: run with --fix`. */
export function summaryLine(outcome: Outcome, { quiet }: Pick<ReportEnvironment, 'quiet'>): string {
  const counts = count(outcome.findings);
  const problems = open(outcome);
  const parts = [];
  if (problems.length === 0) {
    parts.push(`no problems in ${plural(outcome.files, 'file')}`);
  } else {
    const bySeverity = severities.filter((severity) => counts[severity] > 0).map((severity) => plural(counts[severity], severity));
    const files = new Set(problems.map((finding) => finding.path)).size;
    parts.push(`${plural(problems.length, 'problem')} (${bySeverity.join(', ')}) in ${files} of ${plural(outcome.files, 'file')}`);
  }
  if (counts.suppressed > 0) parts.push(`${counts.suppressed} suppressed`);
  if (outcome.failures.length > 0) parts.push(`${plural(outcome.failures.length, 'failure')} of lintel itself`);
  if (!quiet) {
    const safe = fixable(problems, 'safe');
    const suggested = fixable(problems, 'suggested');
    if (safe > 0) parts.push(`${safe} ${safe === 1 ? 'has a safe fix' : 'have safe fixes'}: run with --fix`);
    if (suggested > 0) parts.push(`${suggested} ${suggested === 1 ? 'has a suggested fix' : 'have suggested fixes'}: run with --fix-suggested`);
  }
  return parts.join('; ');
}

function fixable(findings: readonly Finding[], safety: 'safe' | 'suggested'): number {
  return findings.filter((finding) => finding.fixes.some((fix) => fix.safety === safety)).length;
}

export function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `IsProd=false, Runtime=nodejs16.x` */
export function whenText(when: Assignment): string {
  return Object.entries(when)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

/** The text with a full stop, if it ends without one. */
export function sentence(text: string): string {
  return /[.!?:]$/.test(text) ? text : `${text}.`;
}

/** Groups in order of first appearance. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
