import { nearest } from '../../core/text.ts';
import { principalKeys } from '../../parsers/iam/elements.ts';
import { literalEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-principal-key',
    summary: 'A Principal has a key that is no kind of principal.',
    why: 'The kinds are AWS, Service, Federated and CanonicalUser, and case-sensitive. AWS refuses any other.',
    remediation:
      'Write AWS for accounts, roles and users, Service for AWS services, Federated for identity providers, CanonicalUser for canonical ids of Amazon S3.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:INVALID_PRINCIPAL_KEY'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    unknown: { text: '{key} is no kind of principal.', advice: 'Write {proposal}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      for (const name of ['Principal', 'NotPrincipal']) {
        const principal = statement.value.get(name);
        for (const key of principal.keys ?? []) {
          const at = principal.keyAt(key);
          if (!at || (principalKeys as readonly string[]).includes(key)) continue;
          const near = nearest(key, principalKeys);
          const edit = near && literalEdit(at, key, near);
          report({
            at,
            message: 'unknown',
            data: { key, proposal: near ?? principalKeys.join(', ') },
            ...(edit && { fix: { title: `Write ${near}`, safety: 'suggested', edits: [edit] } }),
          });
        }
      }
    },
  }),
});
