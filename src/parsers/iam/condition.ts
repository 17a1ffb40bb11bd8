import type { Located } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';

/** One key of a `Condition`, with its operator taken apart. */
export interface Condition {
  /** The operator without qualifier and suffix, as written: `StringEquals`, `ArnLike`, `Null`. */
  readonly operator: string;
  readonly qualifier: 'ForAnyValue' | 'ForAllValues' | undefined;
  /** The operator ends in `IfExists`: it holds where the request has no such key. */
  readonly ifExists: boolean;
  /** As written; keys are case-insensitive. */
  readonly key: string;
  readonly values: readonly Value[];
  /** The key's own place. */
  readonly at: Located;
}

/** The conditions of a statement; `complete` is false when there may be more than those seen. */
export interface Conditions {
  readonly entries: readonly Condition[];
  readonly complete: boolean;
}

/** Reads a `Condition` element. What is not a map of maps is unknown: it may restrict anything. */
export function conditionsOf(element: Value): Conditions {
  if (element.isAbsent) return { entries: [], complete: true };
  const operators = element.keys;
  if (!operators) return { entries: [], complete: false };
  const entries: Condition[] = [];
  let complete = element.complete;
  for (const written of operators) {
    const block = element.get(written);
    if (block.isAbsent) continue;
    if (!block.keys || !block.complete) complete = false;
    for (const key of block.keys ?? []) {
      const value = block.get(key);
      if (value.isAbsent) continue;
      entries.push({ ...operatorOf(written), key, values: value.isUnknown ? [value] : value.items, at: block.keyAt(key) ?? value });
    }
  }
  return { entries, complete };
}

function operatorOf(written: string): Pick<Condition, 'operator' | 'qualifier' | 'ifExists'> {
  const colon = written.indexOf(':');
  const prefix = written.slice(0, Math.max(colon, 0)).toLowerCase();
  const qualifier = prefix === 'foranyvalue' ? 'ForAnyValue' : prefix === 'forallvalues' ? 'ForAllValues' : undefined;
  const rest = qualifier ? written.slice(colon + 1) : written;
  const ifExists = rest.toLowerCase().endsWith('ifexists');
  return { operator: ifExists ? rest.slice(0, -'IfExists'.length) : rest, qualifier, ifExists };
}

/**
 * Whether a condition names what is allowed (`StringEquals`, `ArnLike` …) instead of what isn't, and not just by `*`.
 * A value that only deployment knows counts as narrowing.
 */
export function narrows(condition: Condition): boolean {
  const operator = condition.operator.toLowerCase();
  if (operator === 'null' || /not(equals|like)/.test(operator)) return false;
  return condition.values.every((value) => value.string === undefined || !/^\*+$/.test(value.string));
}
