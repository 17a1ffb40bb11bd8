import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-condition-multiple-boolean',
    summary: 'A Bool condition has several values.',
    why: 'A Bool key of a request has one value, and a condition that lists both true and false holds always: it restricts nothing. IAM refuses the list.',
    remediation: 'Write the one value that is meant.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:INVALID_CONDITION_MULTIPLE_BOOLEAN'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    several: { text: '{key} is compared with {count} values, and takes one.', advice: 'Write "true" or "false".' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { family, value, values, key, at } = condition;
        if (family === 'Bool' && value.kind === 'list' && values.length > 1) report({ at, message: 'several', data: { key, count: values.length } });
      }
    },
  }),
});
