import { isToBeFilledIn } from '../../parsers/iam/variables.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/type-mismatch-number',
    summary: 'A value of a Numeric condition is not a number.',
    why: "The operator can't read the value: the condition never holds, so an Allow grants nothing and a Deny denies nothing.",
    remediation: 'Write a number.',
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
    equivalents: ['parliament:MISMATCHED_TYPE', 'access-analyzer:TYPE_MISMATCH_NUMBER'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    value: { text: '{value} is not a number, and {operator} compares nothing else.', advice: 'Write a number.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { family, written, values } = condition;
        if (family !== 'Numeric') continue;
        for (const value of values) {
          if (value.string === undefined || isToBeFilledIn(value.string) || !(value.number === undefined)) continue;
          report({ at: value, message: 'value', data: { value: value.string, operator: written } });
        }
      }
    },
  }),
});
