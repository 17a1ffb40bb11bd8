import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/trust-not-principal',
    aliases: ['iam/role-trust-policy-syntax-error-notprincipal'],
    summary: 'A trust policy has NotPrincipal.',
    why: 'A trust policy says who takes its role. Everyone but some is no answer: IAM Access Analyzer calls NotPrincipal in a trust policy an error, and with Allow it opens the role to every AWS account.',
    remediation: 'Write Principal with those who take the role. Who must not is left out, or denied by a condition on aws:PrincipalArn.',
    severity: 'error',
    precision: 'high',
    securitySeverity: 9,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL', 'cfn-nag:F6'],
    supersedes: ['iam/not-principal-allow'],
    tags: ['iam', 'correctness', 'trust'],
    since: '0.1.0',
  },
  messages: {
    unsupported: {
      text: '{statement} of the trust policy has NotPrincipal, which trust policies do not take.',
      advice: 'Write "Principal" with those who take the role.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      if (statement.kind !== 'trust' || statement.notPrincipals.length === 0) return;
      report({ at: statement.keyAt('NotPrincipal'), message: 'unsupported', data: { statement: statement.label } });
    },
  }),
});
