import { isToBeFilledIn } from '../../parsers/iam/variables.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/type-mismatch-date',
    summary: 'A value of a Date condition is not a date of ISO 8601.',
    why: "The operator can't read the value: the condition never holds, so an Allow grants nothing and a Deny denies nothing.",
    remediation: 'Write it as 2026-12-31 or 2026-12-31T23:59:59Z.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['parliament:MISMATCHED_TYPE', 'access-analyzer:TYPE_MISMATCH_DATE'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    value: { text: '{value} is not a date of ISO 8601, and {operator} compares nothing else.', advice: 'Write it as 2026-12-31 or 2026-12-31T23:59:59Z.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { family, written, values } = condition;
        if (family !== 'Date') continue;
        for (const value of values) {
          if (value.string === undefined || isToBeFilledIn(value.string) || !(!/^\d+$/.test(value.string) && Number.isNaN(dateOf(value.string)))) continue;
          report({ at: value, message: 'value', data: { value: value.string, operator: written } });
        }
      }
    },
  }),
});

/** Milliseconds of a date or time of ISO 8601; NaN for anything else, which other readers would take too. */
const dateOf = (text: string): number => (/^\d{4}(?:-\d{2}(?:-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?)?)?$/.test(text) ? Date.parse(text) : Number.NaN);
