import type { Related } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';
import type { AttachedPrincipal } from '../../parsers/iam/attached.ts';
import { type Escalation, escalations, mayEscalate } from '../../parsers/iam/escalation.ts';
import { Grants } from '../../parsers/iam/grants.ts';
import { defineRule } from '../define-rule.ts';

/** Ways that one finding tells. */
const MOST = 3;

export default defineRule({
  meta: {
    id: 'iam/privilege-escalation',
    aliases: ['iam/role-admin-escalation'],
    summary: 'A policy, or all those of a role, user or group together, let whoever has them become an administrator.',
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
    together: {
      text: 'Whoever has the {principal} can {by}{more}: its policies together allow {actions} without a limit.',
      advice:
        'Name the resources of {actions}, or add a condition that limits them, such as iam:PermissionsBoundary; or give the {principal} a permissions boundary.',
    },
    togetherByPassing: {
      text: 'Whoever has the {principal} can {by}{more}: its policies together allow {actions} without a limit.',
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
      const found = escalations(new Grants([policy]), options.existing);
      const [first] = found;
      if (first) report({ at: first.at, message: isOnlyPassing(found) ? 'byPassing' : 'byThemselves', data: told(first, found) });
    },
    'iam.principal:Several'(principal) {
      const found = together(principal, options.existing);
      const [first] = found;
      if (!first) return;
      report({
        at: principal.at,
        message: isOnlyPassing(found) ? 'togetherByPassing' : 'together',
        data: { principal: principal.label, ...told(first, found) },
        related: placesOf(first),
      });
    },
  }),
});

/** The ways that no policy of a principal opens alone. None when one does: it is told there. */
function together(principal: AttachedPrincipal, existing: boolean): Escalation[] {
  const { mentioned } = principal;
  if (mentioned && !mayEscalate(mentioned, existing)) return [];
  const { policies: attached, complete } = principal.attached;
  if (!complete || attached.length < 2) return [];
  const policies = attached.map(({ policy }) => policy);
  const found = escalations(new Grants(policies), existing);
  if (found.length === 0 || policies.some((policy) => escalations(new Grants([policy]), existing).length > 0)) return [];
  const { named, policy: boundary } = principal.boundary;
  if (named.isAbsent) return found;
  const limits = boundary && new Grants([boundary]);
  return limits ? found.filter(({ actions }) => limits.complete && actions.every((action) => limits.everywhere(action))) : [];
}

/** Where the actions of a way are allowed, each place once. */
function placesOf({ grants, actions }: Escalation): Related[] {
  const byPlace = new Map<Value, string[]>();
  for (const [i, { element }] of grants.entries()) byPlace.set(element, [...(byPlace.get(element) ?? []), actions[i] as string]);
  return [...byPlace].map(([at, allowed]) => ({ at, text: `${allowed.join(' and ')} ${allowed.length > 1 ? 'are' : 'is'} allowed here` }));
}

const isOnlyPassing = (found: readonly Escalation[]): boolean => found.every(({ passes }) => passes);

function told({ by, actions }: Escalation, found: readonly Escalation[]): { by: string; more: string; actions: string } {
  const others = found.slice(1, MOST).map((other) => other.by);
  const rest = found.length - 1 - others.length;
  const more = others.length === 0 ? '' : `, or ${others.join(', or ')}${rest > 0 ? `, and ${rest} more ways` : ''}`;
  return { by, more, actions: actions.join(' and ') };
}
