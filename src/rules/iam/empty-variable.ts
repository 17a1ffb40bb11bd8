import { variablesIn } from '../../parsers/iam/variables.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/empty-variable',
    summary: 'A policy variable is empty.',
    why: 'IAM refuses ${}: there is nothing that it could stand for.',
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
    equivalents: ['access-analyzer:EMPTY_VARIABLE'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    fault: { text: '${} is a variable without a name.', advice: 'Write the condition key inside, such as ${aws:username}, or remove it.' },
  },
  create: ({ report }) => ({
    'iam.statement:Variable'(statement) {
      for (const value of statement.everyText) {
        const wrong = variablesIn(value).find(({ fault }) => fault === 'empty');
        if (wrong) report({ at: value, message: 'fault', data: { variable: wrong.text } });
      }
    },
  }),
});
