import { isMultivalued } from '../../parsers/iam/keys.ts';
import { partEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/forallvalues-with-single-valued-key',
    summary: 'ForAllValues is written for a key that has one value.',
    why: 'ForAllValues holds for a request that has no such key. On a key with one value it adds nothing but this hole: who sends no such key is let in.',
    remediation: 'Remove ForAllValues:. Keys with several values have a type that begins with ArrayOf in the Service Authorization Reference.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 6.5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['parliament:SINGLE_VALUE_CONDITION_TOO_PERMISSIVE', 'access-analyzer:FORALLVALUES_WITH_SINGLE_VALUED_KEY'],
    tags: ['iam', 'security', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    single: { text: '{operator} holds when a request has no {key}, and the key has one value: nothing is gained.', advice: 'Write {plain}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      if (statement.effect !== 'Allow') return;
      for (const condition of statement.conditions.entries) {
        const { key, at, qualifier, written, operatorAt, siblings } = condition;
        if (qualifier !== 'ForAllValues' || isMultivalued(key) !== false) continue;
        const plain = written.slice(written.indexOf(':') + 1);
        const edit = siblings.length === 1 ? partEdit(operatorAt, written, plain) : undefined;
        const fix = edit && { title: `Write ${plain}`, safety: 'suggested' as const, edits: [edit] };
        report({ at, message: 'single', data: { key, operator: written, plain }, ...(fix && { fix }) });
      }
    },
  }),
});
