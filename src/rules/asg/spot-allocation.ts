import { spotDistribution, writtenFor } from '../../parsers/cloudformation/scaling.ts';
import { literalEdit, removePair } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'asg/spot-allocation',
    summary: 'An Auto Scaling group takes the cheapest Spot Instances, which are interrupted most.',
    why: 'The strategy lowest-price, which is what a group without a strategy has, looks at the price alone and not at how much of an instance type is left. AWS takes such instances back soonest. price-capacity-optimized looks at both, and is what AWS recommends.',
    remediation: 'Set SpotAllocationStrategy to price-capacity-optimized, and take SpotInstancePools away: only lowest-price has it.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/autoscaling/ec2/userguide/allocation-strategies.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-autoscaling-autoscalinggroup-instancesdistribution.html',
    ],
    tags: ['auto-scaling', 'spot', 'availability'],
    since: '0.1.0',
  },
  messages: {
    none: {
      text: 'The Spot Instances of the Auto Scaling group {name} have no allocation strategy: it launches the cheapest, which are interrupted most.',
      advice: 'Add {property}: {right}.',
    },
    lowestPrice: {
      text: 'The Auto Scaling group {name} launches the cheapest Spot Instances, which are interrupted most.',
      advice: 'Set {property} to {right}{pools}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::AutoScaling::AutoScalingGroup'(group) {
      const distribution = spotDistribution(group);
      if (!distribution) return;
      const strategy = distribution.get('SpotAllocationStrategy');
      const right = writtenFor(group, 'SpotAllocationStrategy', 'price-capacity-optimized');
      const data = { name: group.logicalId, property: group.called('SpotAllocationStrategy'), right };
      if (strategy.isAbsent) {
        const at = group.properties.get('MixedInstancesPolicy').keyAt('InstancesDistribution') ?? strategy;
        report({ at, message: 'none', data });
      }
      if (!strategy.is('lowest-price')) return;
      const pools = distribution.get('SpotInstancePools');
      const key = distribution.keyAt('SpotInstancePools');
      // With pools, the other strategy alone would be refused.
      const edits = [literalEdit(strategy.origin, strategy.string, 'price-capacity-optimized'), ...(pools.isAbsent ? [] : [key && removePair(key, pools)])];
      report({
        at: strategy,
        message: 'lowestPrice',
        data: { ...data, pools: pools.isAbsent ? '' : ` and take ${group.called('SpotInstancePools')} away` },
        ...(edits.every((edit) => edit !== undefined) && { fix: { title: 'Look at capacity, too', safety: 'safe', edits } }),
      });
    },
  }),
});
