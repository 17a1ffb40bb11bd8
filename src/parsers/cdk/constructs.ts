import type { TSESTree } from '@typescript-eslint/typescript-estree';
import table from '../../../data/cdk-constructs.json' with { type: 'json' };
import l2Table from '../../../data/cdk-l2.json' with { type: 'json' };
import type { Located } from '../../core/document.ts';
import type { Span } from '../../core/source-file.ts';
import { absent, type MapContent, map, type Place, pattern, unknown, Value } from '../../core/value.ts';
import { nameProperty, referencePieces } from '../cloudformation/arns.ts';
import type { Parameter } from '../cloudformation/parameters.ts';
import type { Resource, ResourceAttribute, TemplateModel } from '../cloudformation/resource.ts';
import { Classes } from './classes.ts';
import type { Code, Node } from './code.ts';
import { type Effects, effectsOf } from './effects.ts';
import { type Context, Evaluator, propName } from './evaluate.ts';
import { special } from './l2.ts';
import { madeResources } from './made.ts';
import { type CdkName, keyOf, Names } from './names.ts';
import { parameterOf } from './parameter.ts';
import { policyObject } from './policy-objects.ts';
import { removalPolicy, waits } from './stacking.ts';

interface L2Class {
  readonly type: string;
  /** By property of the template, the one of the props; `?` behind it: what is left out, the class supplies. */
  readonly properties: Readonly<Record<string, string>>;
}

const l2Classes: ReadonlyMap<string, L2Class> = new Map(Object.entries<L2Class>(l2Table.classes as never));
const services: ReadonlyMap<string, string | { readonly namespace: string; readonly types: Readonly<Record<string, string>> }> = new Map(
  Object.entries(table.services),
);

/** The resource type of an L1 class; undefined for other classes. */
function l1Type({ module, path }: CdkName): string | undefined {
  const name = path[0];
  const service = services.get(module);
  if (path.length !== 1 || name === undefined || !/^Cfn[A-Z]/.test(name) || service === undefined) return undefined;
  if (typeof service === 'string') return `${service}::${name.slice(3)}`;
  return new Map(Object.entries(service.types)).get(name) ?? `${service.namespace}::${name.slice(3)}`;
}

/** A program of the CDK as one template: the constructs that its text makes. More may come from other files. */
export class App implements TemplateModel {
  readonly surface = 'cdk';
  readonly complete = false;
  readonly at: Located;
  readonly names: Names;
  readonly classes: Classes;
  readonly evaluator: Evaluator;
  readonly constructs: readonly Construct[];
  /** The constructs, and what methods of theirs make. */
  readonly resources: readonly Resource[];
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Whether something of the file visits all constructs, and may change them. */
  readonly hasAspects: boolean;
  readonly #constructs = new Map<Node, Construct>();

  constructor(readonly code: Code) {
    const { file } = code;
    this.at = { file, span: { start: 0, end: 0 }, path: '' };
    this.names = new Names(code);
    this.classes = new Classes(code, this.names);
    this.evaluator = new Evaluator(code, this.names, this.classes, {
      made: (node, context, depth) => this.#made(node, context, depth),
      attribute: (object, name, context) => this.#attribute(object, name, context),
    });
    const parameters = new Map<string, Parameter>();
    let hasAspects = false;
    for (const node of code.nodes) {
      if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && keyOf(node.callee) === 'add') hasAspects ||= this.#addsAspect(node);
      if (node.type !== 'NewExpression') continue;
      const name = this.names.of(node.callee);
      if (!name) continue;
      const l2 = l2Classes.get(`${name.module}.${name.path.join('.')}`);
      const type = l2?.type ?? l1Type(name) ?? this.#customType(node, name);
      if (type !== undefined) this.#constructs.set(node, new Construct(this, node, name, type, l2));
      const parameter = name.module === 'core' && name.path[0] === 'CfnParameter' ? parameterOf(node, this) : undefined;
      if (parameter) parameters.set(parameter.name, parameter);
    }
    this.hasAspects = hasAspects;
    this.parameters = parameters;
    this.constructs = [...this.#constructs.values()];
    this.resources = [...this.constructs, ...madeResources(this)];
  }

  ofType<T extends string>(type: T): readonly Resource<T>[] {
    return this.resources.filter((resource) => resource.type === type) as unknown as Resource<T>[];
  }

  find<T extends string>(type: T, test: (resource: Resource<T>) => boolean | undefined): 'some' | 'none' | 'unknown' {
    return this.ofType(type).some((resource) => test(resource)) ? 'some' : 'unknown';
  }

  /** By the branches of the program: two arms of one `if` are never deployed together, and what stands in a branch only sometimes is. */
  together(one: Resource, other: Resource): 'always' | 'sometimes' | 'never' {
    const branches = (resource: Resource): Map<Node, Node> => this.#branches((resource as Resource & { readonly node: Node }).node);
    const [own, others] = [branches(one), branches(other)];
    for (const [branch, arm] of own) if (others.has(branch) && others.get(branch) !== arm) return 'never';
    return own.size === others.size && [...own.keys()].every((branch) => others.has(branch)) ? 'always' : 'sometimes';
  }

  /** The construct of this file that an expression is; undefined for others. */
  constructOf(node: Node): Construct | undefined {
    return this.#constructs.get(this.evaluator.source(node));
  }

  /** The literal id of a construct, else the variable, member or class that it is called by. */
  nameOf(node: TSESTree.NewExpression | TSESTree.CallExpression): string {
    const id = node.arguments[1];
    const text = id && id.type !== 'SpreadElement' ? this.evaluator.value(id, { path: '' }) : undefined;
    if (text?.string) return text.string;
    const parent = this.code.parent(node);
    if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return parent.id.name;
    if (parent?.type === 'AssignmentExpression') return this.code.text(parent.left);
    return text?.parts ? text.display : this.code.text(node.callee);
  }

  #branches(node: Node): Map<Node, Node> {
    const branches = new Map<Node, Node>();
    let from = node;
    for (let at = this.code.parent(node); at; from = at, at = this.code.parent(at)) {
      if (/^(?:If|Switch|Conditional)/.test(at.type)) branches.set(at, from);
    }
    return branches;
  }

  /** `Aspects.of(app).add(…)` with an aspect that may change something; those of cdk-nag only look. */
  #addsAspect(node: TSESTree.CallExpression): boolean {
    const receiver = this.evaluator.source((node.callee as TSESTree.MemberExpression).object);
    const name = receiver.type === 'CallExpression' ? this.names.of(receiver.callee) : undefined;
    if (name?.module !== 'core' || name.path.join('.') !== 'Aspects.of') return false;
    const [aspect] = node.arguments;
    const source = aspect && aspect.type !== 'SpreadElement' ? this.evaluator.source(aspect) : undefined;
    const made = source?.type === 'NewExpression' ? this.names.of(source.callee) : undefined;
    return made?.module !== 'cdk-nag' && !(made?.module === 'core' && made.path[0] === 'Tag');
  }

  /** `new CfnResource(this, 'X', { type: 'AWS::…' })` */
  #customType(node: TSESTree.NewExpression, { module, path }: CdkName): string | undefined {
    const props = node.arguments[2];
    if (module !== 'core' || path[0] !== 'CfnResource' || !props || props.type === 'SpreadElement') return undefined;
    return this.evaluator.value(props, { path: '' }).get('type').string;
  }

  #made(node: Node, context: Context, depth: number): Value | undefined {
    const construct = this.#constructs.get(node);
    if (construct) return construct.reference(construct.isArn ? 'Arn' : undefined, node, context);
    if (node.type === 'NewExpression') {
      const name = this.names.of(node.callee);
      const [first] = node.arguments;
      const called = name && `${name.module}.${name.path.join('.')}`;
      if ((called === 'aws-ec2.InstanceType' || called === 'aws-lambda.Runtime') && first && first.type !== 'SpreadElement')
        return this.evaluator.value(first, context, depth);
      return policyObject(node, context, this, depth);
    }
    if (node.type !== 'CallExpression') return undefined;
    if (node.callee.type === 'MemberExpression' && keyOf(node.callee) === 'arnForObjects') {
      const bucket = this.constructOf(node.callee.object);
      const [key] = node.arguments;
      const arn = bucket?.type === 'AWS::S3::Bucket' ? bucket.reference('Arn', node, context).parts : undefined;
      if (arn && key && key.type !== 'SpreadElement')
        return pattern(this.place(node, context), [...arn, '/', ...this.evaluator.pieces(key, context, depth).pieces]);
    }
    return policyObject(node, context, this, depth);
  }

  #attribute(object: Node, name: string, context: Context): Value | undefined {
    const construct = this.constructOf(object);
    if (!construct) return undefined;
    const node = this.code.parent(object) ?? object;
    if (construct.isL1) {
      if (name === 'ref') return construct.reference(undefined, node, context);
      return name.startsWith('attr') ? construct.reference(name.slice('attr'.length), node, context) : undefined;
    }
    if (/Arn$/.test(name)) return construct.reference('Arn', node, context);
    return /(?:Name|Id)$/.test(name) ? construct.reference(undefined, node, context) : undefined;
  }

  place(node: Node, { path }: Context): Place {
    return { file: this.code.file, span: this.code.span(node), path };
  }
}

/** A construct of a program as the resource that it becomes. */
export class Construct implements Resource<any> {
  readonly surface = 'cdk';
  readonly written = undefined;
  readonly declaredType: string;
  readonly logicalId: string;
  readonly at: Located;
  #reading = false;
  #effects: Effects | undefined;

  constructor(
    readonly template: App,
    readonly node: TSESTree.NewExpression,
    readonly name: CdkName,
    readonly type: string,
    private readonly l2: L2Class | undefined,
  ) {
    const { code, classes } = template;
    this.declaredType = code.text(node.callee);
    this.logicalId = template.nameOf(node);
    const around = classes.nameAround(node);
    this.at = { file: code.file, span: code.span(node.callee), path: `${around === undefined ? '' : `${around}/`}${this.logicalId}` };
  }

  /** Whether it is a resource as CloudFormation has it. */
  get isL1(): boolean {
    return this.l2 === undefined;
  }
  /** Whether props that take the construct itself become its ARN. */
  get isArn(): boolean {
    return /^AWS::(?:IAM::|Lambda::|S3::|DynamoDB::|SQS::|SNS::|KMS::|Logs::|Kinesis|SecretsManager::|StepFunctions::)/.test(this.type);
  }

  exists(): boolean {
    return true;
  }

  identity(property: string): string | undefined {
    return this.prop(property).identity;
  }

  attribute(name: ResourceAttribute): Value {
    const { effects, template } = this;
    const place: Place = { ...this.at, path: `${this.at.path}/${name}` };
    const isOpen = !this.isL1 || effects.escaped || effects.changesOptions || template.hasAspects || template.code.file.text.includes('RemovalPolicies');
    const [removal, ...more] = effects.removals;
    if (isOpen || more.length > 0) return unknown(place, 'the program decides it');
    return removal ? removalPolicy(removal, name, place, template) : absent(place);
  }

  waitsFor(other: Resource): boolean | undefined {
    return waits(this, other, new Set());
  }

  called(property: string): string {
    const own = this.l2?.properties;
    if (own && Object.hasOwn(own, property)) return (own[property] as string).replace('?', '');
    return special(this.name)?.called?.[property] ?? propName(property);
  }

  /** A value that refers to it, at the place of use. */
  reference(attribute: string | undefined, node: Node, context: Context): Value {
    const { type, template } = this;
    const name = nameProperty(type);
    const own = name === undefined ? undefined : this.prop(name);
    const plain = referencePieces(type, this.logicalId, undefined, undefined);
    // Where `Ref` itself gives the ARN, there is no such attribute.
    const refIsArn = attribute === 'Arn' && plain.length > 1;
    const pieces = referencePieces(type, this.logicalId, refIsArn ? undefined : attribute, own?.string !== undefined ? own.parts : undefined);
    return pattern(template.place(node, context), pieces, {
      reference: { logicalId: this.logicalId, attribute: refIsArn ? undefined : attribute, target: this },
      expression: () => `made ${this.node.range[0]} ${attribute ?? ''}`,
    });
  }

  get effects(): Effects {
    const { code, names, classes } = this.template;
    this.#effects ??= effectsOf(this.node, code, names, classes);
    return this.#effects;
  }

  /** The props as they are written; unknown where they come from elsewhere. */
  props(naming: 'template' | 'verbatim'): Value {
    const { template, at } = this;
    const [, , props] = this.node.arguments;
    const place: Place = { ...at };
    if (this.node.arguments.some((argument) => argument.type === 'SpreadElement')) return unknown(place, 'its arguments are spread');
    if (!props) return map(place, { keys: () => [], complete: true, keyAt: () => undefined, get: (key) => absent({ ...place, path: `${at.path}/${key}` }) });
    // Props that hold the construct itself (`{ ...fn }`) are read while they are being read.
    if (this.#reading) return unknown(place, 'its props hold itself');
    this.#reading = true;
    try {
      return template.evaluator.value(props, { path: at.path, owner: at.span, naming });
    } finally {
      this.#reading = false;
    }
  }

  get properties(): Value {
    const { l2 } = this;
    if (this.name.module === 'core') return this.props('verbatim').get('properties');
    const props = this.props(l2 ? 'verbatim' : 'template');
    if (props.content.kind !== 'map') return props;
    const own = props.content.map;
    const content = l2 ? this.#l2Content(own, l2) : own;
    return map({ file: props.file, span: props.span, path: this.at.path }, this.#overlaid(content, l2 === undefined));
  }

  prop(name: string): Value {
    return this.properties.get(name);
  }

  /** The place of the value of a missing property. */
  lacking(property: string): Value {
    return absent({ ...this.at, path: `${this.at.path}/${property}` });
  }

  unknown(property: string, reason: string, span: Span = this.at.span): Value {
    return unknown({ file: this.at.file, span, path: `${this.at.path}/${property}` }, reason);
  }

  #l2Content(own: MapContent, { properties }: L2Class): MapContent {
    const { template, name } = this;
    const specOf = (key: string): { readonly prop: string; readonly supplied: boolean } | undefined => {
      const spec = Object.hasOwn(properties, key) ? properties[key] : undefined;
      return spec === undefined ? undefined : { prop: spec.replace('?', ''), supplied: spec.endsWith('?') };
    };
    return {
      keys: () => Object.keys(properties).filter((key) => own.keyAt(specOf(key)?.prop ?? '') !== undefined),
      complete: false,
      keyAt: (key) => own.keyAt(specOf(key)?.prop ?? special(name)?.keyOf(key, own) ?? ''),
      get: (key) => {
        const made = special(name)?.get(key, own, this, template);
        if (made) return made;
        const spec = specOf(key);
        if (!spec) return this.unknown(key, `${this.declaredType} decides it`);
        const value = own.get(spec.prop);
        if (!value.isAbsent) return renamed(value, `${this.at.path}/${key}`);
        return spec.supplied ? this.unknown(key, `${this.declaredType} supplies it`) : this.lacking(key);
      },
    };
  }

  /** The content with what the rest of the program does to it. */
  #overlaid(content: MapContent, isL1: boolean): MapContent {
    const { effects, template, at } = this;
    const isOpen = effects.escaped || template.hasAspects;
    return {
      keys: () => content.keys(),
      complete: content.complete && !isOpen && effects.assigned.size === 0,
      keyAt: (key) => content.keyAt(key),
      get: (key) => {
        if (effects.changed.has(key) || effects.changed.has(propName(key))) return this.unknown(key, 'changed later');
        const assigned = isL1 ? effects.assigned.get(propName(key)) : undefined;
        if (assigned) return template.evaluator.value(assigned, { path: `${at.path}/${key}`, naming: 'template' });
        const value = content.get(key);
        return value.isAbsent && isOpen ? this.unknown(key, 'other code may set it') : value;
      },
    };
  }
}

/** A value at its place, under the name of the property that it becomes. */
function renamed({ file, span, content, extras }: Value, path: string): Value {
  return new Value(file, span, path, content, extras);
}
