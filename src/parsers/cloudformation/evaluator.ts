import { and, type ChoiceSpace, FALSE, type Formula, not, oneOf, or, TRUE, type Variable } from '../../core/choices.ts';
import type { Located } from '../../core/document.ts';
import type { SourceFile } from '../../core/source-file.ts';
import { absent, type Hole, known, list, type Place, pattern, type Step, unknown, Value } from '../../core/value.ts';
import type { MapNode, Node } from '../yaml/node.ts';
import { type Keep, structure } from '../yaml/value.ts';
import { nameProperty, referencePieces } from './arns.ts';
import { expressionText } from './expression.ts';
import { argumentsOf, type Intrinsic, intrinsic, literal, refName, subPieces } from './intrinsics.ts';
import { jsonText } from './json-text.ts';
import { openMap } from './maps.ts';
import { isListType, type Parameter } from './parameters.ts';
import type { TemplateResource } from './template-resource.ts';

const PSEUDO_HOLES: Readonly<Record<string, Hole['hole']>> = {
  'AWS::AccountId': 'account',
  'AWS::Region': 'region',
  'AWS::Partition': 'partition',
  'AWS::URLSuffix': 'urlSuffix',
};
/** Holes that hold none of the characters that strings are split at. */
const ATOMIC = new Set<Hole['hole']>(['account', 'region', 'partition', 'urlSuffix']);
const MAX_DEPTH = 100;

/** What the values of a template's nodes are under the choices of the current run: intrinsic functions and conditions. */
export class Evaluator {
  readonly #formulas = new Map<string, Formula>();
  readonly #opaque = new Map<string, Variable>();
  readonly #entryTexts = new Map<Node, string | undefined>();
  #depth = 0;
  #conditionDepth = 0;
  /** How often a choice was asked for. */
  #consulted = 0;

  constructor(
    private readonly file: SourceFile,
    private readonly root: MapNode,
    private readonly parameters: ReadonlyMap<string, Parameter>,
    private readonly variables: ReadonlyMap<string, Variable>,
    private readonly choices: ChoiceSpace,
    private readonly resource: (logicalId: string) => TemplateResource | undefined,
  ) {}

  /** Keeps what is read without asking for a choice: it is the same in every run. */
  readonly keep: Keep = (read) => {
    let kept: { readonly value: ReturnType<typeof read> } | undefined;
    return () => {
      if (kept) return kept.value;
      const before = this.#consulted;
      const value = read();
      if (this.#consulted === before) kept = { value };
      return value;
    };
  };

  /** Whether a named condition holds under the current choices; undefined outside of a run or when there is no such condition. */
  condition(name: string): boolean | undefined {
    this.#consulted++;
    const formula = this.formula(name);
    return formula && this.choices.current?.test(name, formula);
  }

  /** A named condition as a formula over the template's variables. */
  formula(name: string): Formula | undefined {
    const known = this.#formulas.get(name);
    if (known) return known;
    const section = this.root.get('Conditions')?.value;
    const node = section?.kind === 'map' ? section.get(name)?.value : undefined;
    if (!node) return undefined;
    // A condition that refers to itself is an open choice of its own; deployment refuses it.
    this.#formulas.set(name, this.#opaqueFormula(`Conditions/${name}`));
    if (this.#conditionDepth >= MAX_DEPTH) return this.#formulas.get(name);
    this.#conditionDepth++;
    const formula = this.#formulaOf(node, 0);
    this.#conditionDepth--;
    this.#formulas.set(name, formula);
    return formula;
  }

  #formulaOf(node: Node, depth: number): Formula {
    const call = intrinsic(node) ?? conditionReference(node);
    if (!call || depth > MAX_DEPTH) return this.#opaqueFormula(this.#textOf(node));
    const args = argumentsOf(call);
    switch (call.name) {
      case 'Condition': {
        const name = literal(call.argument, call.tagged);
        return (name !== undefined && this.formula(name)) || this.#opaqueFormula(this.#textOf(node));
      }
      case 'Fn::Not':
        if (args?.length === 1) return not(this.#formulaOf(args[0] as Node, depth + 1));
        break;
      case 'Fn::And':
      case 'Fn::Or':
        if (args) return (call.name === 'Fn::And' ? and : or)(args.map((arg) => this.#formulaOf(arg, depth + 1)));
        break;
      case 'Fn::Equals':
        if (args?.length === 2) return this.#comparison(args, compare);
        break;
      case 'Fn::Contains':
        if (args?.length === 2) return this.#comparison(args, contains);
        break;
      case 'Fn::EachMemberEquals':
        if (args?.length === 2) return this.#comparison(args, (members, value) => each(members, (member) => compare(member, value)));
        break;
      case 'Fn::EachMemberIn':
        if (args?.length === 2) return this.#comparison(args, (members, list) => each(members, (member) => contains(list, member)));
        break;
    }
    return this.#opaqueFormula(this.#textOf(node));
  }

  /** Two operands under every combination of the choices that they read: `test` holds, doesn't, or is a choice of its own. */
  #comparison(args: readonly Node[], test: (left: Value, right: Value) => boolean | undefined): Formula {
    const [left, right] = args as [Node, Node];
    const place = (node: Node): Place => ({ file: this.file, span: node.span, path: 'Conditions' });
    // Compared with a literal, a parameter is that or something else; which other value it is makes no difference.
    const against = (node: Node): ((text: string | undefined) => string | undefined) | undefined => {
      const text = test === compare ? literal(node) : undefined;
      return text === undefined ? undefined : (other) => (other === text ? 'equal' : other?.includes('{{resolve:') ? undefined : 'different');
    };
    const { leaves, complete } = this.choices.explore(() =>
      test(this.#operand(left, place(left), against(right)), this.#operand(right, place(right), against(left))),
    );
    const opaque = (): Formula => this.#opaqueFormula(`${this.#textOf(left)} ${test === compare ? '=' : '~'} ${this.#textOf(right)}`);
    if (!complete) return opaque();
    return or(leaves.map((leaf) => and([...leaf.facts.map((fact) => fact.formula), leaf.result === undefined ? opaque() : leaf.result ? TRUE : FALSE])));
  }

  /** What the template's `Rules` demand of its parameters: the assertions of each whose condition holds. */
  *rules(): Generator<Formula> {
    const section = this.root.get('Rules')?.value;
    for (const { value: rule } of section?.kind === 'map' ? section.pairs : []) {
      if (rule.kind !== 'map') continue;
      const condition = rule.get('RuleCondition')?.value;
      const assertions = rule.get('Assertions')?.value;
      const asserted = assertions?.kind === 'seq' ? assertions.items.flatMap((item) => (item.kind === 'map' ? (item.get('Assert')?.value ?? []) : [])) : [];
      yield or([condition ? not(this.#formulaOf(condition, 0)) : FALSE, and(asserted.map((assert) => this.#formulaOf(assert, 0)))]);
    }
  }

  /** An operand of a comparison or a key of a mapping: here pseudo-parameters take their compared values, while elsewhere they are holes. */
  #operand(node: Node, place: Place, classOf?: (text: string | undefined) => string | undefined): Value {
    const name = refName(node);
    const isPlain = classOf !== undefined && !isListType(this.parameters.get(name ?? '')?.type ?? '');
    const isChoice = name !== undefined && this.variables.has(name) && (name.startsWith('AWS::') || isPlain);
    return isChoice ? this.#choose(name, place, classOf) : this.read(node, place);
  }

  #opaqueFormula(name: string): Formula {
    let variable = this.#opaque.get(name);
    if (!variable) {
      variable = {
        name,
        possibilities: [
          { text: 'true', label: 'true' },
          { text: 'false', label: 'false' },
        ],
      };
      this.#opaque.set(name, variable);
    }
    return oneOf(variable, (possibility) => possibility.text === 'true');
  }

  #textOf(node: Node): string {
    const { start, end } = node.span;
    return `${node.tag ? `${node.tag} ` : ''}${this.file.text.slice(start, end)}`.replace(/\s+/g, ' ');
  }

  /** The value of a node under the choices of the current run. */
  read = (node: Node, place: Place): Value => {
    const call = intrinsic(node);
    if (!call) return this.#plain(node, place);
    if (this.#depth >= MAX_DEPTH) return unknown(place, 'nested too deep');
    this.#depth++;
    try {
      return expressed(this.#call(call, node, place), node);
    } finally {
      this.#depth--;
    }
  };

  /** A node's own structure, without its tag: elements that are `AWS::NoValue` are gone, dynamic references are holes. */
  #plain(node: Node, place: Place): Value {
    const value = structure(node, place, this.read, this.keep);
    const { content } = value;
    if (content.kind === 'scalar' && content.text.includes('{{resolve:')) return pattern(place, dynamicReferences(content.text));
    if (content.kind === 'list' && content.list.items.some((item) => item.isAbsent))
      return list(
        place,
        content.list.items.filter((item) => !item.isAbsent),
      );
    if (node.kind === 'map' && node.pairs.some((pair) => pair.name === 'Fn::Transform' || pair.name.startsWith('Fn::ForEach::'))) return openMap(value);
    return value;
  }

  /** An argument of a call: the tagged node itself with its tag spent, or the long form's value. */
  #argument(call: Intrinsic, place: Place): Value {
    return call.tagged ? this.#plain(call.argument, place) : this.read(call.argument, place);
  }

  #call(call: Intrinsic, node: Node, place: Place): Value {
    const args = argumentsOf(call);
    switch (call.name) {
      case 'Ref': {
        const name = literal(call.argument, call.tagged);
        return name === undefined ? unknown(place, 'Ref') : this.#ref(name, place);
      }
      case 'Fn::GetAtt':
        return this.#getAtt(call, args, place);
      case 'Fn::If':
        return this.#if(args, place);
      case 'Fn::Sub':
        return this.#sub(call, args, place);
      case 'Fn::Join':
        return this.#join(args, place);
      case 'Fn::Select':
        return this.#select(args, place);
      case 'Fn::Split':
        return this.#split(args, place);
      case 'Fn::FindInMap':
        return this.#findInMap(args, place);
      case 'Fn::Base64':
        // The text before encoding: what rules judge of user data is its content.
        return this.#argument(call, place);
      case 'Fn::ToJsonString':
        return jsonText(this.#argument(call, place), place);
      case 'Fn::Length': {
        const of = this.#argument(call, place);
        return of.kind === 'list' && of.complete ? known(place, String(of.items.length), { trace: of.trace }) : unknown(place, 'Fn::Length');
      }
      default:
        return unknown(place, call.name === node.tag ? `unknown tag ${call.name}` : call.name);
    }
  }

  #ref(name: string, place: Place): Value {
    if (name === 'AWS::NoValue') return absent(place);
    const hole = PSEUDO_HOLES[name];
    if (hole) return pattern(place, [{ hole, name }]);
    const parameter = this.parameters.get(name);
    if (parameter) return this.#parameter(parameter, place);
    const resource = this.resource(name);
    if (resource) return this.#reference(resource, undefined, place);
    return pattern(place, [{ hole: 'any', name }]);
  }

  #parameter(parameter: Parameter, place: Place): Value {
    if (!parameter.variable)
      return isListType(parameter.type) ? unknown(place, `parameter ${parameter.name}`) : pattern(place, [{ hole: 'any', name: parameter.name }]);
    return this.#choose(parameter.name, place);
  }

  /** The value that a variable has in this run. */
  #choose(name: string, place: Place, classOf?: (text: string | undefined) => string | undefined): Value {
    this.#consulted++;
    const variable = this.variables.get(name) as Variable;
    const { current } = this.choices;
    if (!current) return pattern(place, [{ hole: 'any', name }]);
    const { text } = current.valueOf(variable, classOf && ((possibility) => classOf(possibility.text)));
    const parameter = this.parameters.get(name);
    if (text === undefined) {
      const named = new Set(variable.possibilities.flatMap((possibility) => (possibility.text === undefined ? [] : [possibility.text])));
      return pattern(place, [{ hole: 'any', name, not: named }]);
    }
    const trace: Step[] = parameter ? [{ text: name, at: text === parameter.default && parameter.defaultAt ? parameter.defaultAt : parameter.at }] : [];
    if (parameter && isListType(parameter.type)) {
      return list(
        place,
        text.split(',').map((item) => known(place, item.trim(), { trace })),
        true,
        { trace },
      );
    }
    if (text.includes('{{resolve:')) return pattern(place, dynamicReferences(text));
    return known(place, text, { trace, ...(trace[0] && { origin: trace[0].at }) });
  }

  #reference(resource: TemplateResource, attribute: string | undefined, place: Place): Value {
    const property = nameProperty(resource.declaredType) ?? nameProperty(resource.type);
    // Reading the name may branch; only what the template says in one way is worth that.
    const node = property === undefined ? undefined : resource.propertyNode(property);
    const name = node && intrinsic(node) === undefined ? literal(node) : undefined;
    const pieces = referencePieces(resource.type, resource.logicalId, attribute, name === undefined ? undefined : [name]);
    return pattern(place, pieces, { reference: { logicalId: resource.logicalId, attribute, target: resource } });
  }

  #getAtt(call: Intrinsic, args: readonly Node[] | undefined, place: Place): Value {
    const text = literal(call.argument, call.tagged);
    const dot = text?.indexOf('.') ?? -1;
    const logicalId = dot > 0 ? text?.slice(0, dot) : args && literal(args[0]);
    const attribute = dot > 0 ? text?.slice(dot + 1) : args && literal(args[1]);
    if (logicalId === undefined || attribute === undefined) return unknown(place, 'Fn::GetAtt');
    const resource = this.resource(logicalId);
    return resource ? this.#reference(resource, attribute, place) : pattern(place, [{ hole: 'any', name: `${logicalId}.${attribute}` }]);
  }

  #if(args: readonly Node[] | undefined, place: Place): Value {
    const name = args && literal(args[0]);
    const holds = name === undefined || args?.length !== 3 ? undefined : this.condition(name);
    if (holds === undefined) return unknown(place, 'Fn::If');
    const branch = args?.[holds ? 1 : 2] as Node;
    const value = this.read(branch, { file: place.file, span: branch.span, path: place.path });
    // A branch without value stands where the property stands, so that "missing" is told there.
    return value.isAbsent ? absent(place, value.extras) : value;
  }

  #sub(call: Intrinsic, args: readonly Node[] | undefined, place: Place): Value {
    const template = literal(call.argument, call.tagged) ?? (args && literal(args[0]));
    const variables = args?.[1];
    if (template === undefined) return unknown(place, 'Fn::Sub');
    return this.substitute(template, place, variables?.kind === 'map' ? variables : undefined);
  }

  /** The value of an `Fn::Sub` string. */
  substitute(template: string, place: Place, variables?: MapNode): Value {
    const pieces: (string | Hole)[] = [];
    const trace: Step[] = [];
    let reference: Value['reference'];
    const split = subPieces(template);
    for (const piece of split) {
      if ('text' in piece) {
        pieces.push(piece.text);
        continue;
      }
      const own = variables?.get(piece.name)?.value;
      const dot = piece.name.indexOf('.');
      let value: Value;
      if (own) value = this.read(own, { ...place, span: own.span });
      else if (dot > 0) {
        const resource = this.resource(piece.name.slice(0, dot));
        value = resource ? this.#reference(resource, piece.name.slice(dot + 1), place) : unknown(place, piece.name);
      } else value = this.#ref(piece.name, place);
      trace.push(...value.trace);
      if (split.length === 1) reference = value.reference;
      pieces.push(...(value.parts ?? [{ hole: 'any' as const, name: piece.name }]));
    }
    return resolved(pattern(place, pieces, { trace, ...(reference && { reference }) }));
  }

  #join(args: readonly Node[] | undefined, place: Place): Value {
    const delimiter = args && literal(args[0]);
    const items = args?.[1] && this.read(args[1], { ...place, span: args[1].span });
    if (delimiter === undefined || items?.kind !== 'list' || !items.complete) return unknown(place, 'Fn::Join');
    const pieces: (string | Hole)[] = [];
    const trace: Step[] = [...items.trace];
    for (const [i, item] of items.items.entries()) {
      if (i > 0) pieces.push(delimiter);
      trace.push(...item.trace);
      pieces.push(...(item.parts ?? [{ hole: 'any' as const, name: 'Fn::Join' }]));
    }
    return resolved(pattern(place, pieces, { trace }));
  }

  #select(args: readonly Node[] | undefined, place: Place): Value {
    const index = args?.[0] && this.read(args[0], place).number;
    const items = args?.[1] && this.read(args[1], { ...place, span: args[1].span });
    const item = items?.kind === 'list' && items.complete && index !== undefined ? items.items[index] : undefined;
    if (!item) return unknown(place, 'Fn::Select');
    return at(place, item);
  }

  #split(args: readonly Node[] | undefined, place: Place): Value {
    const delimiter = args && literal(args[0]);
    const source = args?.[1] && this.read(args[1], { ...place, span: args[1].span });
    const parts = source?.parts;
    if (!delimiter || !source || !parts || parts.some((part) => typeof part !== 'string' && !ATOMIC.has(part.hole))) return unknown(place, 'Fn::Split');
    const pieces: (string | Hole)[][] = [[]];
    for (const part of parts) {
      if (typeof part !== 'string') {
        pieces.at(-1)?.push(part);
        continue;
      }
      const [head, ...rest] = part.split(delimiter);
      pieces.at(-1)?.push(head as string);
      for (const text of rest) pieces.push([text]);
    }
    return list(
      place,
      pieces.map((piece) => pattern(place, piece, { trace: source.trace })),
      true,
      { trace: source.trace },
    );
  }

  #findInMap(args: readonly Node[] | undefined, place: Place): Value {
    const [first, second, third, options] = args ?? [];
    if (!first || !second || !third) return unknown(place, 'Fn::FindInMap');
    const name = this.read(first, place).string;
    const mappings = this.root.get('Mappings')?.value;
    const mapping = mappings?.kind === 'map' && name !== undefined ? mappings.get(name)?.value : undefined;
    if (mapping?.kind !== 'map' || mapping.get('Fn::Transform')) return unknown(place, 'Fn::FindInMap');
    // Keys with equal entries are one choice: what they lead to does not differ.
    const row = (text: string | undefined): Node | undefined => (text === undefined ? undefined : mapping.get(text)?.value);
    const cell = (entry: Node | undefined, text: string | undefined): Node | undefined =>
      entry?.kind === 'map' && text !== undefined ? entry.get(text)?.value : undefined;
    const inKey = literal(third);
    const top = this.#operand(second, place, (text) => this.#entryText(inKey === undefined ? row(text) : cell(row(text), inKey)));
    const fallback = options?.kind === 'map' ? options.get('DefaultValue')?.value : undefined;
    const entry = row(top.string);
    const inner = this.#operand(third, place, (text) => this.#entryText(cell(entry, text)));
    const found = cell(entry, inner.string);
    if (found) {
      const shown = (node: Node, value: Value): string => refName(node) ?? value.string ?? '?';
      const step = {
        text: `Mappings.${name}[${shown(second, top)}].${shown(third, inner)}`,
        at: { file: this.file, span: found.span, path: `Mappings/${name}/${top.string}/${inner.string}` },
      };
      const value = this.read(found, { ...place });
      return withTrace(value, [step, ...top.trace, ...inner.trace], step.at);
    }
    if (fallback) return this.read(fallback, { ...place, span: fallback.span });
    // A key that no entry has fails the deployment; a key that only deployment knows may be any.
    const decided = (value: Value): boolean => value.string !== undefined || isOther(value);
    if (decided(top) && decided(inner) && (refName(second) !== undefined || refName(third) !== undefined)) this.choices.current?.unreachable();
    return unknown(place, 'Fn::FindInMap');
  }

  /** What an entry of a mapping holds, as one text; undefined when it is too large to compare. */
  #entryText(node: Node | undefined): string | undefined {
    if (!node) return 'missing';
    let text = this.#entryTexts.get(node);
    if (text === undefined && !this.#entryTexts.has(node)) this.#entryTexts.set(node, (text = expressionText(node)));
    return text;
  }
}

function conditionReference(node: Node): Intrinsic | undefined {
  const pair = node.kind === 'map' && node.pairs.length === 1 ? node.pairs[0] : undefined;
  return pair?.name === 'Condition' ? { name: 'Condition', argument: pair.value, tagged: false } : undefined;
}

/** Whether two operands are equal; undefined when only deployment knows. */
function compare(left: Value, right: Value): boolean | undefined {
  if (left.string !== undefined) return right.string !== undefined ? left.string === right.string : right.mayBe(left.string) ? undefined : false;
  if (right.string !== undefined) return left.mayBe(right.string) ? undefined : false;
  const parts = left.parts;
  // A hole that a call left behind is named by the call, not by what it gives: two of them are not the same text.
  if (!parts || !right.parts || parts.some((part) => typeof part !== 'string' && /^(Fn::|resolve:)/.test(part.name))) return undefined;
  return JSON.stringify(parts) === JSON.stringify(right.parts) ? true : undefined;
}

/** Whether a list has an element; undefined when only deployment knows. */
function contains(list: Value, value: Value): boolean | undefined {
  if (list.kind !== 'list') return undefined;
  const answers = list.items.map((item) => compare(item, value));
  if (answers.includes(true)) return true;
  return list.complete && answers.every((answer) => answer === false) ? false : undefined;
}

/** Whether all elements of a list pass; undefined when only deployment knows. */
function each(list: Value, test: (item: Value) => boolean | undefined): boolean | undefined {
  if (list.kind !== 'list') return undefined;
  const answers = list.items.map(test);
  if (answers.includes(false)) return false;
  return list.complete && answers.every((answer) => answer === true) ? true : undefined;
}

/** A parameter's value that nothing in the template names. */
const isOther = (value: Value): boolean => value.parts?.length === 1 && typeof value.parts[0] === 'object' && value.parts[0].not !== undefined;

/** A value seen from another place of use. */
function at(place: Place, value: Value): Value {
  return new Value(place.file, place.span, place.path, value.content, { origin: value.origin, ...value.extras });
}

const withTrace = (value: Value, trace: readonly Step[], origin: Located): Value =>
  new Value(value.file, value.span, () => value.path, value.content, { ...value.extras, trace: [...trace, ...value.trace], origin });

/** A value that isn't known, with the expression that gives it. */
function expressed(value: Value, node: Node): Value {
  if ((value.kind !== 'unknown' && value.kind !== 'pattern') || value.extras.expression) return value;
  return new Value(value.file, value.span, () => value.path, value.content, { ...value.extras, expression: () => expressionText(node) });
}

/** A resolved string may itself be a dynamic reference. */
function resolved(value: Value): Value {
  if (!value.parts?.some((part) => typeof part === 'string' && part.includes('{{resolve:'))) return value;
  return pattern(
    value,
    value.parts.flatMap((part) => (typeof part === 'string' ? dynamicReferences(part) : [part])),
    value.extras,
  );
}

/** `{{resolve:…}}` is filled in at deployment. */
function dynamicReferences(text: string): (string | Hole)[] {
  const pieces: (string | Hole)[] = [];
  let from = 0;
  for (let start = text.indexOf('{{resolve:'); start >= 0; start = text.indexOf('{{resolve:', from)) {
    const close = text.indexOf('}}', start);
    const end = close < 0 ? text.length : close + 2;
    if (start > from) pieces.push(text.slice(from, start));
    pieces.push({ hole: 'any', name: text.slice(start + 2, Math.min(close < 0 ? end : close, start + 42)) });
    from = end;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}
