import type { Value } from '../../core/value.ts';

/**
 * A pattern as single signs: `*` and `?` as they are, all else as itself. What only deployment knows becomes a sign of its own, the same one for
 * the same name, so that two patterns with the same hole can be told equal.
 */
function signs(value: Value, holes: Map<string, string>, fold: boolean): string | undefined {
  const { parts } = value;
  if (!parts || value.isUnknown) return undefined;
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') text += fold ? part.toLowerCase() : part;
    else {
      const key = `${part.hole} ${part.name}`;
      const sign = holes.get(key) ?? String.fromCharCode(0xe000 + (holes.size % 0x1900));
      holes.set(key, sign);
      text += sign;
    }
  }
  return text;
}

const isHole = (sign: string | undefined): boolean => sign !== undefined && sign >= '\ue000' && sign < '\uf900';

/** Whether every text that `other` fits, `pattern` fits too. Linear but for the way back to the last `*`. */
export function patternCovers(pattern: string, other: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < other.length) {
    const c = pattern[p];
    const sign = other[t];
    if (c === '*') {
      star = p++;
      resume = t;
    } else if (c !== undefined && (c === sign || (c === '?' && sign !== '*' && !isHole(sign)))) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** An element of a list that another element of it covers. */
export interface Redundant {
  readonly value: Value;
  readonly by: Value;
}

/** The longest list that is compared each with each. */
const MOST = 1000;

/**
 * The elements of a list that another element covers: of equal ones all but the first. Actions are compared in any case (`fold`), resources as
 * written. Elements that aren't known are left alone.
 */
export function redundantIn(values: readonly Value[], fold: boolean): Redundant[] {
  if (values.length < 2 || values.length > MOST) return [];
  const holes = new Map<string, string>();
  const texts = values.map((value) => signs(value, holes, fold));
  const wild = texts.flatMap((text, i) => (text !== undefined && /[*?]/.test(text) ? [i] : []));
  const firsts = new Map<string, number>();
  return values.flatMap((value, i) => {
    const text = texts[i];
    if (text === undefined) return [];
    const first = firsts.get(text);
    firsts.set(text, first ?? i);
    if (first !== undefined) return [{ value, by: values[first] as Value }];
    const by = wild.find((at) => at !== i && texts[at] !== text && patternCovers(texts[at] as string, text));
    // Two patterns that cover each other are the same in two spellings (`a**`): the first one stays.
    if (by === undefined || (by > i && patternCovers(text, texts[by] as string))) return [];
    return [{ value, by: values[by] as Value }];
  });
}

/** The elements of one list that an element of another covers. Actions are compared in any case (`fold`); what isn't known is left alone. */
export function coveredBy(values: readonly Value[], others: readonly Value[], fold: boolean): Redundant[] {
  if (values.length * others.length > MOST) return [];
  const holes = new Map<string, string>();
  const patterns = others.map((by) => ({ by, text: signs(by, holes, fold) }));
  return values.flatMap((value) => {
    const text = signs(value, holes, fold);
    const found = text === undefined ? undefined : patterns.find((one) => one.text !== undefined && patternCovers(one.text, text));
    return found ? [{ value, by: found.by }] : [];
  });
}

/** What a value says, in one spelling: equal texts mean equal values. Undefined where that isn't known in full. */
export function canonical(value: Value, depth = 0): string | undefined {
  if (depth > 20) return undefined;
  switch (value.kind) {
    case 'list': {
      if (!value.complete) return undefined;
      const items = value.items.filter((item) => !item.isAbsent).map((item) => canonical(item, depth + 1));
      return items.includes(undefined) ? undefined : items.length === 1 ? items[0] : `[${[...new Set(items)].sort().join()}]`;
    }
    case 'map': {
      if (!value.complete) return undefined;
      const pairs = (value.keys ?? []).filter((key) => !value.get(key).isAbsent).map((key) => [key, canonical(value.get(key), depth + 1)] as const);
      return pairs.some(([, text]) => text === undefined)
        ? undefined
        : `{${pairs
            .map(([key, text]) => `${JSON.stringify(key)}:${text}`)
            .sort()
            .join()}}`;
    }
    default:
      return value.isAbsent ? '' : value.identity;
  }
}
