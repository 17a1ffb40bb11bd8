import { actionPattern } from '../../parsers/iam/action.ts';
import { table } from '../../parsers/iam/table.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/retired-service',
    summary: 'An action is of a service that AWS has ended.',
    why: 'The action does nothing any more. It stays in the policy as a name that nobody can look up.',
    remediation: 'Remove the action.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3],
    references: ['https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html'],
    tags: ['iam', 'style'],
    since: '0.1.0',
  },
  messages: {
    retired: { text: '{service} is a service that AWS has ended: its actions do nothing any more.', advice: 'Remove the action.' },
  },
  create: ({ report }) => ({
    'iam.statement'(statement) {
      for (const action of statement.everyAction) {
        const service = actionPattern(action)?.service;
        if (service && table.isRetired(service)) report({ at: action, message: 'retired', data: { service } });
      }
    },
  }),
});
