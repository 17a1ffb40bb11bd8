/** A piece of text that a terminal shows as one: what to print, how many columns it takes, and where it stood (UTF-16 offsets). */
export interface Cell {
  readonly text: string;
  readonly width: number;
  readonly start: number;
  readonly end: number;
}

const tabWidth = 4;

/** Made when the first text beyond ASCII is shown: its tables cost more than all else of a start. */
let segmenter: Intl.Segmenter | undefined;
const graphemes = (): Intl.Segmenter => (segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' }));

/**
 * The text with everything that could steer a terminal or hide text made visible: control characters as their pictures (`␛`),
 * bidirectional controls, invisible characters and lone surrogates as escapes (`\u202e`).
 */
export function visible(text: string): string {
  if (isPlainAscii(text)) return text;
  let shown = '';
  for (const character of text) shown += replacement(character.codePointAt(0) as number) ?? character;
  return shown;
}

/** The cells of one line: tabs become spaces up to the next stop, hidden characters become visible. */
export function cells(line: string): Cell[] {
  const list: Cell[] = [];
  if (isPlainAscii(line)) {
    for (let i = 0; i < line.length; i++) list.push({ text: line[i] as string, width: 1, start: i, end: i + 1 });
    return list;
  }
  let column = 0;
  for (const { segment, index } of graphemes().segment(line)) {
    const cell = segment === '\t' ? ' '.repeat(tabWidth - (column % tabWidth)) : index === 0 && segment === '\ufeff' ? '' : visible(segment);
    const width = cell === segment ? graphemeWidth(segment) : textWidth(cell);
    list.push({ text: cell, width, start: index, end: index + segment.length });
    column += width;
  }
  return list;
}

/** Columns that a visible text takes. */
export function textWidth(text: string): number {
  if (isPlainAscii(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes().segment(text)) width += graphemeWidth(segment);
  return width;
}

function isPlainAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

/** What to show instead of a code point that must not reach the terminal. */
function replacement(code: number): string | undefined {
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  if (!isHidden(code)) return undefined;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Whether a code point beyond ASCII is a control, a bidirectional control, invisible, or half a surrogate pair. The joiners that scripts and emoji need are not. */
export function isHidden(code: number): boolean {
  return (
    (code >= 0x7f && code <= 0x9f) ||
    code === 0xad ||
    code === 0x61c ||
    code === 0x180e ||
    code === 0x200b ||
    code === 0x200e ||
    code === 0x200f ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    (code >= 0xd800 && code <= 0xdfff) ||
    code === 0xfeff ||
    (code >= 0xfff9 && code <= 0xfffb) ||
    (code >= 0xe0000 && code <= 0xe007f)
  );
}

/** Columns of one grapheme cluster: 2 for East Asian wide characters and emoji, 0 for a lone combining mark, else 1. */
function graphemeWidth(grapheme: string): number {
  const code = grapheme.codePointAt(0) as number;
  if (code < 0x300) return /\ufe0f/.test(grapheme) && /\p{Extended_Pictographic}|^[0-9#*]/u.test(grapheme) ? 2 : 1;
  if (/^\p{Emoji_Presentation}/u.test(grapheme) || (grapheme.includes('\ufe0f') && /^\p{Extended_Pictographic}/u.test(grapheme))) return 2;
  if (/^\p{Mark}|^[\u200c\u200d]/u.test(grapheme)) return 0;
  return isWide(code) ? 2 : 1;
}

/** East Asian Width W and F, by block (Unicode 16, EastAsianWidth.txt). */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    code === 0x2329 ||
    code === 0x232a ||
    (code >= 0x2e80 && code <= 0x303e) ||
    (code >= 0x3041 && code <= 0x4dbf) ||
    (code >= 0x4e00 && code <= 0xa4cf) ||
    (code >= 0xa960 && code <= 0xa97c) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe10 && code <= 0xfe19) ||
    (code >= 0xfe30 && code <= 0xfe6b) ||
    (code >= 0xff01 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x16fe0 && code <= 0x18d08) ||
    (code >= 0x1aff0 && code <= 0x1b2fb) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}
