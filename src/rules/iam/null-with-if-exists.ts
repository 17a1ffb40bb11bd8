import { literalEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/null-with-if-exists',
    summary: 'Null is written with IfExists.',
    why: "Null asks whether a key is there; IfExists says what to do when it isn't. IAM refuses the two together.",
    remediation: 'Write Null.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:NULL_WITH_IF_EXISTS'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    both: { text: '{operator} is no operator: Null asks itself whether the key exists.', advice: 'Write Null.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { family, ifExists, operatorAt, written, siblings, key } = condition;
        if (family !== 'Null' || !ifExists || siblings[0] !== key) continue;
        const edit = literalEdit(operatorAt, written, 'Null');
        report({
          at: operatorAt,
          message: 'both',
          data: { operator: written },
          ...(edit && { fix: { title: 'Write Null', safety: 'suggested', edits: [edit] } }),
        });
      }
    },
  }),
});
