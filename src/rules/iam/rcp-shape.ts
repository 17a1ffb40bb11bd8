import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/rcp-shape',
    summary: 'A resource control policy has what such policies do not take.',
    why: 'Resource control policies only deny, for everybody: AWS Organizations refuses Allow (but in its own RCPFullAWSAccess), a Principal other than "*", NotPrincipal and NotAction.',
    remediation: 'Write Effect Deny, Principal "*" and Action, and say by a Condition whom it is not about.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: ['https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    element: { text: '{statement} has {name}, which resource control policies do not take.', advice: 'Write {instead}.' },
    allow: { text: '{statement} allows, and resource control policies only deny.', advice: 'Write Deny, with a Condition for what stays allowed.' },
    principal: {
      text: '{statement} names a principal, and resource control policies are about everybody.',
      advice: 'Write "Principal": "*", and compare aws:PrincipalArn in a Condition.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Irregular'(statement) {
      if (statement.kind !== 'rcp') return;
      const data = { statement: statement.label };
      for (const [name, instead] of [
        ['NotAction', 'Action'],
        ['NotPrincipal', '"Principal": "*", with a Condition'],
      ] as const) {
        const at = statement.value.keyAt(name);
        if (at && !statement.value.get(name).isAbsent) report({ at, message: 'element', data: { ...data, name, instead } });
      }
      const isDefault = statement.actions.some(({ string }) => string === '*') && !statement.isConditional;
      if (statement.effect === 'Allow' && !isDefault) report({ at: statement.value.get('Effect'), message: 'allow', data });
      const named = statement.principals.find(({ value }) => value.string !== undefined && value.string !== '*');
      if (named) report({ at: named.value, message: 'principal', data });
    },
  }),
});
