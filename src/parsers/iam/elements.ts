import { nearest } from '../../core/text.ts';
import type { Value } from '../../core/value.ts';

/** The elements of a policy and of a statement; their names are case-sensitive. */
export const policyElements = ['Version', 'Id', 'Statement'] as const;
export const statementElements = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'] as const;

/** Whether a map stands where another tool puts the policy in, as `file: policy.yaml` does: it has no element of a policy, not even a misspelt one. */
export function isLeftToTool({ keys }: Value): boolean {
  return keys !== undefined && keys.length > 0 && keys.every((key) => !nearest(key, policyElements));
}

/** The keys of a `Principal`. */
export const principalKeys = ['AWS', 'CanonicalUser', 'Federated', 'Service'] as const;
