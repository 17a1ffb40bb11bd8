import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/trust-redundant-principal',
    aliases: ['iam/redundant-principal-in-role-trust-policy'],
    summary: 'A trust policy names a role and a session of it.',
    why: "Who may be named as a session of a role is covered by the role itself: the session's entry does nothing.",
    remediation: 'Remove the session.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY'],
    tags: ['iam', 'style', 'trust'],
    since: '0.1.0',
  },
  messages: {
    session: { text: '{session} is a session of {role}, which is named too.', advice: 'Remove it.' },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      if (statement.kind !== 'trust') return;
      const principals = statement.principals.filter(({ type, value }) => type === 'AWS' && value.string !== undefined).map(({ value }) => value);
      for (const session of principals) {
        const match = /^(arn:[\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\/[^/]+$/.exec(session.string ?? '');
        const role = match && principals.find(({ string }) => string?.startsWith(`${match[1]}:iam::${match[2]}:role/`) && string.endsWith(`/${match[3]}`));
        if (role)
          report({ at: session, message: 'session', data: { session: session.display, role: role.display }, related: [{ at: role, text: 'the role' }] });
      }
    },
  }),
});
