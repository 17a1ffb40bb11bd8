import { isNegated, isOnResourceTag } from '../../parsers/iam/condition.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/allow-notaction-with-unsupported-tag-condition-key-for-service',
    summary: 'An Allow with NotAction compares a tag of resources.',
    why: 'Many services know no tags in authorization: of all that NotAction leaves, only the actions of others are allowed, and nobody sees which.',
    remediation: 'List the actions in Action.',
    severity: 'info',
    precision: 'medium',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    notAction: {
      text: '{key} is not known to many of the services that NotAction leaves: their actions are not allowed.',
      advice: 'List the actions that are meant in Action.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:NotAction'(statement) {
      if (statement.effect !== 'Allow' || statement.notActions.length === 0) return;
      const condition = statement.conditions.entries.find(isOnResourceTag);
      if (condition && condition.family !== 'Null' && !condition.ifExists && !isNegated(condition))
        report({ at: condition.at, message: 'notAction', data: { key: condition.key } });
    },
  }),
});
