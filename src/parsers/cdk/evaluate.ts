import type { TSESTree } from '@typescript-eslint/typescript-estree';
import enumTable from '../../../data/cdk-enums.json' with { type: 'json' };
import type { Span } from '../../core/source-file.ts';
import { absent, type Hole, known, list, type MapContent, map, pattern, type Step, unknown, type Value, Value as Values } from '../../core/value.ts';
import type { Classes } from './classes.ts';
import type { Code, Node, Variable } from './code.ts';
import { type CdkName, isSettled, keyOf, type Names } from './names.ts';

/** How an expression is to be read. */
export interface Context {
  /** Logical path. */
  readonly path: string | (() => string);
  /** Where to tell what a map lacks: the name of what holds it. Left out, the start of the map. */
  readonly owner?: Span;
  /**
   * Whether keys are those of a template in camelCase (`vpcZoneIdentifier` answers to VPCZoneIdentifier) or stand as they are.
   */
  readonly naming?: 'template' | 'verbatim';
}

/** What knows of constructs and policy objects; the evaluator asks it for `new` and calls. */
export interface Makers {
  /** The value of `new X(…)` or of a call on the CDK; undefined when it isn't known. */
  made(node: Node, context: Context, depth: number): Value | undefined;
  /** An attribute of a construct of this file: `role.roleArn`, `fn.attrArn`, `bucket.ref`; undefined when the object is none. */
  attribute(object: Node, name: string, context: Context): Value | undefined;
}

const enums: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(enumTable.enums).map(([name, members]) => [name, new Map(Object.entries(members))]),
);

/** Pseudo-parameters as `Aws` has them, and as members of a stack. */
const PSEUDO: ReadonlyMap<string, Hole> = new Map([
  ['ACCOUNT_ID', { hole: 'account', name: 'AWS::AccountId' }],
  ['REGION', { hole: 'region', name: 'AWS::Region' }],
  ['PARTITION', { hole: 'partition', name: 'AWS::Partition' }],
  ['URL_SUFFIX', { hole: 'urlSuffix', name: 'AWS::URLSuffix' }],
  ['account', { hole: 'account', name: 'AWS::AccountId' }],
  ['region', { hole: 'region', name: 'AWS::Region' }],
  ['partition', { hole: 'partition', name: 'AWS::Partition' }],
  ['urlSuffix', { hole: 'urlSuffix', name: 'AWS::URLSuffix' }],
]);

/** Seconds and mebibytes in the units of `Duration` and `Size`. */
const DURATIONS: Readonly<Record<string, number>> = { millis: 0.001, seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
const SIZES: Readonly<Record<string, number>> = { mebibytes: 1, gibibytes: 1024, tebibytes: 1_048_576 };
const CONVERSIONS: Readonly<Record<string, number>> = {
  toMilliseconds: 0.001,
  toSeconds: 1,
  toMinutes: 60,
  toHours: 3600,
  toDays: 86_400,
  toMebibytes: 1,
  toGibibytes: 1024,
};

const MAX_DEPTH = 60;
/** Expressions that one reading may take: names that stand for names can make a short program a large value. */
const MAX_STEPS = 20_000;
/** Longest text that is put together, in characters. */
const MAX_TEXT = 100_000;
/** Names on the way to a text that are told. */
const MAX_TRACE = 10;
/** Longest name of a property that may be one of a template. */
const MAX_NAME = 100;

/** Folds expressions to Values. What only running the program tells is unknown. */
export class Evaluator {
  #active = 0;
  #steps = 0;

  constructor(
    readonly code: Code,
    readonly names: Names,
    private readonly classes: Classes,
    private readonly makers: Makers,
  ) {}

  value(node: Node, context: Context, depth = 0): Value {
    if (this.#active === 0) this.#steps = 0;
    this.#active++;
    try {
      return this.#value(node, context, depth);
    } finally {
      this.#active--;
    }
  }

  #value(node: Node, context: Context, depth: number): Value {
    const place = { file: this.code.file, span: this.code.span(node), path: context.path };
    if (depth > MAX_DEPTH || this.#steps++ > MAX_STEPS) return unknown(place, 'too large to be followed');
    const next = depth + 1;
    switch (node.type) {
      case 'Literal':
        if (node.value === null) return 'bigint' in node || 'regex' in node ? unknown(place, 'literal') : absent(place);
        return typeof node.value === 'object' || typeof node.value === 'bigint'
          ? unknown(place, 'literal')
          : known(place, String(node.value), { quoted: typeof node.value === 'string' });
      case 'TemplateLiteral':
        return this.#template(node, context, next);
      case 'BinaryExpression':
        return this.#binary(node, context, next);
      case 'UnaryExpression': {
        const of = node.operator === '-' ? this.value(node.argument, context, next).number : undefined;
        if (of !== undefined) return known(place, String(-of));
        return node.operator === 'void' ? absent(place) : this.#opaque(node, context);
      }
      case 'ArrayExpression':
        return this.#array(node, context, next);
      case 'ObjectExpression':
        return this.#object(node, context, next);
      case 'TSAsExpression':
      case 'TSTypeAssertion':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'ChainExpression':
        return this.value(node.expression, context, next);
      case 'LogicalExpression':
        return this.#logical(node, context, next);
      case 'Identifier':
        return this.#identifier(node, context, next);
      case 'MemberExpression':
        return this.#member(node, context, next);
      case 'NewExpression':
        return this.makers.made(node, context, next) ?? this.#opaque(node, context);
      case 'CallExpression':
        return this.makers.made(node, context, next) ?? this.#call(node, context, next);
      default:
        return this.#opaque(node, context);
    }
  }

  /** The expression that a name or member stands for, followed to where it is written; the node itself for all else, and for what is changed later. */
  source(node: Node, depth = 0): Node {
    if (depth > MAX_DEPTH) return node;
    switch (node.type) {
      case 'TSAsExpression':
      case 'TSTypeAssertion':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'ChainExpression':
        return this.source(node.expression, depth + 1);
      case 'Identifier': {
        const variable = this.code.variable(node);
        const init = variable && this.initOf(variable);
        if (!init) return node;
        const source = this.source(init, depth + 1);
        // What is put into a list or an object later does not stand where it is written.
        const isHolder = source.type === 'ArrayExpression' || source.type === 'ObjectExpression';
        return isHolder && this.#isChanged(variable) ? node : source;
      }
      case 'MemberExpression': {
        const init = node.object.type === 'ThisExpression' ? this.classes.memberInit(node) : undefined;
        if (!init) return node;
        const source = this.source(init, depth + 1);
        const isHolder = source.type === 'ArrayExpression' || source.type === 'ObjectExpression';
        return isHolder && this.#isMemberChanged(node) ? node : source;
      }
      default:
        return node;
    }
  }

  /** What a variable is from its declaration, or its only assignment, on. */
  initOf(variable: Variable): Node | undefined {
    const [definition, ...more] = variable.defs;
    const declarator = definition?.node as Node | undefined;
    if (more.length > 0 || declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return undefined;
    if (declarator.init) return isSettled(variable) ? declarator.init : undefined;
    // `let role; … role = new Role(…)` in one place: whoever reads it in between reads nothing.
    const loop = this.code.parent(declarator);
    const writes = variable.references.filter((reference) => reference.isWrite());
    const assignment = writes.length === 1 ? this.code.parent((writes[0] as { identifier: Node }).identifier) : undefined;
    if (loop && this.code.parent(loop)?.type.startsWith('For')) return undefined;
    return assignment?.type === 'AssignmentExpression' && assignment.operator === '=' ? assignment.right : undefined;
  }

  /**
   * An expression in one spelling, equal for two that have the same value wherever both are deployed; undefined where each evaluation may
   * give another.
   */
  identity(node: Node, depth = 0): string | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const source = this.source(node);
    switch (source.type) {
      case 'Identifier': {
        const variable = this.code.variable(source);
        if (!variable) return undefined;
        const definition = variable.defs[0]?.name as Node | undefined;
        const writes = variable.references.filter((reference) => reference.isWrite() && reference.init !== true);
        return definition && writes.length === 0 ? `variable ${definition.range[0]}` : undefined;
      }
      case 'ThisExpression': {
        const own = this.classes.around(source);
        return own && `this ${own.node.range[0]}`;
      }
      case 'MemberExpression': {
        const key = keyOf(source);
        const name = this.names.of(source);
        if (name) return `${name.module}.${name.path.join('.')}`;
        const of = key === undefined ? undefined : this.identity(source.object, depth + 1);
        return of && `${of}.${key}`;
      }
      case 'NewExpression':
        return `made ${source.range[0]}`;
      default:
        return undefined;
    }
  }

  /** Something that isn't known, with its identity. */
  #opaque(node: Node, { path }: Context): Value {
    return unknown({ file: this.code.file, span: this.code.span(node), path }, this.code.text(node), { expression: () => this.identity(node) });
  }

  /** The pieces that an expression gives to a string. */
  pieces(node: Node, context: Context, depth: number): { readonly pieces: readonly (string | Hole)[]; readonly trace: readonly Step[] } {
    const value = this.value(node, context, depth);
    const any: Hole = { hole: 'any', name: this.code.text(node) };
    return { pieces: value.parts ?? [any], trace: value.trace };
  }

  #template(node: TSESTree.TemplateLiteral, context: Context, depth: number): Value {
    const pieces: (string | Hole)[] = [];
    const trace: Step[] = [];
    node.quasis.forEach((quasi, i) => {
      pieces.push(quasi.value.cooked ?? quasi.value.raw);
      const expression = node.expressions[i];
      if (!expression) return;
      const part = this.pieces(expression, context, depth);
      pieces.push(...part.pieces);
      trace.push(...part.trace);
    });
    return this.#string(node, context, pieces, trace);
  }

  #string(node: Node, { path }: Context, pieces: readonly (string | Hole)[], trace: readonly Step[] = []): Value {
    const place = { file: this.code.file, span: this.code.span(node), path };
    const length = pieces.reduce((sum, piece) => sum + (typeof piece === 'string' ? piece.length : 1), 0);
    if (length > MAX_TEXT) return unknown(place, 'too large to be followed');
    const steps = trace.slice(0, MAX_TRACE);
    if (pieces.every((piece) => typeof piece === 'string')) return known(place, pieces.join(''), { trace: steps, quoted: true });
    return pattern(place, pieces, { trace: steps, expression: () => this.identity(node) });
  }

  /** `+` on strings and numbers, and arithmetic on known numbers. Chains are walked without recursion. */
  #binary(node: TSESTree.BinaryExpression, context: Context, depth: number): Value {
    if (node.operator !== '+') {
      const left = node.left.type === 'PrivateIdentifier' ? undefined : this.value(node.left, context, depth).number;
      const right = this.value(node.right, context, depth).number;
      const result = left === undefined || right === undefined ? undefined : arithmetic(node.operator, left, right);
      return result === undefined
        ? this.#opaque(node, context)
        : known({ file: this.code.file, span: this.code.span(node), path: context.path }, String(result));
    }
    const operands: Node[] = [];
    let at: Node = node;
    while (at.type === 'BinaryExpression' && at.operator === '+') {
      operands.unshift(at.right);
      at = at.left;
    }
    operands.unshift(at);
    const values = operands.map((operand) => this.value(operand, context, depth));
    const isText = (value: Value): boolean => value.kind === 'pattern' || (value.content.kind === 'scalar' && value.content.quoted);
    if (!values.some(isText)) {
      const numbers = values.map((value) => value.number);
      if (numbers.some((number) => number === undefined)) return this.#opaque(node, context);
      return known(
        { file: this.code.file, span: this.code.span(node), path: context.path },
        String((numbers as number[]).reduce((sum, number) => sum + number, 0)),
      );
    }
    const pieces = values.flatMap((value, i) => value.parts ?? [{ hole: 'any' as const, name: this.code.text(operands[i] as Node) }]);
    return this.#string(
      node,
      context,
      pieces,
      values.flatMap((value) => value.trace),
    );
  }

  #array(node: TSESTree.ArrayExpression, context: Context, depth: number): Value {
    const items: Value[] = [];
    let complete = !this.code.isAbridged(node);
    node.elements.forEach((element, i) => {
      if (!element) return;
      if (element.type !== 'SpreadElement') {
        items.push(this.value(element, { ...context, path: () => `${textOf(context.path)}[${this.#elementName(element, i)}]` }, depth));
        return;
      }
      const spread = this.value(element.argument, context, depth);
      if (spread.kind === 'list') items.push(...spread.items);
      if (spread.kind !== 'list' || !spread.complete) complete = false;
    });
    return list({ file: this.code.file, span: this.code.span(node), path: context.path }, items, complete);
  }

  /** A name for an element that survives reordering: its own text, what tells objects apart, else its number. */
  #elementName(element: Node, index: number): string {
    if (element.type === 'Literal') return String(element.value).slice(0, 80);
    if (element.type !== 'ObjectExpression') return String(index);
    for (const name of ['Sid', 'sid', 'policyName', 'name', 'id', 'key']) {
      for (const property of element.properties) {
        if (property.type === 'Property' && staticKey(property) === name && property.value.type === 'Literal') return String(property.value.value).slice(0, 80);
      }
    }
    return String(index);
  }

  #object(node: TSESTree.ObjectExpression, context: Context, depth: number): Value {
    const { code } = this;
    const { file } = code;
    const span = code.span(node);
    const entries = new Map<string, { readonly key: Span; readonly value: Node } | { readonly spread: MapContent }>();
    let complete = !code.isAbridged(node);
    for (const property of node.properties) {
      if (property.type === 'SpreadElement') {
        const spread = this.value(property.argument, context, depth);
        if (spread.content.kind === 'map') for (const key of spread.content.map.keys()) entries.set(key, { spread: spread.content.map });
        // What is spread may replace what stands before it, and add anything.
        if (spread.content.kind !== 'map' || !spread.complete) {
          complete = false;
          if (spread.content.kind !== 'map' && !spread.isAbsent) entries.clear();
        }
        continue;
      }
      const key = staticKey(property) ?? (property.computed ? this.value(property.key, context, depth).string : undefined);
      if (key === undefined) complete = false;
      else entries.set(key, { key: code.span(property.key), value: property.value });
    }
    const naming = context.naming ?? 'verbatim';
    const find = (key: string) => entries.get(key) ?? (naming === 'template' ? entries.get(propName(key)) : undefined);
    const owner = context.owner ?? { start: span.start, end: span.start };
    const content: MapContent = {
      keys: () =>
        // What is no name in TypeScript (`aws:SourceArn`) is no property but data.
        [...entries.keys()].map((key) => (naming === 'template' && /^[a-z]\w*$/.test(key) ? key.replace(/^[a-z]/, (letter) => letter.toUpperCase()) : key)),
      complete,
      keyAt(key) {
        const entry = find(key);
        if (!entry) return undefined;
        return 'spread' in entry ? entry.spread.keyAt(key) : { file, span: entry.key, path: `${textOf(context.path)}/${key}` };
      },
      get: (key) => {
        const entry = find(key);
        const path = (): string => `${textOf(context.path)}/${key}`;
        if (!entry) return complete ? absent({ file, span: owner, path }) : unknown({ file, span: owner, path }, 'not all of the object is written here');
        if ('spread' in entry) return entry.spread.get(key);
        return this.value(entry.value, { path, owner: entry.key, naming }, depth);
      },
    };
    return map({ file, span, path: context.path }, content);
  }

  #logical(node: TSESTree.LogicalExpression, context: Context, depth: number): Value {
    if (node.operator !== '&&') {
      const left = this.value(node.left, context, depth);
      const isEmpty = node.operator === '||' && (left.string === '' || left.string === 'false' || left.string === '0');
      if (left.isAbsent || isEmpty) return this.value(node.right, context, depth);
      if (left.kind !== 'unknown' && !left.isUnknown) return left;
    }
    return this.#opaque(node, context);
  }

  #identifier(node: TSESTree.Identifier, context: Context, depth: number): Value {
    const place = { file: this.code.file, span: this.code.span(node), path: context.path };
    const variable = this.code.variable(node);
    if (!variable) return node.name === 'undefined' ? absent(place) : this.#opaque(node, context);
    const init = this.initOf(variable);
    if (!init) return this.#destructured(variable, node, context, depth) ?? this.#opaque(node, context);
    const value = this.value(init, context, depth);
    if ((value.kind === 'list' || value.kind === 'map') && this.#isChanged(variable)) return this.#opaque(node, context);
    return this.#seenFrom(node, context, value, variable.name);
  }

  /** A name out of `const { a, b } = { … }`. */
  #destructured(variable: Variable, node: Node, context: Context, depth: number): Value | undefined {
    const declarator = variable.defs[0]?.node as Node | undefined;
    if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'ObjectPattern' || !declarator.init || !isSettled(variable)) return undefined;
    const property = declarator.id.properties.find((one) => one.type === 'Property' && one.value.type === 'Identifier' && one.value.name === variable.name);
    const key = property?.type === 'Property' ? staticKey(property) : undefined;
    if (key === undefined) return undefined;
    const value = this.value(declarator.init, { path: context.path }, depth).get(key);
    return value.string === undefined ? undefined : this.#seenFrom(node, context, value, variable.name);
  }

  /** A value from the place where a name uses it; maps and lists stay where they are written. */
  #seenFrom(node: Node, { path }: Context, value: Value, name: string): Value {
    if (value.kind === 'list' || value.kind === 'map') return value;
    const step: Step = { text: name, at: value.origin };
    return new Values(this.code.file, this.code.span(node), path, value.content, {
      ...value.extras,
      origin: value.origin,
      trace: value.kind === 'scalar' ? [step, ...value.trace] : value.trace,
    });
  }

  /** Whether the object or list in a variable may be changed after its declaration. */
  #isChanged(variable: Variable): boolean {
    return variable.references.some((reference) => !reference.init && this.#mayChange(reference.identifier as Node));
  }

  /** The same of what a member of a class holds from its declaration, or its only assignment, on. */
  #isMemberChanged(member: TSESTree.MemberExpression): boolean {
    return this.classes.usesOf(member).some((use) => {
      const parent = this.code.parent(use);
      return !(parent?.type === 'AssignmentExpression' && parent.left === use) && this.#mayChange(use);
    });
  }

  /** Whether the object or list that an expression names may be changed through it. */
  #mayChange(use: Node): boolean {
    let node = use;
    let parent = this.code.parent(node);
    while (parent?.type === 'MemberExpression' && parent.object === node) {
      node = parent;
      parent = this.code.parent(node);
    }
    if (parent?.type === 'AssignmentExpression') return parent.left === node;
    if (parent?.type === 'UpdateExpression' || (parent?.type === 'UnaryExpression' && parent.operator === 'delete')) return true;
    if (parent?.type !== 'CallExpression') return false;
    // A method of its own (`push`), or a call that takes it (`Object.assign`); a constructor reads its props.
    if (parent.callee === node)
      return node !== use && /^(?:push|unshift|pop|shift|splice|sort|reverse|fill|copyWithin|set|delete|clear|add)$/.test(keyOf(node as never) ?? '');
    const callee = this.code.text(parent.callee);
    return callee === 'Object.assign'
      ? parent.arguments[0] === node
      : !/^(?:console\.|JSON\.|Object\.|super$)/.test(callee) && this.names.of(parent.callee) === undefined && parent.callee.type === 'Identifier';
  }

  #member(node: TSESTree.MemberExpression, context: Context, depth: number): Value {
    const place = { file: this.code.file, span: this.code.span(node), path: context.path };
    const key = keyOf(node);
    const name = this.names.of(node);
    if (name) return this.#named(name, place) ?? this.#opaque(node, context);
    if (node.object.type === 'ThisExpression') {
      const init = this.classes.memberInit(node);
      if (init) {
        const value = this.value(init, context, depth);
        const isHolder = value.kind === 'list' || value.kind === 'map';
        return isHolder && this.#isMemberChanged(node) ? this.#opaque(node, context) : this.#seenFrom(node, context, value, `this.${key}`);
      }
      const hole = this.classes.isStack(node) && key !== undefined ? PSEUDO.get(key) : undefined;
      return hole && /^[a-z]/.test(key as string) ? pattern(place, [hole]) : this.#opaque(node, context);
    }
    if (key === undefined) {
      const index = this.value(node.property, context, depth).number;
      const items = index === undefined ? undefined : this.value(node.object, context, depth);
      return (items?.kind === 'list' && items.complete && items.items[index as number]) || this.#opaque(node, context);
    }
    const hole = PSEUDO.get(key);
    if (hole && /^[a-z]/.test(key) && this.#isStack(node.object)) return pattern(place, [hole]);
    const attribute = this.makers.attribute(node.object, key, context);
    if (attribute) return attribute;
    const enumMember = this.#enumMember(node.object, key);
    if (enumMember) return this.#seenFrom(node, context, this.value(enumMember, context, depth), this.code.text(node));
    if (!['Identifier', 'MemberExpression', 'ObjectExpression'].includes(this.source(node.object).type) && this.source(node.object).type !== 'TSAsExpression')
      return this.#opaque(node, context);
    const of = this.value(node.object, { path: context.path, naming: 'verbatim' }, depth);
    if (of.kind !== 'map') return this.#opaque(node, context);
    const value = of.get(key);
    return value.kind === 'unknown' ? this.#opaque(node, context) : this.#seenFrom(node, context, value, this.code.text(node));
  }

  /** A member of a class of the CDK whose text is known: `lambda.Runtime.NODEJS_20_X`, `Aws.REGION`. */
  #named({ module, path }: CdkName, place: { readonly file: Code['file']; readonly span: Span; readonly path: Context['path'] }): Value | undefined {
    const [type, member, ...more] = path;
    if (type === undefined || member === undefined || more.length > 0) return undefined;
    const hole = module === 'core' && type === 'Aws' ? PSEUDO.get(member) : undefined;
    if (hole) return pattern(place, [hole]);
    const text = enums.get(`${module}.${type}`)?.get(member);
    if (text !== undefined) return known(place, text);
    // The short names of instance families are the families in upper case.
    return module === 'aws-ec2' && type === 'InstanceClass' && /^[A-Z]+\d\w*$/.test(member) ? known(place, member.toLowerCase()) : undefined;
  }

  /** `Stack.of(this)`, or a variable that is one. */
  #isStack(node: Node): boolean {
    const source = this.source(node);
    if (source.type !== 'CallExpression') return false;
    const name = this.names.of(source.callee);
    return name?.module === 'core' && name.path.join('.') === 'Stack.of';
  }

  /** The initializer of a member of an `enum` of this file. */
  #enumMember(object: Node, key: string): Node | undefined {
    const definition = object.type === 'Identifier' ? (this.code.variable(object)?.defs[0]?.node as Node | undefined) : undefined;
    if (definition?.type !== 'TSEnumDeclaration') return undefined;
    const member = definition.body.members.find(({ id }) => (id.type === 'Identifier' ? id.name === key : id.type === 'Literal' && id.value === key));
    return member?.initializer;
  }

  #call(node: TSESTree.CallExpression, context: Context, depth: number): Value {
    const { callee } = node;
    const place = { file: this.code.file, span: this.code.span(node), path: context.path };
    const name = this.names.of(callee);
    const [first, second] = node.arguments.filter((argument) => argument.type !== 'SpreadElement') as Node[];
    if (name) {
      const called = name.module === 'core' ? name.path.join('.') : `${name.module}:${name.path.join('.')}`;
      const [type, method = ''] = name.path;
      const factor = name.module !== 'core' ? undefined : type === 'Duration' ? DURATIONS[method] : type === 'Size' ? SIZES[method] : undefined;
      const amount = factor === undefined || !first ? undefined : this.value(first, context, depth).number;
      if (amount !== undefined) return known(place, String(amount * (factor as number)));
      if (called === 'Fn.join' && first && second) return this.#join(node, this.value(first, context, depth), this.value(second, context, depth), context);
      if (called === 'aws-ec2:InstanceType.of' && first && second) {
        const pieces = [...this.pieces(first, context, depth).pieces, '.', ...this.pieces(second, context, depth).pieces];
        return this.#string(node, context, pieces);
      }
      return this.#opaque(node, context);
    }
    const method = callee.type === 'MemberExpression' ? keyOf(callee) : undefined;
    if (callee.type === 'Identifier' && callee.name === 'String' && first && !this.code.variable(callee))
      return this.#string(node, context, this.pieces(first, context, depth).pieces);
    if (callee.type !== 'MemberExpression' || method === undefined) return this.#opaque(node, context);
    const factor = CONVERSIONS[method];
    if (factor === undefined && !/^(?:toString|join|toLowerCase|toUpperCase|trim|concat)$/.test(method)) return this.#opaque(node, context);
    const of = this.value(callee.object, context, depth);
    if (factor !== undefined) return of.number === undefined ? this.#opaque(node, context) : known(place, String(of.number / factor));
    if (method === 'join' && of.kind === 'list') return this.#join(node, first ? this.value(first, context, depth) : known(place, ','), of, context);
    if (method === 'toString' && of.parts) return this.#string(node, context, of.parts, of.trace);
    if (of.string === undefined || first) return this.#opaque(node, context);
    const text = method === 'toLowerCase' ? of.string.toLowerCase() : method === 'toUpperCase' ? of.string.toUpperCase() : of.string.trim();
    return known(place, text, { quoted: true, origin: of.origin });
  }

  #join(node: Node, delimiter: Value, items: Value, context: Context): Value {
    if (delimiter.string === undefined || items.kind !== 'list' || !items.complete) return this.#opaque(node, context);
    const pieces = items.items.flatMap((item, i) => [
      ...(i > 0 ? [delimiter.string as string] : []),
      ...(item.parts ?? [{ hole: 'any' as const, name: 'Fn.join' }]),
    ]);
    return this.#string(node, context, pieces);
  }
}

const textOf = (path: Context['path']): string => (typeof path === 'string' ? path : path());

/** The key of a property that is written out: `a`, `'a'`, `['a']`. */
export function staticKey({ key, computed }: { readonly key: Node; readonly computed: boolean }): string | undefined {
  if (key.type === 'Identifier' && !computed) return key.name;
  return key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number') ? String(key.value) : undefined;
}

/** What the CDK calls a property of a template: `runtime` for Runtime, `vpcZoneIdentifier` for VPCZoneIdentifier, `kmsKeyArns` for KmsKeyARNs. */
export function propName(name: string): string {
  if (name.length > MAX_NAME) return name;
  const seam = /(?:AZ|MB)s$/.exec(name)?.index ?? name.length;
  return `${wordsInCamelCase(name.slice(0, seam).replace(/ARNs$/, 'Arns'))}${name.slice(seam)}`;
}

const wordsInCamelCase = (text: string): string =>
  text
    .replace(/([A-Z]+)([A-Z][a-z])/g, (_, capitals: string, next: string) => capitals[0] + capitals.slice(1).toLowerCase() + next)
    .replace(/([A-Z])([A-Z]+)(?=$|[^a-zA-Z])/g, (_, first: string, rest: string) => first + rest.toLowerCase())
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase());

function arithmetic(operator: string, left: number, right: number): number | undefined {
  if (operator === '*') return left * right;
  if (operator === '-') return left - right;
  if (operator === '/') return right === 0 ? undefined : left / right;
  return operator === '**' ? left ** right : undefined;
}
