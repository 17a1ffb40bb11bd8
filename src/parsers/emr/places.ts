import type { Base } from '../yarn/tree.ts';

const GROUPS = ['MasterInstanceGroup', 'CoreInstanceGroup'].map((name) => ['Instances', name, 'Configurations']);
const FLEETS = ['MasterInstanceFleet', 'CoreInstanceFleet'].map((name) => ['Instances', name, 'InstanceTypeConfigs', '*', 'Configurations']);

/** Where resources hold configurations of EMR. Each list stands for itself: those of a group are laid over those of the cluster. */
export const CONFIGURATION_PLACES: readonly { readonly type: string; readonly path: readonly string[] }[] = [
  { type: 'AWS::EMR::Cluster', path: ['Configurations'] },
  ...[...GROUPS, ['Instances', 'TaskInstanceGroups', '*', 'Configurations'], ...FLEETS].map((path) => ({ type: 'AWS::EMR::Cluster', path })),
  { type: 'AWS::EMR::Cluster', path: ['Instances', 'TaskInstanceFleets', '*', 'InstanceTypeConfigs', '*', 'Configurations'] },
  { type: 'AWS::EMR::InstanceGroupConfig', path: ['Configurations'] },
  { type: 'AWS::EMR::InstanceFleetConfig', path: ['InstanceTypeConfigs', '*', 'Configurations'] },
];

/** What configurations at a place are laid over: of a whole cluster, the file that EMR brings; of a group, the cluster's as well. */
export const baseAt = (type: string, path: readonly string[]): Base => (path.length === 1 && type === 'AWS::EMR::Cluster' ? 'emr' : 'unknown');
