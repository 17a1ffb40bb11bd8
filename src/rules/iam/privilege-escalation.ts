import { escalations } from '../../parsers/iam/escalation.ts';
import { Grants } from '../../parsers/iam/grants.ts';
import { defineRule } from '../define-rule.ts';

/** Ways that one finding tells. */
const MOST = 3;

export default defineRule({
  meta: {
    id: 'iam/privilege-escalation',
    aliases: ['iam/role-admin-escalation'],
    summary: 'A policy lets whoever has it become an administrator.',
    why: 'Some permissions open the way to all others: to write a policy for oneself, to make a key of somebody else, or to pass an administrator’s role to a service and run code there. Such a policy is as good as AdministratorAccess, whatever its name says.',
    remediation:
      'Limit the actions to named roles, policies and users, pass roles to one service by iam:PassedToService, and demand a permissions boundary by a condition on iam:PermissionsBoundary where roles are made.',
    severity: 'error',
    precision: 'high',
    securitySeverity: 8.8,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3, 13],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
      'https://pathfinding.cloud',
    ],
    equivalents: ['checkov:CKV_AWS_110', 'prowler:iam_inline_policy_allows_privilege_escalation', 'prowler:iam_policy_allows_privilege_escalation'],
    tags: ['iam', 'security', 'privilege-escalation'],
    since: '0.1.0',
  },
  messages: {
    byThemselves: {
      text: 'Whoever has this policy can {by}{more}: it allows {actions} without a limit.',
      advice: 'Name the resources of {actions}, or add a condition that limits them, such as iam:PermissionsBoundary.',
    },
    byPassing: {
      text: 'Whoever has this policy can {by}{more}: it allows {actions} without a limit.',
      advice: 'Name the roles that iam:PassRole may pass, none of them an administrator; iam:PassedToService alone leaves this way open.',
      severity: 'warning',
    },
  },
  options: {
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        existing: { type: 'boolean', description: 'Report ways that take over what is there already, such as lambda:UpdateFunctionCode or ssm:StartSession.' },
      },
    },
    defaults: { existing: false },
  },
  create: ({ options, report }) => ({
    'iam.policy'(policy) {
      if (policy.kind !== 'identity') return;
      const [first, ...others] = escalations(new Grants([policy]), options.existing);
      if (!first) return;
      const told = others.slice(0, MOST - 1).map(({ by }) => by);
      const message = [first, ...others].some(({ passes }) => !passes) ? 'byThemselves' : 'byPassing';
      const more = told.length === 0 ? '' : `, or ${told.join(', or ')}${others.length > told.length ? `, and ${others.length - told.length} more ways` : ''}`;
      report({ at: first.at, message, data: { by: first.by, more, actions: first.actions.join(' and ') } });
    },
  }),
});
