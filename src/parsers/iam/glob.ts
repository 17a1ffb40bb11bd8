import type { Hole, Value } from '../../core/value.ts';

/** Whether something holds in every instantiation of a value, in none, or only deployment knows. */
export type Certainty = 'yes' | 'no' | 'maybe';

/**
 * Whether an IAM pattern (`*` any text, `?` one character) matches a text. Linear in the pattern for the short texts that rules ask about:
 * it never goes back further than to the last `*`.
 */
export function globMatches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const c = pattern[p];
    if (c === '*') {
      star = p++;
      resume = t;
    } else if (c !== undefined && (c === '?' || c === text[t])) {
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

/**
 * Whether a value of `Action` covers an action such as `iam:PassRole`; names of actions are case-insensitive.
 * A value with holes never surely covers one: what fills the hole may spoil the match.
 */
export function covers(action: Value, name: string): Certainty {
  const text = action.string;
  if (text !== undefined) return globMatches(text.toLowerCase(), name.toLowerCase()) ? 'yes' : 'no';
  if (action.isUnknown) return 'maybe';
  const { parts } = action;
  if (!parts) return 'no';
  return globMatches(withHolesAs('*', parts).toLowerCase(), name.toLowerCase()) ? 'maybe' : 'no';
}

const withHolesAs = (text: string, parts: readonly (string | Hole)[]): string => parts.map((part) => (typeof part === 'string' ? part : text)).join('');
