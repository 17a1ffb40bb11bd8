import { isPublicSubnet } from '../../parsers/cloudformation/graph.ts';
import { resourceOf } from '../../parsers/cloudformation/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/vpc-public-subnet',
    summary: 'A Lambda function is attached to a public subnet.',
    why: 'A function in a network gets no public address, not even in a public subnet. So the internet gateway is of no use to it, calls to AWS and the internet time out, and the subnet’s addresses are exposed for nothing.',
    remediation: 'Use private subnets with a route to a NAT gateway, or with VPC endpoints for the services that the function calls.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-vpcconfig.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html',
    ],
    tags: ['lambda', 'network', 'resilience'],
    since: '0.1.0',
  },
  messages: {
    publicSubnet: {
      text: 'The function {name} is attached to public subnets ({subnets}), where it reaches neither the internet nor public addresses of AWS.',
      advice: 'Name private subnets, with a route to a NAT gateway or with VPC endpoints.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const network = fn.prop('VpcConfig');
      const subnets = network.get('SubnetIds').items.flatMap((item) => resourceOf(item, 'AWS::EC2::Subnet') ?? []);
      const open = subnets.filter((subnet) => subnet.prop('MapPublicIpOnLaunch').boolean === true || isPublicSubnet(subnet) === true);
      if (open.length === 0) return;
      // The CDK makes the subnets of its networks itself: they have no place.
      const written = open.filter(({ at }) => at !== undefined);
      report({
        at: network.keyAt('SubnetIds') ?? fn.properties.keyAt('VpcConfig') ?? fn.at,
        message: 'publicSubnet',
        data: { name: fn.logicalId, subnets: written.length === 0 ? 'by vpcSubnets' : written.map(({ logicalId }) => logicalId).join(', ') },
        related: written.map(({ at, logicalId }) => ({ at, text: `${logicalId} is public` })),
      });
    },
  }),
});
