import type { Value } from '../../core/value.ts';
import type { Resource } from './resource.ts';

/**
 * By what a resource is deleted: `deletion` of the stack or of the resource from it, `replacement` by an update that can't change it in place, or
 * both. Undefined when its policies keep it, or only deployment knows. For types whose default is to be deleted: those of databases differ.
 */
export function lostBy(resource: Resource): { readonly message: 'deletion' | 'replacement' | 'both'; readonly at: Value } | undefined {
  const [deletion, replacement] = [resource.attribute('DeletionPolicy'), resource.attribute('UpdateReplacePolicy')];
  if (isLost(deletion)) return { message: isLost(replacement) ? 'both' : 'deletion', at: deletion };
  return isLost(replacement) ? { message: 'replacement', at: replacement } : undefined;
}

/** Whether the deletion of a stack deletes a resource. */
export const isLost = (policy: Value): boolean => policy.isAbsent || (policy.string !== undefined && !policy.string.startsWith('Retain'));

/** How a resource is kept, for advice. */
export function keeping({ surface, logicalId }: Resource, ...attributes: readonly ('DeletionPolicy' | 'UpdateReplacePolicy')[]): string {
  if (surface === 'cdk') return `Call applyRemovalPolicy(RemovalPolicy.RETAIN) of ${logicalId}`;
  return `Set ${attributes.map((name) => `${name}: Retain`).join(' and ')} on ${logicalId}`;
}
