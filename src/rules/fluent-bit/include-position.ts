import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'fluent-bit/include-position',
    summary: 'An @INCLUDE or @SET is indented.',
    why: 'Fluent Bit knows commands in the first column only. Indented as the keys of [SERVICE] are, the line is an unknown setting that it takes no notice of, and what the file would have added is missing without a word; anywhere else it exits with an error about indentation or an unknown option.',
    remediation: 'Start the line with the @, in a ConfigMap at the indentation of the section headers.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['fluent-bit', 'kubernetes'],
    articles: [7],
    references: ['https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/classic-mode/commands'],
    tags: ['logging', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    inService: {
      text: '@{name} is indented like a setting of [SERVICE], where Fluent Bit takes no notice of it, or exits over its indentation.',
      advice: 'Start the line with @{name}, without blanks before it.',
    },
    elsewhere: {
      text: '@{name} is indented, and Fluent Bit, which knows it in the first column only, exits here.',
      advice: 'Start the line with @{name}, without blanks before it.',
    },
  },
  create: ({ report }) => ({
    'fluentbit.directive'(directive) {
      if (!directive.isIndented) return;
      const message = directive.section?.kind === 'service' || directive.section?.kind === 'other' ? 'inService' : 'elsewhere';
      const fix = { title: 'Remove the blanks before it', safety: 'safe', edits: [{ at: directive.indent, text: '' }] } as const;
      report({ at: directive, message, data: { name: directive.name }, fix });
    },
  }),
});
