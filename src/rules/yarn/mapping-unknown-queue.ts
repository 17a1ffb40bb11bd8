import { nearest } from '../../core/text.ts';
import { itemsOf, listed, type Queue, type QueueTree } from '../../parsers/yarn/tree.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'yarn/mapping-unknown-queue',
    summary: 'A queue mapping leads to no queue that takes applications.',
    why: 'Queue mappings say which queue an application of a user or group goes to. The ResourceManager checks that each leads to exactly one leaf queue; where one does not, it refuses the configuration and does not start, or refuses to refresh its queues.',
    remediation: 'Name a leaf queue, by its whole path where two leaves have the same name. Queues that hold other queues take no applications.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['hadoop', 'json', 'cloudformation', 'sam', 'cdk'],
    articles: [1],
    references: [
      'https://hadoop.apache.org/docs/stable/hadoop-yarn/hadoop-yarn-site/CapacityScheduler.html#Queue_Mapping_based_on_User_or_Group.2C_Application_Name_or_user_defined_placement_rules',
    ],
    tags: ['emr', 'yarn', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    unknown: { text: 'The mapping "{item}" leads to the queue {target}, which does not exist.', advice: 'Write {choice}.' },
    parent: {
      text: 'The mapping "{item}" leads to {path}, which holds other queues and takes no applications.',
      advice: 'Write one of the queues below it: {choice}.',
    },
    ambiguous: {
      text: 'The mapping "{item}" leads to {target}, and several leaf queues have that name: {choice}.',
      advice: 'Write the whole path of the one that is meant.',
    },
  },
  create: ({ report }) => ({
    'yarn.queueTree'(configuration) {
      const tree = configuration.read();
      const format = tree.property('mapping-rule-format')?.value;
      const mappings = tree.property('queue-mappings')?.value;
      // Without its list the scheduler's queues are those of another file.
      if (!mappings || tree.base === 'unknown' || !tree.root.complete || tree.root.children.length === 0 || tree.makesAnyQueues) return;
      if (format && !format.isAbsent && format.string?.trim().toLowerCase() !== 'legacy') return;
      const hasOpenList = tree.queues.some(({ path, complete }) => !complete && tree.property(`${path}.queues`));
      for (const { text: item, at } of itemsOf(mappings)) {
        const parts = item.split(':').map((part) => part.trim());
        const target = parts[2];
        if (parts.length !== 3 || !/^[ug]$/.test(parts[0] as string) || parts[1] === '' || !target || target.includes('%')) continue;
        const fitting = tree.named(target);
        const leaves = fitting.filter((queue) => queue.children.length === 0 && queue.parent);
        const data = { item, target };
        // A whole path names one queue, also where another ends in the same names.
        const exact = fitting.find(({ path }) => path === target);
        if (exact ? exact.children.length === 0 : leaves.length === 1) continue;
        const parent = exact ?? fitting[0];
        if (!exact && leaves.length > 1) report({ at, message: 'ambiguous', data: { ...data, choice: listed(leaves, ({ path }) => path) } });
        else if (parent) report({ at, message: 'parent', data: { ...data, path: parent.path, choice: below(tree, parent) } });
        else if (!hasOpenList) report({ at, message: 'unknown', data: { ...data, choice: choiceFor(tree, target) } });
      }
    },
  }),
});

/** Most queues that a name is compared with. */
const MOST_COMPARED = 200;

function choiceFor(tree: QueueTree, target: string): string {
  const leaves = tree.leaves.slice(0, MOST_COMPARED);
  const names = leaves.map(({ name }) => name);
  const paths = leaves.map(({ path }) => path);
  const last = target.slice(target.lastIndexOf('.') + 1);
  const similar = target.includes('.') ? (nearest(target, paths) ?? leaves.find(({ name }) => name === nearest(last, names))?.path) : nearest(target, names);
  const longer = leaves.filter(({ name }) => name.startsWith(last) || last.startsWith(name));
  if (similar === undefined && longer.length === 1) return label(tree, longer[0] as Queue);
  return similar ?? `one of the leaf queues: ${listed(tree.leaves, (leaf) => label(tree, leaf))}`;
}

/** The leaf queues below a queue. */
function below(tree: QueueTree, parent: Queue): string {
  const leaves: Queue[] = [];
  const level = [parent];
  for (const queue of level) {
    if (leaves.length > MOST_COMPARED) break;
    if (queue.children.length === 0) leaves.push(queue);
    else level.push(...queue.children.slice(0, MOST_COMPARED));
  }
  return listed(leaves, (leaf) => label(tree, leaf));
}

/** What a mapping calls a queue: its name, or its path where others are called the same. */
const label = (tree: QueueTree, { name, path }: Queue): string => (tree.named(name).length === 1 ? name : path);
