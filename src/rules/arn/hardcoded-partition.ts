import { defineRule } from '../define-rule.ts';

/** Managed policies of AWS have the same name in every partition. */
const MANAGED_POLICY = /^arn:aws:iam::aws:policy\/(.+)$/;

export default defineRule({
  meta: {
    id: 'arn/hardcoded-partition',
    aliases: ['cdk/hardcoded-partition'],
    summary: 'An ARN that would work everywhere else names the commercial partition.',
    why: 'ARNs begin with the partition: aws in commercial regions, aws-cn in China, aws-us-gov in AWS GovCloud, others in isolated and sovereign regions. Region and account of such an ARN are filled in at deployment, so it looks portable, and fails or silently matches nothing in the first region of another partition.',
    remediation:
      'Let the deployment fill in the partition as it does the account: ${AWS::Partition} in templates, Aws.PARTITION or Stack.formatArn in the AWS CDK. Who deploys to commercial regions alone says so with `settings.partitions: [aws]`, and this rule is silent.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'iam-json'],
    articles: [6, 11, 13],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html',
      'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.Aws.html',
    ],
    equivalents: ['cfn-lint:I3042'],
    tags: ['arn', 'portability'],
    since: '0.1.0',
  },
  messages: {
    computed: {
      text: '{arn} is filled in but for its partition, so it names something in commercial regions alone.',
      advice: 'Write {token} in place of aws.',
    },
    mixed: { text: '{arn} names the commercial partition, while other ARNs of this file take it as it comes.', advice: 'Write {token} in place of aws.' },
    managedPolicy: {
      text: '{arn} names a managed policy of AWS for commercial regions alone.',
      advice: "Name the policy without its ARN: ManagedPolicy.fromAwsManagedPolicyName('{policy}'), or write {token} in place of aws.",
    },
  },
  create: ({ report, settings: { partitions } }) => ({
    'arn.partition'(found) {
      const { arn, token, isComputed, isPortableElsewhere, isReplaceable } = found;
      if (token === undefined || (partitions.length === 1 && partitions[0] === 'aws')) return;
      const policy = MANAGED_POLICY.exec(arn)?.[1];
      const isCode = token.includes('Aws.');
      // In templates everybody writes them so, and who stays in commercial regions may.
      if (policy !== undefined && !isCode && partitions.length === 0) return;
      const message = policy !== undefined && isCode ? 'managedPolicy' : isComputed ? 'computed' : isPortableElsewhere ? 'mixed' : undefined;
      if (!message) return;
      report({
        at: found,
        message,
        data: { arn: shortened(arn), token, policy: policy ?? '' },
        ...(isReplaceable && { fix: { title: `Write ${token}`, safety: 'suggested', edits: [{ at: found, text: token }] } }),
      });
    },
  }),
});

const shortened = (arn: string): string => (arn.length > 100 ? `${arn.slice(0, 100)}…` : arn);
