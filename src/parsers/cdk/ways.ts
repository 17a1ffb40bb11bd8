import { absent, type MapContent, map, type Place, type Value } from '../../core/value.ts';

/** A way to a prop: `maxConcurrency`, or a map of ways where the template has another level. */
export type Way = string | { readonly [property: string]: Way };

/** What the classes and methods of aws-lambda make of their props, by resource type. Source: aws-cdk-lib 2.276.0, the classes' constructors. */
export const WAYS: Readonly<Record<string, Readonly<Record<string, Way>>>> = {
  'AWS::Lambda::Url': {
    AuthType: 'authType',
    InvokeMode: 'invokeMode',
    Cors: { AllowCredentials: 'cors.allowCredentials', AllowOrigins: 'cors.allowedOrigins', AllowHeaders: 'cors.allowedHeaders', MaxAge: 'cors.maxAge' },
  },
  'AWS::Lambda::Alias': { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 'provisionedConcurrentExecutions' } },
  'AWS::Lambda::EventSourceMapping': {
    EventSourceArn: 'eventSourceArn',
    BatchSize: 'batchSize',
    ParallelizationFactor: 'parallelizationFactor',
    ScalingConfig: { MaximumConcurrency: 'maxConcurrency' },
    ProvisionedPollerConfig: { MinimumPollers: 'provisionedPollerConfig.minimumPollers', MaximumPollers: 'provisionedPollerConfig.maximumPollers' },
  },
  'AWS::Lambda::Permission': {
    Action: 'action',
    SourceArn: 'sourceArn',
    SourceAccount: 'sourceAccount',
    PrincipalOrgID: 'organizationId',
    EventSourceToken: 'eventSourceToken',
    FunctionUrlAuthType: 'functionUrlAuthType',
    InvokedViaFunctionUrl: 'invokedViaFunctionUrl',
  },
};

/** A property that props give, one level of the template after the other; absent when they give none of it. */
export function alongWay(way: Way, props: MapContent, place: Place): Value {
  if (typeof way === 'string') {
    const [first, ...more] = way.split('.');
    return more.reduce((value: Value, key) => value.get(key), props.get(first as string));
  }
  const parts = Object.entries(way).map(([key, part]) => [key, alongWay(part, props, place)] as const);
  if (parts.every(([, value]) => value.isAbsent)) return absent(place);
  return object(place, Object.fromEntries(parts));
}

/** The innermost prop that decides a property, for the place of its name. */
export const firstProp = (way: Way): string => (typeof way === 'string' ? (way.split('.')[0] as string) : firstProp(Object.values(way)[0] as Way));

/** A map of Values that are there already. */
export function object(at: Place, entries: Readonly<Record<string, Value>>, keys: Readonly<Record<string, ReturnType<MapContent['keyAt']>>> = {}): Value {
  const place: Place = { file: at.file, span: at.span, path: () => (typeof at.path === 'string' ? at.path : at.path()) };
  const values = new Map(Object.entries(entries));
  return map(place, {
    keys: () => [...values].filter(([, value]) => !value.isAbsent).map(([key]) => key),
    complete: true,
    keyAt: (key) => (Object.hasOwn(keys, key) ? keys[key] : undefined),
    get: (key) => values.get(key) ?? absent(place),
  });
}
