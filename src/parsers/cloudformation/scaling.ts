import type { Value } from '../../core/value.ts';
import { type Resource, resourceOf, type TemplateModel } from './resource.ts';

export type Group = Resource<'AWS::AutoScaling::AutoScalingGroup'>;
export type ScalingPolicy = Resource<'AWS::AutoScaling::ScalingPolicy'>;

/**
 * How a group divides its instances between On-Demand and Spot, if it may launch Spot Instances: without a share it launches none, nor
 * where the base takes all that it may have.
 */
export function spotDistribution(group: Group): Value | undefined {
  const distribution = group.prop('MixedInstancesPolicy').get('InstancesDistribution');
  const share = distribution.get('OnDemandPercentageAboveBaseCapacity').number;
  if (share === undefined || share >= 100) return undefined;
  const base = distribution.get('OnDemandBaseCapacity').number;
  return base !== undefined && base >= (group.prop('MaxSize').number ?? Number.POSITIVE_INFINITY) ? undefined : distribution;
}

/** How a member of an enumeration is written for a group: the class of the CDK takes its own name for it. */
export const writtenFor = (group: Group, enumeration: string, value: string): string =>
  group.called('VPCZoneIdentifier') === 'vpcSubnets' ? `autoscaling.${enumeration}.${value.replaceAll('-', '_').toUpperCase()}` : value;

/** The launch template of the same template that a specification names, by reference or by its name. */
export function launchTemplateOf(specification: Value, template: TemplateModel): Resource<'AWS::EC2::LaunchTemplate'> | undefined {
  const id = specification.get('LaunchTemplateId');
  if (!id.isAbsent) return resourceOf(id, 'AWS::EC2::LaunchTemplate');
  const { identity } = specification.get('LaunchTemplateName');
  return identity === undefined
    ? undefined
    : template.ofType('AWS::EC2::LaunchTemplate').find((other) => other.prop('LaunchTemplateName').identity === identity);
}

/** The group of the same template that a policy scales. */
export const groupOf = (policy: ScalingPolicy): Group | undefined => resourceOf(policy.prop('AutoScalingGroupName'), 'AWS::AutoScaling::AutoScalingGroup');

/** By how much a policy changes a group: its one adjustment, or that of each step. */
export const adjustmentsOf = (policy: ScalingPolicy): readonly Value[] => [
  policy.prop('ScalingAdjustment'),
  ...policy.prop('StepAdjustments').items.map((step) => step.get('ScalingAdjustment')),
];

/** Attributes by which a resource picks its instance types, wherever it states them. */
export function requirementsOf(resource: Resource): readonly Value[] {
  return instancePlaces(resource).flatMap((place) => {
    const requirements = place.get('InstanceRequirements');
    return requirements.isAbsent ? [] : [requirements];
  });
}

/** The instance types that a resource names, wherever it states them. */
export function instanceTypesOf(resource: Resource): readonly Value[] {
  return instancePlaces(resource).flatMap((place) => {
    const type = place.get('InstanceType');
    return type.isAbsent ? [] : [type];
  });
}

/** Types of resources that state what instances they launch. */
export type Launching =
  | 'AWS::AutoScaling::AutoScalingGroup'
  | 'AWS::AutoScaling::LaunchConfiguration'
  | 'AWS::EC2::EC2Fleet'
  | 'AWS::EC2::Instance'
  | 'AWS::EC2::LaunchTemplate'
  | 'AWS::EC2::SpotFleet';

function instancePlaces(resource: Resource): readonly Value[] {
  const overrides = (configs: Value): Value[] => configs.items.flatMap((config) => config.get('Overrides').items);
  switch (resource.type as Launching) {
    case 'AWS::AutoScaling::AutoScalingGroup':
      return resource.prop('MixedInstancesPolicy').get('LaunchTemplate').get('Overrides').items;
    case 'AWS::EC2::EC2Fleet':
      return overrides(resource.prop('LaunchTemplateConfigs'));
    case 'AWS::EC2::SpotFleet': {
      const request = resource.prop('SpotFleetRequestConfigData');
      return [...request.get('LaunchSpecifications').items, ...overrides(request.get('LaunchTemplateConfigs'))];
    }
    case 'AWS::EC2::LaunchTemplate':
      return [resource.prop('LaunchTemplateData')];
    default:
      return [resource.properties];
  }
}
