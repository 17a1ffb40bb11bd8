import type { Span } from '../../core/source-file.ts';

/**
 * What the rules on texts look for, as one regular expression over a whole file: an angle bracket before a name, words of placeholders,
 * runs of the letter x, invisible characters, typographic dashes before a word and quotes, account numbers (six digits or more, or the
 * account field of an ARN) and names of account variables.
 * A text that it doesn't match yields no `text.scalar` and no `text.line`; a rule that looks for more must widen it.
 */
const RELEVANT =
  /<\s?[A-Za-z_]|xxx|xx\.xx|xx-x|your|change[-_ ]?me|change[-_ ]this|replace(?:[-_]|[ ]?(?:me|this|with|by|it)\b)|redacted|todo|[-_ ]here\b|name-of|producer_|(?:my|example)[-_]?(?:s3[-_]?)?bucket|demo-bucket|\d{6}|arn:[^:\s]*:[^:\s]*:[^:\s]*:\d|of\s+account|\.dkr[.-]ecr|[\u00a0\u2007\u202f\u200b\u2060\ufeff\u2018\u201c\u201d]|(?<![^\s=("'-])[\u2013\u2014\u2212][\u2013\u2014\u2212a-z]/i;

/** Where a text is relevant: the spans of the expression's matches, in order. */
export function relevantSpans(text: string): Span[] {
  return Array.from(text.matchAll(EVERYWHERE), ({ 0: found, index }) => ({ start: index, end: index + found.length }));
}
const EVERYWHERE = new RegExp(RELEVANT.source, 'gi');

/** Whether the rules on texts could say anything about a text: cheap enough for every file and every scalar. */
export const isRelevant = (text: string): boolean => RELEVANT.test(text);
