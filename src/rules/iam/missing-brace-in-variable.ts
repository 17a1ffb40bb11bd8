import { variablesIn } from '../../parsers/iam/variables.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/missing-brace-in-variable',
    summary: 'A policy variable has no closing brace.',
    why: 'IAM refuses a variable that does not end.',
    remediation: "Variables are written ${key} or ${key, 'default'}.",
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:MISSING_BRACE_IN_VARIABLE'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    fault: { text: '{variable} has no closing brace.', advice: 'Write } behind the name.' },
  },
  create: ({ report }) => ({
    'iam.statement:Variable'(statement) {
      for (const value of statement.everyText) {
        const wrong = variablesIn(value).find(({ fault, kind }) => fault === 'brace' && kind === 'key');
        if (wrong) report({ at: value, message: 'fault', data: { variable: wrong.text } });
      }
    },
  }),
});
