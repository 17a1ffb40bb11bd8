import type { Hole, Value } from '../../core/value.ts';

/** Whether something holds in every instantiation of a value, in none, or only deployment knows. */
export type Certainty = 'yes' | 'no' | 'maybe';

const asterisk = 0x2a;
const questionMark = 0x3f;

/**
 * Whether an IAM pattern (`*` any text, `?` one character) matches a text. Linear in the pattern for the short texts that rules ask about:
 * it never goes back further than to the last `*`.
 */
export function globMatches(pattern: string, text: string): boolean {
  // Most are names.
  if (!pattern.includes('*') && !pattern.includes('?')) return pattern === text;
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const c = pattern.charCodeAt(p);
    if (c === asterisk) {
      star = p++;
      resume = t;
    } else if (c === questionMark || c === text.charCodeAt(t)) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern.charCodeAt(p) === asterisk) p++;
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
