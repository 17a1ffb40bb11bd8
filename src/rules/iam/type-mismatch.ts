import { example, type OperatorFamily, operatorsFor } from '../../parsers/iam/condition.ts';
import { keyType } from '../../parsers/iam/keys.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/type-mismatch',
    summary: 'A condition compares a key by an operator of another type.',
    why: "IAM compares values as the operator's type says. A Bool or a date compared as a text may never be equal, and a text compared as a number never is.",
    remediation: "Write an operator of the key's type.",
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['parliament:MISMATCHED_TYPE', 'access-analyzer:TYPE_MISMATCH'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    other: { text: '{key} is of the type {type}, and {operator} compares another.', advice: 'Write {proposal}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { key, at, family, written } = condition;
        const type = keyType(key);
        const wanted = type === undefined ? undefined : operatorsFor(type);
        if (!family || !wanted || wanted.includes(family)) continue;
        report({
          at,
          message: 'other',
          data: { key, type: type ?? '', operator: written, proposal: `an operator such as ${example(wanted[0] as OperatorFamily)}` },
        });
      }
    },
  }),
});
