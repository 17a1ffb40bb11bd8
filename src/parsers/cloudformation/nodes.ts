import type { MapNode, Node, Pair, ScalarNode, SeqNode } from '../yaml/node.ts';

/** The node with other entries, at its place. Nodes read themselves lazily, so each field is taken over by name. */
export const withPairs = (node: MapNode, pairs: readonly Pair[]): MapNode => ({
  kind: 'map',
  span: node.span,
  tag: node.tag,
  tagSpan: node.tagSpan,
  flow: node.flow,
  pairs,
  get: (name) => pairs.findLast((pair) => pair.name === name),
});

/** The list with other elements, at its place. */
export const withItems = (node: SeqNode, items: readonly Node[]): SeqNode => ({
  kind: 'seq',
  span: node.span,
  tag: node.tag,
  tagSpan: node.tagSpan,
  flow: node.flow,
  items,
});

/** An entry with another value. */
export const withValue = (pair: Pair, value: Node): Pair => ({
  key: pair.key,
  name: pair.name,
  aliasSpan: pair.aliasSpan,
  merged: pair.merged,
  file: pair.file,
  value,
});

/** A scalar whose text is not what stands in the file: all of it stands where the whole node stands, and no edit of a part can be expressed. */
export const scalar = (node: Node, value: string, tag: string | undefined): ScalarNode => ({
  kind: 'scalar',
  style: node.kind === 'scalar' ? node.style : 'plain',
  value,
  isNull: false,
  span: node.span,
  tag,
  tagSpan: tag === undefined ? undefined : node.tagSpan,
  positions: () => ({ toHost: () => [node.span], encode: () => 'not-expressible' }),
});

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A node that no file writes: all of it stands at one place. `given` says what stands for a value instead. */
export function madeNode(at: Node, value: Json, given: (value: Json) => Node | undefined): Node {
  const own = given(value);
  if (own) return own;
  const place = { span: at.span, tag: undefined, tagSpan: undefined, flow: false };
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => madeNode(at, item, given));
    return withItems({ kind: 'seq', ...place, items: [] }, items);
  }
  if (typeof value !== 'object' || value === null) return scalar(at, String(value), undefined);
  return madeMap(
    at,
    Object.entries(value).map(([name, inner]) => [name, madeNode(at, inner, given)]),
  );
}

/** A map that no file writes, of nodes. */
export function madeMap(at: Node, entries: readonly (readonly [name: string, value: Node])[]): MapNode {
  const pairs = entries.map(([name, value]): Pair => ({ key: scalar(at, name, undefined), name, value, aliasSpan: undefined, merged: false }));
  return withPairs({ kind: 'map', span: at.span, tag: undefined, tagSpan: undefined, flow: false, pairs: [], get: () => undefined }, pairs);
}
