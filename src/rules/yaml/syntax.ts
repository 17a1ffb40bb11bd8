import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'yaml/syntax',
    summary: 'A YAML file cannot be read as it is written.',
    why: 'Whatever reads the file stops at the first mistake: the stack is not created, the manifest not applied, the build not started. Where a line fell out of its block, some readers go on with half of the content instead, and nobody is told.',
    remediation: 'Correct the indentation, quote or bracket that the message names. An editor with a YAML schema shows it while typing.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'kubernetes', 'yaml'],
    articles: [7, 12],
    references: ['https://yaml.org/spec/1.2.2/', 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html'],
    equivalents: ['cfn-lint:E0000', 'yamllint:syntax'],
    tags: ['correctness', 'yaml'],
    since: '0.1.0',
  },
  messages: { problem: { text: '{text}', advice: '{advice}' } },
  create: ({ report }) => ({
    'parse.problem:yaml/syntax'(problem) {
      const { text, advice, related, fix } = problem;
      report({ at: problem, message: 'problem', data: { text, advice }, ...(related && { related }), ...(fix && { fix }) });
    },
  }),
});
