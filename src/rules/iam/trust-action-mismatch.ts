import { federationsOf } from '../../parsers/iam/federation.ts';
import { covers } from '../../parsers/iam/glob.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/trust-action-mismatch',
    summary: 'A trust policy names a principal and no action by which it takes roles.',
    why: 'Identities of a SAML provider take roles by sts:AssumeRoleWithSAML and those of an OpenID Connect provider by sts:AssumeRoleWithWebIdentity; certificates of IAM Roles Anywhere need sts:SetSourceIdentity and sts:TagSession as well. With other actions nobody can take the role.',
    remediation: 'Write the action that belongs to the principal.',
    severity: 'error',
    precision: 'high',
    securitySeverity: 3,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp.html',
      'https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html',
    ],
    equivalents: ['access-analyzer:MISMATCHED_ACTION_FOR_PRINCIPAL', 'access-analyzer:MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    federated: {
      text: '{statement} lets {provider} take the role, but not by {action}, which is how its identities do.',
      advice: 'Write "Action": "{action}".',
    },
    rolesAnywhere: {
      text: '{statement} lets IAM Roles Anywhere take the role without {missing}, and it is refused.',
      advice: 'Write "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"].',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      if (statement.kind !== 'trust' || statement.effect !== 'Allow' || statement.actions.length === 0) return;
      const may = (action: string): boolean => statement.actions.some((candidate) => covers(candidate, action) !== 'no');
      for (const { kind, value } of federationsOf(statement)) {
        const action = kind === 'saml' ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRoleWithWebIdentity';
        if (!may(action) && statement.actions.some((candidate) => covers(candidate, 'sts:AssumeRole') === 'yes' || candidate.matches(/^sts:AssumeRoleWith/i)))
          report({ at: value, message: 'federated', data: { statement: statement.label, provider: value.display, action } });
      }
      const anywhere = statement.principals.find(({ type, value }) => type === 'Service' && value.matches(/^rolesanywhere\.amazonaws\.com$/i));
      // Tags and identity may be allowed by a statement of their own.
      const all = statement.policy.statements.flatMap(({ actions }) => actions);
      const missing = ['sts:SetSourceIdentity', 'sts:TagSession'].filter((action) => !all.some((candidate) => covers(candidate, action) !== 'no'));
      if (anywhere && may('sts:AssumeRole') && missing.length > 0 && statement.policy.complete)
        report({ at: anywhere.value, message: 'rolesAnywhere', data: { statement: statement.label, missing: missing.join(' and ') } });
    },
  }),
});
