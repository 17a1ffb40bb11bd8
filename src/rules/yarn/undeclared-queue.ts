import type { ProposedFix } from '../../core/document.ts';
import { nearest } from '../../core/text.ts';
import { PREFIX } from '../../parsers/yarn/keys.ts';
import { listed, type QueueSetting, type QueueTree } from '../../parsers/yarn/tree.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'yarn/undeclared-queue',
    summary: 'Something is set for a queue that no parent declares.',
    why: 'The scheduler reads the queues from the lists of their parents and looks up the settings of these alone. What is set under any other name, mostly a misspelt one, takes no effect and is not reported: a limit, an access list or a priority that somebody relies on is missing.',
    remediation: 'Write the name as the list of the parent has it, add the queue to that list, or remove the setting.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['hadoop', 'json', 'cloudformation', 'sam', 'cdk'],
    articles: [1],
    references: ['https://hadoop.apache.org/docs/stable/hadoop-yarn/hadoop-yarn-site/CapacityScheduler.html#Setting_up_queues'],
    tags: ['emr', 'yarn', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    misspelt: {
      text: 'The queue {path} does not exist, and what is set for it{more} takes no effect; there is a queue {nearest}.',
      advice: 'Write {nearest} if that queue is meant, or add {name} to {parent}.queues.',
    },
    undeclared: {
      text: 'The queue {path} does not exist, and what is set for it{more} takes no effect: {parent} declares {declared}.',
      advice: 'Add {name} to {parent}.queues, or remove the setting.',
    },
    leaf: {
      text: 'The queue {path} does not exist, and what is set for it{more} takes no effect: {parent} has no queues below it.',
      advice: 'Set {parent}.queues to {name}, or remove the setting.',
    },
  },
  create: ({ report }) => ({
    'yarn.queueTree'(configuration) {
      const tree = configuration.read();
      for (const [path, settings] of undeclared(tree)) {
        const [first, ...others] = settings as [QueueSetting, ...QueueSetting[]];
        const parent = tree.nearest(path);
        const name = path.slice(parent.path.length + 1);
        const similar = similarTo(tree, path, name);
        const data = {
          path,
          name,
          parent: parent.path,
          declared: listed(parent.children, (child) => child.name),
          nearest: similar ?? '',
          more: others.length === 0 ? '' : ` (${settings.length} settings)`,
        };
        const message = similar !== undefined ? 'misspelt' : parent.children.length === 0 ? 'leaf' : 'undeclared';
        const fix = similar === undefined ? undefined : renamed(tree, settings, path, similar);
        const related = others.slice(0, 10).map(({ at }) => ({ at, text: 'Set for the same queue.' }));
        report({ at: first.at, message, data, related, ...(fix && { fix }) });
      }
    },
  }),
});

/** Most names that one is compared with. */
const MOST_COMPARED = 200;

/** Settings without effect, by the outermost queue of their paths that does not exist. */
function undeclared(tree: QueueTree): Map<string, QueueSetting[]> {
  const result = new Map<string, QueueSetting[]>();
  for (const setting of tree.settings) {
    if (tree.has(setting.path) !== 'no') continue;
    const { path } = tree.nearest(setting.path);
    const next = setting.path.indexOf('.', path.length + 1);
    const outermost = next < 0 ? setting.path : setting.path.slice(0, next);
    const list = result.get(outermost);
    if (list) list.push(setting);
    else result.set(outermost, [setting]);
  }
  return result;
}

/** The declared queue that is probably meant: a sibling of similar name, or the one queue of that name elsewhere. */
function similarTo(tree: QueueTree, path: string, name: string): string | undefined {
  const { path: parent, children } = tree.nearest(path);
  const first = name.slice(0, name.includes('.') ? name.indexOf('.') : undefined);
  const sibling = nearest(
    first,
    children.slice(0, MOST_COMPARED).map((child) => child.name),
  );
  if (sibling !== undefined) return `${parent}.${sibling}`;
  const same = tree.named(name);
  return same.length === 1 ? same[0]?.path : undefined;
}

/** Names the similar queue in all of the settings; not where one of them is set for that queue already, or where a name is not written out. */
function renamed(tree: QueueTree, settings: readonly QueueSetting[], path: string, similar: string): ProposedFix | undefined {
  const start = PREFIX.length;
  const edits = [];
  for (const { at, name } of settings) {
    const written = at.file.text.slice(at.span.start, at.span.end);
    const shift = written.indexOf(name);
    const other = similar + name.slice(start + path.length);
    if (shift < 0 || tree.property(other)) return undefined;
    const from = at.span.start + shift + start;
    edits.push({ at: { file: at.file, path: at.path, span: { start: from, end: from + path.length } }, text: similar });
  }
  return { title: `Set it for ${similar}`, safety: 'suggested', edits };
}
