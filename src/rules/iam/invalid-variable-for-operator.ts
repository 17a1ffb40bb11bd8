import { variablesIn } from '../../parsers/iam/variables.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-variable-for-operator',
    summary: 'A policy variable is compared by an operator that takes none.',
    why: 'Variables are filled in for the operators of texts and ARNs alone. A number, a date, a boolean or an address with a variable is never read.',
    remediation: 'Write the value, or compare by a String or Arn operator.',
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
    equivalents: ['access-analyzer:INVALID_VARIABLE_FOR_OPERATOR'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    operator: { text: '{variable} is not filled in for {operator}.', advice: 'Write the value, or compare by a String or Arn operator.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const { family, values, written } of statement.conditions.entries) {
        if (!family || family === 'String' || family === 'Arn') continue;
        for (const value of values) {
          const variable = variablesIn(value).find(({ kind }) => kind === 'key');
          if (variable) report({ at: value, message: 'operator', data: { variable: variable.text, operator: written } });
        }
      }
    },
  }),
});
