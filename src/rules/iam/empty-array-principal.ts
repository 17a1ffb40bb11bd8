import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/empty-array-principal',
    summary: 'A Principal has an empty list.',
    why: 'A statement with no principal applies to nobody.',
    remediation: 'List the principals that are meant, or remove the statement.',
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
    equivalents: ['access-analyzer:EMPTY_ARRAY_PRINCIPAL'],
    tags: ['iam', 'style'],
    since: '0.1.0',
  },
  messages: {
    empty: { text: '{statement} names nobody under {key}: the list is empty.', advice: 'List the principals that are meant, or remove the statement.' },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      for (const name of ['Principal', 'NotPrincipal']) {
        const principal = statement.value.get(name);
        for (const key of principal.keys ?? []) {
          const list = principal.get(key);
          const isEmpty = list.kind === 'list' && list.complete && list.items.every((item) => item.isAbsent);
          if (isEmpty) report({ at: principal.keyAt(key) ?? list, message: 'empty', data: { key, statement: statement.label } });
        }
      }
    },
  }),
});
