import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'yaml/quoted-continuation-indent',
    summary: 'A quoted text goes on at the left margin.',
    why: 'YAML wants the further lines of a quoted text indented deeper than its key. Some readers accept them at the margin, others refuse the whole file: it deploys from one tool and fails in the next.',
    remediation: 'Indent the further lines of the text deeper than its key; a folded block scalar (>-) needs no quotes at all.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'kubernetes', 'yaml'],
    articles: [1],
    references: ['https://yaml.org/spec/1.2.2/#732-double-quoted-style'],
    tags: ['correctness', 'yaml'],
    since: '0.1.0',
  },
  messages: { problem: { text: '{text}', advice: '{advice}' } },
  create: ({ report }) => ({
    'parse.problem:yaml/quoted-continuation-indent'(problem) {
      const { text, advice, related, fix } = problem;
      report({ at: problem, message: 'problem', data: { text, advice }, ...(related && { related }), ...(fix && { fix }) });
    },
  }),
});
