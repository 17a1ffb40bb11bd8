import { isStar } from '../../parsers/iam/action.ts';
import { type Condition, isOn, narrows } from '../../parsers/iam/condition.ts';
import { covers } from '../../parsers/iam/glob.ts';
import { coversEveryRole } from '../../parsers/iam/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/create-service-linked-role-unscoped',
    aliases: ['iam/create-slr-with-star-in-resource', 'iam/create-slr-with-notresource'],
    summary: 'iam:CreateServiceLinkedRole is allowed for every service.',
    why: 'A service-linked role gives a service the permissions that AWS wrote for it, in this account. Whoever may create any of them can let services in that nobody decided on.',
    remediation:
      'Name the service by a condition on iam:AWSServiceName, or the role in Resource: arn:aws:iam::*:role/aws-service-role/service.amazonaws.com/*.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 5.5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: [
      'access-analyzer:CREATE_SLR_WITH_STAR_IN_RESOURCE',
      'access-analyzer:CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE',
      'access-analyzer:CREATE_SLR_WITH_NOTRESOURCE',
      'access-analyzer:CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOTRESOURCE',
    ],
    tags: ['iam', 'security', 'least-privilege'],
    since: '0.1.0',
  },
  messages: {
    anyService: {
      text: '{statement} allows {action} on {scope} without a limit on iam:AWSServiceName: any service can get a role of its own in the account.',
      advice: 'Add "Condition": {"StringEquals": {"iam:AWSServiceName": "autoscaling.amazonaws.com"}} with the service that needs its role.',
    },
  },
  create: ({ report }) => ({
    'iam.statement'(statement) {
      if (statement.kind !== 'identity' || statement.effect !== 'Allow') return;
      const { actions, resources, notResources, conditions } = statement;
      const action = actions.find((one) => covers(one, 'iam:CreateServiceLinkedRole') === 'yes');
      // `*` allows far more: iam/action-wildcard tells it.
      if (!action || actions.some((one) => isStar(one.string ?? '')) || !conditions.complete) return;
      const isEverywhere = resources.some(coversEveryRole) || (notResources.length > 0 && notResources.every(({ parts }) => parts !== undefined));
      if (!isEverywhere || conditions.entries.some(namesService)) return;
      const scope = resources.length > 0 ? 'every role' : 'every role but those of NotResource';
      report({ at: action, message: 'anyService', data: { statement: statement.label, action: action.display, scope } });
    },
  }),
});

/** Whether a condition says for which services; a wildcard before the name fits services of others too. */
const namesService = (condition: Condition): boolean =>
  isOn(condition, 'iam:AWSServiceName') && narrows(condition) && condition.values.every((value) => !value.prefix.startsWith('*'));
