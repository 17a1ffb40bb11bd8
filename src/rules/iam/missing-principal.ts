import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/missing-principal',
    summary: 'A statement of a resource or trust policy has no principal.',
    why: 'A policy that is attached to a resource, or that says who may take a role, must name whom it is about. AWS refuses it otherwise.',
    remediation: 'Add Principal with the account, role or service that is meant.',
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
    equivalents: ['cfn-lint:E3512', 'access-analyzer:MISSING_PRINCIPAL'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    missing: {
      text: '{statement} of this {kind} policy has no Principal.',
      advice: 'Add "Principal": {"AWS": "arn:aws:iam::…"} or {"Service": "….amazonaws.com"}.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Irregular'(statement) {
      const { kind } = statement;
      if (kind !== 'resource' && kind !== 'trust') return;
      if (statement.lacks('Principal', 'NotPrincipal')) report({ at: statement.at, message: 'missing', data: { statement: statement.label, kind } });
    },
  }),
});
