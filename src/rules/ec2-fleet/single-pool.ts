import type { Value } from '../../core/value.ts';
import type { Resource } from '../../parsers/cloudformation/resource.ts';
import { launchTemplateOf } from '../../parsers/cloudformation/scaling.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'ec2-fleet/single-pool',
    summary: 'A fleet has one pool of instances to choose from.',
    why: 'A fleet asks several pools, which are instance types in Availability Zones, and takes what there is. With one pool it is nothing but a launch that fails when that pool runs short of capacity.',
    remediation: 'List several instance types in several subnets in Overrides, or state what the workload needs in InstanceRequirements.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-fleet-allocation-strategy.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-best-practices.html',
    ],
    tags: ['ec2', 'availability', 'spot'],
    since: '0.1.0',
  },
  messages: {
    noOverrides: {
      text: 'The fleet {name} has no overrides: it launches the one instance type of its launch template.',
      advice: 'List instance types and subnets in {property}.',
    },
    one: {
      text: 'The fleet {name} has one pool to choose from: {pool}.',
      advice: 'Add other instance types, and subnets of other zones, to {property}.',
    },
  },
  create: ({ report }) => {
    const judge = (fleet: Resource, configs: Value, specifications?: Value): void => {
      const overrides = configs.items.map((config) => config.get('Overrides'));
      const specified = specifications?.items ?? [];
      const lists = [configs, ...(specifications ? [specifications] : []), ...overrides];
      if (lists.some(({ complete }) => !complete) || configs.items.length + specified.length !== 1) return;
      const data = { name: fleet.logicalId, property: fleet.called(configs.items.length > 0 ? 'Overrides' : 'LaunchSpecifications') };
      const [list] = overrides;
      if (list && list.items.length === 0) {
        const [config] = configs.items as [Value];
        const template = launchTemplateOf(config.get('LaunchTemplateSpecification'), fleet.template);
        // A launch template that isn't seen may ask for attributes.
        if (template?.prop('LaunchTemplateData').get('InstanceRequirements').isAbsent)
          report({ at: config.keyAt('LaunchTemplateSpecification') ?? list, message: 'noOverrides', data });
        return;
      }
      const [only, ...others] = [...(list?.items ?? []), ...specified].map(poolOf);
      if (only !== undefined && others.length === 0) report({ at: only.at, message: 'one', data: { ...data, pool: only.text } });
    };
    return {
      'cfn.resource:AWS::EC2::EC2Fleet': (fleet) => judge(fleet, fleet.prop('LaunchTemplateConfigs')),
      'cfn.resource:AWS::EC2::SpotFleet'(fleet) {
        const request = fleet.prop('SpotFleetRequestConfigData');
        judge(fleet, request.get('LaunchTemplateConfigs'), request.get('LaunchSpecifications'));
      },
    };
  },
});

/** The one pool that an override or a specification asks; undefined when it may be several. */
function poolOf(place: Value): { readonly at: Value; readonly text: string } | undefined {
  const type = place.get('InstanceType');
  if (type.isAbsent || !place.get('InstanceRequirements').isAbsent) return undefined;
  const zone = place.get('Placement').get('AvailabilityZone');
  const where = [place.get('SubnetId'), place.get('AvailabilityZone'), place.get('AvailabilityZoneId'), zone].find((value) => !value.isAbsent);
  // Several subnets or zones stand in one text, with commas between them.
  if (where && (where.string === undefined || where.string.includes(',')) && !where.reference) return undefined;
  return { at: type, text: where ? `${type.display} in ${where.display}` : type.display };
}
