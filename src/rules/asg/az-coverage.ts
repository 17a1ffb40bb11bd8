import { resourceOf } from '../../parsers/cloudformation/resource.ts';
import { zoneOf, zoneOfSubnet } from '../../parsers/cloudformation/zones.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'asg/az-coverage',
    summary: 'An Auto Scaling group leaves out Availability Zones in which its network has subnets.',
    why: 'Each Availability Zone has capacity of its own. A group that has a subnet in each of them finds instances where others are short of them, and loses a smaller part when a zone fails.',
    remediation: 'Add a subnet of each zone to VPCZoneIdentifier, and the zone to the load balancer.',
    severity: 'info',
    precision: 'medium',
    profile: 'strict',
    scope: 'file',
    surfaces: ['cloudformation', 'sam'],
    notOn: { cdk: 'the subnets of a network of the CDK are made and selected by the library' },
    articles: [4],
    references: ['https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-availability-zone-balanced.html'],
    tags: ['auto-scaling', 'availability', 'resilience'],
    since: '0.1.0',
  },
  messages: {
    unused: {
      text: 'The Auto Scaling group {name} uses {used} of the {all} Availability Zones in which its network has subnets.',
      advice: 'Add {subnet} to {property}, too.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::AutoScaling::AutoScalingGroup'(group) {
      const list = group.prop('VPCZoneIdentifier');
      const own = list.items.map((item) => resourceOf(item, 'AWS::EC2::Subnet'));
      const used = new Set(list.items.map(zoneOfSubnet));
      const network = own[0]?.identity('VpcId');
      // A group of one zone is the business of asg/single-az.
      if (!list.complete || used.has(undefined) || used.size < 2 || network === undefined) return;
      const others = group.template.ofType('AWS::EC2::Subnet').filter((subnet) => subnet.identity('VpcId') === network && subnet.exists());
      const zones = new Set(others.map(zoneOf));
      const missing = others.find((subnet) => !used.has(zoneOf(subnet)));
      if (zones.has(undefined) || !missing) return;
      report({
        at: group.properties.keyAt('VPCZoneIdentifier') ?? group.at,
        message: 'unused',
        data: { name: group.logicalId, used: used.size, all: zones.size, subnet: missing.logicalId, property: group.called('VPCZoneIdentifier') },
        related: [{ at: missing.at, text: 'the network has a subnet in another zone' }],
      });
    },
  }),
});
