import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/empty-object-principal',
    summary: 'A Principal is an empty map.',
    why: 'A statement with no principal applies to nobody.',
    remediation: 'Name the principals that are meant, or remove the statement.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:EMPTY_OBJECT_PRINCIPAL'],
    tags: ['iam', 'style'],
    since: '0.1.0',
  },
  messages: {
    empty: { text: '{statement} applies to nobody: its {name} is empty.', advice: 'Name the principals that are meant, or remove the statement.' },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      for (const name of ['Principal', 'NotPrincipal']) {
        const principal = statement.value.get(name);
        const isEmpty = principal.keys?.length === 0 && principal.complete;
        if (isEmpty) report({ at: statement.keyAt(name), message: 'empty', data: { name, statement: statement.label } });
      }
    },
  }),
});
