import { demands } from '../../parsers/iam/caller.ts';
import { isOn } from '../../parsers/iam/condition.ts';
import { assumesBy, federationsOf } from '../../parsers/iam/federation.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/trust-saml-audience',
    summary: 'A role for SAML does not say where the assertion was meant to go.',
    why: 'Without a condition on SAML:aud, an assertion that the identity provider made for another service opens the role as well, when it names the role.',
    remediation: 'Add a condition StringEquals on SAML:aud with https://signin.aws.amazon.com/saml, or with the sign-in address of the Region or partition.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 6.5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3, 20],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html',
    ],
    tags: ['iam', 'security', 'saml'],
    since: '0.1.0',
  },
  messages: {
    missing: {
      text: '{statement} has no condition on SAML:aud: an assertion for another service opens the role as well.',
      advice: 'Add "StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      if (statement.kind !== 'trust' || !statement.conditions.complete || !assumesBy(statement, 'sts:AssumeRoleWithSAML')) return;
      const saml = federationsOf(statement).find(({ kind }) => kind === 'saml');
      if (!saml || statement.conditions.entries.some((condition) => isOn(condition, 'SAML:aud') && demands(condition))) return;
      report({ at: saml.value, message: 'missing', data: { statement: statement.label } });
    },
  }),
});
