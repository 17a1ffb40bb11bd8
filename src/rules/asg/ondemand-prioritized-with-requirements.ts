import { requirementsOf, writtenFor } from '../../parsers/cloudformation/scaling.ts';
import { defineRule } from '../define-rule.ts';

/** Strategies that go by the order of the instance types, which a group that asks for attributes does not have. */
const ORDERED = [
  ['OnDemandAllocationStrategy', 'prioritized', 'lowest-price'],
  ['SpotAllocationStrategy', 'capacity-optimized-prioritized', 'price-capacity-optimized'],
] as const;

export default defineRule({
  meta: {
    id: 'asg/ondemand-prioritized-with-requirements',
    summary: 'An Auto Scaling group goes by the order of instance types that it does not list.',
    why: 'prioritized and capacity-optimized-prioritized launch the first types of the list first. A group with InstanceRequirements has no list, and Amazon EC2 Auto Scaling refuses it.',
    remediation:
      'Set OnDemandAllocationStrategy to lowest-price and SpotAllocationStrategy to price-capacity-optimized, or list instance types in their order in place of the requirements.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-autoscaling-autoscalinggroup-instancesdistribution.html',
      'https://docs.aws.amazon.com/autoscaling/ec2/userguide/create-mixed-instances-group-attribute-based-instance-type-selection.html',
    ],
    tags: ['auto-scaling', 'deployment'],
    since: '0.1.0',
  },
  messages: {
    refused: {
      text: 'The Auto Scaling group {name} has instance requirements, for which {value} is refused: there is no order of types.',
      advice: 'Set {property} to {right}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::AutoScaling::AutoScalingGroup'(group) {
      const distribution = group.prop('MixedInstancesPolicy').get('InstancesDistribution');
      for (const [name, value, right] of ORDERED) {
        const strategy = distribution.get(name);
        if (!strategy.is(value) || !requirementsOf(group).some(({ kind }) => kind === 'map')) continue;
        report({
          at: strategy,
          message: 'refused',
          data: { name: group.logicalId, value, property: group.called(name), right: writtenFor(group, name, right) },
        });
      }
    },
  }),
});
