import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/empty-array-condition-ifexists',
    summary: 'An IfExists condition has an empty list of values.',
    why: 'A list without values looks like a limit and is none, or keeps everybody out.',
    remediation: 'Use the Null operator or the values that are meant.',
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
    equivalents: ['access-analyzer:EMPTY_ARRAY_CONDITION_IFEXISTS'],
    tags: ['iam', 'style', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    empty: {
      text: '{operator} with no value holds only for requests without {key}.',
      advice: 'Write "Null": {"{key}": "true"}, or the values that are meant.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { key, at, value, values, qualifier, ifExists, written } = condition;
        if (value.kind === 'list' && value.complete && values.length === 0 && !qualifier && ifExists)
          report({ at, message: 'empty', data: { key, operator: written } });
      }
    },
  }),
});
