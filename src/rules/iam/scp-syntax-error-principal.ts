import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/scp-syntax-error-principal',
    aliases: ['iam/scp-shape'],
    summary: 'A service control policy names a principal.',
    why: 'A service control policy applies to all users and roles of the accounts that it is attached to. AWS Organizations refuses one with a Principal.',
    remediation: 'Remove Principal and compare aws:PrincipalArn in a Condition instead.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    notOn: {
      'iam-json': 'a policy in a file of its own that names principals is taken for a resource or trust policy, unless the configuration says that it is none',
      config: 'AWS Config records no policies of organizations',
    },
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:SCP_SYNTAX_ERROR_PRINCIPAL'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    unsupported: {
      text: '{statement} has {name}, which service control policies do not take.',
      advice: 'Remove {name}, and write a Condition on aws:PrincipalArn.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Irregular'(statement) {
      if (statement.kind !== 'scp') return;
      for (const name of ['Principal', 'NotPrincipal']) {
        const at = statement.value.keyAt(name);
        if (at && !statement.value.get(name).isAbsent) report({ at, message: 'unsupported', data: { statement: statement.label, name } });
      }
    },
  }),
});
