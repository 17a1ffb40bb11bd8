import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/vpc-required',
    summary: 'A Lambda function is not attached to a network.',
    why: 'Some organizations let functions run in their own networks only, so that security groups, flow logs and firewalls apply to them. A function without VpcConfig runs in a network of AWS, with access to the internet.',
    remediation: 'Set VpcConfig with private subnets of at least two zones and a security group of the function’s own.',
    severity: 'warning',
    precision: 'high',
    profile: 'on-demand',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-vpcconfig.html',
    ],
    equivalents: ['checkov:CKV_AWS_117', 'config:lambda-inside-vpc'],
    tags: ['lambda', 'network', 'governance'],
    since: '0.1.0',
  },
  messages: {
    none: {
      text: 'The function {name} is not attached to a network of yours.',
      advice: 'Set {property}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const network = fn.prop('VpcConfig');
      if (network.isAbsent)
        report({
          at: network,
          message: 'none',
          data: { name: fn.logicalId, property: fn.called('VpcConfig') === 'vpcSubnets' ? 'vpc' : fn.called('VpcConfig') },
        });
    },
  }),
});
