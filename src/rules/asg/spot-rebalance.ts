import { spotDistribution } from '../../parsers/cloudformation/scaling.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'asg/spot-rebalance',
    summary: 'An Auto Scaling group waits until its Spot Instances are interrupted.',
    why: 'With capacity rebalancing the group starts a replacement when Amazon EC2 says that an instance is at risk, and not when it has two minutes left. Without it, the group is short of instances for as long as a new one takes to start.',
    remediation:
      'Set CapacityRebalance to true. Leave it off where an instance must not end before its job has: a batch job that checkpoints late, for example.',
    severity: 'info',
    precision: 'medium',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    articles: [4],
    references: ['https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-capacity-rebalancing.html'],
    tags: ['auto-scaling', 'spot', 'availability'],
    since: '0.1.0',
  },
  messages: {
    off: {
      text: 'The Auto Scaling group {name} replaces its Spot Instances only when they are interrupted.',
      advice: 'Add {property}: true to start the replacement when an instance is at risk.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::AutoScaling::AutoScalingGroup'(group) {
      if (!spotDistribution(group)) return;
      const rebalance = group.prop('CapacityRebalance');
      if (!rebalance.isAbsent && rebalance.boolean !== false) return;
      report({ at: rebalance, message: 'off', data: { name: group.logicalId, property: group.called('CapacityRebalance') } });
    },
  }),
});
