import type { Span } from '../../core/source-file.ts';
import { matchName } from './names.ts';

/** What decoding needs of its reader. */
export interface References {
  /** Names of the entities that the DTD defines; 'unknown' when it lies elsewhere. */
  readonly entities: ReadonlySet<string> | 'unknown';
  problem(start: number, end: number, text: string, advice: string): void;
}

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** What XML 1.0 has no place for, however it is written (production 2). */
const NO_CHARACTER = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Line ends as XML has them. */
const inText = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);
/** In attributes white space becomes blanks, unless it is written as a reference. */
const inAttribute = (text: string): string => inText(text).replace(/[\t\n]/g, ' ');

/** The text of a span with its references and line ends resolved; undefined when an entity of the DTD stands in it. */
export function decode(text: string, { start, end }: Span, reader: References, isAttribute = false): string | undefined {
  const written = isAttribute ? inAttribute : inText;
  const raw = text.slice(start, end);
  checkCharacters(raw, start, reader);
  if (!raw.includes('&')) return written(raw);
  let result: string | undefined = '';
  let at = 0;
  for (let next = raw.indexOf('&'); next >= 0; next = raw.indexOf('&', at)) {
    const literal: string = written(raw.slice(at, next));
    const { length, value } = reference(raw, next, start, reader);
    result = result === undefined || value === undefined ? undefined : result + literal + value;
    at = next + length;
  }
  return result === undefined ? undefined : result + written(raw.slice(at));
}

/** The text of a CDATA section, where nothing is a reference. */
export function literal(text: string, { start, end }: Span, reader: References): string {
  const raw = text.slice(start, end);
  checkCharacters(raw, start, reader);
  return inText(raw);
}

function checkCharacters(raw: string, start: number, reader: References): void {
  const wrong = NO_CHARACTER.exec(raw);
  if (!wrong) return;
  const at = start + wrong.index;
  const code = raw.charCodeAt(wrong.index).toString(16).toUpperCase().padStart(4, '0');
  reader.problem(at, at + 1, `The character U+${code} stands in the text, which XML has no place for.`, 'Remove it.');
}

/** The reference at an offset; its value is undefined when only the DTD knows it. What is none stays as it stands. */
function reference(raw: string, at: number, start: number, reader: References): { readonly length: number; readonly value: string | undefined } {
  const number = /&#(?:x([\dA-Fa-f]{1,8})|(\d{1,8}));/y;
  number.lastIndex = at;
  const found = number.exec(raw);
  if (found) {
    const [whole, hexadecimal, decimal] = found;
    const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    const character = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '\u0000';
    if (!NO_CHARACTER.test(character)) return { length: whole.length, value: character };
    reader.problem(start + at, start + at + whole.length, `${whole} stands for no character that XML has.`, 'Remove it.');
    return { length: whole.length, value: '' };
  }
  const name = matchName(raw, at + 1);
  const length = name.length + 2;
  if (name === '' || raw[at + length - 1] !== ';') {
    reader.problem(start + at, start + at + 1, 'An & stands alone.', 'Write &amp; for the character.');
    return { length: 1, value: '&' };
  }
  const value = PREDEFINED.get(name);
  if (value !== undefined) return { length, value };
  if (reader.entities !== 'unknown' && !reader.entities.has(name)) {
    reader.problem(start + at, start + at + length, `The entity &${name}; is defined nowhere.`, 'Write the character itself, or &amp; for an &.');
  }
  return { length, value: undefined };
}
