import type { Value } from '../../core/value.ts';
import { type Base, QueueTree, type SchedulerProperty } from '../yarn/tree.ts';
import { classificationsOf, part } from './model.ts';

/**
 * The queues that a list of EMR configurations sets: `{Classification, Properties, Configurations}`, in templates with
 * `ConfigurationProperties`. `base`: what they are laid over.
 */
export function queueTreeOf(configurations: Value, base: Base): QueueTree {
  const properties = new Map<string, SchedulerProperty>();
  let at: Value | undefined;
  let isOpen = false;
  const open = (): void => void (isOpen = true);
  for (const item of classificationsOf(configurations, open)) {
    const classification = part(item, 'Classification');
    if (!classification.is('capacity-scheduler')) continue;
    at ??= classification;
    for (const key of ['Properties', 'ConfigurationProperties']) {
      const map = part(item, key);
      if (!map.complete) open();
      collect(map, properties);
    }
  }
  return new QueueTree({ at: at ?? configurations, properties, base: isOpen ? 'unknown' : base });
}

function collect(map: Value, properties: Map<string, SchedulerProperty>): void {
  for (const name of map.keys ?? []) {
    const at = map.keyAt(name);
    const value = map.get(name);
    if (at && !value.isAbsent) properties.set(name, { name, at, value });
  }
}
