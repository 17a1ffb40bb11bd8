import type { Value } from '../../core/value.ts';
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
    retired: { text: '{actions} {are} of a service that AWS has ended, {service}: {they} {do} nothing any more.', advice: 'Remove {them}.' },
    succeeded: {
      text: '{actions} {are} of a service that AWS has ended, {service}: {they} {do} nothing any more.',
      advice: 'Write the actions of its successor, {successor}, or remove {them}.',
    },
  },
  create: ({ report }) => ({
    'iam.statement'(statement) {
      const found = new Map<string, Value[]>();
      for (const action of statement.everyAction) {
        const service = actionPattern(action)?.service;
        if (service && table.isRetired(service)) found.set(service, [...(found.get(service) ?? []), action]);
      }
      for (const [service, actions] of found) {
        const successor = SUCCESSORS.get(service);
        const several = actions.length > 1;
        const names = actions.slice(0, 5).map(({ display }) => display);
        report({
          at: actions[0] as Value,
          message: successor ? 'succeeded' : 'retired',
          data: {
            actions: names.join(', ') + (actions.length > names.length ? ` and ${actions.length - names.length} more` : ''),
            service,
            successor: successor ?? '',
            are: several ? 'are' : 'is',
            they: several ? 'they' : 'it',
            do: several ? 'do' : 'does',
            them: several ? 'them' : 'it',
          },
        });
      }
    },
  }),
});

/** What services were replaced by, where the new one has actions of much the same names. */
const SUCCESSORS = new Map([
  ['macie', 'macie2'],
  ['zocalo', 'workdocs'],
]);
