import type { Value } from '../../core/value.ts';
import { resourceOf } from '../../parsers/cloudformation/resource.ts';
import { actionPattern, isStar } from '../../parsers/iam/action.ts';
import { type Condition, narrows } from '../../parsers/iam/condition.ts';
import { covers } from '../../parsers/iam/glob.ts';
import { type Statement, trustedServices } from '../../parsers/iam/model.ts';
import { coversEveryRole, coversEverything, namesRoles, resourceText } from '../../parsers/iam/resource.ts';
import { defineRule } from '../define-rule.ts';

/** The service principals that take a role from callers of a service, by the prefix of its actions. */
const RECEIVERS = new Map(
  Object.entries({
    apprunner: 'tasks.apprunner.amazonaws.com',
    batch: 'batch.amazonaws.com',
    bedrock: 'bedrock.amazonaws.com',
    cloudformation: 'cloudformation.amazonaws.com',
    codebuild: 'codebuild.amazonaws.com',
    codepipeline: 'codepipeline.amazonaws.com',
    datapipeline: 'datapipeline.amazonaws.com',
    ec2: 'ec2.amazonaws.com',
    ecs: 'ecs-tasks.amazonaws.com',
    eks: 'eks.amazonaws.com',
    elasticmapreduce: 'elasticmapreduce.amazonaws.com',
    events: 'events.amazonaws.com',
    firehose: 'firehose.amazonaws.com',
    glue: 'glue.amazonaws.com',
    lambda: 'lambda.amazonaws.com',
    sagemaker: 'sagemaker.amazonaws.com',
    scheduler: 'scheduler.amazonaws.com',
    ssm: 'ssm.amazonaws.com',
    states: 'states.amazonaws.com',
  }),
);

export default defineRule({
  meta: {
    id: 'iam/pass-role-unscoped',
    aliases: ['iam/passrole-wildcard', 'iam/passrole-without-service'],
    summary: 'iam:PassRole is allowed for every role, or for every service.',
    why: 'Whoever may pass a role to a service can run code there with that role. Without a limit on the role, an administrator role can be passed; without a limit on the service, a role meant for one service can be handed to any other that it trusts.',
    remediation:
      'Name the ARNs of the roles in Resource, and add a condition on iam:PassedToService with the service that receives them. iam:AssociatedResourceArn narrows it to one function or instance.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 8.8,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3, 13],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_PassedToService',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-security-warning-pass-role-with-star-in-resource',
    ],
    equivalents: [
      'access-analyzer:PASS_ROLE_WITH_STAR_IN_RESOURCE',
      'access-analyzer:PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE',
      'access-analyzer:PASS_ROLE_WITH_NOTRESOURCE',
      'access-analyzer:PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOTRESOURCE',
      'cfn-nag:F38',
      'cfn-nag:F39',
      'cfn-nag:F40',
      'guard:iam_policy_no_wildcard_resource_on_passrole',
    ],
    tags: ['security', 'iam', 'privilege-escalation'],
    since: '0.1.0',
  },
  messages: {
    anyRole: {
      text: '{statement} allows {action} on {scope} without a limit on iam:PassedToService: any role of the account, an administrator too, can be handed to any service that it trusts.',
      advice: 'Name the role in Resource, as in arn:aws:iam::123456789012:role/job, and add {condition}{hint}.',
      severity: 'error',
    },
    // Half scoped: names are no fence, since whoever may create roles chooses them, and the next role that fits is passed too.
    someRoles: {
      text: '{statement} allows {action} on {scope} without a limit on iam:PassedToService: each of these roles, and of those to come, can be handed to any service that it trusts.',
      advice: 'Add {condition}{hint}, or name the one role.',
    },
    // One role, chosen by its owner: what is left to limit is which of the services that it trusts it goes to.
    anyService: {
      text: '{statement} allows {action} on {scope} without a limit on iam:PassedToService: the role can be handed to any service that it trusts.',
      advice: 'Add {condition}{hint}.',
      severity: 'info',
    },
  },
  create: ({ report }) => ({
    'iam.statement'(statement) {
      if (statement.kind !== 'identity' || statement.effect !== 'Allow') return;
      const { actions } = statement;
      const action = actions.find((candidate) => covers(candidate, 'iam:PassRole') === 'yes');
      // `*` allows far more than passing roles: iam/action-wildcard tells it.
      if (!action || actions.some(isEveryAction)) return;
      const reach = reachOf(statement);
      if (!reach) return;
      const limits = conditionsFor(statement);
      if (limits === 'limited') return;
      report({
        at: action,
        message: reach === 'one' ? 'anyService' : reach === 'every role' && limits === 'none' ? 'anyRole' : 'someRoles',
        data: { statement: statement.label, action: action.display, scope: scopeOf(statement), ...receiver(statement) },
      });
    },
  }),
});

function isEveryAction(action: Value): boolean {
  const pattern = actionPattern(action);
  return pattern !== undefined && isStar(pattern.service) && isStar(pattern.name);
}

/** Which roles a statement surely applies to; a role of the same template that one service alone may take can go nowhere else. */
function reachOf({ resources, notResources }: Statement): 'every role' | 'some' | 'one' | undefined {
  if (resources.some(coversEveryRole)) return 'every role';
  if (resources.some((resource) => namesRoles(resource) === 'some')) return 'some';
  if (resources.some((resource) => namesRoles(resource) === 'one' && !hasOneTaker(resource))) return 'one';
  const exclusions = notResources.length > 0 && notResources.every((resource) => resource.parts !== undefined && !coversEveryRole(resource));
  return exclusions ? 'every role' : undefined;
}

function hasOneTaker(resource: Value): boolean {
  const role = resourceOf(resource, 'AWS::IAM::Role');
  return role !== undefined && trustedServices(role.prop('AssumeRolePolicyDocument')).length < 2;
}

/**
 * What the conditions leave of passing roles: `limited` when they say where to, or can't hold for iam:PassRole at all;
 * `tagged` when they choose the roles by tags. Who calls, and from where, limits neither.
 */
function conditionsFor(statement: Statement): 'none' | 'tagged' | 'limited' {
  const { entries, complete } = statement.conditions;
  if (!complete) return 'limited';
  const services = new Set(statement.actions.map((action) => actionPattern(action)?.service));
  let result: 'none' | 'tagged' = 'none';
  for (const condition of entries) {
    const key = condition.key.toLowerCase();
    if (key === 'iam:passedtoservice' || key === 'iam:associatedresourcearn') {
      if (narrows(condition)) return 'limited';
    } else if (key.startsWith('aws:resourcetag/') || key.startsWith('iam:resourcetag/')) {
      if (narrows(condition)) result = 'tagged';
    } else if (isMissingFromPassRole(key, services) && needsKey(condition)) return 'limited';
  }
  return result;
}

/** Keys that requests for iam:PassRole don't carry: those of requests with tags, other ones of IAM, and ones of the other services named. */
function isMissingFromPassRole(key: string, services: ReadonlySet<string | undefined>): boolean {
  const prefix = key.slice(0, Math.max(key.indexOf(':'), 0));
  if (prefix === 'aws') return key.startsWith('aws:requesttag/') || key === 'aws:tagkeys';
  return prefix === 'iam' || (prefix !== 'sts' && services.has(prefix));
}

/** Whether a condition fails where the request lacks its key. */
function needsKey({ operator, ifExists, qualifier, values }: Condition): boolean {
  const name = operator.toLowerCase();
  if (name === 'null') return values.every((value) => value.boolean !== true);
  return !ifExists && qualifier !== 'ForAllValues' && !/not(equals|like|ipaddress)|^notipaddress/.test(name);
}

function scopeOf({ resources, notResources }: Statement): string {
  if (notResources.length > 0) return 'every resource but those of NotResource';
  const named = resources.filter(namesRoles);
  const resource = resources.find(coversEveryRole) ?? named.find((candidate) => namesRoles(candidate) === 'some') ?? named.find((one) => !hasOneTaker(one));
  return !resource || coversEverything(resource) ? 'every resource' : resourceText(resource);
}

/** The service to name in the condition: one that the statement's other actions call, else an example. */
function receiver({ actions }: Statement): { condition: string; hint: string } {
  const named = actions.map((action) => RECEIVERS.get(actionPattern(action)?.service ?? '')).find((service) => service !== undefined);
  const service = named ?? 'lambda.amazonaws.com';
  const condition = `"Condition": {"StringEquals": {"iam:PassedToService": "${service}"}}`;
  return { condition, hint: named ? '' : ' with the service that receives the role' };
}
