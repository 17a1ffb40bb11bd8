import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/null-with-qualifier',
    summary: 'Null is written with ForAllValues or ForAnyValue.',
    why: 'Null asks whether a key is there at all, not for its values: with ForAllValues it always holds, with ForAnyValue never.',
    remediation: 'Write Null alone.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:NULL_WITH_QUALIFIER'],
    tags: ['iam', 'style', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    always: { text: '{operator} always holds, whatever the request has.', advice: 'Write Null.' },
    never: { text: '{operator} never holds, whatever the request has.', advice: 'Write Null.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { family, qualifier, operatorAt, written, siblings, key } = condition;
        if (family !== 'Null' || !qualifier || siblings[0] !== key) continue;
        report({ at: operatorAt, message: qualifier === 'ForAllValues' ? 'always' : 'never', data: { operator: written } });
      }
    },
  }),
});
