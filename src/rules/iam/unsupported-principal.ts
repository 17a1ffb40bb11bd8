import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/unsupported-principal',
    summary: 'A policy of a user, group or role names a principal.',
    why: 'Such a policy is about whom it is attached to. IAM refuses one that names a principal.',
    remediation: 'Remove Principal; attach the policy to whom it is meant for, or move the statement to the policy of the resource.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    notOn: {
      'iam-json': 'a policy in a file of its own that names principals is taken for a resource or trust policy, unless the configuration says that it is none',
    },
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['cfn-lint:E3510', 'access-analyzer:UNSUPPORTED_PRINCIPAL'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    unsupported: { text: '{statement} has {name}, and a policy of a user, group or role takes none.', advice: 'Remove {name}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Irregular'(statement) {
      if (statement.kind !== 'identity' && statement.kind !== 'boundary' && statement.kind !== 'session') return;
      for (const name of ['Principal', 'NotPrincipal']) {
        const at = statement.value.keyAt(name);
        if (at && !statement.value.get(name).isAbsent) report({ at, message: 'unsupported', data: { statement: statement.label, name } });
      }
    },
  }),
});
