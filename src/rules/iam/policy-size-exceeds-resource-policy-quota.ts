import { policySize, quotaOf } from '../../parsers/iam/size.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/policy-size-exceeds-resource-policy-quota',
    summary: 'A policy of a resource is longer than its service takes.',
    why: 'The deployment fails with LimitExceeded. White space does not count, all else does.',
    remediation: 'Split the policy, put resources together by a prefix or a tag, or take out what is redundant.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    notOn: { 'iam-json': 'a policy in a file of its own does not say which service it is for', config: 'what is deployed is within its quota' },
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    size: {
      text: 'The policy has {characters} characters without white space, and {what} takes {quota}.',
      advice: 'Take out {over} characters, or split the policy.',
    },
  },
  create: ({ report }) => ({
    'iam.policy'(policy) {
      const quota = quotaOf(policy, 'resource');
      const size = quota && policySize(policy.document);
      if (!size || size.characters <= quota.characters) return;
      report({
        at: policy.at,
        message: 'size',
        data: {
          characters: size.exact ? size.characters : `at least ${size.characters}`,
          what: quota.what,
          quota: quota.characters,
          over: size.characters - quota.characters,
        },
      });
    },
  }),
});
