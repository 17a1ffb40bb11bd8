import type { ProposedFix } from '../../core/document.ts';
import { capacityOf, shown } from '../../parsers/yarn/capacity.ts';
import { partOf, type QueueSetting } from '../../parsers/yarn/tree.ts';
import { defineRule } from '../define-rule.ts';

/** The largest weight that Hadoop takes. */
const MOST_WEIGHT = 10_000;

export default defineRule({
  meta: {
    id: 'yarn/capacity-range',
    summary: 'A capacity of a queue is no number that the scheduler takes.',
    why: 'A capacity is a number from 0 to 100 without a percent sign, a weight such as 2w, or resources in brackets. At anything else the ResourceManager stops with a NumberFormatException or an IllegalArgumentException, and the cluster takes no jobs.',
    remediation:
      'Write capacity and maximum-capacity as plain numbers from 0 to 100, with a point before decimals. A maximum-capacity of -1 means 100, but not for a node label; the capacity of root is always 100.',
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
    malformed: { text: 'The {setting} "{value}" of {path}{label} is nothing that the scheduler can read.', advice: '{advice}' },
    outside: { text: 'The {setting} {value} of {path}{label} is not between 0 and 100.', advice: 'Write a number from 0 to 100.' },
    labelMaximum: {
      text: 'The maximum-capacity of {path}{label} is -1, which stands for 100 only without a label.',
      advice: 'Write 100, or leave it out.',
    },
    root: { text: 'The capacity of root is {value}, but root always has 100.', advice: 'Write 100, or leave it out.' },
    weight: {
      text: 'The weight {value} of {path}{label} is not between 0 and 10000.',
      advice: 'Write a weight from 0w to 10000w; only its relation to those of its siblings counts.',
    },
  },
  create: ({ report }) => ({
    'yarn.queueTree'(configuration) {
      const tree = configuration.read();
      for (const setting of tree.settings) {
        const { value: at, path } = setting;
        const isMaximum = setting.setting === 'maximum-capacity';
        if ((setting.setting !== 'capacity' && !isMaximum) || tree.has(path) === 'no') continue;
        const capacity = capacityOf(at);
        const data = {
          path,
          setting: setting.setting,
          label: setting.label === '' ? '' : ` for the node label ${setting.label}`,
          value: at.string?.trim() ?? '',
        };
        if (capacity.kind === 'malformed') {
          const fix = withoutPercent(setting);
          report({ at, message: 'malformed', data: { ...data, advice: adviceFor(capacity.text, isMaximum) }, ...(fix && { fix }) });
        } else if (capacity.kind === 'weight') {
          // -1w says the same as none.
          if (capacity.number > MOST_WEIGHT || (capacity.number < 0 && capacity.number !== -1)) report({ at, message: 'weight', data });
        } else if (capacity.kind === 'percent') {
          const { number } = capacity;
          if (isMaximum && number === -1) {
            if (setting.label !== '') report({ at, message: 'labelMaximum', data });
          } else if (number < 0 || number > 100) report({ at, message: 'outside', data });
          else if (path === 'root' && !isMaximum && setting.label === '' && number !== 100)
            report({ at, message: 'root', data: { ...data, value: shown(number) } });
        }
      }
    },
  }),
});

function adviceFor(text: string, isMaximum: boolean): string {
  const number = /^(\d+(?:[.,]\d+)?)\s*(%?)$/.exec(text)?.[1];
  if (number !== undefined) return `Write ${number.replace(',', '.')}.`;
  if (/^\[[^[\]]*$/.test(text)) return `Write ${text}].`;
  const weight = isMaximum ? '' : ' a weight such as 2w,';
  return `Write a number from 0 to 100,${weight} or resources such as [memory=4096,vcores=4].`;
}

/** Takes the percent sign away, where it stands in the file as it is read. */
function withoutPercent({ value }: QueueSetting): ProposedFix | undefined {
  const found = /^\s*\d+(?:\.\d+)?(\s*%)\s*$/.exec(value.string ?? '');
  if (!found || value.trace.length > 0) return undefined;
  const start = (value.string as string).lastIndexOf(found[1] as string);
  const at = partOf(value, start, start + (found[1] as string).length);
  return at === value ? undefined : { title: 'Remove the percent sign', safety: 'safe', edits: [{ at, text: '' }] };
}
