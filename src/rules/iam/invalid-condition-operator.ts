import { nearest } from '../../core/text.ts';
import { operatorNames } from '../../parsers/iam/condition.ts';
import { literalEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-condition-operator',
    summary: 'A condition has an operator that IAM does not know.',
    why: 'IAM refuses a policy with an unknown operator. Each operator belongs to a type: there is no Equals or Like alone.',
    remediation: 'Write an operator of the policy language, such as StringEquals, StringLike, ArnLike, Bool, IpAddress, NumericLessThan, DateLessThan or Null.',
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
    equivalents: ['parliament:UNKNOWN_OPERATOR', 'access-analyzer:INVALID_CONDITION_OPERATOR'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    unknown: { text: '{operator} is no condition operator.', advice: 'Write {proposal}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { family, operator, operatorAt, siblings, key } = condition;
        if (family !== undefined || siblings[0] !== key) continue;
        const near = nearest(operator, operatorNames);
        const edit = near && literalEdit(operatorAt, condition.written, condition.written.replace(operator, near));
        report({
          at: operatorAt,
          message: 'unknown',
          data: { operator, proposal: near ?? 'one such as StringEquals, ArnLike, Bool or NumericLessThan' },
          ...(edit && { fix: { title: `Write ${near}`, safety: 'suggested', edits: [edit] } }),
        });
      }
    },
  }),
});
