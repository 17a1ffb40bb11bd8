import { variablesIn } from '../../parsers/iam/variables.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/unsupported-space-in-variable',
    summary: 'A policy variable has a blank in its name.',
    why: 'Blanks belong into the default value alone; IAM refuses one in the name.',
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
    equivalents: ['access-analyzer:UNSUPPORTED_SPACE_IN_VARIABLE'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    fault: { text: '{variable} has a blank in the name of the variable.', advice: 'Remove the blank.' },
  },
  create: ({ report }) => ({
    'iam.statement:Variable'(statement) {
      for (const value of statement.everyText) {
        const wrong = variablesIn(value).find(({ fault }) => fault === 'space');
        if (wrong) report({ at: value, message: 'fault', data: { variable: wrong.text } });
      }
    },
  }),
});
