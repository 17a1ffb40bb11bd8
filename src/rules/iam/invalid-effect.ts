import { nearest } from '../../core/text.ts';
import { literalEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-effect',
    summary: 'The effect of a statement is neither Allow nor Deny.',
    why: 'IAM refuses a policy with another effect. The two words are case-sensitive: allow is none of them.',
    remediation: 'Write Allow or Deny.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['parliament:MALFORMED', 'access-analyzer:INVALID_EFFECT'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    unknown: { text: '{statement} has the effect {effect}, which is neither Allow nor Deny.', advice: 'Write {proposal}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Irregular'(statement) {
      const effect = statement.value.get('Effect');
      if (effect.string === undefined || effect.is('Allow') || effect.is('Deny')) return;
      const near = nearest(effect.string, ['Allow', 'Deny']);
      const edit = near && literalEdit(effect, effect.string, near);
      report({
        at: effect,
        message: 'unknown',
        data: { statement: statement.label, effect: effect.string, proposal: near ?? 'Allow or Deny' },
        ...(edit && { fix: { title: `Write ${near}`, safety: 'suggested', edits: [edit] } }),
      });
    },
  }),
});
