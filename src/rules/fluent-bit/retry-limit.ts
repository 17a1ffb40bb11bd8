import type { Value } from '../../core/value.ts';
import { outputName, sendsOverNetwork } from '../../parsers/fluent-bit/destination.ts';
import type { Pipeline, Section } from '../../parsers/fluent-bit/model.ts';
import { globMatches } from '../../parsers/iam/glob.ts';
import { defineRule } from '../define-rule.ts';

/** Outputs that count their tries themselves. */
const OWN_LIMIT = new Set(['s3']);
/** Inputs that are compared with each output; no configuration has so many. */
const MOST_INPUTS = 500;

export default defineRule({
  meta: {
    id: 'fluent-bit/retry-limit',
    summary: 'An output gives up after one retry, or never.',
    why: 'When a destination is slow or throttles, Fluent Bit tries a chunk once more and then discards it: logs are lost after a few seconds. Without any limit, chunks of a destination that stays away pile up; in memory they stop the inputs or get the process killed.',
    remediation:
      'Write a Retry_Limit that covers the outages to expect: 5 or 6 tries take minutes, because the pauses grow. Where nothing may be lost, buffer in files: storage.path in [SERVICE], storage.type filesystem in the inputs, storage.total_limit_size in the output.',
    severity: 'warning',
    precision: 'medium',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['fluent-bit', 'kubernetes'],
    articles: [7],
    references: [
      'https://docs.fluentbit.io/manual/administration/scheduling-and-retries',
      'https://docs.fluentbit.io/manual/administration/buffering-and-storage',
    ],
    tags: ['logging', 'reliability'],
    since: '0.1.0',
  },
  messages: {
    absent: {
      text: 'The {plugin} output tries a chunk once more when it fails, and then discards it.',
      advice: 'Add "{line}", or as many tries as an outage may take.',
    },
    invalid: {
      text: '"{value}" is no number of retries, and Fluent Bit takes 1: a chunk that fails twice is discarded.',
      advice: 'Write a number from 1 on, no_limits, or no_retries.',
      severity: 'error',
      precision: 'high',
    },
    unlimited: {
      text: 'The {plugin} output retries without end, and its records wait in memory: the {input} input stops, or the memory fills, while the destination is away.',
      advice: 'Write a number, or give the input storage.type filesystem and the output storage.total_limit_size.',
      severity: 'info',
    },
  },
  create: ({ report }) => ({
    'fluentbit.section:output'(output) {
      const limit = output.get('retry_limit');
      const plugin = outputName(output);
      if (limit.isAbsent) {
        if (plugin === undefined || OWN_LIMIT.has(plugin) || sendsOverNetwork(output) !== true) return;
        report({ at: limit, message: 'absent', data: { plugin, line: output.format === 'yaml' ? 'retry_limit: 5' : 'Retry_Limit 5' } });
      } else if (isInvalid(limit)) report({ at: limit, message: 'invalid', data: { value: limit.display } });
    },
    'fluentbit.pipeline'(pipeline) {
      if (!pipeline.complete) return;
      const inMemory = pipeline.inputs.filter((one) => isInMemory(one, pipeline)).slice(0, MOST_INPUTS);
      for (const output of pipeline.outputs) {
        const limit = output.get('retry_limit');
        const plugin = outputName(output);
        if (!isUnlimited(limit) || plugin === undefined || sendsOverNetwork(output) !== true || output.file.root !== pipeline.file.root) continue;
        const input = inMemory.find((one) => reaches(one, output));
        if (input)
          report({
            at: limit,
            message: 'unlimited',
            data: { plugin, input: input.plugin.display },
            related: [{ at: input, text: 'This input buffers in memory.' }],
          });
      }
    },
  }),
});

const UNLIMITED = /^(?:no_limits|false|off)$/i;
const isUnlimited = (limit: Value): boolean => limit.matches(UNLIMITED);

/** Fluent Bit reads the digits at the start, and takes 1 for what is no number above 0. */
const isInvalid = (limit: Value): boolean =>
  limit.string !== undefined && !UNLIMITED.test(limit.string) && !/^no_retries$/i.test(limit.string) && !/^\+?0*[1-9]/.test(limit.string);

/** Whether an input surely keeps its chunks in memory alone. */
function isInMemory(input: Section, pipeline: Pipeline): boolean {
  const own = input.get('storage.type');
  const type = own.isAbsent ? pipeline.service('storage.type') : own;
  return type === undefined || /^memory$/i.test(type.string ?? '');
}

/** Whether an output takes the records of an input, as far as both patterns are written out. */
function reaches(input: Section, output: Section): boolean {
  const [tag, match] = [input.get('tag').string, output.get('match').string];
  if (match === undefined) return false;
  return match === '*' || (tag !== undefined && !tag.includes('*') && globMatches(match, tag));
}
