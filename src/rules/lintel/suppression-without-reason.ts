import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lintel/suppression-without-reason',
    summary: 'A suppression gives no reason.',
    why: 'Whoever reviews the file later cannot tell an accepted risk from a silenced tool, and an audit has to ask for each exception why it was made.',
    remediation:
      'Write a colon and the reason after the rule: `lintel-disable-next-line image/unpinned-tag: rebuilt from this tag every night`. In template metadata add `reason` to the entry.',
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
    'parse.problem:lintel/suppression-without-reason'(problem) {
      const { text, advice, fix } = problem;
      report({ at: problem, message: 'found', data: { text, advice }, ...(fix && { fix }) });
    },
  }),
});
