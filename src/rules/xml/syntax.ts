import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'xml/syntax',
    summary: 'An XML file is not well-formed.',
    why: 'Programs that read XML stop at its first error and take nothing of the file. A ResourceManager with such a file does not start, and one that runs refuses to refresh its queues; two hyphens in a comment are enough.',
    remediation:
      'Close every element under its own name, write &amp; and &lt; for & and <, keep -- out of comments, and let the XML declaration be the first thing in the file.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['hadoop'],
    articles: [1],
    references: ['https://www.w3.org/TR/xml/#sec-well-formed', 'https://www.w3.org/TR/xml/#sec-comments'],
    tags: ['xml', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    refused: { text: '{text}', advice: '{advice}' },
  },
  create: ({ report }) => ({
    'parse.problem:xml/syntax'(problem) {
      const { text, advice, related, fix } = problem;
      report({ at: problem, message: 'refused', data: { text, advice }, ...(related && { related }), ...(fix && { fix }) });
    },
  }),
});
