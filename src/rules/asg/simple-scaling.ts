import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'asg/simple-scaling',
    summary: 'An Auto Scaling group scales in single steps and waits after each.',
    why: 'A simple scaling policy, which is what a policy without a type is, changes the group once and then does nothing until the instances are checked and the cooldown is over, whatever the load does meanwhile. Step scaling and target tracking go on responding.',
    remediation:
      'Use PolicyType TargetTrackingScaling with the utilization to keep, and Amazon EC2 Auto Scaling makes the alarms. Where several steps are needed, use StepScaling; for load that comes by the clock, PredictiveScaling beside it.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-autoscaling-scalingpolicy.html',
    ],
    tags: ['auto-scaling', 'scaling', 'performance'],
    since: '0.1.0',
  },
  messages: {
    noType: {
      text: 'The scaling policy {name} has no type: it is simple scaling, one step and then a cooldown.',
      advice: 'Set {property} to TargetTrackingScaling with a target, or to StepScaling with steps.',
    },
    simple: {
      text: 'The scaling policy {name} is simple scaling: one step and then a cooldown, whatever the load does.',
      advice: 'Set {property} to TargetTrackingScaling with a target, or to StepScaling with steps.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::AutoScaling::ScalingPolicy'(policy) {
      const type = policy.prop('PolicyType');
      const data = { name: policy.logicalId, property: policy.called('PolicyType') };
      if (type.is('SimpleScaling')) report({ at: type, message: 'simple', data });
      else if (type.isAbsent) report({ at: type, message: 'noType', data });
    },
  }),
});
