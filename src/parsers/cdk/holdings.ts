import type { TSESTree } from '@typescript-eslint/typescript-estree';
import { list, type Place, type Value } from '../../core/value.ts';
import type { Attached, AttachedPolicy, AwsPolicies, AwsPolicy } from '../iam/attached.ts';
import { awsPolicyName } from '../iam/attached.ts';
import { documentAround, Policy, type PolicySource } from '../iam/model.ts';
import type { Node } from './code.ts';
import type { App, Construct } from './constructs.ts';
import { granted } from './granted.ts';
import { areFew, holderOf, type Tests, type Way, wayTo } from './holders.ts';
import { propNode } from './l2.ts';
import { keyOf } from './names.ts';
import { attachment, isBoundary, pathOf, valuesAt } from './policies.ts';

/** Something that a principal or a policy gets at a place of the program, and the way there. */
interface Given<T> {
  readonly what: T;
  readonly way: Way;
}

/** A policy that is attached to a principal: its name, and its text. */
interface Named {
  readonly from: string;
  read(): Value;
}

/** What a principal has. */
class Holding {
  readonly statements: Given<() => Value>[] = [];
  readonly policies: Given<Named>[] = [];
  readonly aws: Given<AwsPolicy>[] = [];
  /** False when something unseen may deny. */
  complete = true;
}

/** The policies of all principals of a program. */
export class Holdings {
  readonly #holdings = new Map<Construct, Holding>();
  /** Statements that calls add to policies. */
  readonly #added = new Map<Construct, Given<() => Value>[]>();
  /** False when policies are attached to principals that aren't known. */
  #closed = true;

  constructor(
    private readonly app: App,
    private readonly tests: Tests,
    private readonly table: AwsPolicies | undefined,
  ) {
    for (const construct of app.constructs) this.#construct(construct);
    for (const node of app.code.nodes) if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') this.#call(node, node.callee);
  }

  /** The principals that have anything. */
  get holders(): Iterable<Construct> {
    return this.#holdings.keys();
  }

  /** How many policies a principal may have, whatever the ways. */
  count(construct: Construct): { readonly all: number; readonly managed: number } {
    const { statements, policies, aws } = this.#holdings.get(construct) ?? new Holding();
    return { all: (statements.length > 0 ? 1 : 0) + policies.length + aws.length, managed: aws.length };
  }

  /** The policies that calls add statements to, as wholes. */
  *grown(): Generator<PolicySource> {
    for (const construct of this.#added.keys()) {
      const kind = isBoundary(construct) ? 'boundary' : 'identity';
      yield { kind, surface: 'cdk', document: { read: () => this.#policyOf(construct) }, statements: [], ...attachment(construct) };
    }
  }

  /** The policy that the library makes of what is added to a principal; undefined when nothing is. */
  defaultPolicy(construct: Construct): PolicySource | undefined {
    const holding = this.#holdings.get(construct);
    if (!holding || holding.statements.length === 0) return undefined;
    const read = (): Value => this.#document(holding.statements, construct, this.#isClosed(construct, holding));
    return { kind: 'identity', surface: 'cdk', document: { read }, statements: [], ...attachment(construct) };
  }

  /** All that a principal has under the choices of the current run. */
  attached(construct: Construct): Attached {
    const holding = this.#holdings.get(construct) ?? new Holding();
    const own = this.defaultPolicy(construct);
    const policies: AttachedPolicy[] = own ? [{ policy: new Policy(own), from: construct.logicalId }] : [];
    const aws: AwsPolicy[] = [];
    let complete = this.#isClosed(construct, holding);
    for (const { from, read } of this.#taken(holding.policies)) {
      policies.push({ policy: new Policy({ kind: 'identity', surface: 'cdk', document: { read }, statements: [] }), from });
    }
    for (const policy of this.#taken(holding.aws)) {
      aws.push(policy);
      const known = this.table?.policyOfAws(policy);
      if (known) policies.push({ policy: known, from: policy.name });
      if (!this.table || this.table.mayDeny(policy)) complete = false;
    }
    return { policies, aws, complete };
  }

  /** Whether all that may deny is seen: no other code has the construct. */
  #isClosed({ effects }: Construct, { complete }: Holding): boolean {
    return complete && this.#closed && !effects.escaped && !this.app.hasAspects;
  }

  #taken<T>(given: readonly Given<T>[]): T[] {
    const followed = areFew(given.map(({ way }) => way)) ? given : given.filter(({ way }) => way.length === 0);
    return followed.filter(({ way }) => this.tests.isTaken(way)).map(({ what }) => what);
  }

  #document(statements: readonly Given<() => Value>[], construct: Construct, complete: boolean): Value {
    const place: Place = construct.at;
    const items = this.#taken(statements).map((read) => read());
    return documentAround(
      list(
        place,
        items.filter(({ kind }) => kind === 'map'),
        complete && items.every(({ kind }) => kind === 'map') && areFew(statements.map(({ way }) => way)),
      ),
    );
  }

  #of(construct: Construct): Holding {
    let holding = this.#holdings.get(construct);
    if (!holding) this.#holdings.set(construct, (holding = new Holding()));
    return holding;
  }

  /** Gives something at a place of the program, unless it can't be that both are there. */
  #give<T>(to: Given<T>[], what: T, place: Node, construct: Construct, mayDeny: () => boolean, open: () => void): void {
    const way = wayTo(place, construct.node, this.app);
    if (way === 'elsewhere') {
      if (mayDeny()) open();
    } else if (way !== 'never') to.push({ what, way });
  }

  #statement(holder: Construct | undefined, node: Node): void {
    if (!holder) return;
    const read = (): Value => this.app.evaluator.value(node, { path: pathOf(node, this.app) });
    const holding = this.#of(holder);
    this.#give(
      holding.statements,
      read,
      node,
      holder,
      () => !read().get('Effect').is('Allow'),
      () => {
        holding.complete = false;
      },
    );
  }

  /** A policy that an expression names is attached to a principal, at a place. */
  #attach(holder: Construct, policy: Node, place: Node): void {
    const { app } = this;
    const holding = this.#of(holder);
    const open = (): void => {
      holding.complete = false;
    };
    const construct = app.constructOf(policy);
    const isPolicy = construct !== undefined && /^AWS::IAM::(?:Managed)?Policy$/.test(construct.type);
    const aws = isPolicy ? [] : awsPolicy(policy, app);
    for (const one of aws) this.#give(holding.aws, one, place, holder, () => this.table?.mayDeny(one) !== false, open);
    if (isPolicy) this.#give(holding.policies, { from: construct.logicalId, read: () => this.#policyOf(construct) }, place, holder, () => true, open);
    else if (aws.length === 0) open();
  }

  /** The text of a `Policy` or `ManagedPolicy`, with what calls add to it. */
  #policyOf(construct: Construct): Value {
    if (construct.isL1) return construct.prop('PolicyDocument');
    const props = construct.props('verbatim');
    const [statements, document] = [props.get('statements'), props.get('document')];
    const added = this.#added.get(construct) ?? [];
    if (added.length === 0 && document.kind === 'map' && statements.isAbsent) return document;
    const given = [...statements.items, ...document.get('Statement').items];
    const more = this.#document(added, construct, true).get('Statement');
    const complete =
      props.complete && statements.complete && document.complete && document.get('Statement').complete && more.complete && !construct.effects.escaped;
    return documentAround(
      list(
        construct.at,
        [...given, ...more.items].filter(({ kind }) => kind === 'map'),
        complete && given.every(({ kind }) => kind === 'map'),
      ),
    );
  }

  #construct(construct: Construct): void {
    const { app } = this;
    const { name, node, type } = construct;
    if (construct.isL1) {
      this.#l1(construct);
      return;
    }
    const list = (prop: string): readonly Node[] => {
      const value = propNode(construct, prop, app);
      const elements = value && elementsOf(value, app);
      if (!elements && !construct.props('verbatim').get(prop).isAbsent) this.#openFor(construct);
      return elements ?? [];
    };
    if (name.module === 'aws-iam' && (name.path[0] === 'Policy' || name.path[0] === 'ManagedPolicy')) {
      for (const prop of ['roles', 'users', 'groups']) {
        for (const principal of list(prop)) {
          const holder = holderOf(principal, app);
          if (holder) this.#attach(holder, node, node);
        }
      }
      return;
    }
    if (/^AWS::IAM::(?:Role|User|Group)$/.test(type)) {
      for (const policy of list('managedPolicies')) this.#attach(construct, policy, policy);
      const inline = construct.props('verbatim').get('inlinePolicies');
      if (!inline.isAbsent && (inline.kind !== 'map' || !inline.complete)) this.#of(construct).complete = false;
      for (const key of inline.keys ?? []) {
        const read = (): Value => construct.props('verbatim').get('inlinePolicies').get(key);
        this.#of(construct).policies.push({ what: { from: construct.logicalId, read }, way: [] });
      }
      // What a group has is the group's own.
      if (!construct.props('verbatim').get('groups').isAbsent) this.#of(construct).complete = false;
      return;
    }
    if (type === 'AWS::Lambda::Function') for (const statement of list('initialPolicy')) this.#statement(holderOf(node, app), statement);
  }

  /** A list of a construct that isn't written out: of a principal's policies, or of a policy's principals. */
  #openFor(construct: Construct): void {
    if (/^AWS::IAM::(?:Role|User|Group)$/.test(construct.type)) this.#of(construct).complete = false;
    else if (construct.name.module === 'aws-iam') this.#closed = false;
  }

  #l1(construct: Construct): void {
    const { properties, type } = construct;
    if (/^AWS::IAM::(?:Role|User|Group)$/.test(type)) {
      const [inline, managed] = [properties.get('Policies'), properties.get('ManagedPolicyArns')];
      const holding = this.#of(construct);
      if (!inline.complete || !managed.complete || !properties.get('Groups').isAbsent) holding.complete = false;
      valuesAt(properties, ['Policies', '*', 'PolicyDocument']).forEach((_, i) => {
        const read = (): Value => valuesAt(construct.properties, ['Policies', '*', 'PolicyDocument'])[i] as Value;
        holding.policies.push({ what: { from: construct.logicalId, read }, way: [] });
      });
      for (const item of managed.items) {
        const aws = awsPolicyName(item);
        const target = item.reference?.target as Construct | undefined;
        if (aws !== undefined) holding.aws.push({ what: { name: aws, at: item }, way: [] });
        else if (target?.type === 'AWS::IAM::ManagedPolicy' && target.node) this.#attach(construct, target.node, construct.node);
        else holding.complete = false;
      }
    } else if (/^AWS::IAM::(?:Managed)?Policy$/.test(type)) {
      for (const prop of ['Roles', 'Users', 'Groups']) {
        const named = properties.get(prop);
        if (!named.complete) this.#closed = false;
        for (const item of named.items) {
          const target = item.reference?.target as Construct | undefined;
          if (target && /^AWS::IAM::(?:Role|User|Group)$/.test(target.type) && target.node) this.#attach(target, construct.node, construct.node);
          else this.#closed = false;
        }
      }
    }
  }

  #call(call: TSESTree.CallExpression, callee: TSESTree.MemberExpression): void {
    const { app } = this;
    const method = keyOf(callee) ?? '';
    const nodes = call.arguments.map((argument) => (argument.type === 'SpreadElement' ? undefined : argument));
    const [first] = nodes;
    switch (method) {
      case 'addToPolicy':
      case 'addToPrincipalPolicy':
      case 'addToRolePolicy':
        if (first) this.#statement(holderOf(callee.object, app), first);
        return;
      case 'addStatements': {
        const policy = app.constructOf(callee.object);
        if (!policy || !/^AWS::IAM::(?:Managed)?Policy$/.test(policy.type)) return;
        const added = this.#added.get(policy) ?? [];
        this.#added.set(policy, added);
        const open = (): void => {
          this.#closed = false;
        };
        for (const node of nodes) {
          const read = node && ((): Value => app.evaluator.value(node, { path: pathOf(node, app) }));
          if (!node || !read) open();
          else this.#give(added, read, node, policy, () => !read().get('Effect').is('Allow'), open);
        }
        return;
      }
      case 'addManagedPolicy':
      case 'attachInlinePolicy': {
        const holder = holderOf(callee.object, app);
        if (holder && first) this.#attach(holder, first, call);
        return;
      }
      case 'attachToRole':
      case 'attachToUser':
      case 'attachToGroup': {
        const holder = first && holderOf(first, app);
        if (holder) this.#attach(holder, callee.object, call);
        return;
      }
      case 'addToGroup': {
        const user = holderOf(callee.object, app);
        if (user) this.#of(user).complete = false;
        return;
      }
      case 'addUser': {
        const user = first && holderOf(first, app);
        if (user) this.#of(user).complete = false;
        return;
      }
      default: {
        const found = granted(call, app);
        const holder = found && holderOf(found.grantee, app);
        if (!found || !holder) return;
        const holding = this.#of(holder);
        // What is granted only allows.
        for (const read of found.statements)
          this.#give(
            holding.statements,
            read,
            call,
            holder,
            () => false,
            () => undefined,
          );
      }
    }
  }
}

/** The elements of a list that is written out; undefined for one that isn't, or not all of it. */
function elementsOf(node: Node, app: App): Node[] | undefined {
  const source = app.evaluator.source(node);
  if (source.type !== 'ArrayExpression' || source.elements.some((element) => element?.type === 'SpreadElement')) return undefined;
  return source.elements.flatMap((element) => element ?? []);
}

/** `ManagedPolicy.fromAwsManagedPolicyName('service-role/Name')`, or `fromManagedPolicyArn` with an ARN of AWS. */
function awsPolicy(node: Node, { evaluator, names }: App): AwsPolicy[] {
  const source = evaluator.source(node);
  if (source.type !== 'CallExpression') return [];
  const name = names.of(source.callee);
  const method = name?.module === 'aws-iam' && name.path[0] === 'ManagedPolicy' ? name.path[1] : undefined;
  const argument = source.arguments[method === 'fromManagedPolicyArn' ? 2 : 0];
  if (!argument || argument.type === 'SpreadElement') return [];
  const value = evaluator.value(argument, { path: '' });
  const named =
    method === 'fromAwsManagedPolicyName'
      ? value.string?.slice(value.string.lastIndexOf('/') + 1)
      : method === 'fromManagedPolicyArn'
        ? awsPolicyName(value)
        : undefined;
  return named === undefined ? [] : [{ name: named, at: value }];
}
