import type { TSESTree } from '@typescript-eslint/typescript-estree';
import { type ChoiceSpace, type Formula, oneOf, type Variable } from '../../core/choices.ts';
import type { Node } from './code.ts';
import type { App, Construct } from './constructs.ts';
import { propNode } from './l2.ts';
import { keyOf } from './names.ts';

const PRINCIPALS = /^AWS::IAM::(?:Role|User|Group)$/;

/** The construct whose role an expression is: `fn.role`, `fn.role!`. */
export function heldRole(node: Node, app: App): Construct | undefined {
  const source: Node = node.type === 'TSNonNullExpression' || node.type === 'ChainExpression' ? node.expression : node;
  return source.type === 'MemberExpression' && /^(?:role|grantPrincipal|executionRole)$/.test(keyOf(source) ?? '')
    ? app.constructOf((source as TSESTree.MemberExpression).object)
    : undefined;
}

/**
 * The role, user or group that an expression stands for as a grantee; for what runs with a role that it makes for itself, the construct that makes it.
 * Undefined for what is made elsewhere, and for principals without policies of their own (services, accounts).
 */
export function holderOf(node: Node, app: App): Construct | undefined {
  const construct = app.constructOf(node) ?? heldRole(node, app);
  if (!construct || PRINCIPALS.test(construct.type)) return construct;
  // What an L1 runs with is named in its properties, as an ARN.
  if (construct.isL1) return undefined;
  const role = propNode(construct, 'role', app);
  if (!role) return construct.props('verbatim').get('role').isAbsent ? construct : undefined;
  const given = app.constructOf(role);
  return given && PRINCIPALS.test(given.type) ? given : undefined;
}

/** Under what a statement of the program runs: tests and which way they go, in one spelling. */
export type Way = readonly { readonly test: string; readonly is: boolean }[];

/**
 * The way to a place from where a construct is made: what stands in another arm of the same `if` is `never` there, and whether another function
 * ever runs is known of what runs on each element of a list and of methods that the class calls itself.
 */
export function wayTo(place: Node, construct: Node, { code, classes }: App): Way | 'never' | 'elsewhere' {
  const way: Way[number][] = [];
  let from = place;
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const at = code.parent(from);
    if (!at || holds(from, construct)) return way;
    if (holds(at, construct)) {
      if (isFork(at, from, construct)) return 'never';
    } else if (/Function/.test(at.type)) {
      const parent = code.parent(at);
      const call = parent?.type === 'MethodDefinition' ? onlyCall(at, keyOfMethod(parent)) : undefined;
      const each = parent?.type === 'CallExpression' && parent.callee.type === 'MemberExpression' ? parent.callee : undefined;
      if (each && /^(?:forEach|map|flatMap)$/.test(keyOf(each) ?? '')) way.unshift({ test: `each of ${code.text(each.object)}`, is: true });
      else if (!call) return 'elsewhere';
      from = call ?? at;
      continue;
    } else {
      const branch = branchOf(at, from, (node) => code.text(node));
      if (branch) way.unshift(branch);
    }
    from = at;
  }
  return 'elsewhere';

  /** Where the class of a method calls it, when that is one place. */
  function onlyCall(inside: Node, name: string | undefined): Node | undefined {
    const uses = name === undefined ? [] : (classes.around(inside)?.uses.filter((use) => keyOf(use) === name) ?? []);
    const parent = uses.length === 1 ? code.parent(uses[0] as Node) : undefined;
    return parent?.type === 'CallExpression' && parent.callee === uses[0] ? parent : undefined;
  }
}

const MAX_STEPS = 2000;

const keyOfMethod = ({ key }: TSESTree.MethodDefinition): string | undefined => (key.type === 'Identifier' ? key.name : undefined);

const holds = (outer: Node, inner: Node): boolean => outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];

/** Whether a part of a statement and a construct in it are in two arms, of which one runs. */
function isFork(at: Node, from: Node, construct: Node): boolean {
  if (at.type === 'SwitchStatement') return from !== at.discriminant && !holds(at.discriminant, construct);
  return (at.type === 'IfStatement' || at.type === 'ConditionalExpression') && from !== at.test && !holds(at.test, construct);
}

/** What has to be for a part of a statement to run; undefined when it always does. */
function branchOf(at: Node, from: Node, text: (node: Node) => string): { test: string; is: boolean } | undefined {
  switch (at.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return from === at.test ? undefined : told(at.test, from === at.consequent, text);
    case 'LogicalExpression':
      return from === at.left ? undefined : at.operator === '&&' ? told(at.left, true, text) : told(at.left, false, text);
    case 'SwitchCase':
      return { test: at.test ? `case ${text(at.test)}` : 'default case', is: true };
    case 'ForStatement':
    case 'WhileStatement':
      return from === at.body ? { test: at.test ? text(at.test) : 'loop', is: true } : undefined;
    case 'ForOfStatement':
    case 'ForInStatement':
      return from === at.body ? { test: `each of ${text(at.right)}`, is: true } : undefined;
    case 'CatchClause':
      return { test: 'error', is: true };
    default:
      return undefined;
  }
}

/** A test without its negations. */
function told(test: Node, is: boolean, text: (node: Node) => string): { test: string; is: boolean } {
  let node = test;
  let result = is;
  while (node.type === 'UnaryExpression' && node.operator === '!') {
    node = node.argument;
    result = !result;
  }
  return { test: text(node), is: result };
}

/** Most tests that one principal's policies are followed through: each doubles the number of runs. */
const MAX_TESTS = 6;
const BOTH = [
  { text: 'true', label: 'true' },
  { text: 'false', label: 'false' },
] as const;

/** The tests of a program as choices: equal texts are one. */
export class Tests {
  readonly #variables = new Map<string, Variable>();

  constructor(private readonly choices: ChoiceSpace) {}

  /** Whether a way is taken under the choices of the current run; outside of one, every way may be. */
  isTaken(way: Way): boolean {
    const { current } = this.choices;
    return !current || way.every(({ test, is }) => current.test(test, this.#isTrue(test)) === is);
  }

  #isTrue(test: string): Formula {
    let variable = this.#variables.get(test);
    if (!variable) this.#variables.set(test, (variable = { name: test, possibilities: BOTH }));
    return oneOf(variable, ({ text }) => text === 'true');
  }
}

/** Whether so many ways can be followed. */
export const areFew = (ways: readonly Way[]): boolean => new Set(ways.flatMap((way) => way.map(({ test }) => test))).size <= MAX_TESTS;
