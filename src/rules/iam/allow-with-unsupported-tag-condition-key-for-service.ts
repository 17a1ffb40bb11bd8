import { actionPattern } from '../../parsers/iam/action.ts';
import { isNegated, isOnResourceTag } from '../../parsers/iam/condition.ts';
import { table } from '../../parsers/iam/table.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/allow-with-unsupported-tag-condition-key-for-service',
    summary: 'An Allow compares a tag of resources for a service that has none.',
    why: 'A request to a service whose resources take no part in authorization by tags has no such key: the condition never holds, and the action is not allowed.',
    remediation: 'Put the actions of that service into a statement without the condition, with the ARNs of their resources.',
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
      text: '{services} {do} not know {key}: the condition never holds, and {actions} {be} not allowed.',
      advice: 'Move {actions} to a statement without this condition, and name the resources.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      if (statement.effect !== 'Allow') return;
      const condition = statement.conditions.entries.find(isOnResourceTag);
      if (!condition || condition.family === 'Null' || condition.ifExists || isNegated(condition)) return;
      const found = statement.actions.filter((action) => {
        const service = table.service(actionPattern(action)?.service ?? '');
        return service !== undefined && !service.knowsTags;
      });
      if (found.length === 0) return;
      const services = [...new Set(found.map((action) => actionPattern(action)?.service))];
      report({
        at: condition.at,
        message: 'unsupported',
        data: {
          key: condition.key,
          services: services.join(', '),
          do: services.length > 1 ? 'do' : 'does',
          actions:
            found
              .slice(0, 5)
              .map(({ display }) => display)
              .join(', ') + (found.length > 5 ? ` and ${found.length - 5} more` : ''),
          be: found.length > 1 ? 'are' : 'is',
        },
        related: found.slice(0, 5).map((at) => ({ at, text: `${at.display} is not covered` })),
      });
    },
  }),
});
