import { nearest } from '../../core/text.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'fluent-bit/include-missing',
    summary: 'The configuration names a file that is not there.',
    why: 'Fluent Bit exits when a file that it is told to read is missing, or when a pattern finds none. A ConfigMap that is mounted as a folder hides what the image had there, so that parsers.conf has to be one of its keys.',
    remediation:
      'Add the file beside the main configuration, or the key to the ConfigMap; or take the line out. For the parsers of the image write their full path, such as /fluent-bit/etc/parsers.conf, and mount elsewhere.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['fluent-bit', 'kubernetes'],
    articles: [7],
    references: [
      'https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/classic-mode/configuration-file#config_include_file',
      'https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/yaml/includes-section',
    ],
    tags: ['logging', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    missing: { text: '{key} names "{target}", which is not in {where}, and Fluent Bit exits.', advice: 'Add "{target}" there{meant}, or remove the line.' },
    noMatch: { text: 'No file in {where} fits "{target}" of {key}, and Fluent Bit exits.', advice: 'Add a file that it fits, or remove the line.' },
    streams: {
      text: '{key} names "{target}", which is not in {where}, and Fluent Bit goes on without its stream tasks.',
      advice: 'Add "{target}" there, or remove the line.',
      severity: 'warning',
    },
    blanks: {
      text: 'The name of the file has blanks around it, which Fluent Bit takes for a part of it, so that it finds none and exits.',
      advice: 'Put one blank between {key} and the name, and none behind it.',
    },
  },
  create: ({ report }) => ({
    'fluentbit.reference'(reference) {
      if (reference.resolution !== 'missing') return;
      const { key, where, candidates } = reference;
      const target = reference.target.trim();
      if (reference.hasBlanks) {
        const fix = { title: 'Remove the blanks', safety: 'safe', edits: [{ at: reference, text: target }] } as const;
        report({ at: reference, message: 'blanks', data: { key }, fix });
      } else if (reference.kind === 'streams_file') report({ at: reference, message: 'streams', data: { key, target, where } });
      else if (target.includes('*')) report({ at: reference, message: 'noMatch', data: { key, target, where } });
      else {
        const name = nearest(target, candidates);
        report({ at: reference, message: 'missing', data: { key, target, where, meant: name === undefined ? '' : `, write "${name}", which is` } });
      }
    },
  }),
});
