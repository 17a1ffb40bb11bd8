import type { Located } from '../../core/document.ts';
import { absent, known, type MapContent, type Place, pattern, unknown, Value } from '../../core/value.ts';
import type { MapNode } from '../yaml/node.ts';
import { literal } from './intrinsics.ts';
import type { Resource, ResourceAttribute } from './resource.ts';
import type { Template } from './template.ts';
import type { TemplateResource } from './template-resource.ts';

/** Gives a property of a made resource; undefined for those that it has from `base`. */
type Supplied = Readonly<Record<string, (place: Place) => Value>>;

interface Recipe {
  /** What SAM's specification calls the resource, behind the function's name ("Generated CloudFormation resources"). */
  readonly suffix: string;
  readonly type: string;
  /** Where the function says it. */
  readonly at: Located;
  readonly base: () => Value;
  readonly supplied: Supplied;
  /** By property of the made resource, what SAM calls it. */
  readonly names?: Readonly<Record<string, string>>;
  readonly made?: () => boolean;
}

/** A resource that the SAM transform makes of a part of a function: its address, alias, event sources and the permissions to call it. */
export class MadeResource implements Resource<any> {
  readonly surface = 'sam';
  readonly written = undefined;
  readonly declaredType: string;
  readonly logicalId: string;
  readonly type: string;
  readonly at: Located;
  readonly template: Template;

  constructor(
    readonly owner: TemplateResource,
    private readonly recipe: Recipe,
  ) {
    this.template = owner.template;
    this.declaredType = owner.declaredType;
    this.logicalId = `${owner.logicalId}${recipe.suffix}`;
    this.type = recipe.type;
    this.at = recipe.at;
  }

  exists(): boolean {
    return this.owner.exists() && this.recipe.made?.() !== false;
  }

  get properties(): Value {
    const { base, supplied, names = {} } = this.recipe;
    const own = base();
    if (own.isUnknown) return own;
    const { content } = own;
    const place: Place = { ...this.at, path: () => this.at.path };
    const map = content.kind === 'map' ? content.map : undefined;
    const written = (key: string): Value | undefined =>
      Object.hasOwn(supplied, key) ? supplied[key]?.({ ...place, path: `${this.at.path}/${key}` }) : undefined;
    const view: MapContent = {
      keys: () => [...new Set([...Object.keys(supplied), ...(map?.keys() ?? [])])],
      complete: map?.complete ?? true,
      keyAt: (key) => map?.keyAt(names[key] ?? key) ?? (Object.hasOwn(supplied, key) ? this.at : undefined),
      get(key) {
        const value = map?.get(names[key] ?? key);
        if (value && !value.isAbsent) return value;
        return written(key) ?? (value ? absent({ ...place, path: () => value.path }) : absent({ ...place, path: `${place.path}/${key}` }));
      },
    };
    return new Value(this.at.file, this.at.span, () => this.at.path, { kind: 'map', map: view });
  }

  prop(name: string): Value {
    return this.properties.get(name);
  }

  identity(property: string): string | undefined {
    return this.prop(property).identity;
  }

  /** The transform gives some of them those of the function, and some of its own. */
  attribute(name: ResourceAttribute): Value {
    return unknown({ ...this.at, path: `${this.at.path}/${name}` }, 'SAM decides it');
  }

  waitsFor(): undefined {
    return undefined;
  }

  called(property: string): string {
    return this.recipe.names?.[property] ?? property;
  }
}

/**
 * Who calls a function by the permission that SAM makes for an event, by the event's type. Source: SAM specification, "EventSource" types,
 * "Generated CloudFormation resources for AWS SAM".
 */
const CALLERS: Readonly<Record<string, string>> = {
  AlexaSkill: 'alexa-appkit.amazon.com',
  Api: 'apigateway.amazonaws.com',
  CloudWatchEvent: 'events.amazonaws.com',
  CloudWatchLogs: 'logs.amazonaws.com',
  Cognito: 'cognito-idp.amazonaws.com',
  EventBridgeRule: 'events.amazonaws.com',
  HttpApi: 'apigateway.amazonaws.com',
  IoTRule: 'iot.amazonaws.com',
  S3: 's3.amazonaws.com',
  Schedule: 'events.amazonaws.com',
  SNS: 'sns.amazonaws.com',
};
/** What events that Lambda polls call their source, by type. */
const POLLED: Readonly<Record<string, string>> = {
  DocumentDB: 'Cluster',
  DynamoDB: 'Stream',
  Kinesis: 'Stream',
  MQ: 'Broker',
  MSK: 'Stream',
  SelfManagedKafka: 'KafkaBootstrapServers',
  SQS: 'Queue',
};

/** The resources that the transform makes of a function. */
export function* samResources(fn: TemplateResource): Generator<MadeResource> {
  if (fn.declaredType !== 'AWS::Serverless::Function') return;
  const self = (place: Place): Value =>
    pattern(place, [{ hole: 'resource', name: fn.logicalId }], { reference: { logicalId: fn.logicalId, attribute: undefined, target: fn } });
  // With an alias, what calls the function calls that.
  const called = (place: Place): Value =>
    fn.prop('AutoPublishAlias').isAbsent
      ? self(place)
      : pattern(place, [{ hole: 'resource', name: fn.logicalId }, ':', { hole: 'any', name: 'AutoPublishAlias' }]);
  const isGiven = (property: string): boolean => !fn.prop(property).isAbsent;
  const keyAt = (property: string): Located => fn.properties.keyAt(property) ?? fn.at;
  const written = (property: string): boolean => [propertiesOf(fn), fn.globals].some((map) => map?.kind === 'map' && map.get(property));

  if (written('FunctionUrlConfig')) {
    yield new MadeResource(fn, {
      suffix: 'Url',
      type: 'AWS::Lambda::Url',
      at: keyAt('FunctionUrlConfig'),
      base: () => fn.prop('FunctionUrlConfig'),
      supplied: { TargetFunctionArn: called },
      made: () => isGiven('FunctionUrlConfig'),
    });
  }
  if (written('AutoPublishAlias')) {
    yield new MadeResource(fn, {
      suffix: 'Alias',
      type: 'AWS::Lambda::Alias',
      at: keyAt('AutoPublishAlias'),
      base: () => absent(fn.at),
      supplied: {
        FunctionName: self,
        FunctionVersion: (place) => unknown(place, 'SAM publishes a version'),
        Name: () => fn.prop('AutoPublishAlias'),
        ProvisionedConcurrencyConfig: () => fn.prop('ProvisionedConcurrencyConfig'),
      },
      made: () => isGiven('AutoPublishAlias'),
    });
  }
  if (written('EventInvokeConfig')) {
    yield new MadeResource(fn, {
      suffix: 'EventInvokeConfig',
      type: 'AWS::Lambda::EventInvokeConfig',
      at: keyAt('EventInvokeConfig'),
      base: () => fn.prop('EventInvokeConfig'),
      supplied: { FunctionName: self },
      made: () => isGiven('EventInvokeConfig'),
    });
  }
  const events = propertiesOf(fn)?.get('Events')?.value;
  if (events?.kind !== 'map') return;
  for (const { name, value, key } of events.pairs) {
    const type = value.kind === 'map' ? literal(value.get('Type')?.value) : undefined;
    if (type === undefined) continue;
    const made = Object.hasOwn(POLLED, type) ? 'AWS::Lambda::EventSourceMapping' : Object.hasOwn(CALLERS, type) ? 'AWS::Lambda::Permission' : undefined;
    if (made === undefined) continue;
    const polled = Object.hasOwn(POLLED, type) ? POLLED[type] : undefined;
    yield new MadeResource(fn, {
      suffix: name,
      type: made,
      at: { file: fn.at.file, span: key.span, path: `${fn.at.path}/Properties/Events/${name}` },
      base: () => fn.prop('Events').get(name).get('Properties'),
      supplied: {
        FunctionName: called,
        ...(polled === undefined && {
          Action: (place: Place) => known(place, 'lambda:InvokeFunction'),
          Principal: (place: Place) => known(place, CALLERS[type] as string),
          SourceArn: (place: Place) => unknown(place, 'SAM names the source'),
        }),
      },
      ...(polled !== undefined && { names: { EventSourceArn: polled } }),
    });
  }
}

function propertiesOf(fn: TemplateResource): MapNode | undefined {
  const node = fn.node.get('Properties')?.value;
  return node?.kind === 'map' ? node : undefined;
}
