import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'yaml/duplicate-key',
    summary: 'A key stands twice in one map.',
    why: 'The YAML specification forbids it, and readers disagree: most take the last value without a word, some refuse the file. A resource, permission or setting that was written is then not there.',
    remediation: 'Keep one of the two, or give the second the name that was meant.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'kubernetes', 'yaml', 'iam-json', 'json'],
    articles: [],
    references: ['https://yaml.org/spec/1.2.2/#nodes', 'https://www.rfc-editor.org/rfc/rfc8259#section-4'],
    equivalents: ['cfn-lint:E0000', 'yamllint:key-duplicates'],
    tags: ['correctness', 'yaml'],
    since: '0.1.0',
  },
  messages: { problem: { text: '{text}', advice: '{advice}' } },
  create: ({ report }) => ({
    'parse.problem:yaml/duplicate-key'(problem) {
      const { text, advice, related, fix } = problem;
      report({ at: problem, message: 'problem', data: { text, advice }, ...(related && { related }), ...(fix && { fix }) });
    },
  }),
});
