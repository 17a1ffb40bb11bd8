import table from '../../../data/iam-credential-actions.json' with { type: 'json' };
import { Grants } from '../../parsers/iam/grants.ts';
import { defineRule } from '../define-rule.ts';

const ACTIONS = Object.keys(table.actions);
const gives: Readonly<Record<string, string>> = table.actions;
const NAMED = 3;

export default defineRule({
  meta: {
    id: 'iam/credentials-exposure',
    summary: 'A policy gives out credentials of others.',
    why: 'Some actions answer with a password, a key or a token that opens something else: an instance, a database, an account. Whoever has them on every resource has what all those may do, and keeps it when the policy is taken away.',
    remediation: 'Name the instances, databases and users whose credentials are needed, or take the action out.',
    severity: 'warning',
    precision: 'medium',
    securitySeverity: 6.5,
    profile: 'strict',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    ],
    equivalents: ['checkov:CKV_AWS_107'],
    tags: ['security', 'iam', 'least-privilege', 'secrets'],
    since: '0.1.0',
  },
  messages: {
    everywhere: {
      text: '{statement} gives out {what}: it allows {actions} without a limit.',
      advice: 'Name in Resource whose credentials are needed, or remove {actions}.',
    },
  },
  create: ({ report }) => ({
    'iam.policy'(policy) {
      if (policy.kind !== 'identity') return;
      for (const { statement, found } of new Grants([policy]).named(ACTIONS)) {
        const [first] = found;
        if (!first) continue;
        const what = [...new Set(found.map(({ action }) => gives[action] as string))];
        const actions = [...new Set(found.map(({ element }) => element.display))];
        report({
          at: first.element,
          message: 'everywhere',
          data: {
            statement: statement.label,
            what: what.slice(0, NAMED).join(', '),
            actions: actions.length > NAMED ? `${actions.slice(0, NAMED).join(', ')} and ${actions.length - NAMED} more` : actions.join(', '),
          },
        });
      }
    },
  }),
});
