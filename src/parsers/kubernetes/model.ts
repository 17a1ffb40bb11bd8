import type { Located } from '../../core/document.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';
import type { Value } from '../../core/value.ts';
import type { MapNode, Node, Tree } from '../yaml/node.ts';
import { plainValue } from '../yaml/value.ts';

/** An object of a manifest; the selector is its kind. Objects of a `List` are objects of their own. */
export type KubernetesSubjects = { 'kubernetes.object': KubernetesObject } & { [K in `kubernetes.object:${string}`]: KubernetesObject };

/** An object as it is written. Stands at its name, else at its kind. */
export class KubernetesObject implements Located {
  #value: Value | undefined;

  constructor(
    readonly file: SourceFile,
    readonly node: MapNode,
  ) {}

  /** `Deployment[web]`. */
  get path(): string {
    const name = textAt(mapAt(this.node, 'metadata'), 'name');
    return name === undefined ? this.kindText : `${this.kindText}[${name.slice(0, 80)}]`;
  }
  get span(): Span {
    const name = mapAt(this.node, 'metadata')?.get('name')?.value;
    return name?.kind === 'scalar' && !name.isNull ? name.span : (this.node.get('kind')?.value ?? this.node).span;
  }
  get kindText(): string {
    return textAt(this.node, 'kind') ?? '';
  }

  /** The whole object. */
  value(): Value {
    this.#value ??= plainValue(this.file, this.node, this.path);
    return this.#value;
  }
  get apiVersion(): Value {
    return this.value().get('apiVersion');
  }
  get kind(): Value {
    return this.value().get('kind');
  }
  get name(): Value {
    return this.value().get('metadata').get('name');
  }
  get namespace(): Value {
    return this.value().get('metadata').get('namespace');
  }
}

/** Lists of lists that are looked into. */
const MOST_DEPTH = 10;

/** The objects of a file in order; those of a `List` one by one. */
export function objectsOf(tree: Tree): KubernetesObject[] {
  const objects: KubernetesObject[] = [];
  const add = (node: Node, depth: number): void => {
    if (node.kind !== 'map') return;
    const items = /List$/.test(textAt(node, 'kind') ?? '') ? node.get('items')?.value : undefined;
    if (items?.kind === 'seq' && depth < MOST_DEPTH) for (const item of items.items) add(item, depth + 1);
    else if (textAt(node, 'kind') !== undefined && textAt(node, 'apiVersion') !== undefined) objects.push(new KubernetesObject(tree.file, node));
  };
  for (const root of tree.roots) add(root, 0);
  return objects;
}

export function mapAt(node: MapNode | undefined, key: string): MapNode | undefined {
  const value = node?.get(key)?.value;
  return value?.kind === 'map' ? value : undefined;
}

/** The maps of a list. */
export function mapsAt(node: MapNode | undefined, key: string): MapNode[] {
  const value = node?.get(key)?.value;
  return value?.kind === 'seq' ? value.items.filter((item) => item.kind === 'map') : [];
}

/** The text of a scalar that is not null. */
export function textAt(node: MapNode | undefined, key: string): string | undefined {
  const value = node?.get(key)?.value;
  return value?.kind === 'scalar' && !value.isNull ? value.value : undefined;
}
