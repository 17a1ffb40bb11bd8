import { variablesIn } from '../../parsers/iam/variables.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/variable-unsupported-in-element',
    summary: 'A policy variable stands where none is filled in.',
    why: 'IAM fills variables in in Resource and in Condition alone. Elsewhere the text stands for itself, and matches nothing.',
    remediation: 'Write the value, or move what depends on the request into a Condition.',
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
    equivalents: ['access-analyzer:VARIABLE_UNSUPPORTED_IN_ELEMENT'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    element: { text: '{variable} is not filled in in {element}.', advice: 'Write the value; variables belong into Resource and Condition.' },
  },
  create: ({ report }) => ({
    'iam.statement:Variable'(statement) {
      for (const element of ['Effect', 'Sid', 'Action', 'NotAction']) {
        for (const value of statement.value.get(element).items) {
          const variable = variablesIn(value).find(({ kind }) => kind === 'key');
          if (variable) report({ at: value, message: 'element', data: { variable: variable.text, element } });
        }
      }
      for (const { value } of [...statement.principals, ...statement.notPrincipals]) {
        const variable = variablesIn(value).find(({ kind }) => kind === 'key');
        if (variable) report({ at: value, message: 'element', data: { variable: variable.text, element: 'Principal' } });
      }
    },
  }),
});
