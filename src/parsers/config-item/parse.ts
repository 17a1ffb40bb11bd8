import type { Document, Parser, SubjectOf } from '../../core/document.ts';
import { noInputs } from '../../core/document.ts';
import type { SourceFile } from '../../core/source-file.ts';
import { scalar, withPairs } from '../cloudformation/nodes.ts';
import { resourceSubjects } from '../cloudformation/parse.ts';
import { policyPlaces } from '../cloudformation/policies.ts';
import { Template } from '../cloudformation/template.ts';
import * as aws from '../iam/aws-policies.ts';
import type { Subjects } from '../subjects.ts';
import { embed } from '../yaml/embed.ts';
import { nodeFrom } from '../yaml/find.ts';
import type { MapNode, Node, ScalarNode } from '../yaml/node.ts';
import { parseJson } from '../yaml/parse.ts';
import { claims } from './claims.ts';
import { made, propertiesOf } from './properties.ts';

type Notes = NonNullable<Document<Subjects>['notes']>;

/**
 * Configuration items of AWS Config: each is a resource of CloudFormation, alone, under CloudFormation's names. Source: Config developer guide,
 * "Components of a configuration item" and the example events of rules.
 */
const parser: Parser<Subjects> = {
  format: 'config-item',
  claims,
  parse(file) {
    const tree = parseJson(file);
    const notes: Notes[number][] = [];
    const templates = tree.roots.flatMap(itemsIn).flatMap((item) => templateOf(item, file, notes) ?? []);
    return {
      problems: tree.problems,
      document: {
        file,
        format: 'config-item',
        surface: 'config',
        notes,
        subjects: () => subjects(templates),
        comments: () => tree.comments(),
        nodeAt: (offset) => nodeFrom(tree.roots, offset),
      },
    };
  },
};
export default parser;

function* subjects(templates: readonly Template[]): Generator<SubjectOf<Subjects>> {
  for (const template of templates) yield* resourceSubjects(template, [...policyPlaces(template)], new Map(), aws);
}

/** Keys that hold items in notifications, snapshots, and what the interfaces of AWS Config return. */
const HOLDERS = ['configurationItem', 'configurationItems', 'baseConfigurationItems'];

function itemsIn(root: Node): MapNode[] {
  if (root.kind === 'seq') return root.items.flatMap((node) => (node.kind === 'map' ? itemsIn(node) : []));
  if (root.kind !== 'map') return [];
  if (text(root, 'resourceType') && root.get('configuration')) return [root];
  return HOLDERS.flatMap((name) => {
    const held = root.get(name)?.value;
    const nodes = held?.kind === 'seq' ? held.items : held ? [held] : [];
    return nodes.filter((node) => node.kind === 'map' && node.get('resourceType') !== undefined) as MapNode[];
  });
}

/** The item as a template of one resource; undefined where there is nothing to judge. */
function templateOf(item: MapNode, file: SourceFile, notes: Notes[number][]): Template | undefined {
  const type = text(item, 'resourceType')?.value;
  if (type === undefined || /^ResourceDeleted/.test(text(item, 'configurationItemStatus')?.value ?? '')) return undefined;
  const pair = item.get('configuration');
  // What GetResourceConfigHistory returns holds the configuration as JSON text.
  const inner = pair?.value.kind === 'scalar' && !pair.value.isNull ? embed(file, pair.value, 'configuration') : file;
  const configuration = inner === file ? pair?.value : parseJson(inner).roots[0];
  const name = text(item, 'resourceName') ?? text(item, 'resourceId') ?? text(item, 'resourceType');
  const translated = configuration?.kind === 'map' && name ? propertiesOf(type, item, file, configuration, inner) : undefined;
  if (!translated || !name || configuration?.kind !== 'map') {
    notes.push({ kind: 'skipped', reason: `items of ${type} without a configuration that lintel knows are not judged` });
    return undefined;
  }
  notes.push(...translated.unreadable.map((reason) => ({ kind: 'incomplete' as const, reason })));
  const resource = withPairs(configuration, [
    made('Type', configuration, scalar(configuration, translated.type, undefined)),
    { ...made('Properties', configuration, translated.properties), file: inner },
  ]);
  const resources = withPairs(configuration, [{ ...made(nameOf(name.value), name, resource), file }]);
  return new Template(inner, withPairs(configuration, [made('Resources', configuration, resources)]), noInputs, {
    surface: 'config',
    openEnd: 'an item is one resource of an account',
  });
}

/** How messages call the resource: the last part of an ARN. */
const nameOf = (name: string): string => name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1) || name;

function text(item: MapNode, name: string): ScalarNode | undefined {
  const node = item.get(name)?.value;
  return node?.kind === 'scalar' && !node.isNull && node.value !== '' ? node : undefined;
}
