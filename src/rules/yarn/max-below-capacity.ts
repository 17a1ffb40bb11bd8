import { shown } from '../../parsers/yarn/capacity.ts';
import type { Queue, QueueTree } from '../../parsers/yarn/tree.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'yarn/max-below-capacity',
    summary: 'The maximum-capacity of a queue is below its capacity.',
    why: 'maximum-capacity is the ceiling of what a queue may take when others leave theirs unused, and capacity what it is promised. A ceiling below the promise contradicts it: the ResourceManager refuses the configuration and does not start, or refuses to refresh its queues.',
    remediation: 'Raise the maximum-capacity to at least the capacity, to 100 where the queue may use the whole of its parent, or leave it out.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['hadoop', 'json', 'cloudformation', 'sam', 'cdk'],
    articles: [1],
    references: ['https://hadoop.apache.org/docs/stable/hadoop-yarn/hadoop-yarn-site/CapacityScheduler.html#Queue_Properties'],
    tags: ['emr', 'yarn', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    below: {
      text: 'The maximum-capacity {maximum} of {path}{label} is below its capacity {capacity}.',
      advice: 'Write a maximum-capacity {range}, or lower the capacity.',
    },
    belowShare: {
      text: 'The maximum-capacity {maximum} of {path}{label} is below its capacity {capacity}; the scheduler takes that only where {parent} may grow beyond its own share.',
      advice: 'Write a maximum-capacity {range}, or lower the capacity.',
      severity: 'warning',
      precision: 'medium',
    },
  },
  create: ({ report }) => ({
    'yarn.queueTree'(configuration) {
      const tree = configuration.read();
      for (const setting of tree.settings) {
        const { path, label } = setting;
        if (setting.setting !== 'maximum-capacity' || tree.has(path) === 'no') continue;
        const maximum = tree.maximum({ path }, label);
        const capacity = tree.capacity({ path }, label);
        if (maximum.kind !== 'percent' || capacity.kind !== 'percent' || maximum.number === -1 || maximum.number >= capacity.number || capacity.number > 100)
          continue;
        const parent = tree.queue(path)?.parent;
        const data = {
          path,
          label: label === '' ? '' : ` for the node label ${label}`,
          maximum: shown(maximum.number),
          capacity: shown(capacity.number),
          range: capacity.number < 100 ? `from ${shown(capacity.number)} to 100` : 'of 100',
          parent: parent?.path ?? path.slice(0, path.lastIndexOf('.')),
        };
        const refused = parent ? isRefused(tree, parent, label, capacity.number, maximum.number) : path.split('.').length <= 2;
        const related = [{ at: tree.get(tree.key({ path }, 'capacity', label)), text: `capacity ${data.capacity}` }];
        report({ at: setting.value, message: refused ? 'below' : 'belowShare', data, related });
      }
    },
  }),
});

/**
 * Whether the share of the whole cluster that a queue is promised exceeds the most that it may take of it: what the scheduler compares.
 * Both are products along the way from root; a parent that may grow can make room for a child's ceiling that is below its capacity.
 */
function isRefused(tree: QueueTree, parent: Queue, label: string, capacity: number, maximum: number): boolean {
  let promised = capacity / 100;
  let ceiling = maximum / 100;
  for (let queue: Queue | undefined = parent; queue?.parent; queue = queue.parent) {
    const own = tree.capacity(queue, label);
    const most = tree.maximum(queue, label);
    if (own.kind !== 'percent') return false;
    promised *= own.number / 100;
    ceiling *= most.kind === 'percent' && most.number !== -1 ? most.number / 100 : 1;
  }
  return promised > ceiling + 1e-10;
}
