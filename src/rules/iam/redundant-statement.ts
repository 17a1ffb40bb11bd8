import type { Statement } from '../../parsers/iam/model.ts';
import { removeFrom } from '../../parsers/iam/removal.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/redundant-statement',
    summary: 'A policy has the same statement twice.',
    why: 'Two equal statements do what one does. Whoever changes one of them later leaves the other as it was, and wonders why nothing changed.',
    remediation: 'Remove one of them.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:REDUNDANT_STATEMENT'],
    tags: ['iam', 'style'],
    since: '0.1.0',
  },
  messages: {
    again: { text: '{statement} says what an earlier statement says.', advice: 'Remove one of them.' },
  },
  create: ({ report }) => ({
    'iam.policy:Several'(policy) {
      const first = new Map<string, Statement>();
      for (const statement of policy.statements) {
        const text = statement.meaning;
        if (text === undefined) continue;
        const earlier = first.get(text);
        if (!earlier) {
          first.set(text, statement);
          continue;
        }
        const edits = removeFrom(policy.document.get('Statement'), [statement.value]);
        report({
          at: statement.at,
          message: 'again',
          data: { statement: statement.label },
          related: [{ at: earlier.at, text: 'the earlier one' }],
          ...(edits && { fix: { title: 'Remove the statement', safety: 'safe', edits } }),
        });
      }
    },
  }),
});
