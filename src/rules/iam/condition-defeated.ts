import type { Value } from '../../core/value.ts';
import { actionPattern } from '../../parsers/iam/action.ts';
import { coveredBy } from '../../parsers/iam/cover.ts';
import type { Statement } from '../../parsers/iam/model.ts';
import { resourceText } from '../../parsers/iam/resource.ts';
import { table } from '../../parsers/iam/table.ts';
import { defineRule } from '../define-rule.ts';

const NAMED = 5;

export default defineRule({
  meta: {
    id: 'iam/condition-defeated',
    summary: 'A statement allows without a condition what another one of the policy allows under one.',
    why: 'Statements add up: a request that one of them allows is allowed. A condition of a second statement for the same action and resource then limits nothing, though the policy reads as if it did.',
    remediation:
      'Take the action or the resource out of the statement without a condition, or give it the same condition; where the condition is not needed, remove it.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [13],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html',
    ],
    tags: ['security', 'iam', 'least-privilege'],
    since: '0.1.0',
  },
  messages: {
    defeated: {
      text: '{statement} allows {actions} on {resource} under a condition, and {other} allows the same without one.',
      advice: 'Remove {actions} from {there}, or give it the condition; if the condition is not needed, remove it here.',
    },
    readOnly: {
      text: '{statement} allows {actions} on {resource} under a condition, and {other} allows the same without one.',
      advice: 'Remove {actions} from {there}, or give it the condition; if the condition is not needed, remove it here.',
      severity: 'info',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      if (!statement.grantsByResource || !isLimited(statement)) return;
      for (const other of statement.policy.statements) {
        if (other.effect !== 'Allow' || other.isConditional || other.resources.length === 0) continue;
        const [resource] = coveredBy(statement.resources, other.resources, false);
        const actions = resource ? coveredBy(statement.actions, other.actions, true) : [];
        const [first] = actions;
        if (!resource || !first) continue;
        const names = actions.map(({ value }) => value.display);
        report({
          at: statement.keyAt('Condition'),
          message: actions.every(({ value }) => onlyReads(value)) ? 'readOnly' : 'defeated',
          data: {
            statement: statement.label,
            actions: names.length > NAMED ? `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more` : names.join(', '),
            resource: resourceText(resource.value),
            other: other.sid.string ? `statement "${other.sid.string}"` : 'another statement',
            there: other.sid.string ? `statement "${other.sid.string}"` : 'the other statement',
          },
          related: [{ at: first.by, text: 'allowed here without a condition' }],
        });
        return;
      }
    },
  }),
});

/** Whether a statement allows under a condition that may fail. */
const isLimited = ({ effect, conditions, actions }: Statement): boolean => effect === 'Allow' && conditions.entries.length > 0 && actions.length > 0;

/** Whether all actions of a pattern read or list; what is not known may write. */
function onlyReads(action: Value): boolean {
  const pattern = actionPattern(action);
  const found = pattern && table.service(pattern.service)?.matching(pattern.name);
  return found !== undefined && found.length > 0 && found.every(({ levels }) => levels.every((level) => level === 'Read' || level === 'List'));
}
