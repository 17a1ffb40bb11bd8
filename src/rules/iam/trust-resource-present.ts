import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/trust-resource-present',
    aliases: ['iam/role-trust-policy-syntax-error-resource'],
    summary: 'A trust policy has Resource.',
    why: 'A trust policy is about the role that it belongs to. IAM refuses one with Resource or NotResource.',
    remediation: 'Remove Resource.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    notOn: {
      'iam-json': 'a policy in a file of its own that names resources is taken for the policy of a resource, unless the configuration says that it is none',
    },
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['cfn-lint:E3530', 'access-analyzer:ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE'],
    tags: ['iam', 'correctness', 'trust'],
    since: '0.1.0',
  },
  messages: {
    unsupported: {
      text: '{statement} of the trust policy has {name}, which trust policies do not take.',
      advice: 'Remove {name}: the policy is about its own role.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Resource'(statement) {
      if (statement.kind !== 'trust') return;
      for (const name of ['Resource', 'NotResource']) {
        const at = statement.value.keyAt(name);
        if (at && !statement.value.get(name).isAbsent) report({ at, message: 'unsupported', data: { statement: statement.label, name } });
      }
    },
  }),
});
