import { policySize, quotaOf } from '../../parsers/iam/size.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/policy-size-exceeds-scp-quota',
    summary: 'A policy of AWS Organizations is longer than it takes.',
    why: 'The deployment fails. White space is not counted here: the console and templates leave it out, and a file that is sent as it is may reach the limit earlier.',
    remediation: 'Split the policy, put resources together by a prefix or a tag, or take out what is redundant.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'iam-json'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:POLICY_SIZE_EXCEEDS_SCP_QUOTA'],
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
      const quota = quotaOf(policy, 'scp') ?? quotaOf(policy, 'rcp');
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
