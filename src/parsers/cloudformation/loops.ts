import type { Inputs } from '../../core/document.ts';
import type { SourceFile } from '../../core/source-file.ts';
import type { MapNode, Node, Pair, SeqNode } from '../yaml/node.ts';
import { argumentsOf, intrinsic, literal, refName } from './intrinsics.ts';
import { scalar, withItems, withPairs, withValue } from './nodes.ts';
import { isListType, readParameters } from './parameters.ts';

/** A loop's instance is there when a list parameter has an item. */
export interface LoopGuard {
  readonly parameter: string;
  readonly item: string;
}

/** A template with its loops written out. */
export interface Unrolled {
  readonly root: MapNode;
  /** Of bodies that a loop over a parameter made: under which items they exist. */
  readonly guards: ReadonlyMap<Node, readonly LoopGuard[]>;
  /** Loops of resources that may make more than what is written out. */
  readonly open: readonly string[];
}

/** The values that a list parameter may have, each a comma-separated text; undefined among them: any other. */
type ListValues = (parameter: string) => readonly (string | undefined)[] | undefined;

const PREFIX = 'Fn::ForEach::';
/** Twice as many bodies as a template may have resources: a loop in a loop multiplies. */
const MAX_BODIES = 1000;
const MAX_NODES = 200_000;
const MAX_DEPTH = 200;
const SECTIONS = new Set(['Resources', 'Conditions', 'Outputs']);

/** What a loop runs over: its items, each with the guard of a parameter if it depends on one; undefined when only deployment knows. */
interface Collection {
  readonly items: readonly { readonly text: string; readonly guard: LoopGuard | undefined }[];
  /** Whether there may be other items. */
  readonly open: boolean;
}

/** The loop's variable in its body: what it stands for, or a hole. */
interface Binding {
  readonly name: string;
  readonly text: string | undefined;
}

/**
 * Writes out `Fn::ForEach` (AWS::LanguageExtensions): the body once for each item, its spans those of the loop's body. A loop over what only deployment
 * knows leaves its body once, with holes where the item would stand. Inside of properties it stays as it is then: what it adds is unknown.
 */
function unroll(root: MapNode, values: ListValues): Unrolled {
  const unroller = new Unroller(root, values);
  return { root: unroller.root(), guards: unroller.guards, open: unroller.open };
}

/** A template with its loops written out: over lists, and over the values that its list parameters may have. */
export function unrolled(file: SourceFile, root: MapNode, inputs: Inputs): Unrolled {
  const { parameters } = readParameters(file, root, inputs);
  return unroll(root, (name) => {
    const parameter = parameters.get(name);
    return parameter && isListType(parameter.type) ? parameter.variable?.possibilities.map(({ text }) => text) : undefined;
  });
}

class Unroller {
  readonly guards = new Map<Node, readonly LoopGuard[]>();
  readonly open: string[] = [];
  #bodies = 0;
  #nodes = 0;

  constructor(
    private readonly template: MapNode,
    private readonly values: ListValues,
  ) {}

  root(): MapNode {
    return withPairs(
      this.template,
      this.template.pairs.map((pair) => {
        const { name, value } = pair;
        if (value.kind !== 'map' || value.tag !== undefined) return withValue(pair, this.#inner(value, 0));
        return withValue(pair, SECTIONS.has(name) ? withPairs(value, this.#section(name, value.pairs, [], 0)) : this.#inner(value, 0));
      }),
    );
  }

  /** The entries of a section: resources, conditions or outputs. */
  #section(section: string, pairs: readonly Pair[], guards: readonly LoopGuard[], depth: number): Pair[] {
    return pairs.flatMap((pair) => {
      const loop = loopOf(pair);
      if (!loop) {
        const value = this.#inner(pair.value, depth);
        if (guards.length > 0) this.guards.set(value, guards);
        return [withValue(pair, value)];
      }
      const collection = depth < MAX_DEPTH ? this.#collection(loop.collection) : undefined;
      const isOpen = collection === undefined || collection.open || !this.#affords(collection.items.length);
      if (isOpen && section === 'Resources') this.open.push(`the loop ${pair.name} runs over values that only deployment knows`);
      const bodies: (readonly [Pair[], readonly LoopGuard[]])[] = [];
      if (collection && this.#affords(collection.items.length)) {
        for (const { text, guard } of collection.items) bodies.push([this.#body(loop, text), guard ? [...guards, guard] : guards]);
      } else bodies.push([this.#body(loop, undefined), guards]);
      return bodies.flatMap(([body, own]) => this.#section(section, body, own, depth + 1));
    });
  }

  /** A node below an entry: loops in its maps are written out where their items are certain. */
  #inner(node: Node, depth: number): Node {
    if (depth > MAX_DEPTH || node.kind === 'scalar') return node;
    if (node.kind === 'seq') {
      const items = node.items.map((item) => this.#inner(item, depth + 1));
      return items.some((item, i) => item !== node.items[i]) ? withItems(node, items) : node;
    }
    let changed = false;
    const pairs = node.pairs.flatMap((pair): Pair[] => {
      const loop = loopOf(pair);
      const collection = loop && this.#collection(loop.collection);
      if (loop && collection && !collection.open && collection.items.every(({ guard }) => !guard) && this.#affords(collection.items.length)) {
        changed = true;
        const bodies = collection.items.flatMap(({ text }) => this.#body(loop, text));
        return (this.#inner(withPairs(node, bodies), depth + 1) as MapNode).pairs.slice();
      }
      const value = loop ? pair.value : this.#inner(pair.value, depth + 1);
      if (value === pair.value) return [pair];
      changed = true;
      return [withValue(pair, value)];
    });
    return changed ? withPairs(node, pairs) : node;
  }

  #affords(bodies: number): boolean {
    return this.#bodies + bodies <= MAX_BODIES && this.#nodes < MAX_NODES;
  }

  #body({ variable, output }: Loop, text: string | undefined): Pair[] {
    this.#bodies++;
    return output.pairs.map((pair) => this.#bindPair(pair, { name: variable, text }, 0));
  }

  #bindPair(pair: Pair, binding: Binding, depth: number): Pair {
    const name = replaced(pair.name, binding);
    const isText = pair.name === 'Fn::Sub';
    const value = this.#bind(pair.value, binding, depth + 1, isText);
    const key = name === pair.name ? pair.key : scalar(pair.key, name, undefined);
    return { ...withValue(pair, value), name, key };
  }

  /** A node with the loop's variable replaced. `isText`: it is what `Fn::Sub` takes, whose holes need no mark. */
  #bind(node: Node, binding: Binding, depth: number, isText: boolean): Node {
    this.#nodes++;
    if (depth > MAX_DEPTH) return node;
    const { text } = binding;
    if (text !== undefined && refName(node) === binding.name) return scalar(node, text, undefined);
    if (node.kind === 'scalar') {
      const value = replaced(node.value, binding);
      if (value !== node.value) return scalar(node, value, node.tag);
      // Loops replace their variable in every text; as one of Fn::Sub it is a hole.
      return text === undefined && !isText && node.tag === undefined && mentions(node.value, binding.name) ? scalar(node, node.value, '!Sub') : node;
    }
    if (node.kind === 'seq') {
      const items = node.items.map((item, i) => this.#bind(item, binding, depth + 1, (isText || node.tag === '!Sub') && i === 0));
      return items.some((item, i) => item !== node.items[i]) ? withItems(node, items) : node;
    }
    const pairs = node.pairs.map((pair) => this.#bindPair(pair, binding, depth));
    return withPairs(node, pairs);
  }

  #collection(node: Node): Collection | undefined {
    const call = intrinsic(node);
    if (!call) return node.kind === 'seq' ? literals(node) : undefined;
    const name = refName(node);
    const values = name === undefined ? undefined : this.values(name);
    if (name !== undefined && values) {
      const lists = values.flatMap((text) => (text === undefined ? [] : [text.split(',').map((item) => item.trim())]));
      const items = [...new Set(lists.flat())];
      const isSure = (item: string): boolean => values.length === lists.length && lists.every((list) => list.includes(item));
      if (lists.length === 0) return undefined;
      return { items: items.map((item) => ({ text: item, guard: isSure(item) ? undefined : { parameter: name, item } })), open: values.includes(undefined) };
    }
    if (call.name === 'Fn::FindInMap') {
      let at: Node | undefined = this.template.get('Mappings')?.value;
      for (const key of argumentsOf(call)?.slice(0, 3) ?? [undefined]) at = at?.kind === 'map' ? at.get(literal(key) ?? '')?.value : undefined;
      return at?.kind === 'seq' ? literals(at) : undefined;
    }
    return undefined;
  }
}

interface Loop {
  readonly variable: string;
  readonly collection: Node;
  readonly output: MapNode;
}

/** `Fn::ForEach::Name: [Variable, Collection, {Key: Body}]`; undefined for other entries and for loops that are none. */
function loopOf({ name, value }: Pair): Loop | undefined {
  if (!name.startsWith(PREFIX) || value.kind !== 'seq') return undefined;
  const [first, collection, output] = value.items;
  const variable = literal(first);
  return variable !== undefined && collection && output?.kind === 'map' ? { variable, collection, output } : undefined;
}

function literals({ items }: SeqNode): Collection | undefined {
  const texts = items.map((item) => literal(item));
  return texts.every((text) => text !== undefined) ? { items: texts.map((text) => ({ text, guard: undefined })), open: false } : undefined;
}

const mentions = (text: string, name: string): boolean => text.includes(`\${${name}}`) || text.includes(`&{${name}}`);

/** `${Name}` is the item as it is, `&{Name}` without what a logical id may not hold. */
function replaced(text: string, { name, text: item }: Binding): string {
  if (item === undefined || !mentions(text, name)) return text;
  return text.replaceAll(`\${${name}}`, () => item).replaceAll(`&{${name}}`, () => item.replace(/[^A-Za-z0-9]/g, ''));
}
