/** Styles, chomping and offsets as js-yaml's scalar events have them; our JSON reader and the recovery make the same shape. */
export interface ScalarToken {
  /** Offsets of the content: inside the quotes; for block scalars from the first line after the header. -1: nothing is written. */
  valueStart: number;
  valueEnd: number;
  anchorStart: number;
  anchorEnd: number;
  tagStart: number;
  tagEnd: number;
  style: 1 | 2 | 3 | 4 | 5;
  chomping: 1 | 2 | 3;
  /** Column of a block scalar's content; -1 when it has none. */
  indent: number;
  /** The value is the source text as it stands. */
  fast: boolean;
}

export const plainStyle = 1;
export const singleStyle = 2;
export const doubleStyle = 3;
export const literalStyle = 4;
export const foldedStyle = 5;
export const clip = 1;
export const strip = 2;
export const keep = 3;

/**
 * A run of decoded text and where it is written. Exact: character by character. Else an escape or a line break with what belongs to it, only replaced as a whole:
 * `shown` and `shownEnd` are what a reader would point at (the line break without the indentation that follows).
 */
export interface Piece {
  inner: number;
  innerEnd: number;
  host: number;
  hostEnd: number;
  shown: number;
  shownEnd: number;
  exact: boolean;
}

export class Decoder {
  value = '';
  readonly pieces: Piece[] = [];

  constructor(private readonly text: string) {}

  /** Source text that stands for itself. */
  plain(start: number, end: number): void {
    if (start >= end) return;
    const inner = this.value.length;
    this.value += this.text.slice(start, end);
    this.pieces.push({ inner, innerEnd: this.value.length, host: start, hostEnd: end, shown: start, shownEnd: end, exact: true });
  }

  /** Decoded text that is written differently. */
  atom(decoded: string, host: number, hostEnd: number, shown = host, shownEnd = hostEnd): void {
    const inner = this.value.length;
    this.value += decoded;
    this.pieces.push({ inner, innerEnd: this.value.length, host, hostEnd, shown, shownEnd, exact: false });
  }
}

/** The decoded text of a scalar, lenient where the syntax is broken: an unknown escape stands for its character. */
export function decodeScalar(text: string, token: ScalarToken): string {
  return decode(text, token).value;
}

/** The decoded text of a scalar with the place of each part of it. */
export function decode(text: string, token: ScalarToken): Decoder {
  const decoder = new Decoder(text);
  if (token.valueStart < 0) return decoder;
  if (token.style >= literalStyle) decodeBlock(decoder, text, token);
  else decodeFlow(decoder, text, token);
  return decoder;
}

export function isBreak(code: number): boolean {
  return code === 10 || code === 13;
}

/** Past one line break at `at`. */
function afterBreak(text: string, at: number): number {
  return text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
}

/** Plain and quoted scalars: escapes, and lines folded into one. */
function decodeFlow(decoder: Decoder, text: string, { valueStart, valueEnd: end, style }: ScalarToken): void {
  let at = valueStart;
  let from = at;
  /** End of the text before trailing blanks, which a fold drops. */
  let contentEnd = at;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (isBreak(code)) {
      decoder.plain(from, contentEnd);
      const { position, breaks } = skipBreaks(text, at, end);
      decoder.atom(breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), contentEnd, position, at, afterBreak(text, at));
      at = from = contentEnd = position;
    } else if (style === singleStyle && code === 39) {
      decoder.plain(from, at);
      decoder.atom("'", at, Math.min(at + 2, end));
      at = from = contentEnd = Math.min(at + 2, end);
    } else if (style === doubleStyle && code === 92) {
      decoder.plain(from, at);
      const after = decodeEscape(decoder, text, at, end);
      at = from = contentEnd = after;
    } else {
      at++;
      if (code !== 32 && code !== 9) contentEnd = at;
    }
  }
  decoder.plain(from, style === plainStyle ? contentEnd : end);
}

function skipBreaks(text: string, at: number, end: number): { position: number; breaks: number } {
  let position = at;
  let breaks = 0;
  while (position < end) {
    const code = text.charCodeAt(position);
    if (isBreak(code)) {
      breaks++;
      position = Math.min(afterBreak(text, position), end);
    } else if (code === 32 || code === 9) position++;
    else break;
  }
  return { position, breaks };
}

/** Escapes of one character, YAML 1.2.2 section 5.7. */
const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);

const hexLengths: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** Decodes the escape at a backslash; returns the offset past it. */
function decodeEscape(decoder: Decoder, text: string, at: number, end: number): number {
  const next = text[at + 1] ?? '';
  if (at + 1 >= end) {
    decoder.plain(at, end);
    return end;
  }
  if (next === '\n' || next === '\r') {
    const { position } = skipBreaks(text, at + 1, end);
    decoder.atom('', at, position);
    return position;
  }
  const simple = simpleEscapes.get(next);
  if (simple !== undefined) {
    decoder.atom(simple, at, at + 2);
    return at + 2;
  }
  const length = hexLengths.get(next);
  const digits = length === undefined ? '' : text.slice(at + 2, Math.min(at + 2 + length, end));
  if (length !== undefined && digits.length === length && /^[0-9A-Fa-f]+$/.test(digits)) {
    const point = Number.parseInt(digits, 16);
    decoder.atom(point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd', at, at + 2 + length);
    return at + 2 + length;
  }
  decoder.plain(at, at + 2);
  return at + 2;
}

/** Literal and folded scalars, YAML 1.2.2 section 8.1. */
function decodeBlock(decoder: Decoder, text: string, token: ScalarToken): void {
  const { valueStart, valueEnd: end, indent, chomping } = token;
  const folded = token.style === foldedStyle;
  /** Line breaks since the last content: its own and those of empty lines. */
  let breaks: { start: number; end: number }[] = [];
  let read = false;
  let moreIndented = false;
  let line = valueStart;
  while (line < end) {
    let contentEnd = line;
    while (contentEnd < end && !isBreak(text.charCodeAt(contentEnd))) contentEnd++;
    const next = contentEnd < end ? Math.min(afterBreak(text, contentEnd), end) : end;
    let column = 0;
    while (column < indent && line + column < contentEnd && text.charCodeAt(line + column) === 32) column++;
    if (indent < 0 || line + column >= contentEnd) {
      breaks.push({ start: contentEnd, end: next });
      line = next;
      continue;
    }
    const content = line + column;
    if (folded) {
      const first = text.charCodeAt(content);
      const blank = first === 32 || first === 9;
      const empty = read ? breaks.length - 1 : breaks.length;
      let newlines = empty;
      if (blank || moreIndented) newlines = read ? empty + 1 : empty;
      const joined = newlines > 0 ? '\n'.repeat(newlines) : read ? ' ' : '';
      moreIndented = blank;
      const broken = breaks[0];
      if (broken) decoder.atom(joined, broken.start, content, broken.start, broken.end);
    } else {
      for (const [i, broken] of breaks.entries()) decoder.atom('\n', broken.start, breaks[i + 1]?.start ?? content, broken.start, broken.end);
    }
    decoder.plain(content, contentEnd);
    read = true;
    breaks = [{ start: contentEnd, end: next }];
    line = next;
  }
  if (chomping === keep) {
    for (const [i, broken] of breaks.entries()) decoder.atom('\n', broken.start, breaks[i + 1]?.start ?? broken.end, broken.start, broken.end);
  } else if (chomping !== strip && read) {
    const broken = breaks[0] as { start: number; end: number };
    decoder.atom('\n', broken.start, broken.end);
  }
}
