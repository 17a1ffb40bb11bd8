import type { Value } from '../../core/value.ts';
import { type Base, QueueTree, type SchedulerProperty } from '../yarn/tree.ts';

/** Classifications inside classifications that are followed. */
const MOST_DEPTH = 10;

/**
 * The queues that a list of EMR configurations sets: `{Classification, Properties, Configurations}`, in templates with
 * `ConfigurationProperties`. `base`: what they are laid over.
 */
export function queueTreeOf(configurations: Value, base: Base): QueueTree {
  const properties = new Map<string, SchedulerProperty>();
  let at: Value | undefined;
  let open = false;
  const walk = (list: Value, depth: number): void => {
    open ||= !list.complete;
    for (const item of list.items) {
      open ||= item.isUnknown;
      if (item.kind !== 'map' || depth > MOST_DEPTH) continue;
      const classification = of(item, 'Classification');
      if (classification.is('capacity-scheduler')) {
        at ??= classification;
        for (const key of ['Properties', 'ConfigurationProperties']) {
          const map = of(item, key);
          open ||= !map.complete;
          collect(map, properties);
        }
      }
      walk(of(item, 'Configurations'), depth + 1);
    }
  };
  walk(configurations, 0);
  return new QueueTree({ at: at ?? configurations, properties, base: open ? 'unknown' : base });
}

/** EMR's console and its older documentation write the names small. */
function of(item: Value, name: string): Value {
  const small = name[0]?.toLowerCase() + name.slice(1);
  return item.get(item.keyAt(small) && !item.keyAt(name) ? small : name);
}

function collect(map: Value, properties: Map<string, SchedulerProperty>): void {
  for (const name of map.keys ?? []) {
    const at = map.keyAt(name);
    const value = map.get(name);
    if (at && !value.isAbsent) properties.set(name, { name, at, value });
  }
}
