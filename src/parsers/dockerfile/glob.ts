/**
 * Shell patterns of the modifiers `#`, `%` and `/`: `*` any text, `?` any character, `\` takes the next character as it is.
 * Matching keeps the set of reachable positions, so that no pattern makes it slow: pattern × text, and texts are bounded by the expansion.
 */
type Token = { readonly kind: 'any' } | { readonly kind: 'one' } | { readonly kind: 'is'; readonly character: string };

/** Pattern characters times text characters that are worth matching; beyond, nothing matches. */
const MOST_WORK = 4_000_000;

function tokens(pattern: string): Token[] {
  const result: Token[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] as string;
    if (character === '*') result.push({ kind: 'any' });
    else if (character === '?') result.push({ kind: 'one' });
    else if (character === '\\' && i + 1 < pattern.length) result.push({ kind: 'is', character: pattern[++i] as string });
    else result.push({ kind: 'is', character });
  }
  return result;
}

/** Lengths of all prefixes of `text`, from `start`, that match. */
function matchLengths(pattern: readonly Token[], text: string, start: number): number[] {
  if (pattern.length * (text.length - start) > MOST_WORK) return [];
  let reached = new Set<number>([0]);
  for (const token of pattern) {
    const next = new Set<number>();
    if (token.kind === 'any') {
      // Positions are added in rising order, so the first is the least.
      const least = reached.values().next().value as number;
      for (let length = least; length <= text.length - start; length++) next.add(length);
    } else {
      for (const length of reached) {
        const at = start + length;
        if (at < text.length && (token.kind === 'one' || text[at] === token.character)) next.add(length + 1);
      }
    }
    if (next.size === 0) return [];
    reached = next;
  }
  return [...reached];
}

const reverse = (text: string): string => [...text].reverse().join('');

/** Length of the shortest prefix of `text` that the pattern matches; 0 when none does. */
export const shortestPrefix = (pattern: string, text: string): number => matchLengths(tokens(pattern), text, 0)[0] ?? 0;
export const longestPrefix = (pattern: string, text: string): number => matchLengths(tokens(pattern), text, 0).at(-1) ?? 0;
export const shortestSuffix = (pattern: string, text: string): number => matchLengths(tokens(pattern).reverse(), reverse(text), 0)[0] ?? 0;
export const longestSuffix = (pattern: string, text: string): number => matchLengths(tokens(pattern).reverse(), reverse(text), 0).at(-1) ?? 0;

/** Replaces the first match of the pattern, or all; a match is as long as it can be. */
export function replaceMatches(text: string, pattern: string, replacement: string, all: boolean): string {
  const parsed = tokens(pattern);
  if (parsed.length * text.length * text.length > MOST_WORK) return text;
  let result = '';
  let at = 0;
  while (at < text.length) {
    const length = matchLengths(parsed, text, at).at(-1) ?? 0;
    if (length === 0) {
      result += text[at++];
      continue;
    }
    result += replacement;
    at += length;
    if (!all) break;
  }
  return result + text.slice(at);
}
