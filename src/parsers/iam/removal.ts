import type { ProposedFix } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';

type Edit = ProposedFix['edits'][number];

/**
 * The edits that take some elements out of a list: what is written between brackets with its commas, lines of a YAML list whole. Undefined where an
 * element does not stand in the list as it is written (it comes from a parameter, a spread, an anchor), where a comment would go with
 * it, and where nothing would be left.
 */
export function removeFrom(list: Value, doomed: readonly Value[]): Edit[] | undefined {
  const items = list.items;
  // Each reading makes its own values: the place tells which is which.
  const gone = new Set(doomed.map(placeOf));
  if (list.kind !== 'list' || !list.complete || items.every((item) => gone.has(placeOf(item)))) return undefined;
  const { text } = list.file;
  for (const [i, item] of items.entries()) {
    if (item.file !== list.file || item.span.start < list.span.start || item.span.end > list.span.end) return undefined;
    if (i > 0 && item.span.start < (items[i - 1] as Value).span.end) return undefined;
  }
  const isFlow = text[list.span.start] === '[';
  const edits: Edit[] = [];
  for (let i = 0; i < items.length; i++) {
    if (!gone.has(placeOf(items[i] as Value))) continue;
    let last = i;
    while (last + 1 < items.length && gone.has(placeOf(items[last + 1] as Value))) last++;
    const span = isFlow ? flowSpan(text, items, i, last) : blockSpan(text, items, i, last);
    if (!span) return undefined;
    edits.push({ at: { file: list.file, span, path: list.path }, text: '' });
    i = last;
  }
  return edits;
}

const placeOf = ({ span }: Value): string => `${span.start}-${span.end}`;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** From the first element to the next that stays; of the last ones, from the end of the one before. */
function flowSpan(text: string, items: readonly Value[], first: number, last: number): Range | undefined {
  for (let i = first; i <= last + 1; i++) {
    if (i > 0 && i < items.length && !/^\s*,\s*$/.test(text.slice((items[i - 1] as Value).span.end, (items[i] as Value).span.start))) return undefined;
  }
  const next = items[last + 1];
  if (next) return { start: (items[first] as Value).span.start, end: next.span.start };
  const before = items[first - 1] as Value;
  return { start: before.span.end, end: (items[last] as Value).span.end };
}

/** The lines of the elements, from the dash of the first to the end of the last. */
function blockSpan(text: string, items: readonly Value[], first: number, last: number): Range | undefined {
  const from = (items[first] as Value).span.start;
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  if (!/^ *- +$/.test(text.slice(lineStart, from))) return undefined;
  const end = (items[last] as Value).span.end;
  const lineEnd = text.indexOf('\n', end);
  // A value may end at the line's end or behind it.
  const ends = text[end - 1] === '\n' ? end : lineEnd < 0 ? text.length : lineEnd + 1;
  if (text[end - 1] !== '\n' && text.slice(end, ends).trim() !== '') return undefined;
  return /(^|\s)#/.test(text.slice(lineStart, ends)) ? undefined : { start: lineStart, end: ends };
}
