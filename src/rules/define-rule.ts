import type { Rule, RuleEntry, RuleMeta } from '../core/rule.ts';
import type { Subjects } from '../parsers/subjects.ts';

/**
 * A rule as its file exports it. The call gives the compiler what it needs: subject names and nodes, message ids, options and facts
 * are checked against each other, so that a wrong one does not compile.
 */
export const defineRule = <const M extends string, O = undefined, F = unknown>(rule: Rule<Subjects, M, O, F>): Rule<Subjects, M, O, F> => rule;

/** What selection and lists read of a rule before its code is loaded. */
export interface RegistryEntry extends RuleEntry<Subjects>, Pick<RuleMeta, 'summary' | 'severity' | 'surfaces' | 'tags'> {
  readonly aliases: readonly string[];
  readonly equivalents: readonly string[];
}
