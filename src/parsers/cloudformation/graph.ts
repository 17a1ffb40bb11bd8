import type { Hole, Value } from '../../core/value.ts';
import { type PropertiesOf, type Resource, resourceOf, type TemplateModel } from './resource.ts';

/**
 * Whether a value names a resource under the current choices: by a reference, or by the name or ARN that the template gives it.
 * Undefined when only deployment knows.
 */
export function refersTo(value: Value, resource: Resource): boolean | undefined {
  if (value.isAbsent) return false;
  const { reference } = value;
  if (reference) {
    if (reference.logicalId === resource.logicalId) return true;
    const target = reference.target as Resource | undefined;
    // An alias or a version stands for its function.
    return target && QUALIFIED.has(target.type) && target.type !== resource.type ? refersTo(target.prop('FunctionName'), resource) : false;
  }
  if (value.parts?.some((part, i, parts) => isNameOf(resource, part) && isWhole(parts[i - 1], parts[i + 1]))) return true;
  const name = NAMES[resource.type];
  const own = name === undefined ? undefined : resource.properties.get(name);
  // Without a name of its own, CloudFormation makes one that no text of the template can be.
  if (value.string !== undefined && (own === undefined || own.isAbsent)) return false;
  if (value.string !== undefined && own?.string !== undefined) return value.string.split(/[:/]/).includes(own.string);
  return undefined;
}

/** Whether a piece of a string is what the template gives a resource: its name or ARN. */
const isNameOf = ({ logicalId }: Resource, part: string | Hole): boolean =>
  typeof part === 'object' && (part.name === logicalId || part.name.startsWith(`${logicalId}.`));
/** Whether a piece between two others is a whole name: `function:${Fn}:live` and not `${Fn}-log`. */
const isWhole = (before: string | Hole | undefined, after: string | Hole | undefined): boolean =>
  (typeof before !== 'string' || /[:/]$/.test(before)) && (typeof after !== 'string' || /^[:/]/.test(after));

const QUALIFIED: ReadonlySet<string> = new Set(['AWS::Lambda::Alias', 'AWS::Lambda::Version']);

/** The function of the template that a value names: itself, its ARN, an alias or a version of it. */
export const functionOf = (value: Value, template: TemplateModel): Resource<'AWS::Lambda::Function'> | undefined =>
  template.ofType('AWS::Lambda::Function').find((fn) => refersTo(value, fn) === true);

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

/** The aliases and versions of a function that keep environments ready, and where each says how many. */
export function provisionedOf(fn: Resource): readonly { readonly resource: Resource; readonly count: Value }[] {
  return (['AWS::Lambda::Alias', 'AWS::Lambda::Version'] as const).flatMap((type) =>
    referring(fn, type, 'FunctionName').resources.flatMap((resource) => {
      const count: Value = resource.prop('ProvisionedConcurrencyConfig').get('ProvisionedConcurrentExecutions');
      return count.isAbsent ? [] : [{ resource, count }];
    }),
  );
}

/** The queue that a mapping polls, when it is of the template. */
export const queueOf = (mapping: Resource): Resource<'AWS::SQS::Queue'> | undefined => resourceOf(mapping.prop('EventSourceArn'), 'AWS::SQS::Queue');

/** Whether a mapping polls a queue; undefined when only deployment knows. */
export function pollsQueue(mapping: Resource): boolean | undefined {
  const source = mapping.prop('EventSourceArn');
  const target = resourceOf(source);
  if (target) return target.type === 'AWS::SQS::Queue';
  const [first] = source.parts ?? [];
  if (typeof first !== 'string' || !first.startsWith('arn:')) return source.isAbsent ? false : undefined;
  const service = source.parts
    ?.map((part) => (typeof part === 'string' ? part : '*'))
    .join('')
    .split(':')[2];
  return service === undefined || service.includes('*') ? undefined : service === 'sqs';
}

/** Services that hand their events to a function and do not wait for it. Source: Lambda guide, "Invoking Lambda with events from other AWS services". */
const ASYNCHRONOUS = new Set(['s3.amazonaws.com', 'sns.amazonaws.com', 'events.amazonaws.com', 'scheduler.amazonaws.com']);

/** What calls a function: services that do not wait for it, and all else (event source mappings, services that wait, addresses). */
export function callersOf(fn: Resource): { readonly asynchronous: readonly Resource[]; readonly others: readonly Resource[]; readonly complete: boolean } {
  const found = [
    referring(fn, 'AWS::Lambda::Permission', 'FunctionName'),
    referring(fn, 'AWS::SNS::Subscription', 'Endpoint'),
    referring(fn, 'AWS::Lambda::EventSourceMapping', 'FunctionName'),
    referring(fn, 'AWS::Lambda::Url', 'TargetFunctionArn'),
  ];
  const all: readonly Resource[] = found.flatMap(({ resources }) => resources as readonly Resource[]);
  const isAsynchronous = (caller: Resource): boolean =>
    caller.type === 'AWS::SNS::Subscription' || (caller.type === 'AWS::Lambda::Permission' && ASYNCHRONOUS.has(caller.prop('Principal').string ?? ''));
  return {
    asynchronous: all.filter(isAsynchronous),
    others: all.filter((caller) => !isAsynchronous(caller)),
    complete: found.every(({ complete }) => complete),
  };
}

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

/** Only those that may be meant are asked whether they are deployed: each such question is a choice more. */
function among<T extends string>(template: TemplateModel, type: T, test: (resource: Resource<T>) => boolean | undefined): Referring<T> {
  const meant = template.ofType(type).flatMap((resource) => {
    const answer = test(resource);
    return answer === false || !resource.exists() ? [] : [{ resource, answer }];
  });
  return {
    resources: meant.flatMap(({ resource, answer }) => (answer ? [resource] : [])),
    complete: template.complete && meant.every(({ answer }) => answer),
  };
}

const any = (answers: readonly (boolean | undefined)[]): boolean | undefined =>
  answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
