import type { SubjectOf } from '../../core/document.ts';
import { queueTreeOf } from '../emr/classifications.ts';
import type { YarnSubjects } from '../yarn/tree.ts';
import { nodesAt, taken } from './places.ts';
import type { Template } from './template.ts';

const GROUPS = ['MasterInstanceGroup', 'CoreInstanceGroup'].map((name) => ['Instances', name, 'Configurations']);
const FLEETS = ['MasterInstanceFleet', 'CoreInstanceFleet'].map((name) => ['Instances', name, 'InstanceTypeConfigs', '*', 'Configurations']);

/** Where resources hold configurations of EMR. Each list stands for itself: those of a group are laid over those of the cluster. */
const PLACES: readonly { readonly type: string; readonly path: readonly string[] }[] = [
  { type: 'AWS::EMR::Cluster', path: ['Configurations'] },
  ...[...GROUPS, ['Instances', 'TaskInstanceGroups', '*', 'Configurations'], ...FLEETS].map((path) => ({ type: 'AWS::EMR::Cluster', path })),
  { type: 'AWS::EMR::Cluster', path: ['Instances', 'TaskInstanceFleets', '*', 'InstanceTypeConfigs', '*', 'Configurations'] },
  { type: 'AWS::EMR::InstanceGroupConfig', path: ['Configurations'] },
  { type: 'AWS::EMR::InstanceFleetConfig', path: ['InstanceTypeConfigs', '*', 'Configurations'] },
];

/** The queues that a template's EMR clusters are configured with. */
export function* queueTrees(template: Template): Generator<SubjectOf<YarnSubjects>> {
  for (const resource of template.resources) {
    const properties = resource.node.get('Properties')?.value;
    for (const { type, path } of properties ? PLACES : []) {
      if (type !== resource.declaredType) continue;
      for (const held of nodesAt({ node: properties as NonNullable<typeof properties>, path: `${resource.at.path}/Properties`, branches: [] }, path)) {
        const place = { file: template.file, span: held.node.span, path: held.path };
        yield {
          type: 'yarn.queueTree',
          guard: () => resource.exists() && taken(template, held.branches),
          node: {
            at: resource.at,
            read: () => queueTreeOf(template.read(held.node, place), path.length === 1 && type === 'AWS::EMR::Cluster' ? 'emr' : 'unknown'),
          },
        };
      }
    }
  }
}
