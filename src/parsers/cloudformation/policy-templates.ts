import table from '../../../data/sam-policy-templates.json' with { type: 'json' };
import type { MapNode, Node } from '../yaml/node.ts';
import { type Json, madeNode, scalar } from './nodes.ts';

const templates = new Map(Object.entries(table.templates as unknown as Readonly<Record<string, { readonly statements: readonly Json[] }>>));

/**
 * The policy that an entry of SAM's `Policies` stands for when it names a policy template: `{DynamoDBReadPolicy: {TableName: !Ref Table}}`.
 * Its statements stand at the template's name, what they take from its arguments where that is written. Undefined for other entries.
 */
export function policyOfTemplate(node: Node): MapNode | undefined {
  const pair = node.kind === 'map' && node.pairs.length === 1 ? node.pairs[0] : undefined;
  const template = pair && templates.get(pair.name);
  if (!template) return undefined;
  const given = pair.value.kind === 'map' ? pair.value : undefined;
  return madeNode(pair.key, { Version: '2012-10-17', Statement: template.statements }, (value) => {
    const name = typeof value === 'object' && value !== null && 'Ref' in value ? value.Ref : undefined;
    // Inside of a policy template Ref names one of its arguments, and without it nothing of the template around.
    return typeof name === 'string' ? (given?.get(name)?.value ?? scalar(pair.key, name, '!Missing')) : undefined;
  }) as MapNode;
}
