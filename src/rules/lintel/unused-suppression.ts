import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lintel/unused-suppression',
    summary: 'A suppression covers nothing that its rule finds.',
    why: 'A suppression that covers nothing looks like an accepted exception and is none. It hides the next finding of that rule at that place, which nobody has judged.',
    remediation:
      'Remove the rule from the comment, or the whole comment; `lintel --fix` does it. If the comment should cover something, check the kind of the directive and the line it stands on.',
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
    'parse.problem:lintel/unused-suppression'(problem) {
      const { text, advice, fix } = problem;
      report({ at: problem, message: 'found', data: { text, advice }, ...(fix && { fix }) });
    },
  }),
});
