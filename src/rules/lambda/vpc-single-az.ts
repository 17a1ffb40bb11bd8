import { singleZoneOf } from '../../parsers/cloudformation/zones.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/vpc-single-az',
    summary: 'A Lambda function in a network has one Availability Zone.',
    why: 'Lambda runs the function where its subnets are. When the zone of the only subnet fails, the function fails with it, and when the subnet has no free addresses the function cannot scale.',
    remediation: 'Add a subnet of at least one other zone to VpcConfig.SubnetIds.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-vpcconfig.html',
      'https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html',
    ],
    equivalents: ['security-hub:Lambda.5', 'config:lambda-vpc-multi-az-check'],
    tags: ['lambda', 'availability', 'resilience'],
    since: '0.1.0',
  },
  messages: {
    oneSubnet: {
      text: 'The function {name} has one subnet, so one Availability Zone.',
      advice: 'Add a subnet of another zone to {property}.',
    },
    oneZone: {
      text: 'All subnets of the function {name} are in one Availability Zone.',
      advice: 'Add a subnet of another zone to {property}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const network = fn.prop('VpcConfig');
      const single = singleZoneOf(network.get('SubnetIds'), fn.template);
      if (!single) return;
      report({
        at: network.keyAt('SubnetIds') ?? fn.properties.keyAt('VpcConfig') ?? fn.at,
        message: single === 'subnet' ? 'oneSubnet' : 'oneZone',
        data: { name: fn.logicalId, property: { VpcConfig: 'SubnetIds', vpcConfig: 'subnetIds' }[fn.called('VpcConfig')] ?? 'vpcSubnets' },
      });
    },
  }),
});
