import { isNegated, isOnResourceTag } from '../../parsers/iam/condition.ts';
import { looksAtNoTags } from '../../parsers/iam/keys.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/deny-with-unsupported-tag-condition-key-for-service',
    summary: 'A Deny compares a tag of resources for a service that has none.',
    why: 'A request to a service whose resources take no part in authorization by tags has no such key: the condition never holds, and what was to be denied is not.',
    remediation: 'Deny the actions of that service in a statement without the condition, with the ARNs of the resources.',
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
    equivalents: ['access-analyzer:DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    unsupported: {
      text: '{actions} {look} at no tags of a resource, so that {key} is in no such request: the condition never holds, and {they} {be} not denied.',
      advice: 'Move {actions} to a Deny of their own without this condition, and name the resources.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      if (statement.effect !== 'Deny') return;
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
