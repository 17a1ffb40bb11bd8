import table from '../../../data/config-items.json' with { type: 'json' };
import { SourceFile } from '../../core/source-file.ts';
import { scalar, withItems, withPairs, withValue } from '../cloudformation/nodes.ts';
import { urlDecode } from '../iam/url-encoded.ts';
import { embed } from '../yaml/embed.ts';
import type { MapNode, Node, Pair, ScalarNode } from '../yaml/node.ts';
import { parseJson } from '../yaml/parse.ts';

/** How a property of an item becomes one of CloudFormation: its name there, or that and what becomes of the value. See scripts/config-items.mjs. */
type Entry =
  | string
  | {
      readonly as: string;
      readonly of?: Names;
      readonly pick?: string;
      readonly first?: boolean;
      readonly split?: string;
      readonly where?: Readonly<Record<string, string>>;
    };
interface Names {
  readonly [name: string]: Entry;
}
/** Properties that are not recorded: `true` for a whole one. */
interface Unrecorded {
  readonly [name: string]: true | Unrecorded;
}
interface ItemType {
  readonly as?: string;
  readonly properties?: Names;
  readonly supplementary?: Names;
  readonly unrecorded: Unrecorded;
}

const types: ReadonlyMap<string, ItemType> = new Map(Object.entries(table.types as unknown as Record<string, ItemType>));
/** No configuration is deeper; what is, stays as it stands. */
const MAX_DEPTH = 60;

/** The resource of an item, as a template would declare it. */
export interface Translated {
  readonly type: string;
  readonly properties: MapNode;
  /** What could not be read, as notes say it. */
  readonly unreadable: readonly string[];
}

/**
 * The properties of an item by CloudFormation's names, each at its place in the item. What AWS Config does not record is unknown; an empty
 * text or list is a property that is not set. Undefined for types that lintel does not translate: older ones have other names and shapes.
 * An item without a status is a resource that is yet to be made (a proactive evaluation, a hook of CloudFormation): what it lacks is not there.
 */
export function propertiesOf(type: string, item: MapNode, itemFile: SourceFile, configuration: MapNode, file: SourceFile): Translated | undefined {
  const known = types.get(type);
  const unreadable: string[] = [];
  const reader = new Reader(file, unreadable);
  const beside = (pairs: readonly Pair[]): Pair[] => (file === itemFile ? [...pairs] : pairs.map((pair) => inFile(pair, pair.value, pair.file ?? itemFile)));
  const names = configuration.pairs.map(({ name }) => name);
  const hasOwnNames = names.filter((name) => /^[A-Z]/.test(name)).length <= names.length / 2;
  if (known?.properties && hasOwnNames) {
    const pairs = reader.renamed(configuration.pairs, known.properties);
    const supplementary = item.get('supplementaryConfiguration')?.value;
    if (supplementary?.kind === 'map') pairs.push(...beside(new Reader(itemFile, unreadable).renamed(supplementary.pairs, known.supplementary ?? {}, true)));
    pairs.push(...beside(tagsOf(item)));
    return { type: known.as ?? type, properties: withUnrecorded(withPairs(configuration, pairs), known.unrecorded), unreadable };
  }
  const isDeclared = item.get('configurationItemStatus') === undefined;
  if (hasOwnNames && !(isDeclared && names.length === 0)) return undefined;
  const pairs = reader.asWritten(configuration.pairs);
  if (isDeclared) return { type, properties: withPairs(configuration, pairs), unreadable };
  // What the items of other types lack may not be recorded.
  const properties = known ? withUnrecorded(withPairs(configuration, pairs), known.unrecorded) : withPairs(configuration, [...pairs, open(configuration)]);
  return { type, properties, unreadable };
}

class Reader {
  constructor(
    private readonly file: SourceFile,
    private readonly unreadable: string[],
  ) {}

  /** The entries that have another name in CloudFormation, by that. `evenEmpty`: keeps those without a value, which say that there is none. */
  renamed(pairs: readonly Pair[], names: Names, evenEmpty = false, depth = 0): Pair[] {
    return pairs.flatMap((pair) => {
      const entry = Object.hasOwn(names, pair.name) ? names[pair.name] : undefined;
      if (entry === undefined || depth > MAX_DEPTH) return [];
      const value = typeof entry === 'string' ? pair.value : this.#shaped(pair.value, entry, depth);
      const as = typeof entry === 'string' ? entry : entry.as;
      if (!value || isEmpty(value)) return evenEmpty ? [named(pair, as, nothing(pair.value))] : [];
      const cleaned = this.#cleaned(value, depth);
      // A function without a network has one of no subnets.
      return cleaned.kind === 'map' && cleaned.pairs.length === 0 ? [] : this.#opened(named(pair, as, cleaned));
    });
  }

  /** The entries with their own names. */
  asWritten(pairs: readonly Pair[], depth = 0): Pair[] {
    return pairs.flatMap((pair) => (isEmpty(pair.value) || isNoPolicy(pair) ? [] : this.#opened(withValue(pair, this.#cleaned(pair.value, depth)))));
  }

  #shaped(value: Node, entry: Exclude<Entry, string>, depth: number): Node | undefined {
    const { of, pick, where } = entry;
    let node: Node | undefined = value;
    if (entry.split !== undefined && node.kind === 'scalar') {
      const parts = node.value.split(entry.split).filter((part) => part.trim() !== '');
      return withItems(
        { kind: 'seq', span: node.span, tag: undefined, tagSpan: undefined, flow: true, items: [] },
        parts.map((part) => scalar(value, part.trim(), undefined)),
      );
    }
    if (where && node.kind === 'seq') {
      node = node.items.find((element) => element.kind === 'map' && Object.entries(where).every(([key, text]) => textOf(element.get(key)?.value) === text));
    }
    if (entry.first && node?.kind === 'seq') [node] = node.items;
    if (pick !== undefined) {
      const picked = (element: Node): Node[] => {
        const found = element.kind === 'map' ? element.get(pick)?.value : undefined;
        return found && !isEmpty(found) ? [found] : [];
      };
      return node?.kind === 'seq' ? withItems(node, node.items.flatMap(picked)) : node && picked(node)[0];
    }
    if (!of || !node) return node;
    const inner = (element: Node): Node => (element.kind === 'map' ? withPairs(element, this.renamed(element.pairs, of, false, depth + 1)) : element);
    return node.kind === 'seq' ? withItems(node, node.items.map(inner)) : inner(node);
  }

  /** A value without what is empty in it. Policies stay as they are. */
  #cleaned(node: Node, depth: number): Node {
    if (depth > MAX_DEPTH || node.kind === 'scalar') return node;
    if (node.kind === 'seq')
      return withItems(
        node,
        node.items.map((element) => this.#cleaned(element, depth + 1)),
      );
    const [only] = node.pairs;
    // In an item, this is data, and no function of a template.
    if (node.pairs.length === 1 && only && (only.name === 'Ref' || only.name.startsWith('Fn::'))) return notKnown(node);
    return node.get('Statement') ? node : withPairs(node, this.asWritten(node.pairs, depth + 1));
  }

  /** An entry with its policy document opened: an object, one in a list, JSON text, or that percent-encoded. */
  #opened(pair: Pair): Pair[] {
    const { value } = pair;
    const only = value.kind === 'seq' && value.items.length === 1 ? value.items[0] : undefined;
    if (only?.kind === 'map' && only.get('Statement')) return [withValue(pair, only)];
    if (value.kind !== 'scalar' || value.tag !== undefined) return [pair];
    const encoded = /^\s{0,20}%7B/i.test(value.value);
    const isNamedSo = /^(?:PolicyDocument|AssumeRolePolicyDocument|KeyPolicy)$/.test(pair.name);
    if (!isNamedSo && !(encoded ? value.value.includes('Statement%') : /^\s{0,20}\{/.test(value.value) && value.value.includes('"Statement"'))) return [pair];
    const text = embed(this.file, value, pair.name);
    const decoded = encoded ? urlDecode(text.text) : undefined;
    const file = decoded ? new SourceFile(text.path, decoded.text, { host: text, map: decoded.positions, path: '' }) : text;
    const { roots, problems } = parseJson(file);
    if (roots[0]?.kind === 'map' && problems.length === 0) return [inFile(pair, roots[0], file)];
    if (!isNamedSo) return [pair];
    this.unreadable.push(`the policy in ${pair.name} cannot be read`);
    return [withValue(pair, notKnown(value))];
  }
}

/** What is not recorded becomes unknown where it does not stand. */
function withUnrecorded(node: MapNode, missing: Unrecorded): MapNode {
  const pairs = node.pairs.map((pair) => {
    const below = Object.hasOwn(missing, pair.name) ? missing[pair.name] : undefined;
    if (below === undefined || below === true) return pair;
    const inner = (element: Node): Node => (element.kind === 'map' ? withUnrecorded(element, below) : element);
    const { value } = pair;
    const filled = value.kind === 'seq' ? withItems(value, value.items.map(inner)) : inner(value);
    return pair.file ? inFile(pair, filled, pair.file) : withValue(pair, filled);
  });
  const lacking = Object.keys(missing).filter((name) => missing[name] === true && !node.get(name));
  return withPairs(node, [...pairs, ...lacking.map((name) => made(name, node, notKnown(node)))]);
}

/** The tags beside the configuration, as CloudFormation lists them. */
function tagsOf(item: MapNode): Pair[] {
  const tags = item.get('tags');
  if (tags?.value.kind !== 'map' || tags.value.pairs.length === 0) return [];
  const items = tags.value.pairs.map(({ key, value }) => withPairs(tags.value as MapNode, [made('Key', key, key), made('Value', value, value)]));
  return [named(tags, 'Tags', withItems({ kind: 'seq', span: tags.value.span, tag: undefined, tagSpan: undefined, flow: true, items }, items))];
}

/** An entry that stands where a node does. */
export const made = (name: string, at: Node, value: Node): Pair => ({ key: at, value, name, aliasSpan: undefined, merged: false });
const named = (pair: Pair, name: string, value: Node): Pair => ({ key: pair.key, value, name, aliasSpan: undefined, merged: false, file: pair.file });
const inFile = (pair: Pair, value: Node, file: SourceFile): Pair => ({ key: pair.key, value, name: pair.name, aliasSpan: undefined, merged: false, file });
/** Read as unknown: no function of CloudFormation is called so. */
const notKnown = (at: Node): ScalarNode => scalar(at, '', '!NotRecorded');
const nothing = (at: Node): ScalarNode => ({ ...scalar(at, '', undefined), isNull: true });
/** A map to which something may be added: what it lacks is unknown. */
const open = (at: Node): Pair => made('Fn::Transform', at, scalar(at, '', undefined));

/** What a resource without a policy has instead of one: an object without anything in it. */
const isNoPolicy = ({ name, value }: Pair): boolean => value.kind === 'map' && value.pairs.length === 0 && /Policy(?:Document|Text)?$/.test(name);
const textOf = (node: Node | undefined): string | undefined => (node?.kind === 'scalar' && !node.isNull ? node.value : undefined);
const isEmpty = (node: Node): boolean =>
  node.kind === 'scalar' ? node.isNull || (node.value === '' && node.tag === undefined) : node.kind === 'seq' && node.items.length === 0;
