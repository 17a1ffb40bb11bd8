import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/missing-version',
    summary: 'A policy does not say in which version of the language it is written.',
    why: 'Without Version IAM reads the policy in the language of 2008: a variable such as ${aws:username} is plain text there and matches nothing.',
    remediation: 'Write "Version": "2012-10-17" before Statement.',
    severity: 'warning',
    precision: 'high',
    profile: 'strict',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['parliament:NO_VERSION', 'access-analyzer:MISSING_VERSION'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    missing: {
      text: 'The policy has no Version: IAM reads it in the language of 2008, which has no policy variables.',
      advice: 'Add "Version": "2012-10-17".',
    },
  },
  create: ({ report }) => ({
    'iam.policy:Irregular'(policy) {
      const { document } = policy;
      if (document.kind !== 'map' || !document.complete || !document.get('Version').isAbsent) return;
      // One without statements lacks more: iam/missing-statement tells it.
      if (!document.get('Statement').isAbsent) report({ at: policy.at, message: 'missing' });
    },
  }),
});
