import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/not-principal-allow',
    summary: 'A statement allows everyone but whom NotPrincipal names.',
    why: 'Allow with NotPrincipal grants access to every principal that is not listed, anonymous ones too.',
    remediation: 'Name who may in Principal; to keep somebody out, write a Deny statement with a condition on aws:PrincipalArn.',
    severity: 'error',
    precision: 'high',
    securitySeverity: 9.1,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3],
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html'],
    equivalents: ['access-analyzer:ALLOW_WITH_NOTPRINCIPAL'],
    tags: ['iam', 'security', 'public-access'],
    since: '0.1.0',
  },
  messages: {
    open: {
      text: '{statement} allows every principal but those that NotPrincipal names.',
      advice: 'Name who may in Principal; to keep somebody out, deny by a condition on aws:PrincipalArn.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      if (statement.effect !== 'Allow' || statement.notPrincipals.length === 0) return;
      const at = statement.value.keyAt('NotPrincipal');
      if (at) report({ at, message: 'open', data: { statement: statement.label } });
    },
  }),
});
