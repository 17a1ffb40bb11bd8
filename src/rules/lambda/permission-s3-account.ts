import type { Value } from '../../core/value.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/permission-s3-account',
    summary: 'A bucket may invoke a Lambda function whoever owns it.',
    why: 'The ARN of a bucket names no account. When the bucket is deleted, anybody can make one of the same name, and its events reach the function.',
    remediation: 'Add SourceAccount with the account that owns the bucket.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 4.5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-permission.html',
    ],
    equivalents: ['cfn-lint:W3663', 'security-hub:Lambda.1'],
    tags: ['lambda', 's3', 'confused-deputy', 'security'],
    since: '0.1.0',
  },
  messages: {
    noAccount: {
      text: 'The permission {name} takes events of the bucket whoever owns it: the ARN of a bucket names no account.',
      advice: 'Add {property}: {account}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Permission'(permission) {
      if (!permission.prop('Principal').is('s3.amazonaws.com')) return;
      const source = permission.prop('SourceArn');
      // Without a source it is the matter of lambda/permission-service-unscoped.
      if (source.isUnknown || source.isAbsent || !isBucket(source)) return;
      const account = permission.prop('SourceAccount');
      if (!account.isAbsent || !permission.prop('PrincipalOrgID').isAbsent) return;
      report({
        at: account,
        message: 'noAccount',
        data: {
          name: permission.logicalId,
          property: permission.called('SourceAccount'),
          account: permission.surface === 'cdk' ? 'the account of the bucket (Aws.ACCOUNT_ID)' : '!Ref AWS::AccountId',
        },
      });
    },
  }),
});

/** An ARN of S3 with the fields of Region and account empty. */
const isBucket = (source: Value): boolean => source.display.split(':').length > 5 && /:s3:::/.test(source.display);
