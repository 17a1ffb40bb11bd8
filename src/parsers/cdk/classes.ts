import type { TSESTree } from '@typescript-eslint/typescript-estree';
import table from '../../../data/cdk-constructs.json' with { type: 'json' };
import type { Located } from '../../core/document.ts';
import type { Code, Node } from './code.ts';
import { staticKey } from './evaluate.ts';
import { keyOf, type Names } from './names.ts';

type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;
type Member = TSESTree.MemberExpression;

/** A class of the program, as far as its `this` goes: the subject `code.class`. */
export interface CodeClass extends Located {
  /** Its name; undefined for an anonymous class. */
  readonly name: string | undefined;
  /** Names that `this` has by the class itself and by what it extends. */
  readonly members: ReadonlySet<string>;
  /** False when something unseen may add members: another base class, a mixin, an interface of the same name, `Object.assign(this, …)`. */
  readonly complete: boolean;
  /** Each `this.name` that is read, in document order, where the type is not cast away. */
  readonly reads: readonly { readonly name: string; readonly at: Located }[];
}

/** The name behind `this.`, with the `#` of one that is private. */
const nameOf = (node: Member): string | undefined => keyOf(node) ?? (node.property.type === 'PrivateIdentifier' ? `#${node.property.name}` : undefined);

interface Own {
  readonly node: ClassNode;
  readonly declared: ReadonlyMap<string, Node | undefined>;
  readonly assigned: ReadonlyMap<string, readonly TSESTree.AssignmentExpression[]>;
  readonly uses: readonly Member[];
  readonly open: boolean;
}

const bases: ReadonlyMap<string, ReadonlySet<string>> = new Map(Object.entries(table.bases).map(([name, members]) => [name, new Set(members.split(' '))]));
const STACKS = new Set(['Stack', 'NestedStack']);
/** What every object has. */
const OBJECT = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'toLocaleString', 'isPrototypeOf', 'propertyIsEnumerable'];

/** The classes of a program. */
export class Classes {
  readonly #own = new Map<Node, Own>();

  constructor(
    private readonly code: Code,
    private readonly names: Names,
  ) {
    const uses = new Map<Node, Node[]>();
    for (const node of code.nodes) {
      if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') uses.set(node, []);
      if (node.type !== 'ThisExpression') continue;
      const around = this.#aroundThis(node);
      if (around) uses.get(around)?.push(node);
    }
    for (const [node, own] of uses) this.#own.set(node, this.#read(node as ClassNode, own));
  }

  /** The class whose instance `this` is at a node; undefined outside, and where a function brings its own. */
  around(node: Node): Own | undefined {
    const found = this.#aroundThis(node);
    return found && this.#own.get(found);
  }

  /** What `this.name` is from its declaration or its only assignment on; undefined when that may change. */
  memberInit(node: Member): Node | undefined {
    const name = nameOf(node);
    const own = this.around(node);
    if (!own || name === undefined) return undefined;
    const assignments = own.assigned.get(name) ?? [];
    const declaration = own.declared.get(name);
    const initial = declaration?.type === 'PropertyDefinition' ? declaration : undefined;
    if (initial?.value)
      return assignments.length === 0 && (initial.readonly || initial.accessibility === 'private' || name.startsWith('#')) ? initial.value : undefined;
    const [only, ...more] = assignments;
    return only?.operator === '=' && more.length === 0 && (declaration === undefined || initial) ? only.right : undefined;
  }

  /** Every `this.name` of the class around, where a node is one of them. */
  usesOf(node: Member): readonly Member[] {
    const name = nameOf(node);
    return this.around(node)?.uses.filter((use) => nameOf(use) === name) ?? [];
  }

  /** Whether `this` is a stack at a node. */
  isStack(node: Node): boolean {
    const own = this.around(node);
    const base = own?.node.superClass && this.names.of(own.node.superClass);
    return base?.module === 'core' && base.path.length === 1 && STACKS.has(base.path[0] as string);
  }

  /** The name of the class around a node, for logical paths; undefined outside of classes. */
  nameAround(node: Node): string | undefined {
    for (let at = this.code.parent(node); at; at = this.code.parent(at)) {
      if ((at.type === 'ClassDeclaration' || at.type === 'ClassExpression') && !this.code.isWrapper(at)) return at.id?.name;
    }
    return undefined;
  }

  /** The subjects, in document order. */
  *all(): Generator<CodeClass> {
    const declaredTypes = new Set<string>();
    for (const node of this.code.nodes)
      if (node.type === 'TSInterfaceDeclaration' || node.type === 'TSModuleDeclaration') declaredTypes.add(node.id.type === 'Identifier' ? node.id.name : '');
    for (const { node, declared, assigned, uses, open } of this.#own.values()) {
      if (this.code.isWrapper(node)) continue;
      const base = node.superClass && this.names.of(node.superClass);
      const inherited = node.superClass === null ? new Set<string>() : base && bases.get(`${base.module}.${base.path.join('.')}`);
      const name = node.id?.name;
      const { file } = this.code;
      const path = name ?? 'class';
      const members = new Set([...OBJECT, ...(inherited ?? []), ...declared.keys(), ...assigned.keys()]);
      yield {
        file,
        span: this.code.span(node.id ?? { range: [node.range[0], node.range[0] + 'class'.length] }),
        path,
        name,
        members,
        complete: inherited !== undefined && !open && (name === undefined || !declaredTypes.has(name)) && node.decorators.length === 0,
        reads: uses.flatMap((use) => {
          const key = use.property.type === 'PrivateIdentifier' ? undefined : keyOf(use);
          if (key === undefined || this.#isWritten(use)) return [];
          return [{ name: key, at: { file, span: this.code.span(use.property), path: `${path}/${key}` } }];
        }),
      };
    }
  }

  #isWritten(use: Member): boolean {
    const parent = this.code.parent(use);
    return (parent?.type === 'AssignmentExpression' && parent.left === use) || (parent?.type === 'UnaryExpression' && parent.operator === 'typeof');
  }

  #aroundThis(node: Node): Node | undefined {
    let from: Node = node;
    for (let at = this.code.parent(node); at; from = at, at = this.code.parent(at)) {
      switch (at.type) {
        case 'FunctionDeclaration':
          return undefined;
        case 'FunctionExpression': {
          const owner = this.code.parent(at);
          if (owner?.type !== 'MethodDefinition' || owner.value !== at || owner.static) return undefined;
          break;
        }
        case 'PropertyDefinition':
          if (at.static || (from === at.key && at.computed)) return undefined;
          break;
        case 'StaticBlock':
          return undefined;
        case 'ClassDeclaration':
        case 'ClassExpression':
          // Decorators and the expression behind `extends` are outside.
          return from === at.body ? at : undefined;
      }
    }
    return undefined;
  }

  #read(node: ClassNode, own: readonly Node[]): Own {
    const declared = new Map<string, Node | undefined>();
    const assigned = new Map<string, TSESTree.AssignmentExpression[]>();
    const uses: Member[] = [];
    let open = false;
    for (const member of node.body.body) {
      if (member.type === 'TSIndexSignature') open = true;
      else if ('key' in member) {
        const key = member.key.type === 'PrivateIdentifier' ? `#${member.key.name}` : staticKey(member);
        if (key === undefined) open = true;
        else if (!member.static) declared.set(key, member);
        if (member.type === 'MethodDefinition' && member.kind === 'constructor') {
          for (const parameter of member.value.params) {
            if (parameter.type !== 'TSParameterProperty') continue;
            const target = parameter.parameter.type === 'AssignmentPattern' ? parameter.parameter.left : parameter.parameter;
            if (target.type === 'Identifier') declared.set(target.name, parameter);
          }
        }
      }
    }
    for (const self of own) {
      const parent = this.code.parent(self);
      if (parent?.type === 'MemberExpression' && parent.object === self) {
        const key = parent.property.type === 'PrivateIdentifier' ? `#${parent.property.name}` : keyOf(parent);
        const up = this.code.parent(parent);
        const isTarget = up?.type === 'AssignmentExpression' && up.left === parent;
        if (key === undefined) open ||= isTarget || parent.computed;
        else if (isTarget) assigned.set(key, [...(assigned.get(key) ?? []), up]);
        // `[this.a, this.b] = …`, `({ a: this.a } = …)`, `this.count++`
        else if (up?.type === 'ArrayPattern' || (up?.type === 'Property' && this.code.parent(up)?.type === 'ObjectPattern')) declared.set(key, undefined);
        uses.push(parent);
      } else if (parent?.type === 'CallExpression' && /^Object\.(?:assign|definePropert(?:y|ies))$/.test(this.code.text(parent.callee))) open = true;
      // `const self = this`, `(this as any).x = …`: writes that can't be followed.
      else if (parent?.type === 'VariableDeclarator' || parent?.type.startsWith('TS')) open ||= this.#isAlias(parent);
    }
    return { node, declared, assigned, uses, open };
  }

  /** Whether something else than `this` may be used to write members: an alias, or a cast on the left of an assignment. */
  #isAlias(parent: Node): boolean {
    if (parent.type === 'VariableDeclarator') return parent.id.type === 'Identifier';
    const member = this.code.parent(parent);
    const up = member && this.code.parent(member);
    return member?.type === 'MemberExpression' && up?.type === 'AssignmentExpression' && up.left === member;
  }
}
