import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'json/syntax',
    summary: 'A JSON file cannot be read as it is written.',
    why: 'JSON has no tolerance: with one comma, quote or bracket wrong, the whole policy, template or parameter file is refused, mostly at deployment.',
    remediation: 'Correct the place that the message names. JSON has no comments, no commas after the last element, and double quotes alone.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'iam-json', 'json'],
    articles: [11, 13],
    references: ['https://www.rfc-editor.org/rfc/rfc8259', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html'],
    equivalents: ['cfn-lint:E0000', 'access-analyzer:JSON_SYNTAX_ERROR'],
    tags: ['correctness', 'json'],
    since: '0.1.0',
  },
  messages: { problem: { text: '{text}', advice: '{advice}' } },
  create: ({ report }) => ({
    'parse.problem:json/syntax'(problem) {
      const { text, advice, related, fix } = problem;
      report({ at: problem, message: 'problem', data: { text, advice }, ...(related && { related }), ...(fix && { fix }) });
    },
  }),
});
