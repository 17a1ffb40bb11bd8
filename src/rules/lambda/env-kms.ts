import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/env-kms',
    summary: 'The environment variables of a Lambda function are not under a key of your own.',
    why: 'Lambda encrypts environment variables with a key that AWS owns. With a key of your own the key’s policy decides who reads them, and CloudTrail records each use.',
    remediation: 'Set KmsKeyArn to a customer managed key.',
    severity: 'info',
    precision: 'high',
    securitySeverity: 2,
    profile: 'strict',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    notOn: { config: 'AWS Config does not record the variables' },
    articles: [3],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html'],
    equivalents: ['checkov:CKV_AWS_173'],
    tags: ['lambda', 'encryption', 'security'],
    since: '0.1.0',
  },
  messages: {
    noKey: {
      text: 'The environment variables of {name} are not under a key of your own.',
      advice: 'Set {property} to the ARN of a customer managed key.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const key = fn.prop('KmsKeyArn');
      const variables = fn.prop('Environment').get('Variables');
      if (!key.isAbsent || (variables.keys?.length ?? 0) === 0) return;
      report({ at: key, message: 'noKey', data: { name: fn.logicalId, property: fn.called('KmsKeyArn') } });
    },
  }),
});
