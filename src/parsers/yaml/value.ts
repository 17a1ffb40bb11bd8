import type { Located } from '../../core/document.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';
import { contentOf, hash64 } from '../../core/text.ts';
import { absent, known, list, type MapContent, map, type Place, type Value } from '../../core/value.ts';
import type { MapNode, Node, ScalarNode } from './node.ts';

/** How a node becomes a Value: the plain reading, or a format's own (CloudFormation intrinsics). */
export type Read = (node: Node, place: Place) => Value;

/** A reading that is made once and kept, where it gives the same each time. */
export type Keep = <T>(read: () => T) => () => T;

/** Keeps what is read the first time. */
export const once: Keep = (read) => {
  let kept: { readonly value: ReturnType<typeof read> } | undefined;
  return () => (kept ??= { value: read() }).value;
};

/** The Value of a tree as it stands, with no meaning given to any key or tag. Null is absent. */
export function plainValue(file: SourceFile, node: Node, path: Place['path']): Value {
  const read: Read = (inner, place) => structure(inner, place, read, once);
  return read(node, { file, span: node.span, path });
}

/** The shape of a node, its children read by `read`. Absent for null; stands at `place`. */
export function structure(node: Node, place: Place, read: Read, keep: Keep): Value {
  switch (node.kind) {
    case 'scalar':
      return node.isNull ? absent(place) : known(place, node.value, { quoted: node.style !== 'plain' });
    case 'seq':
      return list(
        place,
        node.items.map((item) => read(item, { file: place.file, span: item.span, path: () => `${textOf(place.path)}[${elementName(item, place.file)}]` })),
      );
    default:
      return map(place, new NodeMap(node, place, read, keep));
  }
}

/** The content of a map that stands at a place; what it lacks is told there. Several rules ask for the same keys. */
class NodeMap implements MapContent {
  readonly complete = true;
  #values: Map<string, () => Value> | undefined;
  #keys: readonly string[] | undefined;

  constructor(
    private readonly node: MapNode,
    private readonly place: Place,
    private readonly read: Read,
    private readonly keep: Keep,
  ) {}

  keys(): readonly string[] {
    this.#keys ??= [...new Set(this.node.pairs.map((pair) => pair.name))];
    return this.#keys;
  }

  get(key: string): Value {
    let value = this.#values?.get(key);
    if (!value) {
      value = this.keep(() => valueAt(this.node, key, this.place, this.read));
      this.#values ??= new Map();
      this.#values.set(key, value);
    }
    return value();
  }

  keyAt(key: string): Located | undefined {
    const pair = this.node.get(key);
    return pair && new KeyPlace(pair.file ?? this.place.file, pair.key, this.place, key);
  }
}

/** Where a key of a map stands. */
class KeyPlace implements Located {
  constructor(
    readonly file: SourceFile,
    private readonly node: Node,
    private readonly owner: Place,
    private readonly key: string,
  ) {}

  get span(): Span {
    return this.node.span;
  }

  get path(): string {
    return `${textOf(this.owner.path)}/${this.key}`;
  }
}

function valueAt(node: MapNode, key: string, owner: Place, read: Read): Value {
  const pair = node.get(key);
  const path = (): string => `${textOf(owner.path)}/${key}`;
  if (!pair) return absent({ file: owner.file, span: owner.span, path });
  const file = pair.file ?? owner.file;
  const keyPlace = { file, span: pair.key.span, path };
  const value = read(pair.value, { file, span: pair.aliasSpan ?? pair.value.span, path });
  // A map stands at its own span; what it lacks is told at its key. A null value stands at its key too: it has no text of its own.
  if (pair.value.kind === 'map' && value.content.kind === 'map' && !pair.value.tag) return map(value, new LackingMap(value.content.map, keyPlace));
  return value.isAbsent ? absent(keyPlace, value.extras) : value;
}

/** The same content with its absent keys told at another place. */
class LackingMap implements MapContent {
  /** By key, of which value it was made. */
  #told: Map<string, { readonly of: Value; readonly value: Value }> | undefined;

  constructor(
    private readonly content: MapContent,
    private readonly owner: Place,
  ) {}

  get complete(): boolean {
    return this.content.complete;
  }

  keys(): readonly string[] {
    return this.content.keys();
  }

  keyAt(key: string): Located | undefined {
    return this.content.keyAt(key);
  }

  get(key: string): Value {
    const value = this.content.get(key);
    if (!value.isAbsent) return value;
    const before = this.#told?.get(key);
    if (before?.of === value) return before.value;
    const own = this.content.keyAt(key) === undefined ? absent({ ...this.owner, path: () => value.path }) : value;
    this.#told ??= new Map();
    this.#told.set(key, { of: value, value: own });
    return own;
  }
}

const textOf = (path: Place['path']): string => (typeof path === 'string' ? path : path());

/** Keys that tell one element of a list from another, in order of preference. */
const NAMES = ['Sid', 'PolicyName', 'Name', 'name', 'Id', 'Key', 'id'];

/** A function of CloudFormation as a key: YAML has tags for it, and a path goes by what they hold. */
export const isCall = (key: string): boolean => /^(?:Ref|Fn::\w+)$/.test(key);

/** A name for a list element that survives reordering: its own text, its Sid or name, else a hash of its content. The same in YAML and JSON. */
export function elementName(node: Node, file: SourceFile): string {
  if (node.kind === 'scalar') return node.value.slice(0, 80);
  if (node.kind === 'map') {
    const [call, ...others] = node.pairs;
    if (call && others.length === 0 && isCall(call.name)) {
      const of = call.value;
      if (of.kind === 'scalar') return elementName(of, file);
      if (call.name === 'Fn::GetAtt' && of.kind === 'seq' && of.items.every((item) => item.kind === 'scalar'))
        return of.items
          .map((item) => (item as ScalarNode).value)
          .join('.')
          .slice(0, 80);
    }
    for (const name of NAMES) {
      const value = node.get(name)?.value;
      if (value?.kind === 'scalar' && value.value !== '') return (value as ScalarNode).value.slice(0, 80);
    }
  }
  return `#${hash64(contentOf(file.text.slice(node.span.start, node.span.end))).slice(0, 8)}`;
}
