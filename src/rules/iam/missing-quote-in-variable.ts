import { variablesIn } from '../../parsers/iam/variables.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/missing-quote-in-variable',
    summary: 'The default value of a policy variable is not in single quotes.',
    why: 'IAM refuses a default without quotes on both sides.',
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
    equivalents: ['access-analyzer:MISSING_QUOTE_IN_VARIABLE'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    fault: { text: 'The default value of {variable} does not stand in single quotes.', advice: "Write it in single quotes: ${aws:PrincipalTag/team, 'none'}." },
  },
  create: ({ report }) => ({
    'iam.statement:Variable'(statement) {
      for (const value of statement.everyText) {
        const wrong = variablesIn(value).find(({ fault, kind }) => fault === 'quote' && kind === 'key');
        if (wrong) report({ at: value, message: 'fault', data: { variable: wrong.text } });
      }
    },
  }),
});
