import type { SubjectOf } from '../../core/document.ts';
import { queueTreeOf } from '../emr/classifications.ts';
import { baseAt, CONFIGURATION_PLACES } from '../emr/places.ts';
import type { YarnSubjects } from '../yarn/tree.ts';
import { nodesAt, taken } from './places.ts';
import type { Template } from './template.ts';

/** The queues that a template's EMR clusters are configured with. */
export function* queueTrees(template: Template): Generator<SubjectOf<YarnSubjects>> {
  for (const resource of template.resources) {
    const properties = resource.node.get('Properties')?.value;
    for (const { type, path } of properties ? CONFIGURATION_PLACES : []) {
      if (type !== resource.declaredType) continue;
      for (const held of nodesAt({ node: properties as NonNullable<typeof properties>, path: `${resource.at.path}/Properties`, branches: [] }, path)) {
        const place = { file: template.file, span: held.node.span, path: held.path };
        yield {
          type: 'yarn.queueTree',
          guard: () => resource.exists() && taken(template, held.branches),
          node: {
            at: resource.at,
            read: () => queueTreeOf(template.read(held.node, place), baseAt(type, path)),
          },
        };
      }
    }
  }
}
