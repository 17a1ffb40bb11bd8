import type { TSESTree } from '@typescript-eslint/typescript-estree';
import { known, type Place, unknown, type Value } from '../../core/value.ts';
import type { Resource, ResourceAttribute } from '../cloudformation/resource.ts';
import type { App, Construct } from './constructs.ts';

/** What the policies of the CDK are in templates. Source: `CfnResource.applyRemovalPolicy` in aws-cdk-lib 2.276.0. */
const REMOVAL_POLICIES: ReadonlyMap<string, Readonly<Record<ResourceAttribute, string>>> = new Map([
  ['DESTROY', { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' }],
  ['RETAIN', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }],
  ['SNAPSHOT', { DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' }],
  ['RETAIN_ON_UPDATE_OR_DELETE', { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' }],
]);

/** What a call of `applyRemovalPolicy` makes of an attribute. */
export function removalPolicy(call: TSESTree.CallExpression, attribute: ResourceAttribute, place: Place, { code, evaluator, names }: App): Value {
  const [policy, options] = call.arguments;
  const source = policy && policy.type !== 'SpreadElement' ? evaluator.source(policy) : undefined;
  const name = source && names.of(source);
  const text = name?.module === 'core' && name.path[0] === 'RemovalPolicy' ? REMOVAL_POLICIES.get(name.path[1] ?? '')?.[attribute] : undefined;
  // Options may leave the replaced resource out, or name what an undefined policy stands for.
  if (text === undefined || options) return unknown(place, 'the program decides it');
  return known({ ...place, span: code.span(policy as TSESTree.Node) }, text);
}

/** Whether a construct is made after another, because of what it is told to wait for or what its props refer to. */
export function waits(one: Construct, other: Resource, seen: Set<Construct>): boolean | undefined {
  const { template, node, effects } = one;
  seen.add(one);
  let isOpen = effects.escaped || effects.changesOptions || !one.isL1;
  const next = new Set<Construct>();
  for (const dependency of effects.dependencies) {
    const made = template.constructOf(dependency);
    if (made) next.add(made);
    else isOpen = true;
  }
  const [, , props] = node.arguments;
  for (const inner of template.code.nodes) {
    if (!props || inner.range[0] < props.range[0] || inner.range[1] > props.range[1]) continue;
    const made = inner.type === 'Identifier' || inner.type === 'MemberExpression' ? template.constructOf(inner) : undefined;
    if (made) next.add(made);
  }
  for (const made of next) {
    if (made === other) return true;
    const answer = seen.has(made) ? false : waits(made, other, seen);
    if (answer) return true;
    isOpen ||= answer === undefined;
  }
  return isOpen ? undefined : false;
}
