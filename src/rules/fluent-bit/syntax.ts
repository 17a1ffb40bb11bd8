import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'fluent-bit/syntax',
    aliases: ['fluent-bit/indent', 'fluent-bit/missing-name', 'fluent-bit/key-without-value', 'fluent-bit/inline-comment', 'fluent-bit/include-duplicate'],
    summary: 'Fluent Bit refuses the configuration.',
    why: 'Fluent Bit reads its whole configuration before it starts, and exits at the first thing that it does not take: a line that is indented otherwise than the first one, a tab where a blank belongs, a plugin or option that it does not have. In a pod that is a crash loop, and until somebody looks no log arrives anywhere.',
    remediation:
      'Indent all keys of a file alike, put one blank between key and value and comments on lines of their own, and name plugins and options as the documentation does. fluent-bit --dry-run -c says whether it would start.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['fluent-bit', 'kubernetes'],
    articles: [7],
    references: [
      'https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/classic-mode/format-schema',
      'https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/yaml/configuration-file',
    ],
    tags: ['logging', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    refused: { text: '{text}', advice: '{advice}' },
  },
  create: ({ report }) => ({
    'parse.problem:fluent-bit/syntax'(problem) {
      const { text, advice, related, fix } = problem;
      report({ at: problem, message: 'refused', data: { text, advice }, ...(related && { related }), ...(fix && { fix }) });
    },
  }),
});
