import { spotDistribution } from '../../parsers/cloudformation/scaling.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'asg/spot-only-no-base',
    summary: 'All instances of an Auto Scaling group are Spot Instances.',
    why: 'When Spot capacity runs short in all pools of the group, it has no instance left: nothing of it is On-Demand. That is right for work that can wait, and an outage for what answers users.',
    remediation: 'Set OnDemandBaseCapacity to the instances that must be there at any time, or OnDemandPercentageAboveBaseCapacity to more than 0.',
    severity: 'info',
    precision: 'medium',
    profile: 'strict',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    articles: [4],
    references: ['https://docs.aws.amazon.com/autoscaling/ec2/userguide/mixed-instances-groups-set-up-overview.html'],
    tags: ['auto-scaling', 'spot', 'availability'],
    since: '0.1.0',
  },
  messages: {
    none: {
      text: 'No instance of the Auto Scaling group {name} is On-Demand: without Spot capacity it has none.',
      advice: 'Set {property} to the number of instances that must stay.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::AutoScaling::AutoScalingGroup'(group) {
      const distribution = spotDistribution(group);
      if (distribution?.get('OnDemandPercentageAboveBaseCapacity').number !== 0) return;
      const base = distribution.get('OnDemandBaseCapacity');
      if (!base.isAbsent && base.number !== 0) return;
      const at = base.isAbsent ? distribution.get('OnDemandPercentageAboveBaseCapacity') : base;
      report({ at, message: 'none', data: { name: group.logicalId, property: group.called('OnDemandBaseCapacity') } });
    },
  }),
});
