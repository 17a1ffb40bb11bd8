import type { TSESTree } from '@typescript-eslint/typescript-estree';
import type { Located } from '../../core/document.ts';
import { absent, known, list, map, type Place, unknown, type Value } from '../../core/value.ts';
import type { Resource, ResourceAttribute } from '../cloudformation/resource.ts';
import type { Node } from './code.ts';
import type { App, Construct } from './constructs.ts';
import { type Context, staticKey } from './evaluate.ts';
import { keyOf } from './names.ts';
import { principalMap } from './policy-objects.ts';
import { alongWay, firstProp, object, WAYS, type Way } from './ways.ts';

/** A resource that a method of a construct makes: `fn.addFunctionUrl({ … })`, `group.scaleOnMetric('Up', { … })`. */
class CallResource implements Resource<any> {
  readonly surface = 'cdk';
  readonly written = undefined;
  readonly declaredType: string;
  readonly at: Located;

  constructor(
    readonly template: App,
    readonly node: TSESTree.CallExpression,
    readonly logicalId: string,
    readonly type: string,
    private readonly props: Node | undefined,
    private readonly supplied: Readonly<Record<string, Value>>,
    /** What the props call properties, where no way says it. */
    private readonly names: Readonly<Record<string, string>> = {},
  ) {
    const { code, classes } = template;
    const { property } = node.callee as TSESTree.MemberExpression;
    const around = classes.nameAround(node);
    this.declaredType = code.text(property);
    this.at = { file: code.file, span: code.span(property), path: `${around === undefined ? '' : `${around}/`}${logicalId}` };
  }

  exists(): boolean {
    return true;
  }

  identity(property: string): string | undefined {
    return this.prop(property).identity;
  }

  attribute(name: ResourceAttribute): Value {
    return unknown({ ...this.at, path: `${this.at.path}/${name}` }, 'the method decides it');
  }

  waitsFor(): undefined {
    return undefined;
  }

  get properties(): Value {
    const { at, props, supplied, template, type } = this;
    const given = props && template.evaluator.value(props, { path: at.path, owner: at.span });
    if (given && given.content.kind !== 'map') return given.isAbsent ? unknown({ ...at }, 'no props') : given;
    const own = given?.content.kind === 'map' ? given.content.map : undefined;
    const ways = WAYS[type] ?? {};
    const placeOf = (key: string): Place => ({ ...at, path: `${at.path}/${key}` });
    return map(
      { ...at },
      {
        keys: () => [...Object.keys(supplied), ...Object.keys(ways).filter((key) => own && !alongWay(ways[key] as Way, own, placeOf(key)).isAbsent)],
        complete: own?.complete ?? true,
        keyAt: (key) => (Object.hasOwn(supplied, key) ? at : own && Object.hasOwn(ways, key) ? own.keyAt(firstProp(ways[key] as Way)) : undefined),
        get(key) {
          if (Object.hasOwn(supplied, key)) return supplied[key] as Value;
          const way = Object.hasOwn(ways, key) ? ways[key] : undefined;
          if (way === undefined) return unknown(placeOf(key), 'the method decides it');
          return own ? alongWay(way, own, placeOf(key)) : absent(placeOf(key));
        },
      },
    );
  }

  prop(name: string): Value {
    return this.properties.get(name);
  }

  called(property: string): string {
    const way = WAYS[this.type]?.[property];
    return way === undefined ? (this.names[property] ?? property) : firstProp(way);
  }
}

/** The resources that methods of functions and of Auto Scaling groups make in a program. */
export function* madeResources(app: App): Generator<Resource> {
  for (const node of app.code.nodes) {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') continue;
    const method = keyOf(node.callee);
    if (method === undefined || !Object.hasOwn(METHODS, method)) continue;
    const made = METHODS[method]?.(app, node, node.callee.object);
    if (made) yield made;
  }
}

const METHODS: Readonly<Record<string, (app: App, call: TSESTree.CallExpression, receiver: Node) => Resource | undefined>> = {
  addFunctionUrl: (app, call, receiver) =>
    new CallResource(app, call, nameOf(app, receiver), 'AWS::Lambda::Url', argument(call, 0), { TargetFunctionArn: functionAt(app, receiver) }),
  addAlias(app, call, receiver) {
    const name = argument(call, 0);
    if (!name) return undefined;
    const here = contextOf(app, call);
    const place = app.place(receiver, here);
    return new CallResource(app, call, nameOf(app, receiver), 'AWS::Lambda::Alias', argument(call, 1), {
      Name: app.evaluator.value(name, here),
      FunctionName: functionAt(app, receiver),
      FunctionVersion: isLatest(app, receiver) ? known(place, '$LATEST') : unknown(place, 'a version that the CDK publishes'),
    });
  },
  addEventSource(app, call, receiver) {
    const source = argument(call, 0);
    const made = source && app.evaluator.source(source);
    if (made?.type !== 'NewExpression') return undefined;
    const name = app.names.of(made.callee);
    if (name?.module !== 'aws-lambda-event-sources' || !/^(?:Sqs|Kinesis|Dynamo)EventSource$/.test(name.path[0] ?? '')) return undefined;
    const [from, props] = made.arguments;
    const here = contextOf(app, call);
    const value = from && from.type !== 'SpreadElement' ? app.evaluator.value(from, here) : unknown(app.place(call, here), 'spread');
    return new CallResource(app, call, nameOf(app, receiver), 'AWS::Lambda::EventSourceMapping', props && props.type !== 'SpreadElement' ? props : undefined, {
      FunctionName: functionAt(app, receiver),
      EventSourceArn: value,
    });
  },
  addEventSourceMapping: (app, call, receiver) =>
    new CallResource(app, call, nameOf(app, receiver), 'AWS::Lambda::EventSourceMapping', argument(call, 1), { FunctionName: functionAt(app, receiver) }),
  addPermission(app, call, receiver) {
    const props = argument(call, 1);
    const source = props && app.evaluator.source(props);
    const principal =
      source?.type === 'ObjectExpression' ? source.properties.find((one) => one.type === 'Property' && staticKey(one) === 'principal') : undefined;
    if (principal?.type !== 'Property' || call.arguments.some(({ type }) => type === 'SpreadElement')) return undefined;
    return new CallResource(app, call, nameOf(app, receiver), 'AWS::Lambda::Permission', props, {
      FunctionName: functionAt(app, receiver),
      Principal: principalOf(app, principal.value, contextOf(app, call)),
    });
  },
  grantInvoke(app, call, receiver) {
    const grantee = argument(call, 0);
    const to = grantee && app.evaluator.source(grantee);
    // Roles and users get a statement of their own policy; a principal that has none, a permission of the function.
    const name = to?.type === 'NewExpression' ? app.names.of(to.callee)?.path[0] : undefined;
    if (!grantee || to?.type !== 'NewExpression' || !/^(?:ServicePrincipal|AnyPrincipal|StarPrincipal)$/.test(name ?? '')) return undefined;
    // Conditions of the principal name the source.
    if (to.arguments.length > 1 || !app.constructOf(receiver)) return undefined;
    const here = contextOf(app, call);
    const place = app.place(call, here);
    return new CallResource(app, call, nameOf(app, receiver), 'AWS::Lambda::Permission', undefined, {
      FunctionName: functionAt(app, receiver),
      Action: known(place, 'lambda:InvokeFunction'),
      Principal: principalOf(app, grantee, here),
    });
  },
  scaleOnCpuUtilization: (app, call, receiver) =>
    scalingPolicy(app, call, receiver, { TargetValue: 'targetUtilizationPercent' }, (props, place) => ({
      PolicyType: known(place, 'TargetTrackingScaling'),
      TargetTrackingConfiguration: object(place, {
        PredefinedMetricSpecification: object(place, { PredefinedMetricType: known(place, 'ASGAverageCPUUtilization') }),
        TargetValue: props.get('targetUtilizationPercent'),
      }),
    })),
  scaleOnMetric: (app, call, receiver) =>
    scalingPolicy(app, call, receiver, { AdjustmentType: 'adjustmentType', ScalingAdjustment: 'change' }, (props, place) => {
      const [type, steps] = [props.get('adjustmentType'), props.get('scalingSteps')];
      return {
        PolicyType: known(place, 'StepScaling'),
        AdjustmentType: type.isAbsent ? known(place, 'ChangeInCapacity') : type,
        StepAdjustments:
          steps.kind === 'list'
            ? list(
                steps,
                steps.items.map((step) => object(step, { ScalingAdjustment: step.get('change') })),
                steps.complete,
              )
            : steps,
      };
    }),
};

/** The policy that a method of an Auto Scaling group makes; those of services and tables have the same names. */
function scalingPolicy(
  app: App,
  call: TSESTree.CallExpression,
  receiver: Node,
  names: Readonly<Record<string, string>>,
  settings: (props: Value, place: Place) => Record<string, Value>,
): Resource | undefined {
  const group = app.constructOf(receiver);
  const props = argument(call, 1);
  if (group?.type !== 'AWS::AutoScaling::AutoScalingGroup' || !props) return undefined;
  const here = contextOf(app, call);
  const supplied = { AutoScalingGroupName: group.reference(undefined, receiver, here), ...settings(app.evaluator.value(props, here), app.place(call, here)) };
  const id = argument(call, 0);
  const name = id && app.evaluator.value(id, here).string;
  return new CallResource(app, call, name ?? group.logicalId, 'AWS::AutoScaling::ScalingPolicy', props, supplied, names);
}

function argument(call: TSESTree.CallExpression, index: number): Node | undefined {
  const node = call.arguments[index];
  return node && node.type !== 'SpreadElement' ? node : undefined;
}

const contextOf = (app: App, node: Node): Context => ({ path: app.classes.nameAround(node) ?? '' });

/** `fn.latestVersion` */
const isLatest = (app: App, receiver: Node): boolean => {
  const source = app.evaluator.source(receiver);
  return source.type === 'MemberExpression' && keyOf(source) === 'latestVersion';
};

/** The construct that a method belongs to: `fn`, `fn.latestVersion`, `fn.currentVersion`. */
function constructAt(app: App, receiver: Node): Construct | undefined {
  const source = app.evaluator.source(receiver);
  if (source.type === 'MemberExpression' && /^(?:latest|current)Version$/.test(keyOf(source) ?? '')) return app.constructOf(source.object);
  return app.constructOf(receiver);
}

function functionAt(app: App, receiver: Node): Value {
  const here = contextOf(app, receiver);
  const construct = constructAt(app, receiver);
  return construct?.type === 'AWS::Lambda::Function'
    ? construct.reference(undefined, receiver, here)
    : unknown(app.place(receiver, here), 'a function made elsewhere');
}

function nameOf(app: App, receiver: Node): string {
  return constructAt(app, receiver)?.logicalId ?? app.code.text(receiver);
}

/** A principal as permissions write it: `*`, a service's name; unknown for others. */
function principalOf(app: App, node: Node, here: Context): Value {
  const place = app.place(node, here);
  const { content } = principalMap([node], place, app);
  if (content.kind !== 'map' || !content.map.complete || content.map.keys().length !== 1) return unknown(place, 'a principal made elsewhere');
  const [only, ...more] = content.map.get(content.map.keys()[0] as string).items;
  return only && more.length === 0 ? only : unknown(place, 'several principals');
}
