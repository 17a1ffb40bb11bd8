import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-date-value',
    summary: 'A date is written as a number of seconds.',
    why: 'A date condition takes seconds since 1970, but nobody sees which day that is, and milliseconds are taken for a day thousands of years ahead.',
    remediation: 'Write the date as 2026-12-31T23:59:59Z.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:INVALID_DATE_VALUE'],
    tags: ['iam', 'style', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    epoch: { text: '{value} is a number of seconds, not a date that can be read.', advice: 'Write {proposal}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        if (condition.family !== 'Date') continue;
        for (const value of condition.values) {
          if (value.string === undefined || !/^\d{5,}$/.test(value.string)) continue;
          const seconds = Number(value.string);
          const date = seconds < 1e11 ? new Date(seconds * 1000).toISOString().replace('.000', '') : 'it as 2026-12-31T23:59:59Z';
          report({ at: value, message: 'epoch', data: { value: value.string, proposal: date } });
        }
      }
    },
  }),
});
