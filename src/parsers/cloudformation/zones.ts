import type { Value } from '../../core/value.ts';
import { type Resource, resourceOf, type TemplateModel } from './resource.ts';

/**
 * What a list of subnets says of Availability Zones under the current choices: `subnet` when it is one subnet, `zone` when its subnets are
 * all of this template and in one zone. Undefined when there are more zones, or nobody knows.
 */
export function singleZoneOf(subnets: Value, template: TemplateModel): 'subnet' | 'zone' | undefined {
  const { items } = subnets;
  const first = items[0];
  if (!first || !subnets.complete) return undefined;
  if (same(items.map((item) => item.identity))) return isOne(first, template, 'AWS::EC2::Subnet::Id') ? 'subnet' : undefined;
  return same(items.map(zoneOfSubnet)) ? 'zone' : undefined;
}

/** Whether a list of zone names (or ids) is one zone under the current choices. */
export function isSingleZone(zones: Value, template: TemplateModel): boolean {
  const { items } = zones;
  const first = items[0];
  return first !== undefined && zones.complete && same(items.map((item) => item.identity)) && isOne(first, template, 'AWS::EC2::AvailabilityZone::Name');
}

/** The zone of the subnet of this template that an element of a list names. */
export function zoneOfSubnet(item: Value): string | undefined {
  const subnet = subnetOf(item);
  return subnet && zoneOf(subnet);
}

/** The zone of a subnet: its name or id, or the expression that gives it. */
export function zoneOf(subnet: Resource<'AWS::EC2::Subnet'>): string | undefined {
  const name = subnet.prop('AvailabilityZone');
  return name.isAbsent ? subnet.prop('AvailabilityZoneId').identity : name.identity;
}

const same = (identities: readonly (string | undefined)[]): boolean =>
  identities[0] !== undefined && identities.every((identity) => identity === identities[0]);

/** Whether an element is one thing and not a list that only deployment spells out. */
function isOne(item: Value, template: TemplateModel, type: string): boolean {
  if (item.string !== undefined) return /^[^\s,]+$/.test(item.string.trim());
  if (subnetOf(item) || item.reference?.attribute === 'AvailabilityZone') return true;
  // An element of a list, by its number, is one.
  if (item.identity?.startsWith('["Fn::Select",')) return true;
  const [hole, ...more] = item.parts ?? [];
  const parameter = typeof hole === 'object' && more.length === 0 ? template.parameters.get(hole.name) : undefined;
  if (!parameter) return false;
  if (parameter.type === type || parameter.type === `AWS::SSM::Parameter::Value<${type}>`) return true;
  // A text may hold a list with commas, which these properties take too; then its name or description says so.
  return parameter.type === 'String' && !/(subnets|zones|azs|ids|list)$/i.test(parameter.name) && !/comma|list|subnets|zones|azs/i.test(parameter.description);
}

function subnetOf(item: Value): ReturnType<typeof resourceOf<'AWS::EC2::Subnet'>> {
  const attribute = item.reference?.attribute;
  return attribute === undefined || attribute === 'SubnetId' ? resourceOf(item, 'AWS::EC2::Subnet') : undefined;
}
