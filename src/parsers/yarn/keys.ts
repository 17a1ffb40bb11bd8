/** What all properties of the CapacityScheduler begin with. */
export const PREFIX = 'yarn.scheduler.capacity.';

/** A property of a queue, taken apart: `root.etl` and `capacity`, for the nodes with a label where it names one. */
export interface QueueKey {
  readonly path: string;
  readonly setting: string;
  readonly label?: string;
}

/**
 * Settings that a queue has. Source: CapacitySchedulerConfiguration of Hadoop 3.4.
 * A queue may be called like one, so the setting is looked for at the end of a name.
 */
const SETTINGS: ReadonlySet<string> = new Set([
  'accessible-node-labels',
  'acl_administer_queue',
  'acl_application_max_priority',
  'acl_submit_applications',
  'allow-zero-capacity-sum',
  'capacity',
  'default-application-lifetime',
  'default-application-priority',
  'default-node-label-expression',
  'disable_preemption',
  'intra-queue-preemption.disable_preemption',
  'max-parallel-apps',
  'maximum-allocation',
  'maximum-allocation-mb',
  'maximum-allocation-vcores',
  'maximum-am-resource-percent',
  'maximum-application-lifetime',
  'maximum-applications',
  'maximum-capacity',
  'minimum-user-limit-percent',
  'multi-node-sorting.policy',
  'ordering-policy',
  'priority',
  'queues',
  'reservable',
  'state',
  'user-limit-factor',
]);
const LABEL_SETTINGS: ReadonlySet<string> = new Set(['capacity', 'maximum-capacity', 'maximum-am-resource-percent']);

/** Takes the name of a property apart, without {@link PREFIX}; undefined for what is no setting of a queue, and for templates of queues to come. */
export function queueKey(key: string): QueueKey | undefined {
  const segments = key.split('.');
  if (segments[0] !== 'root' || segments.length < 2 || segments.includes('*')) return undefined;
  const path = (length: number): string => segments.slice(0, length).join('.');
  const labels = segments.indexOf('accessible-node-labels', 1);
  const last = segments.at(-1) as string;
  if (labels > 0 && labels === segments.length - 3 && LABEL_SETTINGS.has(last))
    return { path: path(labels), setting: last, label: segments[labels + 1] as string };
  const users = segments.indexOf('user-settings', 1);
  if (users > 0 && last === 'weight' && users < segments.length - 2) return { path: path(users), setting: 'user-settings' };
  // Of queues that the scheduler makes when they are asked for.
  if (segments.some((segment) => segment === 'leaf-queue-template' || segment === 'auto-queue-creation-v2' || segment === 'auto-create-child-queue'))
    return undefined;
  for (const length of [2, 1]) {
    const setting = segments.slice(-length).join('.');
    if (segments.length > length && SETTINGS.has(setting)) return { path: path(segments.length - length), setting };
  }
  return undefined;
}
