import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lintel/expired-suppression',
    summary: 'The agreed time of a suppression is over.',
    why: 'The date was the condition on which the exception was granted. From the day after it the finding is reported again, so that exceptions end without anybody having to remember them.',
    remediation:
      'Repair what the suppression covers and remove it. If the exception has to go on, have it granted again and write the new last day as `until=YYYY-MM-DD`.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'dockerfile', 'kubernetes', 'yaml', 'text'],
    articles: [],
    references: ['https://github.com/lintel-dev/lintel/blob/main/README.md'],
    tags: ['suppression', 'governance'],
    since: '0.1.0',
  },
  messages: {
    found: { text: '{text}', advice: '{advice}' },
  },
  create: ({ report }) => ({
    'parse.problem:lintel/expired-suppression'(problem) {
      const { text, advice, fix } = problem;
      report({ at: problem, message: 'found', data: { text, advice }, ...(fix && { fix }) });
    },
  }),
});
