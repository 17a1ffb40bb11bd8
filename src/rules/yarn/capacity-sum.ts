import { shown } from '../../parsers/yarn/capacity.ts';
import { listed, type Queue, type QueueTree } from '../../parsers/yarn/tree.ts';
import { defineRule } from '../define-rule.ts';

/** How far a sum may be from 0 or 1: `PRECISION` of Hadoop's ParentQueue. */
const TOLERANCE = Math.fround(0.0005);
const SWITCH = 'allow-zero-capacity-sum';

export default defineRule({
  meta: {
    id: 'yarn/capacity-sum',
    summary: 'The capacities of the queues under one parent do not add up to 100 %.',
    why: 'The CapacityScheduler divides what a parent has among its queues, and checks at the start that the shares add up to all of it. If they do not, the ResourceManager does not start and no job of the cluster runs; a running one refuses to refresh its queues and keeps the old ones.',
    remediation:
      'Let the capacities under each parent add up to 100, for each node label by itself. What a queue may use beyond its share goes into its maximum-capacity.',
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
    sum: { text: 'The queues under {parent} add up to {sum} %{label}: {list}.', advice: '{change} so that they add up to 100.' },
    zero: {
      text: 'The queues under {parent} add up to 0 %{label}, while {parent} itself has {parentCapacity} %.',
      advice: 'Divide 100 among {names}, or set {parent}.allow-zero-capacity-sum to true where they shall get nothing.',
    },
    zeroParent: {
      text: 'The queues under {parent} add up to 100 %{label}, but {parent} itself has a capacity of 0.',
      advice: 'Give {parent} a capacity, or the queues under it 0.',
    },
  },
  create: ({ report }) => ({
    'yarn.queueTree'(configuration) {
      const tree = configuration.read();
      if (!tree.legacyMode) return;
      for (const parent of tree.queues) {
        const list = tree.property(`${parent.path}.queues`);
        if (!list || parent.children.length === 0 || !parent.complete || tree.makesQueues(parent)) continue;
        for (const label of ['', ...tree.labelsUnder(parent)]) {
          const shares = sharesOf(tree, parent, label);
          if (!shares) continue;
          const sum = shares.reduce((total, { percent }) => Math.fround(total + Math.fround(Math.fround(percent) / 100)), 0);
          const data = {
            parent: parent.path,
            label: label === '' ? '' : ` for the node label ${label}`,
            names: listed(parent.children, ({ name }) => name),
          };
          const related = shares.flatMap(({ at, queue, percent }) => (at ? [{ at, text: `${queue.name} has ${shown(percent)} %` }] : [])).slice(0, 10);
          const own = parent.parent ? tree.capacity(parent, label) : { kind: 'percent' as const, number: 100 };
          if (Math.abs(Math.fround(1 - sum)) > TOLERANCE && Math.abs(sum) > TOLERANCE) {
            const total = shares.reduce((all, { percent }) => all + percent, 0);
            const change = total > 100 ? `Take ${shown(total - 100)} away from ${data.names}` : `Give ${shown(100 - total)} more to ${data.names}`;
            const text = listed(shares, ({ queue, percent, at }) => `${queue.name} ${at ? shown(percent) : 'without one'}`);
            report({ at: list.value, message: 'sum', data: { ...data, sum: shown(total), list: text, change }, related });
          } else if (own.kind !== 'percent' || tree.isSet(`${parent.path}.${SWITCH}`)) continue;
          else if (Math.abs(sum) <= TOLERANCE && own.number > 0)
            report({ at: list.value, message: 'zero', data: { ...data, parentCapacity: shown(own.number) } });
          else if (Math.abs(sum) > TOLERANCE && own.number === 0) report({ at: list.value, message: 'zeroParent', data, related });
        }
      }
    },
  }),
});

interface Share {
  readonly queue: Queue;
  readonly percent: number;
  /** Where it stands; undefined when the queue has none. */
  readonly at: ReturnType<QueueTree['get']> | undefined;
}

/** The shares in percent of all queues under a parent; undefined when one is unknown, wrong, or of another kind. */
function sharesOf(tree: QueueTree, parent: Queue, label: string): Share[] | undefined {
  const shares: Share[] = [];
  for (const queue of parent.children) {
    const capacity = tree.capacity(queue, label);
    if (capacity.kind === 'percent') shares.push({ queue, percent: capacity.number, at: tree.get(tree.key(queue, 'capacity', label)) });
    // Without a capacity a queue has none of the parent's.
    else if (capacity.kind === 'absent') shares.push({ queue, percent: 0, at: undefined });
    else return undefined;
  }
  return shares;
}
