import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/unsupported-sid',
    summary: 'A statement id has characters that IAM does not take.',
    why: 'In policies of users, groups and roles, trust policies included, a Sid has letters and digits alone. IAM refuses a policy with a blank, dash or underscore in one.',
    remediation: 'Write the Sid in letters and digits.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['parliament:INVALID_SID', 'access-analyzer:UNSUPPORTED_SID'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    characters: { text: 'The Sid {sid} has other characters than letters and digits.', advice: 'Write {proposal}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Sid'(statement) {
      const text = statement.sid.string;
      if (!text || !kinds.has(statement.kind) || /^[A-Za-z0-9]+$/.test(text)) return;
      const proposal = text.replace(/[^A-Za-z0-9]+(.?)/g, (_, next: string) => next.toUpperCase());
      report({ at: statement.sid, message: 'characters', data: { sid: text, proposal: proposal || 'letters and digits' } });
    },
  }),
});

/** Resource policies are the services' own, and many take blanks. */
const kinds = new Set(['identity', 'trust', 'boundary', 'session']);
