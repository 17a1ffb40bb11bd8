import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/empty-array-condition',
    summary: 'A condition has an empty list of values.',
    why: 'A list without values looks like a limit and is none, or keeps everybody out.',
    remediation: 'Write the values that are meant, or remove the condition.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:EMPTY_ARRAY_CONDITION'],
    tags: ['iam', 'style', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    empty: { text: '{key} is compared with no value: the condition never holds.', advice: 'Write the values that are meant, or remove the condition.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { key, at, value, values, qualifier, ifExists, written } = condition;
        if (value.kind === 'list' && value.complete && values.length === 0 && !qualifier && !ifExists)
          report({ at, message: 'empty', data: { key, operator: written } });
      }
    },
  }),
});
