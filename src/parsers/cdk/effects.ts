import type { TSESTree } from '@typescript-eslint/typescript-estree';
import type { Classes } from './classes.ts';
import type { Code, Node } from './code.ts';
import { keyOf, type Names } from './names.ts';

/** What the rest of the program does to a construct after it was made. */
export interface Effects {
  /** Properties, as the program spells them, that one statement beside the construct assigns. */
  readonly assigned: ReadonlyMap<string, Node>;
  /** Properties, as templates spell them, that overrides change, and those that are assigned in ways that can't be followed. */
  readonly changed: ReadonlySet<string>;
  /** Whether code that can't be followed may set anything: what is missing isn't known to be. */
  readonly escaped: boolean;
  /** Calls of `applyRemovalPolicy`. */
  readonly removals: readonly TSESTree.CallExpression[];
  /** What it is told to wait for. */
  readonly dependencies: readonly Node[];
  /** Whether what stands beside its properties is changed in other ways. */
  readonly changesOptions: boolean;
}

/** Methods by which a construct is wired to others, without a change to properties that are known. */
const HARMLESS =
  /^(?:grant|add|allow|apply|attach|bind|configure|connect|export|from|is|metric|on|print|register|render|schedule|subscribe|to|wait)(?=[A-Z]|$)/;
/** Members of `node` that change nothing of the construct itself. */
const NODE = new Set([
  'addDependency',
  'addMetadata',
  'addValidation',
  'addr',
  'id',
  'path',
  'scope',
  'scopes',
  'root',
  'setContext',
  'tryGetContext',
  'getContext',
  'metadata',
]);
/** Overrides that name what they change. */
const OVERRIDES = new Set(['addPropertyOverride', 'addPropertyDeletionOverride', 'addOverride', 'addDeletionOverride']);
const MAX_USES = 500;

/** Looks at every use of a construct: methods, assignments, calls that it is handed to. */
export function effectsOf(construct: TSESTree.NewExpression, code: Code, names: Names, classes: Classes): Effects {
  const assigned = new Map<string, Node>();
  const changed = new Set<string>();
  const removals: TSESTree.CallExpression[] = [];
  const dependencies: Node[] = [];
  let changesOptions = false;
  let escaped = false;
  const seen = new Set<Node>();
  const todo: Node[] = [construct];
  for (let use = todo.pop(); use; use = todo.pop()) {
    if (seen.has(use)) continue;
    seen.add(use);
    if (seen.size > MAX_USES) return { assigned, changed, escaped: true, removals, dependencies, changesOptions };
    follow(use);
  }
  return { assigned, changed, escaped, removals, dependencies, changesOptions };

  function follow(use: Node): void {
    let node = use;
    let parent = code.parent(node);
    for (; parent; node = parent, parent = code.parent(node)) {
      switch (parent.type) {
        case 'TSAsExpression':
        case 'TSTypeAssertion':
        case 'TSSatisfiesExpression':
        case 'TSNonNullExpression':
        case 'ChainExpression':
        case 'AwaitExpression':
        case 'Property':
        case 'ObjectExpression':
        case 'ArrayExpression':
        case 'SpreadElement':
        case 'ConditionalExpression':
        case 'LogicalExpression':
          continue;
        case 'MemberExpression':
          if (parent.object === node) member(parent);
          return;
        case 'CallExpression':
        case 'NewExpression':
          if (parent.callee !== node && !isHarmless(parent)) escaped = true;
          return;
        case 'VariableDeclarator': {
          if (parent.id.type !== 'Identifier') return;
          // A list or object of constructs: whoever goes through it may do anything.
          if (node !== use && (node.type === 'ArrayExpression' || node.type === 'ObjectExpression')) escaped = true;
          const [variable] = code.declared(parent);
          for (const reference of variable?.references ?? []) if (!reference.isWrite()) todo.push(reference.identifier as Node);
          return;
        }
        case 'AssignmentExpression':
          if (parent.right === node) held(parent.left);
          return;
        case 'PropertyDefinition':
          if (parent.value === node)
            memberUses(
              parent,
              parent.key.type === 'PrivateIdentifier' ? `#${parent.key.name}` : parent.key.type === 'Identifier' ? parent.key.name : undefined,
            );
          return;
        case 'ForOfStatement':
        case 'ForInStatement':
        case 'YieldExpression':
          escaped = true;
          return;
        default:
          return;
      }
    }
  }

  function held(target: Node): void {
    if (target.type === 'Identifier') {
      const variable = code.variable(target);
      for (const reference of variable?.references ?? []) if (!reference.isWrite()) todo.push(reference.identifier as Node);
    } else if (target.type === 'MemberExpression' && target.object.type === 'ThisExpression') {
      memberUses(target, keyOf(target) ?? (target.property.type === 'PrivateIdentifier' ? `#${target.property.name}` : undefined));
    } else escaped = true;
  }

  function memberUses(inside: Node, name: string | undefined): void {
    const own = classes.around(inside);
    if (!own || name === undefined) return;
    for (const use of own.uses) {
      const parent = code.parent(use);
      const isTarget = parent?.type === 'AssignmentExpression' && parent.left === use;
      if (!isTarget && (keyOf(use) ?? (use.property.type === 'PrivateIdentifier' ? `#${use.property.name}` : undefined)) === name) todo.push(use);
    }
  }

  function member(use: TSESTree.MemberExpression): void {
    const name = keyOf(use);
    const parent = code.parent(use);
    if (name === undefined) {
      escaped = true;
    } else if (parent?.type === 'AssignmentExpression' && parent.left === use) {
      const isPlain = parent.operator === '=' && !assigned.has(name) && functionAround(use) === functionAround(construct) && !isConditional(parent);
      if (isPlain) assigned.set(name, parent.right);
      else changed.add(name);
    } else if (name === 'node') {
      const inner = parent?.type === 'MemberExpression' ? keyOf(parent) : undefined;
      if (inner === undefined || !NODE.has(inner)) escaped = true;
      const call = parent && code.parent(parent);
      if (inner === 'addDependency' && call?.type === 'CallExpression') dependencies.push(...call.arguments);
    } else if (name === 'cfnOptions') {
      changesOptions = true;
    } else if (parent?.type === 'CallExpression' && parent.callee === use) {
      const [first] = parent.arguments;
      if (OVERRIDES.has(name)) {
        const path = first?.type === 'Literal' ? String(first.value) : undefined;
        const property = name.includes('Property') ? path : /^Properties\.(.*)$/s.exec(path ?? '')?.[1];
        if (property !== undefined) changed.add(property.split('.')[0] as string);
        else if (path === undefined || path === 'Properties') escaped = true;
        else changesOptions = true;
      } else if (name === 'applyRemovalPolicy') {
        // What runs only sometimes leaves it open.
        if (functionAround(use) === functionAround(construct) && !isConditional(parent)) removals.push(parent);
        else changesOptions = true;
      } else if (name === 'addDependency' || name === 'addDependsOn') dependencies.push(...parent.arguments);
      else if (!HARMLESS.test(name)) escaped = true;
    } else if (parent?.type === 'UpdateExpression' || (parent?.type === 'UnaryExpression' && parent.operator === 'delete')) changed.add(name);
  }

  /** Whether a call can be trusted not to change a construct that it is given. */
  function isHarmless(call: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
    const name = names.of(call.callee);
    // Aspects visit, and may change, everything below.
    if (name) return name.path[0] !== 'Aspects';
    if (call.type === 'NewExpression') return false;
    const { callee } = call;
    if (callee.type === 'Super') return false;
    if (callee.type !== 'MemberExpression') return false;
    const receiver = code.text(callee.object);
    if (receiver === 'console' || receiver === 'JSON') return true;
    // `bucket.grants.read(fn)`
    if (callee.object.type === 'MemberExpression' && keyOf(callee.object) === 'grants') return true;
    // Methods of other constructs, but not of this program's own classes and modules.
    return callee.object.type !== 'ThisExpression' && callee.object.type !== 'Super' && !isImported(callee.object) && HARMLESS.test(keyOf(callee) ?? '');
  }

  function isImported(node: Node): boolean {
    return (
      node.type === 'Identifier' &&
      (code.variable(node)?.defs.some((definition) => definition.node.type.startsWith('Import') || definition.node.type === 'ClassDeclaration') ?? false)
    );
  }

  function functionAround(node: Node): Node | undefined {
    for (let at = code.parent(node); at; at = code.parent(at)) if (/Function/.test(at.type)) return at;
    return undefined;
  }

  /** Whether a statement runs only sometimes: inside of an `if`, a loop or the like that the construct is not in. */
  function isConditional(node: Node): boolean {
    for (let at = code.parent(node); at && !/Function/.test(at.type); at = code.parent(at)) {
      if (/^(?:If|For|While|DoWhile|Switch|Try)/.test(at.type) && !(at.range[0] <= construct.range[0] && construct.range[1] <= at.range[1])) return true;
    }
    return false;
  }
}
