import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/empty-sid-value',
    summary: 'A statement id is empty.',
    why: 'An empty Sid names nothing, and services that want a Sid refuse it.',
    remediation: 'Write what the statement is for, or remove Sid.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:EMPTY_SID_VALUE'],
    tags: ['iam', 'style'],
    since: '0.1.0',
  },
  messages: {
    empty: { text: 'The Sid is empty.', advice: 'Write what the statement is for in letters and digits, or remove Sid.' },
  },
  create: ({ report }) => ({
    'iam.statement:Sid'(statement) {
      if (statement.sid.string === '') report({ at: statement.keyAt('Sid'), message: 'empty' });
    },
  }),
});
