import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/federated-principal-not-supported',
    summary: 'A policy of a resource names an identity provider.',
    why: 'Who comes from an identity provider takes a role first. Only trust policies of roles name providers; policies of resources name the role.',
    remediation: 'Name the role that users of the provider take.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:FEDERATED_PRINCIPAL_NOT_SUPPORTED'],
    tags: ['iam', 'correctness', 'principals'],
    since: '0.1.0',
  },
  messages: {
    federated: {
      text: '{provider} is an identity provider, which the policy of a resource takes none of.',
      advice: 'Name the role that its users take: {"AWS": "arn:aws:iam::…:role/…"}.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      if (statement.kind !== 'resource') return;
      for (const { type, value } of [...statement.principals, ...statement.notPrincipals]) {
        if (type === 'Federated' && value.parts) report({ at: value, message: 'federated', data: { provider: value.display } });
      }
    },
  }),
});
