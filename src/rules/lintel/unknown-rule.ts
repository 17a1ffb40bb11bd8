import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lintel/unknown-rule',
    summary: 'A suppression names a rule that does not exist.',
    why: 'A misspelt rule suppresses nothing, so the finding that it was written for is still reported, and the comment claims otherwise.',
    remediation: 'Write the id as the finding shows it, or `topic/*` for all rules of a topic. `lintel rules` lists them.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'dockerfile', 'kubernetes', 'yaml', 'text'],
    articles: [],
    references: ['https://github.com/lintel-dev/lintel/blob/main/README.md'],
    tags: ['suppression', 'maintenance'],
    since: '0.1.0',
  },
  messages: {
    found: { text: '{text}', advice: '{advice}' },
  },
  create: ({ report }) => ({
    'parse.problem:lintel/unknown-rule'(problem) {
      const { text, advice, fix } = problem;
      report({ at: problem, message: 'found', data: { text, advice }, ...(fix && { fix }) });
    },
  }),
});
