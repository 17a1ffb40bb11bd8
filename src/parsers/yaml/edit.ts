import type { Located, ProposedFix } from '../../core/document.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';
import type { MapNode, Pair } from './node.ts';

type Edit = ProposedFix['edits'][number];

/**
 * The edit that writes another text in place of a known scalar, quotes kept. Undefined when the scalar isn't written out at that place
 * (an intrinsic made it, it holds escapes) or when quotes would matter.
 */
export function literalEdit({ file, span, path }: Located, from: string | undefined, to: string): Edit | undefined {
  const source = file.text.slice(span.start, span.end);
  if (from === undefined || !/^[\w.-]+$/.test(from) || !/^[\w.-]+$/.test(to)) return undefined;
  const quote = source === from ? 0 : source === `"${from}"` || source === `'${from}'` ? 1 : undefined;
  return quote === undefined ? undefined : { at: { file, span: { start: span.start + quote, end: span.end - quote }, path }, text: to };
}

/**
 * The edit that writes another text in place of a part of a scalar. Undefined when the part does not stand just once in what is written there,
 * or either text has a character that quotes could matter for.
 */
export function partEdit({ file, span, path }: Located, part: string, to: string): Edit | undefined {
  const source = file.text.slice(span.start, span.end);
  const at = source.indexOf(part);
  if (at < 0 || source.indexOf(part, at + 1) >= 0 || !/^[\w.:/*-]+$/.test(part) || !/^[\w.:/*-]*$/.test(to)) return undefined;
  return { at: { file, span: { start: span.start + at, end: span.start + at + part.length }, path }, text: to };
}

/**
 * The edit that adds a pair to a map in the style of the map: a line of its own in block style, an element in flow style and JSON.
 * `key` and `value` are written as given (`key` in quotes where the map's own keys are), so they must need no escapes. It goes behind
 * the first pair that stands on one line. Undefined where the map is written in a way that leaves no safe place (keys with `?`, tabs).
 */
export function insertPair(file: SourceFile, map: MapNode, path: string, key: string, value: string): Edit | undefined {
  const own = map.pairs.filter((pair) => !pair.merged);
  return map.flow ? intoFlow(file, map, own, path, key, value) : intoBlock(file, own, path, key, value);
}

function intoFlow(file: SourceFile, map: MapNode, own: readonly Pair[], path: string, key: string, value: string): Edit | undefined {
  const { text } = file;
  if (text[map.span.start] !== '{') return undefined;
  const first = own[0];
  if (!first) return edit(file, path, map.span.start + 1, `${key}: ${value}`);
  const written = `${text[first.key.span.start] === '"' ? `"${key}"` : key}: ${value}`;
  const lineStart = startOfLine(text, first.key.span.start);
  const indentation = text.slice(lineStart, first.key.span.start);
  // A map with a pair to a line gets another line.
  const separator = lineStart > map.span.start && indentation.trim() === '' ? `,${lineEnding(file)}${indentation}` : ', ';
  const simple = own.find((pair) => isOneLine(file, pair) && pair.value.span.end > pair.key.span.end);
  if (simple) return edit(file, path, simple.value.span.end, separator + written);
  return edit(file, path, first.key.span.start, written + separator);
}

function intoBlock(file: SourceFile, own: readonly Pair[], path: string, key: string, value: string): Edit | undefined {
  const { text } = file;
  const first = own[0];
  if (!first) return undefined;
  const before = text.slice(startOfLine(text, first.key.span.start), first.key.span.start);
  // Only blanks, and the dashes of sequences that start on the same line.
  if (!/^[ -]*$/.test(before)) return undefined;
  const indentation = ' '.repeat(before.length);
  const ending = lineEnding(file);
  const written = `${/["']/.test(text[first.key.span.start] ?? '') ? `"${key}"` : key}: ${value}`;
  const simple = own.find((pair) => isOneLine(file, pair));
  if (!simple) return edit(file, path, first.key.span.start, `${written}${ending}${indentation}`);
  return edit(file, path, endOfLine(text, simple.key.span.start), `${ending}${indentation}${written}`);
}

/** Whether a pair is a key and a plain or quoted scalar on one line. */
function isOneLine({ text }: SourceFile, { key, value, aliasSpan }: Pair): boolean {
  if (value.kind !== 'scalar' || aliasSpan || value.style === 'literal' || value.style === 'folded' || value.style === 'empty') return false;
  return !/[\r\n]/.test(text.slice(key.span.start, value.span.end));
}

/**
 * The edit that takes a pair out of its map: the line that it has for itself, or what stands between two commas. Undefined where it takes
 * more than one line, or a comment would go with it.
 */
export function removePair(key: Located, value: Located): Edit | undefined {
  const { file, path } = key;
  const { text } = file;
  if (value.file !== file || value.span.start < key.span.end || /[\r\n#]/.test(text.slice(key.span.start, value.span.end))) return undefined;
  const from = startOfLine(text, key.span.start);
  const to = endOfLine(text, value.span.end);
  const rest = text.slice(value.span.end, to).trim();
  const removal = (start: number, end: number): Edit => ({ at: { file, span: { start, end }, path }, text: '' });
  const ownsLine = text.slice(from, key.span.start).trim() === '' && (rest === '' || rest === ',');
  const before = /,[ \t]*(?:\r?\n[ \t]*)?$/.exec(text.slice(Math.max(0, key.span.start - 400), key.span.start));
  // The last of a map in braces: the comma before it goes, too.
  if (before && rest !== ',' && /^\s*\}/.test(text.slice(value.span.end, value.span.end + 400)))
    return removal(key.span.start - before[0].length, value.span.end);
  if (ownsLine) return removal(from, text.startsWith('\r\n', to) ? to + 2 : Math.min(to + 1, text.length));
  const after = /^[ \t]*,[ \t]*/.exec(text.slice(value.span.end, to));
  return after ? removal(key.span.start, value.span.end + after[0].length) : undefined;
}

const edit = (file: SourceFile, path: string, offset: number, text: string): Edit => {
  const span: Span = { start: offset, end: offset };
  const at: Located = { file, span, path };
  return { at, text };
};

function startOfLine(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--;
  return start;
}

function endOfLine(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}

const lineEnding = (file: SourceFile): string => (file.text.includes('\r\n') ? '\r\n' : '\n');
