import type { SubjectOf } from '../../core/document.ts';
import { queueTreeOf } from '../emr/classifications.ts';
import type { EmrSubjects } from '../emr/model.ts';
import { baseAt, CONFIGURATION_PLACES } from '../emr/places.ts';
import type { YarnSubjects } from '../yarn/tree.ts';
import { nodesAt, taken } from './places.ts';
import type { Template } from './template.ts';

/** The configurations of a template's EMR clusters, and the queues that they set. */
export function* emrConfigurations(template: Template): Generator<SubjectOf<EmrSubjects & YarnSubjects>> {
  for (const resource of template.resources) {
    const properties = resource.node.get('Properties')?.value;
    for (const { type, path } of properties ? CONFIGURATION_PLACES : []) {
      if (type !== resource.declaredType) continue;
      for (const held of nodesAt({ node: properties as NonNullable<typeof properties>, path: `${resource.at.path}/Properties`, branches: [] }, path)) {
        const place = { file: template.file, span: held.node.span, path: held.path };
        const read = () => template.read(held.node, place);
        const guard = (): boolean => resource.exists() && taken(template, held.branches);
        yield { type: 'emr.configuration', guard, node: { at: resource.at, settings: 'ConfigurationProperties', read } };
        yield { type: 'yarn.queueTree', guard, node: { at: resource.at, read: () => queueTreeOf(read(), baseAt(type, path)) } };
      }
    }
  }
}
