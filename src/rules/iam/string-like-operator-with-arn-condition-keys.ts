import { isNegated } from '../../parsers/iam/condition.ts';
import { keyType } from '../../parsers/iam/keys.ts';
import { literalEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/string-like-operator-with-arn-condition-keys',
    summary: 'An ARN is compared with StringLike.',
    why: 'In StringLike a * goes over the colons of an ARN: a pattern for one part, such as the name of a role, fits other accounts and services too. The ARN operators compare part by part.',
    remediation: 'Write ArnLike in place of StringLike, ArnNotLike in place of StringNotLike.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 5.3,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['parliament:MISMATCHED_TYPE_BUT_USABLE', 'access-analyzer:STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS'],
    tags: ['iam', 'security', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    arn: { text: '{key} is an ARN, and {operator} lets * go over its colons.', advice: 'Write {arn}: it compares the parts of an ARN one by one.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { key, at, operator, operatorAt, written, siblings } = condition;
        if (!/^string(?:not)?like$/i.test(operator) || keyType(key) !== 'ARN') continue;
        const arn = written.replace(operator, isNegated(condition) ? 'ArnNotLike' : 'ArnLike');
        const edit = siblings.length === 1 ? literalEdit(operatorAt, written, arn) : undefined;
        report({
          at,
          message: 'arn',
          data: { key, operator: written, arn },
          ...(edit && { fix: { title: `Write ${arn}`, safety: 'suggested', edits: [edit] } }),
        });
      }
    },
  }),
});
