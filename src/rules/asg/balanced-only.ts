import { writtenFor } from '../../parsers/cloudformation/scaling.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'asg/balanced-only',
    summary: 'An Auto Scaling group keeps trying in the Availability Zone that fails.',
    why: 'With balanced-only the group goes on launching in the zone where launches fail, to stay balanced, and runs with fewer instances meanwhile. With balanced-best-effort it launches in another zone, and balances later.',
    remediation: 'Use balanced-best-effort, which is the default, unless the workload needs the same number of instances in each zone: quorums, for example.',
    severity: 'info',
    precision: 'high',
    profile: 'strict',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [4],
    references: ['https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-availability-zone-balanced.html'],
    tags: ['auto-scaling', 'availability', 'resilience'],
    since: '0.1.0',
  },
  messages: {
    only: {
      text: 'The Auto Scaling group {name} launches in no other zone when one fails: its distribution is balanced-only.',
      advice: 'Take {property} away, or set it to {right}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::AutoScaling::AutoScalingGroup'(group) {
      const strategy = group.prop('AvailabilityZoneDistribution').get('CapacityDistributionStrategy');
      if (!strategy.is('balanced-only')) return;
      const right = writtenFor(group, 'CapacityDistributionStrategy', 'balanced-best-effort');
      report({ at: strategy, message: 'only', data: { name: group.logicalId, property: group.called('AvailabilityZoneDistribution'), right } });
    },
  }),
});
