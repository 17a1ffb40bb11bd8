import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-role-reference',
    summary: 'A principal is the unique id of a role.',
    why: 'IAM itself writes the unique id when the role is deleted: a new role of the same name has another id, and the statement is about nobody.',
    remediation: 'Write the ARN of the role.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:INVALID_ROLE_REFERENCE'],
    tags: ['iam', 'correctness', 'principals'],
    since: '0.1.0',
  },
  messages: {
    id: {
      text: '{principal} is the unique id of a role: when the role is deleted, the statement is about nobody.',
      advice: 'Write the ARN of the role: arn:aws:iam::account:role/name.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      for (const principal of [...statement.principals, ...statement.notPrincipals]) {
        const text = principal.value.string;
        if (principal.type === 'AWS' && text !== undefined && /^AROA[A-Z0-9]{12,}/.test(text))
          report({ at: principal.value, message: 'id', data: { principal: text } });
      }
    },
  }),
});
