import type { Location } from '../core/finding.ts';
import type { Sources } from './sources.ts';
import { type Cell, cells } from './visible.ts';

/** One row of a source frame: a numbered source line, the marks under it, or the gap between the first and the last line. */
export interface Row {
  readonly kind: 'source' | 'marks' | 'gap';
  readonly line: number;
  readonly text: string;
}

/**
 * The source line of a location with its span underlined, cut to `width` columns around the span; for a span over several lines the first
 * and the last of them. Empty when the text can't be had.
 */
export function frame(location: Location, sources: Sources, width: number): Row[] {
  const first = sources.line(location, location.line);
  if (first === undefined) return [];
  const end = sources.end(location);
  const from = location.column - 1 - first.start;
  if (end.line === location.line) return underlined(location.line, first.text, from, end.column - 1 - first.start, width);
  const rows = underlined(location.line, first.text, from, first.text.trimEnd().length, width);
  const last = sources.line(location, end.line);
  if (last === undefined) return rows;
  if (end.line > location.line + 1) rows.push({ kind: 'gap', line: end.line, text: '' });
  rows.push(...underlined(end.line, last.text, last.text.length - last.text.trimStart().length, end.column - 1, width));
  return rows;
}

/** A line and the marks under the UTF-16 range from–to of it; an empty range is marked with one `^`. */
function underlined(line: number, text: string, from: number, to: number, width: number): Row[] {
  const { start, shown } = excerptAround(text, from, width);
  const list = cells(shown);
  const marked = (cell: Cell): boolean => start + cell.end > from && start + cell.start < Math.max(to, from + 1);
  let firstMarked = list.findIndex(marked);
  if (firstMarked === -1) firstMarked = list.length;
  let afterMarked = firstMarked;
  while (afterMarked < list.length && marked(list[afterMarked] as Cell)) afterMarked++;

  const view = viewOf(list, firstMarked, afterMarked, width, start > 0, start + shown.length < text.length);
  const before = widthOf(list.slice(view.from, firstMarked)) + (view.cutLeft ? 1 : 0);
  const under = Math.max(1, widthOf(list.slice(firstMarked, Math.min(afterMarked, view.to))));
  const source = `${view.cutLeft ? '…' : ''}${list
    .slice(view.from, view.to)
    .map((cell) => cell.text)
    .join('')}${view.cutRight ? '…' : ''}`;
  return [
    { kind: 'source', line, text: source.trimEnd() },
    { kind: 'marks', line, text: `${' '.repeat(before)}^${'~'.repeat(under - 1)}` },
  ];
}

/** The part of a very long line (minified JSON) that can come into view, so that the whole of it is never measured. */
function excerptAround(text: string, from: number, width: number): { start: number; shown: string } {
  const margin = 8 * width;
  let start = Math.max(0, from - margin);
  let end = Math.min(text.length, from + margin);
  if (isLowSurrogate(text, start)) start--;
  if (isLowSurrogate(text, end)) end++;
  return { start, shown: text.slice(start, end) };
}

function isLowSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff;
}

interface View {
  readonly from: number;
  readonly to: number;
  readonly cutLeft: boolean;
  readonly cutRight: boolean;
}

/** Which cells to show: all if they fit, else from the line's start if the marks then fit, else the marks with as much on both sides. */
function viewOf(list: readonly Cell[], firstMarked: number, afterMarked: number, width: number, moreLeft: boolean, moreRight: boolean): View {
  if (!moreLeft && !moreRight && widthOf(list) <= width) return { from: 0, to: list.length, cutLeft: false, cutRight: false };
  let from = 0;
  if (moreLeft || widthOf(list.slice(0, afterMarked)) > width - 1) {
    const marks = widthOf(list.slice(firstMarked, afterMarked));
    const half = Math.floor((width - 2 - marks) / 2);
    const unused = moreRight ? 0 : half - widthOf(list.slice(afterMarked));
    let context = Math.max(4, half + Math.max(0, unused));
    from = firstMarked;
    while (from > 0 && context >= (list[from - 1] as Cell).width) context -= (list[--from] as Cell).width;
  }
  const cutLeft = moreLeft || from > 0;
  let room = width - (cutLeft ? 1 : 0);
  if (!moreRight && widthOf(list.slice(from)) <= room) return { from, to: list.length, cutLeft, cutRight: false };
  room--;
  let to = from;
  while (to < list.length && room >= (list[to] as Cell).width) room -= (list[to++] as Cell).width;
  return { from, to, cutLeft, cutRight: true };
}

function widthOf(list: readonly Cell[]): number {
  return list.reduce((sum, cell) => sum + cell.width, 0);
}
