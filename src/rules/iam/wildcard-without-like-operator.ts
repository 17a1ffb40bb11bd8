import { isNegated, takesWildcards } from '../../parsers/iam/condition.ts';
import { literalEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/wildcard-without-like-operator',
    summary: 'A condition compares with a wildcard by an operator that takes none.',
    why: 'StringEquals takes * and ? for themselves: no request has such a value, so an Allow grants nothing and a Deny denies nothing.',
    remediation: 'Write StringLike in place of StringEquals, StringNotLike in place of StringNotEquals.',
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
    equivalents: ['access-analyzer:WILDCARD_WITHOUT_LIKE_OPERATOR'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    literal: { text: '{operator} takes {value} as it stands, with its {sign}.', advice: 'Write {like} for a pattern.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { family, operator, operatorAt, written, siblings, value } = condition;
        if (family !== 'String' || takesWildcards(condition)) continue;
        const wild = condition.values.find((one) => /[*?]/.test((one.string ?? '').replace(/\$\{[*?$]\}/g, '')));
        if (!wild) continue;
        const like = written.replace(operator, isNegated(condition) ? 'StringNotLike' : 'StringLike');
        const edit = siblings.length === 1 && value.complete ? literalEdit(operatorAt, written, like) : undefined;
        report({
          at: wild,
          message: 'literal',
          data: { operator: written, value: wild.string ?? '', sign: (wild.string ?? '').includes('*') ? 'asterisk' : 'question mark', like },
          ...(edit && { fix: { title: `Write ${like}`, safety: 'suggested', edits: [edit] } }),
        });
      }
    },
  }),
});
