import { type Condition, isNegated, isOn } from './condition.ts';
import type { Statement } from './model.ts';
import { isEveryone } from './principal.ts';

/**
 * Condition keys that say who calls, on whose behalf a service calls, or from which network: what narrows a statement for everyone. Keys about
 * the resource or the way (aws:ResourceAccount, kms:ViaService, aws:SecureTransport) say nothing of the caller.
 * Source: IAM User Guide, "AWS global condition context keys", and the key pages of the services named.
 */
const CALLER_KEYS: readonly string[] = [
  'aws:FederatedProvider',
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
  'aws:PrincipalIsAWSService',
  'aws:PrincipalOrgID',
  'aws:PrincipalOrgPaths',
  'aws:PrincipalServiceName',
  'aws:PrincipalServiceNamesList',
  'aws:SourceAccount',
  'aws:SourceArn',
  'aws:SourceIp',
  'aws:SourceOrgID',
  'aws:SourceOrgPaths',
  'aws:SourceOwner',
  'aws:SourceVpc',
  'aws:SourceVpcArn',
  'aws:SourceVpce',
  'aws:userid',
  'aws:username',
  'aws:VpcSourceIp',
  'elasticfilesystem:AccessedViaMountTarget',
  'elasticfilesystem:AccessPointArn',
  'kms:CallerAccount',
  'lambda:EventSourceToken',
  's3:DataAccessPointAccount',
  's3:DataAccessPointArn',
];

const isAboutCaller = (condition: Condition): boolean => isOn(condition, ...CALLER_KEYS) || /^aws:(?:Principal|Source)Tag\//i.test(condition.key);

/** A value that leaves nobody out: `*`, every address, every ARN of a service. What only deployment knows narrows. */
function isOpen(condition: Condition): boolean {
  return condition.values.some(({ string }) => {
    if (string === undefined) return false;
    if (/^\*+$/.test(string) || string === '0.0.0.0/0' || string === '::/0') return true;
    return isOn(condition, 'aws:SourceArn', 'aws:PrincipalArn') && /^arn:[^:]*:(?:\*|[^:]*:\*?:\*?:\*?$)/.test(string);
  });
}

/** Whether a condition has to hold for a request to pass, and names who or what may: not `…IfExists`, not a set that may be empty, nothing negated. */
export const demands = (condition: Condition): boolean =>
  !condition.ifExists && condition.qualifier !== 'ForAllValues' && condition.family !== 'Null' && !isNegated(condition);

/** What a statement's conditions say of the caller: `external id` is a password that the caller tells. Conditions that aren't known may say anything. */
export function callerLimit({ conditions }: Statement): 'none' | 'external id' | 'some' {
  if (!conditions.complete) return 'some';
  const demanded = conditions.entries.filter((condition) => demands(condition) && !isOpen(condition));
  if (demanded.some(isAboutCaller)) return 'some';
  return demanded.some((condition) => isOn(condition, 'sts:ExternalId')) ? 'external id' : 'none';
}

/**
 * Whether another statement of the policy may turn callers away: one that denies everyone but some, or one that can't be seen.
 * Then what a statement allows to everyone says little.
 */
export function mayBeDenied({ policy }: Statement): boolean {
  if (!policy.complete) return true;
  return policy.statements.some(
    (other) =>
      other.effect !== 'Allow' &&
      (other.effect === undefined ||
        other.notPrincipals.length > 0 ||
        (other.principals.some((principal) => isEveryone(principal) || principal.value.isUnknown) &&
          (!other.conditions.complete ||
            other.conditions.entries.some((condition) => isAboutCaller(condition) && (isNegated(condition) || condition.family === 'Null'))))),
  );
}
