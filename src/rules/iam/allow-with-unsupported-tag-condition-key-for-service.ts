import { isNegated, isOnResourceTag } from '../../parsers/iam/condition.ts';
import { looksAtNoTags } from '../../parsers/iam/keys.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/allow-with-unsupported-tag-condition-key-for-service',
    summary: 'An Allow compares a tag of the resource for actions that look at none.',
    why: 'aws:ResourceTag is in requests of actions on resources whose tags take part in authorization. Actions that list or create, and services without tags, have no such key: the condition never holds, and the action is not allowed.',
    remediation: 'Put those actions into a statement without the condition, with the ARNs of their resources.',
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
    equivalents: ['access-analyzer:ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    unsupported: {
      text: '{actions} {look} at no tags of a resource, so that {key} is in no such request: the condition never holds, and {they} {be} not allowed.',
      advice: 'Move {actions} to a statement without this condition, and name the resources.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      if (statement.effect !== 'Allow') return;
      const condition = statement.conditions.entries.find(isOnResourceTag);
      if (!condition || condition.family === 'Null' || condition.ifExists || isNegated(condition)) return;
      const found = statement.actions.filter(looksAtNoTags);
      if (found.length === 0) return;
      report({
        at: condition.at,
        message: 'unsupported',
        data: {
          key: condition.key,
          actions:
            found
              .slice(0, 5)
              .map(({ display }) => display)
              .join(', ') + (found.length > 5 ? ` and ${found.length - 5} more` : ''),
          look: found.length > 1 ? 'look' : 'looks',
          they: found.length > 1 ? 'they' : 'it',
          be: found.length > 1 ? 'are' : 'is',
        },
        related: found.slice(0, 5).map((at) => ({ at, text: `${at.display} is not covered` })),
      });
    },
  }),
});
