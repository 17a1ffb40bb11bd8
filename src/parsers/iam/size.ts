import table from '../../../data/iam-quotas.json' with { type: 'json' };
import type { Value } from '../../core/value.ts';
import type { Policy } from './model.ts';

/** How many characters a policy has, as IAM counts. */
export interface PolicySize {
  readonly characters: number;
  /** False when deployment adds to it: it has at least so many then. */
  readonly exact: boolean;
}

/** Characters of a policy in JSON without white space: what IAM counts against its quotas. */
export function policySize(document: Value): PolicySize {
  let characters = 0;
  let exact = document.complete;
  const todo: Value[] = [document];
  for (let value = todo.pop(); value; value = todo.pop()) {
    if (!value.complete) exact = false;
    if (value.kind === 'list') {
      const items = value.items.filter((item) => !item.isAbsent);
      characters += 2 + Math.max(0, items.length - 1);
      todo.push(...items);
    } else if (value.kind === 'map') {
      const keys = (value.keys ?? []).filter((key) => !value.get(key).isAbsent);
      characters += 2 + Math.max(0, keys.length - 1);
      for (const key of keys) {
        characters += written(key) + 1;
        todo.push(value.get(key));
      }
    } else if (value.parts) {
      if (value.string === undefined) exact = false;
      characters += 2;
      for (const part of value.parts) if (typeof part === 'string') characters += written(part) - 2;
    }
  }
  return { characters, exact };
}

const written = (text: string): number => JSON.stringify(text).replace(/\s/g, '').length;

export interface Quota {
  readonly characters: number;
  /** What has it: `a managed policy`. */
  readonly what: string;
}

/**
 * What a policy may have by its kind (`identity`, `trust`, `resource`, `scp`), and by what it is attached to: undefined for other kinds, and for resources
 * whose service's quota is not in the table. A policy that isn't attached to anything here has the largest that it could have. Undefined too for
 * a policy that is written in a quarter of its quota: most are, and counting what IAM would see means reading all of it.
 */
export function quotaOf(policy: Policy, kind: keyof typeof table.quotas): Quota | undefined {
  const own = policy.kind === 'boundary' ? 'identity' : policy.kind;
  if (own !== kind) return undefined;
  const quotas: Readonly<Record<string, Quota>> = table.quotas[kind];
  const quota = quotas[policy.attachedTo?.type ?? ''] ?? quotas.other;
  const { start, end } = policy.document.span;
  return quota && 4 * (end - start) >= quota.characters ? quota : undefined;
}
