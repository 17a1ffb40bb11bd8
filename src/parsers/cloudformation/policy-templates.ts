import table from '../../../data/sam-policy-templates.json' with { type: 'json' };
import type { MapNode, Node, Pair } from '../yaml/node.ts';
import { scalar, withItems, withPairs } from './nodes.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const templates = new Map(Object.entries(table.templates as unknown as Readonly<Record<string, { readonly statements: readonly Json[] }>>));

/**
 * The policy that an entry of SAM's `Policies` stands for when it names a policy template: `{DynamoDBReadPolicy: {TableName: !Ref Table}}`.
 * Its statements stand at the template's name, what they take from its arguments where that is written. Undefined for other entries.
 */
export function policyOfTemplate(node: Node): MapNode | undefined {
  const pair = node.kind === 'map' && node.pairs.length === 1 ? node.pairs[0] : undefined;
  const template = pair && templates.get(pair.name);
  if (!template) return undefined;
  return mapOf(pair.key, { Version: '2012-10-17', Statement: template.statements }, pair.value.kind === 'map' ? pair.value : undefined);
}

function nodeOf(at: Node, value: Json, given: MapNode | undefined): Node {
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => nodeOf(at, item, given));
    return withItems({ kind: 'seq', span: at.span, tag: undefined, tagSpan: undefined, flow: false, items: [] }, items);
  }
  if (typeof value !== 'object' || value === null) return scalar(at, String(value), undefined);
  const entries = value as { readonly [key: string]: Json };
  // Inside of a policy template Ref names one of its arguments, and without it nothing of the template around.
  if (typeof entries.Ref === 'string') return given?.get(entries.Ref)?.value ?? scalar(at, entries.Ref, '!Missing');
  return mapOf(at, entries, given);
}

function mapOf(at: Node, value: { readonly [key: string]: Json }, given: MapNode | undefined): MapNode {
  const pairs = Object.entries(value).map(
    ([name, inner]): Pair => ({ key: scalar(at, name, undefined), name, value: nodeOf(at, inner, given), aliasSpan: undefined, merged: false }),
  );
  return withPairs({ kind: 'map', span: at.span, tag: undefined, tagSpan: undefined, flow: false, pairs: [], get: () => undefined }, pairs);
}
