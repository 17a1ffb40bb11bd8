import { isLeftToTool } from '../../parsers/iam/elements.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/missing-statement',
    summary: 'A policy has no statement.',
    why: 'Statement is the one element that every policy must have; IAM refuses a policy without.',
    remediation: 'Add a statement with Effect, Action and Resource, or remove the policy.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam'],
    notOn: { cdk: 'the library leaves a policy without statements out of the template' },
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:MISSING_STATEMENT'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    missing: { text: 'The policy has no Statement.', advice: 'Add a Statement with Effect, Action and Resource.' },
    empty: { text: 'The policy has no statement: its list is empty.', advice: 'Add a statement with Effect, Action and Resource, or remove the policy.' },
  },
  create: ({ report }) => ({
    'iam.policy:Irregular'(policy) {
      const { document } = policy;
      const statement = document.get('Statement');
      if (document.kind === 'map' && document.complete && statement.isAbsent && !isLeftToTool(document))
        report({ at: document.keyAt('Version') ?? statement, message: 'missing' });
      if (statement.kind === 'list' && statement.complete && statement.items.every((item) => item.isAbsent)) report({ at: policy.at, message: 'empty' });
    },
  }),
});
