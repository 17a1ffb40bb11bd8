import { isOn } from '../../parsers/iam/condition.ts';
import { ownerService } from '../../parsers/iam/owner.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/irrelevant-condition-key-in-policy',
    summary: "A bucket's own policy compares the account of the bucket.",
    why: 'In the policy of a bucket s3:ResourceAccount is the account of that bucket always: the condition says nothing.',
    remediation: 'Compare it in the policy of who calls, or compare aws:PrincipalAccount or aws:PrincipalOrgID here.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    notOn: { 'iam-json': 'a policy in a file of its own does not say which service it is for' },
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:IRRELEVANT_CONDITION_KEY_IN_POLICY'],
    tags: ['iam', 'style'],
    since: '0.1.0',
  },
  messages: {
    own: {
      text: '{key} is the account of this bucket itself: the condition says nothing about who calls.',
      advice: 'Compare aws:PrincipalAccount, aws:PrincipalOrgID or aws:SourceAccount.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      if (ownerService(statement.policy.attachedTo?.type)?.name !== 's3') return;
      for (const condition of statement.conditions.entries) {
        if (isOn(condition, 's3:ResourceAccount', 'aws:ResourceAccount')) report({ at: condition.at, message: 'own', data: { key: condition.key } });
      }
    },
  }),
});
