import { and, ChoiceSpace, type Formula, not, oneOf, TRUE, type Variable } from '../../core/choices.ts';
import { type Inputs, type Located, noInputs } from '../../core/document.ts';
import type { Surface } from '../../core/rule.ts';
import type { SourceFile } from '../../core/source-file.ts';
import type { Place, Value } from '../../core/value.ts';
import type { MapNode, Node } from '../yaml/node.ts';
import type { Keep } from '../yaml/value.ts';
import { isHandedOn, waits } from './dependencies.ts';
import { Evaluator } from './evaluator.ts';
import { intrinsic, literal } from './intrinsics.ts';
import type { LoopGuard, Unrolled } from './loops.ts';
import { oneOfSets, type Parameter, readParameters } from './parameters.ts';
import type { Resource, TemplateModel } from './resource.ts';
import { MadeResource, samResources } from './sam-resources.ts';
import { TemplateResource } from './template-resource.ts';

/** Transforms of AWS that lintel knows to leave resources as they stand (or models itself). */
const KNOWN_TRANSFORMS = new Set([
  'AWS::Serverless-2016-10-31',
  'AWS::LanguageExtensions',
  'AWS::SecretsManager-2020-07-23',
  'AWS::SecretsManager-2024-09-16',
  'AWS::CodeDeployBlueGreen',
]);

/** A CloudFormation or SAM template: its sections, and the values of its nodes under the choices of the current run. */
export class Template implements TemplateModel {
  readonly at: Located;
  readonly surface: Surface;
  readonly complete: boolean;
  /** Why it may hold more than is written; shown as a note. */
  readonly openEnds: readonly string[];
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly resources: readonly TemplateResource[];
  /** Resources that SAM makes of parts of those that are written. */
  readonly made: readonly MadeResource[];
  readonly choices = new ChoiceSpace();
  readonly globals: MapNode | undefined;
  readonly #byId = new Map<string, TemplateResource>();
  readonly #byType = new Map<string, Resource[]>();
  readonly #evaluator: Evaluator;

  readonly root: MapNode;
  readonly #variables: ReadonlyMap<string, Variable>;
  readonly #guards: ReadonlyMap<Node, readonly LoopGuard[]>;

  constructor(
    readonly file: SourceFile,
    written: MapNode,
    inputs: Inputs = noInputs,
    /** For resources that no template declares: where they come from, and why there may be more. */
    origin?: { readonly surface: Surface; readonly openEnd: string },
    /** The template with its loops written out, where it has some. */
    { root, guards, open: loops }: Unrolled = { root: written, guards: new Map(), open: [] },
  ) {
    this.root = root;
    this.#guards = guards;
    const { parameters, variables } = readParameters(file, root, inputs);
    this.#variables = variables;
    this.parameters = parameters;
    this.#evaluator = new Evaluator(file, root, parameters, variables, this.choices, (logicalId) => this.#byId.get(logicalId));
    if (inputs.parameters.length > 0) this.choices.require(oneOfSets(variables, inputs.parameters));
    // Rules that contradict each other or the parameters allow no deployment at all: lintel says nothing of that, and judges without them.
    for (const demand of this.#evaluator.rules()) this.choices.require(demand);
    const resources = root.get('Resources');
    this.at = { file, span: resources?.key.span ?? { start: root.span.start, end: root.span.start }, path: 'Resources' };
    const transforms = transformsOf(root.get('Transform')?.value);
    this.surface = origin?.surface ?? (transforms.includes('AWS::Serverless-2016-10-31') ? 'sam' : 'cloudformation');
    const globals = root.get('Globals')?.value;
    this.globals = this.surface === 'sam' && globals?.kind === 'map' ? globals : undefined;
    const open = transforms.filter((name) => !KNOWN_TRANSFORMS.has(name)).map((name) => `the macro ${name} may change anything`);
    open.push(...loops, ...(origin ? [origin.openEnd] : []));
    const list: TemplateResource[] = [];
    if (resources?.value.kind === 'map') {
      for (const pair of resources.value.pairs) {
        if (pair.name === 'Fn::Transform') open.push('Fn::Transform may add resources');
        const typeNode = pair.value.kind === 'map' ? pair.value.get('Type')?.value : undefined;
        const type = literal(typeNode);
        const tool = expandedBy(pair.value) ?? (typeNode && expandedBy(typeNode));
        if (tool) open.push(`${tool} for ${pair.name} may add resources`);
        else if (type?.endsWith('::MODULE')) open.push(`the module ${pair.name} may add resources`);
        if (pair.value.kind !== 'map' || type === undefined || pair.name === '') continue;
        list.push(new TemplateResource(this, pair.name, type, pair.value, { file: pair.file ?? file, span: pair.key.span, path: `Resources/${pair.name}` }));
      }
    } else if (resources?.value.tag) open.push('the resources come from a macro');
    this.openEnds = open;
    this.resources = list;
    for (const resource of list) this.#byId.set(resource.logicalId, resource);
    this.complete = open.length === 0 && !list.some(isHandedOn);
    this.made = this.surface === 'sam' ? list.flatMap((resource) => [...samResources(resource)]) : [];
    for (const resource of [...list, ...this.made]) {
      const same = this.#byType.get(resource.type);
      if (same) same.push(resource);
      else this.#byType.set(resource.type, [resource]);
    }
  }

  /** Whether a macro over the whole template may add properties to any resource. */
  get hasMacro(): boolean {
    return this.openEnds.some((reason) => reason.startsWith('the macro'));
  }

  resource(logicalId: string): TemplateResource | undefined {
    return this.#byId.get(logicalId);
  }

  ofType<T extends string>(type: T): readonly Resource<T>[] {
    return (this.#byType.get(type) ?? []) as unknown as Resource<T>[];
  }

  find<T extends string>(type: T, test: (resource: Resource<T>) => boolean | undefined): 'some' | 'none' | 'unknown' {
    let open = !this.complete;
    for (const resource of this.ofType(type)) {
      const answer = test(resource);
      // Only what may satisfy it is asked whether it is deployed: each such question is a choice more.
      if (answer === false || !resource.exists()) continue;
      if (answer) return 'some';
      open = true;
    }
    return open ? 'unknown' : 'none';
  }

  together(one: Resource, other: Resource): 'always' | 'sometimes' | 'never' {
    const both = and([this.#deployed(one), this.#deployed(other)]);
    const { root } = this.choices;
    if (!root.assert(both)?.satisfiable()) return 'never';
    return root.assert(not(both))?.satisfiable() ? 'sometimes' : 'always';
  }

  /** Whether one resource is made after another. */
  waits(one: TemplateResource, other: Resource): boolean | undefined {
    return this.hasMacro ? undefined : waits(one, other, (logicalId) => this.#byId.get(logicalId));
  }

  #deployed(one: Resource): Formula {
    const resource = this.#byId.get(one instanceof MadeResource ? one.owner.logicalId : one.logicalId);
    const name = resource?.conditionName;
    const guards = (resource && this.#guards.get(resource.node)) ?? [];
    return and([(name !== undefined && this.formula(name)) || TRUE, ...guards.map((guard) => this.#hasItem(guard))]);
  }

  /** Whether the loops that a resource comes from make it, under the current choices. */
  isMade(node: Node): boolean {
    const { current } = this.choices;
    const guards = this.#guards.get(node);
    return (
      !guards ||
      !current ||
      guards.every(({ parameter, item }) => {
        const variable = this.#variables.get(parameter);
        return !variable || hasItem(current.valueOf(variable, ({ text }) => String(hasItem(text, item))).text, item);
      })
    );
  }

  #hasItem({ parameter, item }: LoopGuard): Formula {
    const variable = this.#variables.get(parameter);
    return variable ? oneOf(variable, ({ text }) => hasItem(text, item)) : TRUE;
  }

  /** Whether a named condition holds under the current choices; undefined outside of a run or when there is no such condition. */
  condition(name: string): boolean | undefined {
    return this.#evaluator.condition(name);
  }

  /** A named condition as a formula over the template's variables. */
  formula(name: string): Formula | undefined {
    return this.#evaluator.formula(name);
  }

  /** The value of a node under the choices of the current run. */
  read = (node: Node, place: Place): Value => this.#evaluator.read(node, place);

  /** Keeps what is read where no choice makes a difference. */
  get keep(): Keep {
    return this.#evaluator.keep;
  }

  /** The value of an `Fn::Sub` string. */
  substitute(template: string, place: Place): Value {
    return this.#evaluator.substitute(template, place);
  }
}

/** The tag of another tool, or the function, that makes what it likes of a node before CloudFormation reads it. */
function expandedBy(node: Node): string | undefined {
  const name = intrinsic(node)?.name;
  return name === 'Fn::Transform' || name?.startsWith('!') ? name : undefined;
}

/** Whether a list parameter's text has an item. */
const hasItem = (text: string | undefined, item: string): boolean => text?.split(',').some((part) => part.trim() === item) === true;

function transformsOf(node: Node | undefined): string[] {
  if (!node) return [];
  if (node.kind === 'seq') return node.items.flatMap(transformsOf);
  if (node.kind === 'map') return [literal(node.get('Name')?.value) ?? 'Fn::Transform'];
  return node.isNull ? [] : [node.value];
}
