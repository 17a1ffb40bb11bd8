import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/empty-array-resource',
    summary: 'A statement has an empty Resource.',
    why: 'A statement with no resource does nothing: what it was written for is neither allowed nor denied.',
    remediation: 'List what belongs into Resource, or remove the statement.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:EMPTY_ARRAY_RESOURCE'],
    tags: ['iam', 'style'],
    since: '0.1.0',
  },
  messages: {
    empty: { text: '{statement} applies to nothing: its {name} is empty.', advice: 'List what belongs there, or remove the statement.' },
  },
  create: ({ report }) => ({
    'iam.statement:Resource'(statement) {
      for (const name of ['Resource', 'NotResource']) {
        if (statement.isEmptyList(name)) report({ at: statement.keyAt(name), message: 'empty', data: { name, statement: statement.label } });
      }
    },
  }),
});
