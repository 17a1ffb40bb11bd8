import { isToBeFilledIn } from '../../parsers/iam/variables.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/type-mismatch-boolean',
    summary: 'A value of a Bool condition is neither true nor false.',
    why: "The operator can't read the value: the condition never holds, so an Allow grants nothing and a Deny denies nothing.",
    remediation: 'Write "true" or "false".',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['parliament:MISMATCHED_TYPE', 'access-analyzer:TYPE_MISMATCH_BOOLEAN'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    value: { text: '{value} is neither true nor false, and {operator} compares nothing else.', advice: 'Write "true" or "false".' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { family, written, values } = condition;
        if (family !== 'Bool' && family !== 'Null') continue;
        for (const value of values) {
          if (value.string === undefined || isToBeFilledIn(value.string) || !(value.boolean === undefined)) continue;
          report({ at: value, message: 'value', data: { value: value.string, operator: written } });
        }
      }
    },
  }),
});
