import table from '../../../data/iam-escalation.json' with { type: 'json' };
import type { Value } from '../../core/value.ts';
import { actionPattern, isStar } from './action.ts';
import { isOn, narrows } from './condition.ts';
import { canonical } from './cover.ts';
import type { Grants } from './grants.ts';
import type { Statement } from './model.ts';

/** A way from the permissions of a policy to more of them. */
export interface Escalation {
  /** The actions that it takes, as AWS writes them. */
  readonly actions: readonly string[];
  /** What whoever has them can do: `pass a role to Lambda, create a function and invoke it`. */
  readonly by: string;
  /** Whether it needs an administrator's role that a service takes. */
  readonly passes: boolean;
  /** The element of the policy that tells most. */
  readonly at: Value;
}

/** Every way but those through what is there already begins with an action of these. */
const SELF_SERVICES = ['iam', 'sso'];

/** Actions by which code runs with a role that somebody passes, as far as the way through a role of one's own goes. */
const COMPUTE = [
  'lambda:CreateFunction',
  'lambda:UpdateFunctionCode',
  'ec2:RunInstances',
  'ecs:RunTask',
  'glue:CreateJob',
  'codebuild:CreateProject',
  'cloudformation:CreateStack',
] as const;

/**
 * The ways to more permissions that are open. `existing`: also those that take over what is there already (a function, an instance). What
 * `*` and `iam:*` bring is not counted: they are more than a way. Nothing when something unseen may deny.
 */
export function escalations(grants: Grants, existing: boolean): Escalation[] {
  if (!(existing || grants.reaches(SELF_SERVICES)) || !grants.complete) return [];
  const found: Escalation[] = [];
  const add = (actions: readonly string[], by: string, extra: readonly string[] = []): void => {
    const elements = actions.map((action) => grants.everywhere(action));
    if (found.some((other) => other.by === by)) return;
    if (elements.every((element) => element !== undefined) && elements.some((element) => !isAll(element as Value)))
      found.push({ actions: [...extra, ...actions], by, passes: extra.length > 0, at: elements.find((element) => !isAll(element as Value)) as Value });
  };
  for (const { actions, by } of table.self) add(actions, by);
  for (const { service, actions, by } of table.passRole) {
    if (grants.passesAnyRole(service)) add(actions, `pass an administrator's role to ${service} and ${by}`, ['iam:PassRole']);
  }
  if (found.length === 0) found.push(...throughOwnRole(grants));
  if (existing) for (const { actions, by } of table.existing) add(actions, `${by} that has an administrator's role`);
  return found;
}

/** `*`, `iam:*`, and whatever else iam/action-wildcard calls every action. */
function isAll(element: Value): boolean {
  const pattern = actionPattern(element);
  return pattern === undefined || (isStar(pattern.name) && (isStar(pattern.service) || pattern.service === 'iam'));
}

/**
 * The way through a role that is named: who may write its policies, pass it and run code with it has whatever they write, unless the
 * policies or the boundary are limited.
 */
function throughOwnRole(grants: Grants): Escalation[] {
  const passed = new Set(grants.statementsFor('iam:PassRole').flatMap(resourcesOf));
  const compute = COMPUTE.find((action) => grants.somewhere(action));
  if (!compute || passed.size === 0) return [];
  for (const action of ['iam:PutRolePolicy', 'iam:AttachRolePolicy']) {
    for (const statement of grants.statementsFor(action)) {
      const { entries, complete } = statement.conditions;
      if (!complete || entries.some((condition) => isOn(condition, 'iam:PermissionsBoundary', 'iam:PolicyARN') && narrows(condition))) continue;
      if (!resourcesOf(statement).some((resource) => passed.has(resource))) continue;
      const at = statement.actions.find((element) => element.string?.toLowerCase() === action.toLowerCase());
      if (at) return [{ actions: [action, 'iam:PassRole', compute], by: 'write any policy into a role, pass it and run code with it', passes: false, at }];
    }
  }
  return [];
}

const resourcesOf = (statement: Statement): string[] => statement.resources.flatMap((resource) => canonical(resource) ?? []);
