import { instanceTypesOf } from '../../parsers/cloudformation/scaling.ts';
import { familyOf } from '../../parsers/ec2/instance-type.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'asg/instance-family-diversity',
    summary: 'All instance types of an Auto Scaling group are of one family and generation.',
    why: 'Sizes of one family come from the same machines: when these run short, all of them do. Types of other families, processors and generations with as much memory or as many processors are pools of their own.',
    remediation:
      'Add types of the same size from other families and generations: beside r6i.4xlarge for example r6a.4xlarge, r7i.4xlarge and m6i.8xlarge. A load test shows which do.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/autoscaling/ec2/userguide/mixed-instances-group-instance-types.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-best-practices.html',
    ],
    tags: ['auto-scaling', 'availability', 'cost'],
    since: '0.1.0',
  },
  messages: {
    one: {
      text: 'All {count} instance types of the Auto Scaling group {name} are of the family {family}.',
      advice: 'Add types of other families and generations with as much memory and as many processors to {property}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::AutoScaling::AutoScalingGroup'(group) {
      const template = group.prop('MixedInstancesPolicy').get('LaunchTemplate');
      const overrides = template.get('Overrides');
      const types = new Set(instanceTypesOf(group).map(({ string }) => string));
      const families = new Set([...types].map((type) => (type === undefined ? undefined : familyOf(type))));
      const [family] = families;
      if (!overrides.complete || types.size < 2 || families.size > 1 || family === undefined) return;
      report({
        at: template.keyAt('Overrides') ?? overrides,
        message: 'one',
        data: { name: group.logicalId, count: types.size, family, property: group.called('Overrides') },
      });
    },
  }),
});
