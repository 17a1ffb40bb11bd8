import type { Rule, RuleEntry, RuleMeta } from '../core/rule.ts';
import type { Subjects } from '../parsers/subjects.ts';

/** A rule as its file has it: with all that is said of it. */
interface DescribedRule<M extends string, O, F> extends Rule<Subjects, M, O, F> {
  readonly meta: RuleMeta;
}

/**
 * A rule as its file exports it. The call gives the compiler what it needs: subject names and nodes, message ids, options and facts
 * are checked against each other, so that a wrong one does not compile.
 */
export const defineRule = <const M extends string, O = undefined, F = unknown>(rule: DescribedRule<M, O, F>): DescribedRule<M, O, F> => rule;

/** What selection and lists read of a rule before its code is loaded. In the program, descriptions are a file of their own that few runs open. */
export interface RegistryEntry extends RuleEntry<Subjects>, Pick<RuleMeta, 'summary' | 'severity'> {
  readonly aliases: readonly string[];
  readonly equivalents: readonly string[];
  describe(): Promise<RuleMeta>;
}
