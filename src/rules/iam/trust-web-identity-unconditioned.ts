import { isOn } from '../../parsers/iam/condition.ts';
import { assumesBy, claimsOf, federationsOf } from '../../parsers/iam/federation.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/trust-web-identity-unconditioned',
    summary: 'A role for web identities is open to everyone whom the provider knows.',
    why: 'An OpenID Connect provider signs tokens for all of its users, service accounts or applications. Without a condition on one of its claims, each of them may take the role; a role for pods of Amazon EKS is then open to every pod of the cluster, and a role for Amazon Cognito to every identity pool of every account.',
    remediation:
      'Add a condition on the claims of the provider: its sub for who, its aud for which application. For Amazon EKS that is system:serviceaccount:NAMESPACE:NAME, for Amazon Cognito the id of the identity pool.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 8,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html',
      'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
      'https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html',
    ],
    equivalents: ['access-analyzer:MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL'],
    tags: ['iam', 'security', 'oidc'],
    since: '0.1.0',
  },
  messages: {
    none: {
      text: '{statement} has no condition on a claim of {host}: every identity that it signs for may take the role.',
      advice: 'Add "StringEquals": {"{host}:sub": "…", "{host}:aud": "…"} with the subject and the application that are meant.',
    },
    anyServiceAccount: {
      text: '{statement} does not say which service account: every pod of the cluster may take the role.',
      advice: 'Add "StringEquals": {"{host}:sub": "system:serviceaccount:NAMESPACE:NAME"}.',
      severity: 'error',
    },
    anyIdentityPool: {
      text: '{statement} does not say which identity pool: one of any AWS account can give the role to its users.',
      advice: 'Add "StringEquals": {"cognito-identity.amazonaws.com:aud": "REGION:IDENTITY-POOL-ID"}.',
      severity: 'error',
    },
    guests: {
      text: '{statement} gives the role to visitors who have not signed in.',
      advice: 'Compare cognito-identity.amazonaws.com:amr with authenticated, unless the role is meant for guests.',
      severity: 'info',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      if (statement.kind !== 'trust' || !statement.conditions.complete || !assumesBy(statement, 'sts:AssumeRoleWithWebIdentity')) return;
      for (const { host, value } of federationsOf(statement)) {
        if (host === undefined || /^token\.actions\.githubusercontent\.com/i.test(host)) continue;
        const data = { statement: statement.label, host };
        if (host === 'cognito-identity.amazonaws.com') {
          if (!claimsOf(statement, host, 'aud')?.length) report({ at: value, message: 'anyIdentityPool', data });
          const guests = statement.conditions.entries
            .flatMap((condition) => (isOn(condition, `${host}:amr`) ? condition.values : []))
            .find((claim) => claim.is('unauthenticated'));
          if (guests) report({ at: guests, message: 'guests', data });
        } else if (/^oidc\.eks\./i.test(host)) {
          const subjects = claimsOf(statement, host, 'sub') ?? [];
          if (!subjects.some(({ values }) => values.every((subject) => !subject.matches(/^(?:\*+|system:serviceaccount:\*.*)$/))))
            report({ at: value, message: 'anyServiceAccount', data });
        } else if (!statement.conditions.entries.some(({ key }) => key.toLowerCase().startsWith(`${host.toLowerCase()}:`)))
          report({ at: value, message: 'none', data });
      }
    },
  }),
});
