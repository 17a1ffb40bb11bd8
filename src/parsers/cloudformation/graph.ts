import type { Value } from '../../core/value.ts';
import { type PropertiesOf, type Resource, resourceOf, type TemplateModel } from './resource.ts';

/**
 * Whether a value names a resource under the current choices: by a reference, or by the name or ARN that the template gives it.
 * Undefined when only deployment knows.
 */
export function refersTo(value: Value, resource: Resource): boolean | undefined {
  if (value.isAbsent) return false;
  const { reference } = value;
  if (reference) return reference.logicalId === resource.logicalId;
  const name = NAMES[resource.type];
  const own = name === undefined ? undefined : resource.properties.get(name);
  // Without a name of its own, CloudFormation makes one that no text of the template can be.
  if (value.string !== undefined && (own === undefined || own.isAbsent)) return false;
  if (value.string !== undefined && own?.string !== undefined)
    return value.string === own.string || value.string.endsWith(`:${own.string}`) || value.string.endsWith(`/${own.string}`);
  return undefined;
}

/** The property that names a resource, for the types that others name by it. */
const NAMES: Readonly<Record<string, string>> = { 'AWS::Lambda::Function': 'FunctionName', 'AWS::IAM::Role': 'RoleName' };

/** Resources of the same template that name this one, and whether there may be others that lintel can't see. */
export interface Referring<T extends string> {
  readonly resources: readonly Resource<T>[];
  readonly complete: boolean;
}

/**
 * The resources of a type, deployed under the current choices, a property of which names a resource: a function's aliases, versions, permissions,
 * event sources (`FunctionName`), addresses (`TargetFunctionArn`), a role's functions (`Role`), a subnet's route tables (`SubnetId`).
 */
export function referring<T extends string>(resource: Resource, type: T, property: keyof PropertiesOf<T> & string): Referring<T> {
  return among(resource.template, type, (other) => refersTo(other.prop(property) as Value, resource));
}

/** The alarms on metrics of a function: those with a dimension that names it. */
export const alarmsOf = (fn: Resource): Referring<'AWS::CloudWatch::Alarm'> =>
  among(fn.template, 'AWS::CloudWatch::Alarm', (alarm) => {
    const dimensions = [
      alarm.prop('Dimensions'),
      ...alarm.prop('Metrics').items.map((metric: Value) => metric.get('MetricStat').get('Metric').get('Dimensions')),
    ];
    return any(
      dimensions.flatMap((list: Value) => [
        ...list.items.map((item) => (item.get('Name').is('FunctionName') ? refersTo(item.get('Value'), fn) : false)),
        list.complete ? false : undefined,
      ]),
    );
  });

/**
 * Whether instances of a subnet of the template reach the internet directly: its route table has a default route to an internet gateway.
 * Undefined when nothing says so: the table, or a route of it, may be made elsewhere.
 */
export function isPublicSubnet(subnet: Resource): boolean | undefined {
  const { resources: associations, complete } = referring(subnet, 'AWS::EC2::SubnetRouteTableAssociation', 'SubnetId');
  const tables = associations.map((association) => resourceOf(association.properties.get('RouteTableId'), 'AWS::EC2::RouteTable'));
  const routes = tables.map((table) => {
    const found = table && referring(table, 'AWS::EC2::Route', 'RouteTableId');
    if (!found) return undefined;
    const isOpen = any(found.resources.map((route) => leadsOut(route.properties)));
    return isOpen === false && !found.complete ? undefined : isOpen;
  });
  const answer = any(routes);
  // Without an association a subnet has the main table of its network, which templates don't make.
  return answer === false && (!complete || tables.length === 0) ? undefined : answer;
}

function leadsOut(route: Value): boolean | undefined {
  const destinations = [route.get('DestinationCidrBlock'), route.get('DestinationIpv6CidrBlock')];
  if (!destinations.some((destination) => destination.is('0.0.0.0/0') || destination.is('::/0')))
    return destinations.some((destination) => destination.isUnknown) ? undefined : false;
  const gateway = route.get('GatewayId');
  if (gateway.isAbsent) return false;
  if (gateway.string !== undefined) return gateway.string.startsWith('igw-');
  const target = resourceOf(gateway);
  return target ? target.type === 'AWS::EC2::InternetGateway' : undefined;
}

function among<T extends string>(template: TemplateModel, type: T, test: (resource: Resource<T>) => boolean | undefined): Referring<T> {
  const deployed = template.ofType(type).filter((resource) => resource.exists());
  const answers = deployed.map(test);
  return { resources: deployed.filter((_, i) => answers[i] === true), complete: template.complete && !answers.includes(undefined) };
}

const any = (answers: readonly (boolean | undefined)[]): boolean | undefined =>
  answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
