import type { Value } from '../../core/value.ts';

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
