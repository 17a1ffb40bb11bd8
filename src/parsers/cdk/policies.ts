import type { TSESTree } from '@typescript-eslint/typescript-estree';
import type { SubjectOf } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';
import { kindAt, POLICY_PLACES } from '../cloudformation/policy-places.ts';
import { documentAround, documentOf, type IamSubjects, type PolicyKind, type PolicySource, policySubjects, trustedServices } from '../iam/model.ts';
import type { Node } from './code.ts';
import type { App, Construct } from './constructs.ts';
import { staticKey } from './evaluate.ts';
import { granted } from './granted.ts';
import { heldRole } from './holders.ts';
import { propNode } from './l2.ts';
import { keyOf } from './names.ts';

type Subject = SubjectOf<IamSubjects>;

/** A policy or a single statement of a program, and where its text begins. */
interface Found {
  readonly start: number;
  readonly source: PolicySource;
  /** The rest of its policy is written elsewhere: there is no policy to judge as a whole. */
  readonly isPart: boolean;
}

/** Services that run code under a role which a construct makes for itself. */
const RUNNERS: ReadonlyMap<string, string> = new Map([
  ['AWS::Lambda::Function', 'lambda.amazonaws.com'],
  ['AWS::CodeBuild::Project', 'codebuild.amazonaws.com'],
  ['AWS::AutoScaling::AutoScalingGroup', 'ec2.amazonaws.com'],
  ['AWS::StepFunctions::StateMachine', 'states.amazonaws.com'],
]);

/** The policies and statements of a program, in document order; each statement once. */
export function* policies(app: App): Generator<Subject> {
  const found: Found[] = [];
  const told = new Set<string>();
  const add = (document: () => Value, kind: PolicyKind, more: Partial<PolicySource>, isPart = false): void => {
    const value = document();
    const element = value.get('Statement');
    const own = element.items.filter((item) => item.kind === 'map' && !told.has(placeOf(item)));
    if (own.length === 0) return;
    for (const item of own) told.add(placeOf(item));
    const statements = own.map((item) => {
      const index = element.items.indexOf(item);
      return { read: () => document().get('Statement').items[index] as Value };
    });
    found.push({ start: (own[0] as Value).span.start, source: { kind, surface: 'cdk', document: { read: document }, statements, ...more }, isPart });
  };
  for (const construct of app.constructs) fromConstruct(construct, app, add);
  for (const node of app.code.nodes) {
    const called = policyCall(node, app);
    if (called === 'PolicyDocument') {
      const document = (): Value => app.evaluator.value(node, { path: pathOf(node, app) });
      add(document, kindOf(document(), node, app), {});
    }
  }
  for (const node of app.code.nodes) {
    const called = policyCall(node, app);
    if (called !== 'PolicyStatement') continue;
    const read = (): Value => app.evaluator.value(node, { path: pathOf(node, app) });
    const value = read();
    if (value.kind !== 'map' || told.has(placeOf(value))) continue;
    told.add(placeOf(value));
    const receiver = receiverOf(node, app);
    const document = (): Value => documentOf(read());
    found.push({
      start: value.span.start,
      source: {
        kind: kindOf(document(), node, app),
        surface: 'cdk',
        document: { read: document },
        statements: [{ read }],
        ...(receiver && attachment(receiver)),
      },
      isPart: true,
    });
  }
  for (const node of app.code.nodes) {
    const granted = node.type === 'CallExpression' ? grantOf(node, app) : undefined;
    if (granted) found.push({ start: app.code.span(node).start, source: granted, isPart: true });
  }
  found.sort((a, b) => a.start - b.start);
  for (const { source, isPart } of found) yield* isPart ? policySubjects(source).filter(({ type }) => type === 'iam.statement') : policySubjects(source);
}

/** The statement of a grant whose actions the program names, as it does in `table.grant(fn, 'dynamodb:PutItem')`. */
function grantOf(call: TSESTree.CallExpression, app: App): PolicySource | undefined {
  const found = granted(call, app);
  const [read] = found?.isWritten ? found.statements : [];
  const holder = read && found && (app.constructOf(found.grantee) ?? heldRole(found.grantee, app));
  // Who has no policy of their own (a service, everyone) is named in the resource's instead.
  if (!holder) return undefined;
  return { kind: 'identity', surface: 'cdk', document: { read: () => documentOf(read()) }, statements: [{ read }], ...attachment(holder) };
}

const placeOf = ({ span }: Value): string => `${span.start}-${span.end}`;

/** `new PolicyStatement`, `PolicyStatement.fromJson` and the same of PolicyDocument. */
function policyCall(node: Node, { names }: App): string | undefined {
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return undefined;
  const name = names.of(node.callee);
  if (name?.module !== 'aws-iam') return undefined;
  const [type, method] = name.path;
  return (node.type === 'NewExpression' ? method === undefined : method === 'fromJson') ? type : undefined;
}

/** The policies that a construct holds in its own props. */
function fromConstruct(
  construct: Construct,
  app: App,
  add: (document: () => Value, kind: PolicyKind, more: Partial<PolicySource>, isPart?: boolean) => void,
): void {
  const { name, type } = construct;
  const attached = attachment(construct);
  if (construct.isL1) {
    for (const place of POLICY_PLACES.get(type) ?? []) {
      const kind = kindAt(place, (property) => construct.properties.get(property).string);
      if (!kind) continue;
      const read = (): Value[] => valuesAt(construct.properties, place.path);
      read().forEach((value, i) => {
        if (value.kind !== 'map') return;
        if (place.isPart) add(() => documentOf(read()[i] as Value), kind, attached, true);
        else add(() => read()[i] as Value, kind, attached);
      });
    }
    return;
  }
  if (name.module !== 'aws-iam') return;
  if (name.path[0] === 'Policy' || name.path[0] === 'ManagedPolicy') {
    const props = construct.props('verbatim');
    const services = (): readonly string[] => rolesOf(construct, app).flatMap((role) => trustedServices(role.prop('AssumeRolePolicyDocument')));
    const kind = isBoundary(construct) ? 'boundary' : 'identity';
    if (props.get('statements').kind === 'list')
      add(() => documentAround(construct.props('verbatim').get('statements')), kind, { ...attached, trustedServices: services });
    if (props.get('document').kind === 'map') add(() => construct.props('verbatim').get('document'), kind, { ...attached, trustedServices: services });
  }
  if (name.path[0] === 'Role') {
    const inline = construct.props('verbatim').get('inlinePolicies');
    for (const key of inline.keys ?? []) {
      if (inline.get(key).kind === 'map') add(() => construct.props('verbatim').get('inlinePolicies').get(key), 'identity', attached);
    }
  }
}

/** Whether a policy is named as one that only limits others. */
export const isBoundary = ({ logicalId }: Construct): boolean => /boundar(?:y|ies)/i.test(logicalId);

/** The roles of this file that a policy is given to. */
function rolesOf(policy: Construct, app: App): Construct[] {
  const list = propNode(policy, 'roles', app);
  const source = list && app.evaluator.source(list);
  if (source?.type !== 'ArrayExpression') return [];
  return source.elements
    .flatMap((element) => (element && element.type !== 'SpreadElement' ? (app.constructOf(element) ?? []) : []))
    .filter(({ type }) => type === 'AWS::IAM::Role');
}

/** What a construct's policies belong to, and the services that may take its role. */
export function attachment(construct: Construct): Pick<PolicySource, 'attachedTo' | 'trustedServices'> {
  const runner = RUNNERS.get(construct.type);
  return {
    attachedTo: { logicalId: construct.logicalId, type: construct.type },
    ...(construct.type === 'AWS::IAM::Role' && { trustedServices: () => trustedServices(construct.prop('AssumeRolePolicyDocument')) }),
    ...(runner !== undefined && !construct.isL1 && { trustedServices: () => [runner] }),
  };
}

/** The Values at a property path; `*` stands for each element of a list. */
export function valuesAt(start: Value, path: readonly string[]): Value[] {
  let level = [start];
  for (const segment of path)
    level = segment === '*' ? level.flatMap((value) => (value.kind === 'list' ? value.items : [])) : level.map((value) => value.get(segment));
  return level;
}

export function pathOf(node: Node, app: App): string {
  return `${app.classes.nameAround(node) ?? ''}/PolicyStatement`.replace(/^\//, '');
}

/** What a policy does, by how it is used, else by its content. */
function kindOf(document: Value, node: Node, app: App): PolicyKind {
  const use = useOf(node, app);
  const receiver = receiverOf(node, app);
  if (use?.method === 'addToResourcePolicy') return 'resource';
  if (receiver && /Endpoint$/.test(receiver.type)) return 'endpoint';
  if (use?.receiver && /vpc\w*endpoint|gatewayendpoint/i.test(use.receiver)) return 'endpoint';
  if (use?.receiver && /assumeRolePolicy/.test(use.receiver)) return 'trust';
  const holder = app.code.parent(node);
  if (holder?.type === 'Property' && /assumeRolePolicy/i.test(staticKey(holder) ?? '')) return 'trust';
  const names = holder?.type === 'VariableDeclarator' && holder.id.type === 'Identifier' ? holder.id.name : '';
  const statements = document.get('Statement').items;
  const hasPrincipal = statements.some((item) => !item.get('Principal').isAbsent || !item.get('NotPrincipal').isAbsent);
  if (!hasPrincipal) return /boundar(?:y|ies)/i.test(names) ? 'boundary' : 'identity';
  const isTrust = statements.every(
    (item) => item.get('Resource').isAbsent && item.get('NotResource').isAbsent && item.get('Action').items.every((action) => action.prefix.startsWith('sts:')),
  );
  return isTrust ? 'trust' : 'resource';
}

/** The method that an object is handed to, directly or by its variable, and the text of what has the method. */
function useOf(node: Node, { code }: App): { readonly method: string; readonly receiver: string; readonly node: Node } | undefined {
  const declarator = code.parent(node);
  const uses: Node[] = [node];
  if (declarator?.type === 'VariableDeclarator')
    for (const variable of code.declared(declarator)) uses.push(...variable.references.map(({ identifier }) => identifier as Node));
  for (const use of uses) {
    let from = use;
    let parent = code.parent(from);
    while (parent && (parent.type === 'ArrayExpression' || parent.type === 'Property' || parent.type === 'ObjectExpression' || parent.type.startsWith('TS'))) {
      from = parent;
      parent = code.parent(from);
    }
    if (parent?.type !== 'CallExpression' || parent.callee === from || parent.callee.type !== 'MemberExpression') continue;
    const method = keyOf(parent.callee);
    if (method !== undefined) return { method, receiver: code.text(parent.callee.object), node: parent.callee.object };
  }
  return undefined;
}

/** The construct of this file that a statement is added to: `role.addToPolicy(…)`, `fn.role?.addToPrincipalPolicy(…)`. */
function receiverOf(node: Node, app: App): Construct | undefined {
  const use = useOf(node, app);
  if (!use || !/^(?:add|attach)/.test(use.method)) return undefined;
  return app.constructOf(use.node) ?? heldRole(use.node, app);
}
