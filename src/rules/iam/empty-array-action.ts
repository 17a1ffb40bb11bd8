import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/empty-array-action',
    summary: 'A statement has an empty Action.',
    why: 'A statement with no action does nothing: what it was written for is neither allowed nor denied.',
    remediation: 'List what belongs into Action, or remove the statement.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:EMPTY_ARRAY_ACTION'],
    tags: ['iam', 'style'],
    since: '0.1.0',
  },
  messages: {
    empty: { text: '{statement} applies to nothing: its {name} is empty.', advice: 'List what belongs there, or remove the statement.' },
  },
  create: ({ report }) => ({
    'iam.statement:Irregular'(statement) {
      for (const name of ['Action', 'NotAction']) {
        if (statement.isEmptyList(name)) report({ at: statement.keyAt(name), message: 'empty', data: { name, statement: statement.label } });
      }
    },
  }),
});
