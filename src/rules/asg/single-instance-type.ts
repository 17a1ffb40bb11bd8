import type { Value } from '../../core/value.ts';
import type { Resource } from '../../parsers/cloudformation/resource.ts';
import { launchTemplateOf } from '../../parsers/cloudformation/scaling.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'asg/single-instance-type',
    summary: 'An Auto Scaling group can launch one instance type only.',
    why: 'Each instance type in each Availability Zone is a pool of its own, and pools run dry: then a launch fails with InsufficientInstanceCapacity, on the day when everybody scales. A group that may choose among several types takes the next one, and with Spot Instances is interrupted less and costs less.',
    remediation:
      'Use a MixedInstancesPolicy with several types of similar size in Overrides (other families, processors and generations), or describe what the workload needs in InstanceRequirements and let Amazon EC2 pick all types that fit. A load test shows which ones do.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html',
      'https://docs.aws.amazon.com/autoscaling/ec2/userguide/create-mixed-instances-group-attribute-based-instance-type-selection.html',
      'https://docs.aws.amazon.com/securityhub/latest/userguide/autoscaling-controls.html',
    ],
    equivalents: ['security-hub:AutoScaling.6', 'config:autoscaling-multiple-instance-types'],
    tags: ['auto-scaling', 'availability', 'resilience', 'cost'],
    since: '0.1.0',
  },
  messages: {
    noPolicy: {
      text: 'The Auto Scaling group {name} has no {policy}: it launches only {type}.',
      advice: '{move}, and list several instance types in {overrides}.',
    },
    launchConfiguration: {
      text: 'The Auto Scaling group {name} launches the one instance type of its launch configuration.',
      advice: 'Replace the launch configuration by an AWS::EC2::LaunchTemplate, and list several instance types in {overrides}.',
    },
    noOverrides: {
      text: 'The {policy} of {name} has no overrides: it launches only {type}.',
      advice: 'List several instance types in {overrides}.',
    },
    oneOverride: {
      text: 'The {policy} of {name} names one instance type, {type}.',
      advice: 'Add overrides with other types of similar size, or replace the type by instance requirements.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::AutoScaling::AutoScalingGroup'(group) {
      const name = group.logicalId;
      const words = { name, ...wordsOf(group) };
      const policy = group.prop('MixedInstancesPolicy');
      if (policy.isUnknown) return;
      if (policy.isAbsent) {
        const hasConfiguration = !group.prop('LaunchConfigurationName').isAbsent || !group.prop('InstanceId').isAbsent;
        const type = hasConfiguration ? undefined : onlyTypeOf(group.prop('LaunchTemplate'), group);
        if (hasConfiguration) report({ at: policy, message: 'launchConfiguration', data: words });
        else if (type !== undefined) report({ at: policy, message: 'noPolicy', data: { ...words, type } });
        return;
      }
      const template = policy.get('LaunchTemplate');
      const overrides = template.get('Overrides');
      if (overrides.isAbsent || (overrides.kind === 'list' && overrides.complete && overrides.items.length === 0)) {
        const type = onlyTypeOf(template.get('LaunchTemplateSpecification'), group);
        if (type !== undefined) report({ at: overrides, message: 'noOverrides', data: { ...words, type } });
        return;
      }
      const [first, ...others] = overrides.items.map((item) => item.get('InstanceType'));
      if (!first || !overrides.complete || overrides.items.some((item) => !item.get('InstanceRequirements').isAbsent || item.get('InstanceType').isAbsent))
        return;
      if (others.some((other) => first.identity === undefined || other.identity !== first.identity)) return;
      report({
        at: others.length === 0 ? first : (template.keyAt('Overrides') ?? overrides),
        message: 'oneOverride',
        data: { ...words, type: typeText(first) },
      });
    },
  }),
});

/** What the source calls the parts of the policy. */
function wordsOf(group: Resource): { policy: string; overrides: string; move: string } {
  const policy = group.called('MixedInstancesPolicy');
  // The class of the CDK has the levels between in one.
  if (group.called('VPCZoneIdentifier') === 'vpcSubnets')
    return { policy, overrides: `${policy}.launchTemplateOverrides`, move: `Make a LaunchTemplate, pass it as ${policy}.launchTemplate` };
  const [template, specification, overrides] = ['LaunchTemplate', 'LaunchTemplateSpecification', 'Overrides'].map((name) => group.called(name));
  return { policy, overrides: `${policy}.${template}.${overrides}`, move: `Move ${template} into ${policy}.${template}.${specification}` };
}

/** The one instance type of a launch template of the same template; undefined when it asks for attributes, or can't be seen. */
function onlyTypeOf(specification: Value, group: Resource): string | undefined {
  const launchTemplate = launchTemplateOf(specification, group.template);
  const data = launchTemplate?.prop('LaunchTemplateData');
  if (data?.kind !== 'map' || !data.get('InstanceRequirements').isAbsent) return undefined;
  const type = data.get('InstanceType');
  return type.isAbsent ? undefined : typeText(type);
}

/** An instance type for a sentence. */
function typeText(type: Value): string {
  const [only, ...more] = type.parts ?? [];
  // Of a parameter the default is one of many.
  const [from] = type.trace;
  if (from) return `the type that ${from.text} gives`;
  if (only === undefined) return 'one instance type';
  return typeof only === 'object' && more.length === 0 ? `the type that ${only.name} gives` : type.display;
}
