import table from '../../../data/iam-escalation.json' with { type: 'json' };
import type { Value } from '../../core/value.ts';
import { actionPattern, isStar } from './action.ts';
import { isOn, narrows } from './condition.ts';
import { canonical } from './cover.ts';
import { globMatches } from './glob.ts';
import type { Grant, Grants } from './grants.ts';

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
  /** What allows it, in the order of the actions. */
  readonly grants: readonly Grant[];
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
  const add = (actions: readonly string[], by: string, passing?: Grant): void => {
    const granted = actions.map((action) => grants.everywhere(action));
    if (found.some((other) => other.by === by) || granted.includes(undefined)) return;
    const all = granted as Grant[];
    const at = all.find(({ element }) => !isAll(element))?.element;
    if (!at) return;
    const passes = passing !== undefined;
    found.push({ actions: passes ? ['iam:PassRole', ...actions] : actions, by, passes, at, grants: passes ? [passing, ...all] : all });
  };
  for (const { actions, by } of table.self) add(actions, by);
  for (const { service, actions, by } of table.passRole) {
    const passing = grants.passesAnyRole(service);
    if (passing) add(actions, `pass an administrator's role to ${service} and ${by}`, passing);
  }
  if (found.length === 0) found.push(...throughOwnRole(grants));
  if (existing) for (const { actions, by } of table.existing) add(actions, `${by} that has an administrator's role`);
  return found;
}

/**
 * Whether actions, written as patterns, may make up a way: with no look at what they are allowed on. False where `escalations` would find none,
 * unless an action comes from a parameter.
 */
export function mayEscalate(patterns: Iterable<string>, existing: boolean): boolean {
  const byService = new Map<string, string[]>();
  for (const pattern of patterns) {
    const lower = pattern.toLowerCase();
    const colon = lower.indexOf(':');
    if (colon < 0 && !isStar(lower)) continue;
    const service = colon < 0 || /[*?]/.test(lower.slice(0, colon)) ? '*' : lower.slice(0, colon);
    byService.set(service, [...(byService.get(service) ?? []), lower]);
  }
  const has = (action: string): boolean => {
    const lower = action.toLowerCase();
    return [lower.slice(0, lower.indexOf(':')), '*'].some((service) => byService.get(service)?.some((pattern) => globMatches(pattern, lower)));
  };
  if (table.self.some(({ actions }) => actions.every(has)) || (existing && table.existing.some(({ actions }) => actions.every(has)))) return true;
  return has('iam:PassRole') && table.passRole.some(({ actions }) => actions.every(has));
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
  const passing = grants.somewhere('iam:PassRole');
  const compute =
    passing.length > 0
      ? COMPUTE.flatMap((action) =>
          grants
            .somewhere(action)
            .slice(0, 1)
            .map((grant) => ({ action, grant })),
        )[0]
      : undefined;
  if (!compute) return [];
  for (const action of ['iam:PutRolePolicy', 'iam:AttachRolePolicy']) {
    for (const writing of grants.somewhere(action)) {
      const { entries, complete } = writing.statement.conditions;
      if (!complete || entries.some((condition) => isOn(condition, 'iam:PermissionsBoundary', 'iam:PolicyARN') && narrows(condition))) continue;
      if (writing.element.string?.toLowerCase() !== action.toLowerCase()) continue;
      const written = resourcesOf(writing);
      const passed = passing.find((grant) => resourcesOf(grant).some((resource) => written.includes(resource)));
      if (!passed) continue;
      const by = 'write any policy into a role, pass it and run code with it';
      const actions = [action, 'iam:PassRole', compute.action];
      return [{ actions, by, passes: false, at: writing.element, grants: [writing, passed, compute.grant] }];
    }
  }
  return [];
}

const resourcesOf = ({ statement }: Grant): string[] => statement.resources.flatMap((resource) => canonical(resource) ?? []);
