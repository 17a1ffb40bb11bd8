import type { TSESTree } from '@typescript-eslint/typescript-estree';
import type { Located } from '../../core/document.ts';
import { absent, known, list, type MapContent, map, type Place, pattern, unknown, type Value } from '../../core/value.ts';
import type { Node } from './code.ts';
import type { App } from './constructs.ts';
import type { Context } from './evaluate.ts';
import { keyOf } from './names.ts';

/** Elements of a statement that are lists: the prop and the methods that add to it. */
const LISTS: ReadonlyMap<string, { readonly prop: string; readonly add: string }> = new Map([
  ['Action', { prop: 'actions', add: 'addActions' }],
  ['NotAction', { prop: 'notActions', add: 'addNotActions' }],
  ['Resource', { prop: 'resources', add: 'addResources' }],
  ['NotResource', { prop: 'notResources', add: 'addNotResources' }],
]);
const PRINCIPALS: ReadonlyMap<string, string> = new Map([
  ['Principal', 'principals'],
  ['NotPrincipal', 'notPrincipals'],
]);
/** Methods that add a principal, and the class that stands for it. */
const PRINCIPAL_METHODS =
  /^add(?:Not)?(?:Principals|AwsPrincipal|ArnPrincipal|ServicePrincipal|FederatedPrincipal|AwsAccountPrincipal|AccountRootPrincipal|AnyPrincipal|CanonicalUserPrincipal)$/;

/** Statements and documents of aws-iam as the JSON that they become; undefined for other expressions. */
export function policyObject(node: TSESTree.NewExpression | TSESTree.CallExpression, context: Context, app: App, depth = 0): Value | undefined {
  const name = app.names.of(node.callee);
  if (name?.module !== 'aws-iam') return undefined;
  const [first] = node.arguments;
  if (first?.type === 'SpreadElement') return undefined;
  const called = name.path.join('.');
  if (node.type === 'CallExpression') {
    if ((called !== 'PolicyDocument.fromJson' && called !== 'PolicyStatement.fromJson') || !first) return undefined;
    return app.evaluator.value(first, { path: context.path, owner: app.code.span(node.callee) }, depth);
  }
  if (called === 'PolicyStatement') return statement(node, context, app, depth);
  if (called !== 'PolicyDocument') return undefined;
  const place = app.place(node, context);
  const props = first ? app.evaluator.value(first, { path: context.path, owner: app.code.span(node.callee) }, depth) : undefined;
  const given = props?.get('statements');
  const added = methodCalls(node, app).filter(({ method }) => method === 'addStatements');
  const { items, complete } = joined(given, added, context, app);
  const path = (): string => `${textOf(context.path)}/Statement`;
  return map(place, {
    keys: () => ['Version', 'Statement'],
    complete: true,
    keyAt: (key) => (key === 'Statement' ? props?.keyAt('statements') : undefined),
    get(key) {
      // The library writes it.
      if (key === 'Version') return known(place, '2012-10-17');
      return key === 'Statement' ? list({ ...place, path }, items, complete && (props === undefined || props.kind === 'map')) : absent(place);
    },
  });
}

/** A `PolicyStatement` as JSON, with what later calls of its methods add. */
function statement(node: TSESTree.NewExpression, context: Context, app: App, depth: number): Value {
  const place = app.place(node, context);
  const [first] = node.arguments;
  const callee: Located = { file: app.code.file, span: app.code.span(node.callee), path: textOf(context.path) };
  const props = first ? app.evaluator.value(first as Node, { path: context.path, owner: callee.span }, depth) : undefined;
  if (props && props.kind !== 'map') return unknown(place, 'the statement comes from elsewhere');
  const calls = methodCalls(node, app);
  const of = (key: string): Value => props?.get(key) ?? absent(callee);
  const get = (key: string): Value => {
    const path = (): string => `${textOf(context.path)}/${key}`;
    const lists = LISTS.get(key);
    if (lists) {
      const given = of(lists.prop);
      const added = calls.filter(({ method }) => method === lists.add || (key === 'Resource' && method === 'addAllResources'));
      if (added.length === 0) return given;
      const { items, complete } = joined(given, added, context, app);
      return list({ ...place, path }, items, complete);
    }
    if (PRINCIPALS.has(key)) return principals(key, of(PRINCIPALS.get(key) as string), node, calls, { ...place, path }, app);
    switch (key) {
      case 'Effect': {
        const effect = of('effect');
        if (calls.some(({ method }) => method === 'effect=')) return unknown(callee, 'set later');
        return effect.isAbsent ? known(callee, 'Allow') : effect;
      }
      case 'Sid':
        return of('sid');
      case 'Condition':
        return calls.some(({ method }) => /^addConditions?$|^addAccountCondition|^addSourceA/.test(method)) ? unknown(callee, 'added later') : of('conditions');
      default:
        return absent(callee);
    }
  };
  const keyFor = (key: string): string => LISTS.get(key)?.prop ?? PRINCIPALS.get(key) ?? (key === 'Condition' ? 'conditions' : key.toLowerCase());
  const content: MapContent = {
    keys: () => ['Sid', 'Effect', ...LISTS.keys(), ...PRINCIPALS.keys(), 'Condition'].filter((key) => !get(key).isAbsent),
    complete: true,
    keyAt: (key) => props?.keyAt(keyFor(key)),
    get,
  };
  return map(place, content);
}

/** A call of a method on what an expression makes, where that stays in one variable. `effect=` stands for an assignment. */
interface MethodCall {
  readonly method: string;
  readonly node: Node;
  readonly arguments: readonly Node[];
  /** Whether it runs wherever the object is made. */
  readonly always: boolean;
}

function methodCalls(node: Node, { code }: App): MethodCall[] {
  const declarator = code.parent(node);
  if (declarator?.type !== 'VariableDeclarator') return [];
  const [variable] = code.declared(declarator);
  const block = code.parent(code.parent(declarator) as Node);
  const calls: MethodCall[] = [];
  for (const { identifier } of variable?.references ?? []) {
    const member = code.parent(identifier as Node);
    const up = member && code.parent(member);
    if (member?.type !== 'MemberExpression' || member.object !== identifier) continue;
    const method = keyOf(member) ?? '';
    if (up?.type === 'AssignmentExpression' && up.left === member) calls.push({ method: `${method}=`, node: up, arguments: [], always: false });
    if (up?.type !== 'CallExpression' || up.callee !== member) continue;
    const statementNode = code.parent(up);
    calls.push({
      method,
      node: up,
      arguments: up.arguments.filter((argument) => argument.type !== 'SpreadElement') as Node[],
      always: statementNode !== undefined && code.parent(statementNode) === block && up.arguments.every((argument) => argument.type !== 'SpreadElement'),
    });
  }
  return calls;
}

function joined(given: Value | undefined, added: readonly MethodCall[], context: Context, app: App): { items: readonly Value[]; complete: boolean } {
  const items: Value[] = [];
  let complete = true;
  if (given?.kind === 'list') {
    items.push(...given.items);
    complete = given.complete;
  } else if (given && !given.isAbsent) complete = false;
  for (const call of added) {
    if (!call.always) complete = false;
    else if (call.method === 'addAllResources') items.push(known(app.place(call.node, context), '*'));
    else items.push(...call.arguments.map((argument) => app.evaluator.value(argument, context)));
  }
  return { items, complete };
}

function principals(key: string, given: Value, node: TSESTree.NewExpression, calls: readonly MethodCall[], place: Place, app: App): Value {
  const added = calls.filter(({ method }) => PRINCIPAL_METHODS.test(method) && method.startsWith('addNot') === (key === 'NotPrincipal'));
  if (given.isAbsent) return added.length === 0 ? given : unknown(place, 'added later');
  const [first] = node.arguments;
  const source = first && app.evaluator.source(first as Node);
  const property =
    source?.type === 'ObjectExpression'
      ? source.properties.find((one) => one.type === 'Property' && one.key.type === 'Identifier' && one.key.name === PRINCIPALS.get(key))
      : undefined;
  const elements = property?.type === 'Property' ? app.evaluator.source(property.value) : undefined;
  if (elements?.type !== 'ArrayExpression' || added.length > 0) return unknown(place, 'principals from elsewhere');
  return principalMap(
    elements.elements.filter((element) => element !== null),
    place,
    app,
  );
}

/** Principals of aws-iam as the element of a policy; what isn't known is left out, and the map is not complete then. */
export function principalMap(nodes: readonly Node[], place: Place, app: App): Value {
  const byType = new Map<string, Value[]>();
  let complete = true;
  const add = (type: string, value: Value): void => void byType.set(type, [...(byType.get(type) ?? []), value]);
  const todo = [...nodes];
  for (let i = 0; i < todo.length && i < 200; i++) {
    const node = app.evaluator.source(todo[i] as Node);
    const construct = app.constructOf(node);
    const name = node.type === 'NewExpression' ? app.names.of(node.callee) : undefined;
    const here: Context = { path: place.path };
    const [first] = node.type === 'NewExpression' ? node.arguments : [];
    const argument = first && first.type !== 'SpreadElement' ? app.evaluator.value(first, here) : undefined;
    const at = app.place(todo[i] as Node, here);
    const account = (id: Value['parts']): Value =>
      pattern(at, ['arn:', { hole: 'partition', name: 'AWS::Partition' }, ':iam::', ...(id ?? [{ hole: 'any', name: 'account' }]), ':root']);
    if (construct?.type === 'AWS::IAM::Role') add('AWS', construct.reference('Arn', todo[i] as Node, here));
    else if (name?.module !== 'aws-iam' || node.type !== 'NewExpression') complete = false;
    else {
      switch (name.path[0]) {
        case 'ServicePrincipal':
          if (argument) add('Service', argument);
          break;
        case 'ArnPrincipal':
          if (argument) add('AWS', argument);
          break;
        case 'AnyPrincipal':
        case 'Anyone':
        case 'StarPrincipal':
          add('AWS', known(at, '*'));
          break;
        case 'AccountPrincipal':
          add('AWS', account(argument?.parts));
          break;
        case 'AccountRootPrincipal':
          add('AWS', account([{ hole: 'account', name: 'AWS::AccountId' }]));
          break;
        case 'CompositePrincipal':
          for (const part of node.arguments) if (part.type !== 'SpreadElement') todo.push(part);
          break;
        default:
          complete = false;
      }
    }
  }
  return map(place, {
    keys: () => [...byType.keys()],
    complete,
    keyAt: () => undefined,
    get: (key) => (byType.has(key) ? list(place, byType.get(key) as Value[]) : absent(place)),
  });
}

const textOf = (path: Context['path']): string => (typeof path === 'string' ? path : path());
