import { callerLimit, mayBeDenied } from '../../parsers/iam/caller.ts';
import { isEveryone } from '../../parsers/iam/principal.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/trust-any-principal',
    summary: 'Anyone with an AWS account may take the role.',
    why: 'A trust policy that names every principal lets any identity of any AWS account take the role, for as long as its own policies allow sts:AssumeRole. Whoever learns the ARN is in.',
    remediation: 'Name the accounts, roles or services that take the role; for an organisation add a condition on aws:PrincipalOrgID.',
    severity: 'error',
    precision: 'high',
    securitySeverity: 9.8,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
    ],
    equivalents: ['checkov:CKV_AWS_60', 'access-analyzer:ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL'],
    tags: ['iam', 'security'],
    since: '0.1.0',
  },
  messages: {
    anyone: {
      text: '{statement} lets every principal of every AWS account take the role.',
      advice: 'Name the principals, as in {"AWS": "arn:aws:iam::123456789012:role/deploy"}, or limit them by a condition on aws:PrincipalOrgID.',
    },
    externalId: {
      text: '{statement} lets every principal of every AWS account take the role that knows the external ID.',
      advice: 'Name the account that takes the role beside the condition on sts:ExternalId: an external ID is no secret.',
      severity: 'warning',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      if (statement.kind !== 'trust' || statement.effect !== 'Allow') return;
      const everyone = statement.principals.find(isEveryone);
      const limit = callerLimit(statement);
      if (!everyone || limit === 'some' || mayBeDenied(statement)) return;
      report({ at: everyone.value, message: limit === 'none' ? 'anyone' : 'externalId', data: { statement: statement.label } });
    },
  }),
});
