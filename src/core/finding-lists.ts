import type { Finding } from './finding.ts';
import type { Rule } from './rule.ts';

/**
 * One cause, one finding: adds a subject's findings to those of the rule's other subjects. What several subjects share (SAM Globals, a YAML
 * alias) is told once at its place, and without condition if that is so for one of them.
 */
export function addDistinct(told: Map<string, Finding[]>, findings: readonly Finding[]): void {
  const own = new Map<string, Finding[]>();
  for (const finding of findings) {
    const place = `${finding.messageId}\0${finding.span.start}\0${finding.span.end}`;
    const list = own.get(place);
    if (list) list.push(finding);
    else own.set(place, [finding]);
  }
  for (const [place, list] of own) {
    const before = told.get(place);
    if (!before || (before.every(isConditional) && !list.every(isConditional))) told.set(place, list);
  }
}

const isConditional = (finding: Finding): boolean => finding.certainty === 'some';

/** One cause, one finding: drops findings of rules that another finding's rule supersedes at the same or a containing place. */
export function supersede<S>(findings: readonly Finding[], rules: ReadonlyMap<string, Rule<S>>): Finding[] {
  /** By superseded rule, the findings that may stand for its own. */
  const strongerThan = new Map<string, Finding[]>();
  for (const finding of findings) {
    for (const weaker of rules.get(finding.ruleId)?.meta.supersedes ?? []) {
      const list = strongerThan.get(weaker);
      if (list) list.push(finding);
      else strongerThan.set(weaker, [finding]);
    }
  }
  if (strongerThan.size === 0) return [...findings];
  return findings.filter(
    (weaker) =>
      !strongerThan
        .get(weaker.ruleId)
        ?.some((stronger) => stronger.path === weaker.path && stronger.span.start <= weaker.span.start && weaker.span.end <= stronger.span.end),
  );
}

/** Gives equal fingerprints an ordinal, so that each finding of a file has its own. */
export function number(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const count = (seen.get(finding.fingerprint) ?? 0) + 1;
    seen.set(finding.fingerprint, count);
    return count === 1 ? finding : { ...finding, fingerprint: `${finding.fingerprint}-${count}` };
  });
}

export function compareFindings(a: Finding, b: Finding): number {
  return compareText(a.path, b.path) || a.line - b.line || a.column - b.column || compareText(a.ruleId, b.ruleId) || compareText(a.messageId, b.messageId);
}
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Without findings in included files (`elsewhere`) that the file itself, or another that includes it, has too: there they are one. */
export function withoutRepeated(findings: readonly Finding[], elsewhere: ReadonlySet<Finding>): readonly Finding[] {
  if (elsewhere.size === 0) return findings;
  const keyOf = ({ ruleId, message, path, span }: Finding): string => `${ruleId}\0${path}\0${span.start}\0${span.end}\0${message}`;
  const told = new Set(findings.filter((finding) => !elsewhere.has(finding)).map(keyOf));
  return findings.filter((finding) => {
    if (!elsewhere.has(finding)) return true;
    const key = keyOf(finding);
    return !told.has(key) && told.add(key).has(key);
  });
}
