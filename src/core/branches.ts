import type { Leaf } from './choices.ts';
import type { Assignment, Location } from './finding.ts';
import { locate } from './location.ts';
import type { Report } from './rule.ts';

/** One rule, one message, one place: the report of each run in which it was made. */
export type Group = Map<Leaf<unknown>, Report<string>>;

/** Places of one message at one logical path, each in other runs than the rest: the branches of one value. */
interface Branches {
  readonly whole: Group;
  readonly parts: readonly Group[];
}

/** Joins the groups that are branches of one value, so that a value that is wrong in every branch is wrong always. */
export function mergeBranches(groups: Iterable<Group>): Branches[] {
  const merged = new Map<string, { whole: Group; parts: Group[] }[]>();
  const result: Branches[] = [];
  for (const group of groups) {
    const report = firstReport(group);
    const key = `${report.message}\0${report.at.path}`;
    const same = merged.get(key) ?? [];
    merged.set(key, same);
    const fitting = same.find(({ whole }) => [...group.keys()].every((leaf) => !whole.has(leaf)));
    if (fitting) {
      fitting.parts.push(group);
      for (const [leaf, other] of group) fitting.whole.set(leaf, other);
    } else {
      const branches = { whole: new Map(group), parts: [group] };
      same.push(branches);
      result.push(branches);
    }
  }
  return result;
}

/** The report with a fix of all its branches; without one when some branch can't be fixed: the finding would stay. */
export function withFixOf(parts: readonly Group[], report: Report<string>): Report<string> {
  const { fix, ...rest } = report;
  if (parts.length === 1 || !fix) return report;
  const all = parts.map((part) => firstReport(part).fix);
  const edits = new Map(
    all.flatMap((other) => other?.edits ?? []).map((edit) => [`${edit.at.file.path}\0${edit.at.span.start}\0${edit.at.span.end}\0${edit.text}`, edit]),
  );
  return all.includes(undefined) ? rest : { ...rest, fix: { ...fix, edits: [...edits.values()] } };
}

export const firstReport = (group: Group): Report<string> => group.values().next().value as Report<string>;
export const place = (at: Report<string>['at']): Location => ('file' in at ? locate(at) : at);
export const samePlace = (a: Report<string>['at'], b: Report<string>['at']): boolean => a.span.start === b.span.start && a.span.end === b.span.end;
export const whenText = (when: Assignment | undefined): string =>
  when
    ? ` when ${Object.entries(when)
        .map(([name, value]) => `${name}=${value}`)
        .join(' and ')}`
    : '';

/** The report of the first run that `when` covers. */
export function reportUnder(when: Assignment | undefined, group: Group): Report<string> {
  for (const [leaf, report] of group) {
    const facts = new Map(leaf.facts.map((fact) => [fact.name, fact.value]));
    if (Object.entries(when ?? {}).every(([name, value]) => facts.get(name) === value)) return report;
  }
  return firstReport(group);
}
