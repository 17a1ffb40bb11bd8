import type { Value } from '../../core/value.ts';
import type { TemplateModel } from '../../parsers/cloudformation/resource.ts';
import { isSingleZone, singleZoneOf } from '../../parsers/cloudformation/zones.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'asg/single-az',
    summary: 'An Auto Scaling group launches its instances in one Availability Zone.',
    why: 'When that zone fails, or only runs short of the instance type, the group can neither keep nor replace its instances: everything behind it is down for as long as the zone is. Amazon EC2 Auto Scaling balances over zones and moves capacity between them by itself, but only over the zones that it was given.',
    remediation:
      'Give the group a subnet in each zone that the network has, three where possible, and let the load balancer in front of it use the same zones. Volumes and state that tie an instance to a zone belong in a service that spans zones.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html',
      'https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-availability-zone-balanced.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-autoscaling-autoscalinggroup.html',
      'https://docs.aws.amazon.com/securityhub/latest/userguide/autoscaling-controls.html',
    ],
    equivalents: ['security-hub:AutoScaling.2', 'config:autoscaling-multiple-az'],
    tags: ['auto-scaling', 'availability', 'resilience'],
    since: '0.1.0',
  },
  messages: {
    oneSubnet: {
      text: 'The Auto Scaling group {name} has one subnet, so one Availability Zone.',
      advice: 'Add a subnet of each other zone to {property}.',
    },
    oneZone: {
      text: 'All subnets of the Auto Scaling group {name} are in one Availability Zone.',
      advice: '{spread}, or list subnets of other zones in {property}.',
    },
    oneZoneName: {
      text: 'The Auto Scaling group {name} names one Availability Zone.',
      advice: 'List more zones in {property}, or take all of the region with {all}.',
    },
    singleton: {
      text: 'The Auto Scaling group {name} keeps one instance in one Availability Zone, and cannot replace it when that zone fails.',
      advice:
        'Add subnets of other zones to {property}: the group starts the instance in another zone then. A volume that ties it to the zone is a reason to leave it.',
      severity: 'info',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::AutoScaling::AutoScalingGroup'(group) {
      const { template } = group;
      const told = (property: 'VPCZoneIdentifier' | 'AvailabilityZones' | 'AvailabilityZoneIds', message: 'oneSubnet' | 'oneZone' | 'oneZoneName'): void => {
        // At the name of the list, not over all its lines.
        const at = group.properties.keyAt(property) ?? group.at;
        report({
          at,
          message: isSingleton(group.prop('MaxSize'), template) ? 'singleton' : message,
          data: { name: group.logicalId, property: group.called(property), ...words(group.surface === 'cdk') },
        });
      };
      const subnets = group.prop('VPCZoneIdentifier');
      if (!subnets.isAbsent) {
        const single = singleZoneOf(subnets, template);
        if (single) told('VPCZoneIdentifier', single === 'subnet' ? 'oneSubnet' : 'oneZone');
        return;
      }
      for (const property of ['AvailabilityZones', 'AvailabilityZoneIds'] as const) {
        if (isSingleZone(group.prop(property), template)) return told(property, 'oneZoneName');
      }
    },
  }),
});

/** How zones are spread and named in the source. */
const words = (isCode: boolean): { spread: string; all: string } =>
  isCode
    ? { spread: 'Give the Vpc maxAzs of 2 or more', all: 'Fn.getAzs()' }
    : { spread: 'Put the subnets in different zones (AvailabilityZone: !Select [0, !GetAZs ""], then 1 and 2)', all: '!GetAZs ""' };

/** A group that never has more than one instance: by its text, or by the default of the parameter behind it. */
function isSingleton(maximum: Value, template: TemplateModel): boolean {
  const [hole] = maximum.parts ?? [];
  return maximum.number === 1 || (typeof hole === 'object' && template.parameters.get(hole.name)?.default === '1');
}
