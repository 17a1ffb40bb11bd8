import { isNegated, isOnResourceTag } from '../../parsers/iam/condition.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/deny-notaction-with-unsupported-tag-condition-key-for-service',
    summary: 'A Deny with NotAction compares a tag of resources.',
    why: 'Many services know no tags in authorization: their actions are not denied, whatever the tag, and nobody sees which.',
    remediation: 'List the actions that are to be denied in Action.',
    severity: 'warning',
    precision: 'medium',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    notAction: {
      text: '{key} is not known to many of the services that NotAction leaves: their actions are not denied.',
      advice: 'List the actions that are to be denied in Action.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:NotAction'(statement) {
      if (statement.effect !== 'Deny' || statement.notActions.length === 0) return;
      const condition = statement.conditions.entries.find(isOnResourceTag);
      if (condition && condition.family !== 'Null' && !condition.ifExists && !isNegated(condition))
        report({ at: condition.at, message: 'notAction', data: { key: condition.key } });
    },
  }),
});
