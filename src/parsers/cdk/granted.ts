import type { TSESTree } from '@typescript-eslint/typescript-estree';
import table from '../../../data/cdk-grants.json' with { type: 'json' };
import { absent, type Hole, known, list, map, type Place, pattern, unknown, type Value } from '../../core/value.ts';
import type { Node } from './code.ts';
import type { App } from './constructs.ts';
import { type Context, staticKey } from './evaluate.ts';
import { type CdkName, keyOf } from './names.ts';

/** What a call puts into the policy of a grantee. */
export interface Granted {
  readonly call: TSESTree.CallExpression;
  readonly grantee: Node;
  /** Each reads anew. */
  readonly statements: readonly (() => Value)[];
  /** Whether the program names the actions; else the library chooses them, and nobody can change its statement. */
  readonly isWritten: boolean;
}

interface Method {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

const classes: ReadonlyMap<string, ReadonlyMap<string, readonly Method[]>> = new Map(
  Object.entries<Record<string, readonly Method[]>>(table.classes as never).map(([name, methods]) => [name, new Map(Object.entries(methods))]),
);
const extending: ReadonlyMap<string, string> = new Map(Object.entries(table.extending));

/** Stands in the table for the actions that the call names. */
const NAMED = '{…}';

/**
 * What `bucket.grantRead(fn)`, `table.grant(fn, 'dynamodb:PutItem')` or `Grant.addToPrincipal({ grantee, actions, resourceArns })` grants; undefined for
 * other calls, and for methods of which the table doesn't say what they do with the arguments at hand.
 */
export function granted(call: TSESTree.CallExpression, app: App): Granted | undefined {
  if (call.callee.type !== 'MemberExpression' || call.arguments.some(({ type }) => type === 'SpreadElement')) return undefined;
  const name = app.names.of(call.callee);
  if (name?.module === 'aws-iam' && name.path[0] === 'Grant')
    return /^addToPrincipal(?:OrResource|AndResource)?$/.test(name.path[1] ?? '') ? byOptions(call, app) : undefined;
  const { object } = call.callee;
  const isGrouped = object.type === 'MemberExpression' && keyOf(object) === 'grants';
  const receiver = isGrouped ? object.object : object;
  const method = `${isGrouped ? 'grants.' : ''}${keyOf(call.callee)}`;
  const [grantee, ...more] = call.arguments as Node[];
  if (!grantee || !/^grant(?:[A-Z]|$|s\.)/.test(method)) return undefined;
  const own = classOf(receiver, app);
  const listed = own && (classes.get(own) ?? classes.get(extending.get(own) ?? ''))?.get(method);
  const construct = app.constructOf(receiver);
  // A class that the table doesn't know has the usual method at most: it names its construct, and what belongs to it.
  const usual = method === 'grant' && construct && !construct.isL1 ? [{ actions: [NAMED], resources: [] }] : undefined;
  const methods = listed ?? usual;
  if (!methods) return undefined;
  const isWritten = methods.some(({ actions }) => actions.includes(NAMED));
  const takes = isWritten ? Infinity : methods.some(({ resources }) => resources.some((resource) => resource.includes('{1='))) ? 1 : 0;
  if (more.length > takes || (isWritten && more.length === 0)) return undefined;
  const here = contextOf(call, app);
  const place = app.place(call, here);
  const statements = methods.map(({ actions, resources }) => () => {
    const named = more.map((action) => app.evaluator.value(action, here));
    const items = actions.flatMap((action) => (action === NAMED ? named : [known(place, action)]));
    const on = resources.map((resource) => resourceAt(resource, receiver, call, here, app));
    return allowing(place, list(place, items), resources.length > 0 ? list(place, on) : unknown(place, 'what the method allows it on'));
  });
  return { call, grantee, statements, isWritten };
}

function byOptions(call: TSESTree.CallExpression, app: App): Granted | undefined {
  const [first] = call.arguments as Node[];
  const options = first && app.evaluator.source(first);
  const property = options?.type === 'ObjectExpression' ? options.properties.find((one) => one.type === 'Property' && staticKey(one) === 'grantee') : undefined;
  if (!first || property?.type !== 'Property') return undefined;
  const here = contextOf(call, app);
  const place = app.place(call, here);
  const statement = (): Value => {
    const props = app.evaluator.value(first, here);
    return allowing(place, props.get('actions'), props.get('resourceArns'), props.get('conditions'));
  };
  return { call, grantee: property.value, statements: [statement], isWritten: true };
}

const contextOf = (node: Node, app: App): Context => ({ path: `${app.classes.nameAround(node) ?? ''}/Grant`.replace(/^\//, '') });

/** The class of what has a method: of `new Bucket(…)`, and of `Bucket.fromBucketName(…)`, whose methods are the same. */
function classOf(receiver: Node, { evaluator, names }: App): string | undefined {
  const source = evaluator.source(receiver);
  if (source.type !== 'NewExpression' && source.type !== 'CallExpression') return undefined;
  const name: CdkName | undefined = names.of(source.callee);
  const [type, method, ...more] = name?.path ?? [];
  const isMade = source.type === 'NewExpression' ? method === undefined : /^from[A-Z]/.test(method ?? '') && more.length === 0;
  return name && type !== undefined && isMade ? `${name.module}.${type}` : undefined;
}

/** A resource of the table, for the construct that has the method. */
function resourceAt(text: string, receiver: Node, call: TSESTree.CallExpression, here: Context, app: App): Value {
  const place = app.place(call, here);
  const construct = app.constructOf(receiver);
  const ofReceiver: Hole = { hole: 'resource', name: app.code.text(receiver) };
  const referenceTo = (attribute: string | undefined): Value => construct?.reference(attribute, call, here) ?? pattern(place, [ofReceiver]);
  if (text === '@') return referenceTo('Arn');
  const pieces = text.split(/(^@|\{[^}]*\})/).flatMap((piece): readonly (string | Hole)[] => {
    const inner = /^\{(.*)\}$/.exec(piece)?.[1];
    if (piece === '@') return referenceTo('Arn').parts ?? [ofReceiver];
    if (inner === undefined) return [piece];
    if (inner === 'name') return referenceTo(undefined).parts ?? [ofReceiver];
    if (!inner.startsWith('1=')) return [PSEUDO[inner] ?? (inner === '?' ? ofReceiver : { hole: 'resource', name: `${ofReceiver.name}.${inner}` })];
    const argument = call.arguments[1];
    return argument ? app.evaluator.pieces(argument, here, 0).pieces : [inner.slice('1='.length)];
  });
  return pattern(place, pieces);
}

const PSEUDO: Readonly<Record<string, Hole>> = {
  'AWS::Partition': { hole: 'partition', name: 'AWS::Partition' },
  'AWS::Region': { hole: 'region', name: 'AWS::Region' },
  'AWS::AccountId': { hole: 'account', name: 'AWS::AccountId' },
};

function allowing(place: Place, actions: Value, resources: Value, conditions: Value = absent(place)): Value {
  const elements = new Map([
    ['Effect', known(place, 'Allow')],
    ['Action', actions],
    ['Resource', resources],
    ['Condition', conditions],
  ]);
  return map(place, {
    keys: () => [...elements.keys()].filter((key) => !elements.get(key)?.isAbsent),
    complete: true,
    keyAt: () => undefined,
    get: (key) => elements.get(key) ?? absent(place),
  });
}
