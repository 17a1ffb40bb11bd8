import { type Capacity, shown } from '../parsers/yarn/capacity.ts';
import { itemsOf, type Queue, type QueueTree } from '../parsers/yarn/tree.ts';

/** Deeper queues are left out: indentation would grow with the square of their number. */
const DEEPEST = 32;

/** The queues as an indented tree, each with its share of its parent and, where it can be told, of the cluster. */
export function queueTreeText(tree: QueueTree): string {
  const rows: { readonly branch: string; readonly text: string }[] = [];
  // Its share of the cluster, and what stands before it and before those below it.
  const waiting: { queue: Queue; cluster: number | undefined; branch: string; below: string; depth: number }[] = [
    { queue: tree.root, cluster: 100, branch: '', below: '', depth: 0 },
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { queue, cluster, branch, below, depth } = next;
    rows.push({ branch: branch + queue.name, text: describe(tree, queue, cluster) });
    if (depth === DEEPEST && queue.children.length > 0) rows.push({ branch: `${below}…`, text: '' });
    if (depth === DEEPEST) continue;
    for (const [i, child] of [...queue.children.entries()].reverse()) {
      const isLast = i === queue.children.length - 1;
      const capacity = tree.capacity(child);
      waiting.push({
        queue: child,
        cluster: cluster !== undefined && capacity.kind === 'percent' ? (cluster * capacity.number) / 100 : undefined,
        branch: `${below}${isLast ? '└─ ' : '├─ '}`,
        below: `${below}${isLast ? '   ' : '│  '}`,
        depth: depth + 1,
      });
    }
  }
  const width = Math.max(...rows.map(({ branch }) => branch.length));
  const lines = rows.map(({ branch, text }) => (text === '' ? branch : `${branch.padEnd(width)}  ${text}`));
  const mappings = itemsOf(tree.get('queue-mappings')).map(({ text }) => `  ${text.replace(/:([^:]*)$/, ' → $1')}`);
  const more = tree.queues.every(({ complete }) => complete) ? [] : ['more may be set elsewhere'];
  return [...lines, ...(mappings.length > 0 ? ['mappings', ...mappings] : []), ...more].join('\n');
}

function describe(tree: QueueTree, queue: Queue, cluster: number | undefined): string {
  const parts: string[] = [];
  if (queue.parent) {
    const own = capacityText(tree.capacity(queue));
    parts.push(own);
    if (cluster !== undefined && queue.parent.parent) parts.push(`${shown(cluster)} % of the cluster`);
    for (const label of tree.labelsUnder(queue.parent)) {
      const capacity = tree.capacity(queue, label);
      if (capacity.kind !== 'absent') parts.push(`${label}: ${capacityText(capacity)}`);
    }
    const maximum = tree.maximum(queue);
    if (maximum.kind !== 'absent' && maximum.kind !== 'unknown' && !(maximum.kind === 'percent' && maximum.number === 100))
      parts.push(`at most ${capacityText(maximum)}`);
  }
  const state = tree.get(tree.key(queue, 'state')).string?.trim();
  if (state !== undefined && state !== 'RUNNING') parts.push(state);
  if (tree.makesQueues(queue)) parts.push('more are made when asked for');
  return parts.join(', ');
}

function capacityText(capacity: Capacity): string {
  switch (capacity.kind) {
    case 'percent':
      return `${shown(capacity.number)} %`;
    case 'weight':
      return `weight ${shown(capacity.number)}`;
    case 'resources':
      return 'resources';
    case 'malformed':
      return `"${capacity.text}"`;
    case 'absent':
      return 'no capacity';
    case 'unknown':
      return 'an unknown capacity';
  }
}
