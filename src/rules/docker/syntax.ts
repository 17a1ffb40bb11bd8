import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'docker/syntax',
    aliases: ['docker/from-syntax'],
    summary: 'The builder refuses the Dockerfile.',
    why: 'BuildKit reads the whole file before it builds anything, and stops at the first thing that it does not understand. The image is never built, whichever stage was asked for.',
    remediation:
      'Write each instruction as the Dockerfile reference has it; comments stand on lines of their own, and a FROM has an image and at most AS with a name.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['dockerfile'],
    articles: [12],
    references: ['https://docs.docker.com/reference/dockerfile/', 'https://github.com/moby/buildkit/blob/master/frontend/dockerfile/docs/reference.md'],
    equivalents: ['hadolint:DL1000', 'hadolint:DL3043', 'hadolint:DL3061'],
    tags: ['containers', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    refused: { text: '{text}', advice: '{advice}' },
  },
  create: ({ report }) => ({
    'parse.problem:docker/syntax'(problem) {
      const { text, advice, related, fix } = problem;
      report({ at: problem, message: 'refused', data: { text, advice }, ...(related && { related }), ...(fix && { fix }) });
    },
  }),
});
