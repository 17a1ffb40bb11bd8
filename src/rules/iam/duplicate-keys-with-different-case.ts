import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/duplicate-keys-with-different-case',
    summary: 'A condition has the same key twice, in different case.',
    why: 'Condition keys are case-insensitive: two spellings under one operator are one key written twice, and IAM refuses the policy.',
    remediation: 'Write the values in one list under one key.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:DUPLICATE_KEYS_WITH_DIFFERENT_CASE'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    again: { text: '{key} is {first} again: keys are case-insensitive.', advice: 'Put the values of both into one list under {first}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { key, siblings, at } = condition;
        const first = siblings.find((other) => other.toLowerCase() === key.toLowerCase());
        if (first !== undefined && first !== key) report({ at, message: 'again', data: { key, first } });
      }
    },
  }),
});
