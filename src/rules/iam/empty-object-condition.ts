import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/empty-object-condition',
    summary: 'A Condition is empty.',
    why: 'An empty Condition restricts nothing: it looks like a limit and is none.',
    remediation: 'Write the condition that was meant, or remove Condition.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:EMPTY_OBJECT_CONDITION'],
    tags: ['iam', 'style'],
    since: '0.1.0',
  },
  messages: {
    empty: { text: '{name} is empty: it restricts nothing.', advice: 'Write the condition that was meant, or remove {name}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      const condition = statement.value.get('Condition');
      if (condition.keys?.length === 0 && condition.complete) report({ at: statement.keyAt('Condition'), message: 'empty', data: { name: 'Condition' } });
      for (const operator of condition.keys ?? []) {
        const block = condition.get(operator);
        if (block.keys?.length === 0 && block.complete) report({ at: condition.keyAt(operator) ?? block, message: 'empty', data: { name: operator } });
      }
    },
  }),
});
