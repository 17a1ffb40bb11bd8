import type { Edit, PositionMap } from '../../core/position-map.ts';
import type { Span } from '../../core/source-file.ts';
import {
  clip,
  type Decoder,
  decode,
  doubleStyle,
  foldedStyle,
  isBreak,
  keep,
  literalStyle,
  type Piece,
  plainStyle,
  type ScalarToken,
  singleStyle,
  strip,
} from './decode.ts';
import { invisibleSpace, unprintable } from './problems.ts';

/** What the map of one scalar must know besides its token. */
export interface ScalarPlace {
  readonly text: string;
  readonly token: ScalarToken;
  /** The whole scalar with quotes or block header. */
  readonly span: Span;
  /** Inside `[]` or `{}`, where a plain scalar must not hold brackets and commas. */
  readonly flow: boolean;
  readonly json: boolean;
}

/** The map of a scalar; decodes it once, when first asked. */
export class ScalarPositions implements PositionMap {
  #decoded: Decoder | undefined;

  constructor(private readonly place: ScalarPlace) {}

  toHost({ start, end }: Span): Span[] {
    const { value, pieces } = this.#decode();
    const from = Math.max(0, Math.min(start, value.length));
    const to = Math.max(from, Math.min(end, value.length));
    if (from === to) {
      const at = this.#point(from);
      return [{ start: at, end: at }];
    }
    const spans: { start: number; end: number }[] = [];
    for (let i = this.#first(from); i < pieces.length; i++) {
      const piece = pieces[i] as Piece;
      if (piece.inner >= to) break;
      if (piece.innerEnd <= from) continue;
      const first = piece.exact ? piece.host + Math.max(0, from - piece.inner) : piece.shown;
      const last = piece.exact ? piece.host + Math.min(piece.innerEnd, to) - piece.inner : piece.shownEnd;
      const before = spans.at(-1);
      if (before && before.end === first) before.end = last;
      else spans.push({ start: first, end: last });
    }
    return spans;
  }

  encode({ start, end }: Span, text: string): Edit | 'not-expressible' {
    const { value } = this.#decode();
    if (start < 0 || end < start || end > value.length) return 'not-expressible';
    const wanted = value.slice(0, start) + text + value.slice(end);
    const { token } = this.place;
    if (token.valueStart < 0) return this.#fill(wanted);
    return this.#inPlace(start, end, text, wanted) ?? this.#rewritten(wanted) ?? 'not-expressible';
  }

  #decode(): Decoder {
    this.#decoded ??= decode(this.place.text, this.place.token);
    return this.#decoded;
  }

  /** Index of the first piece that ends after an inner offset. */
  #first(offset: number): number {
    const { pieces } = this.#decode();
    let low = 0;
    let high = pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pieces[middle] as Piece).innerEnd > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Host offset of an inner offset. */
  #point(offset: number): number {
    const { pieces } = this.#decode();
    const piece = pieces[this.#first(offset)];
    if (piece) return piece.exact ? piece.host + Math.max(0, offset - piece.inner) : piece.host;
    const last = pieces.at(-1);
    if (last) return last.exact ? last.hostEnd : last.shownEnd;
    return this.place.token.valueStart < 0 ? this.place.span.start : this.place.token.valueStart;
  }

  /** An edit of the characters themselves, undefined where the style can't hold the text there. */
  #inPlace(start: number, end: number, text: string, wanted: string): Edit | undefined {
    const { value, pieces } = this.#decode();
    const { text: host, token } = this.place;
    const from = this.#point(start);
    let to = from;
    let replacement = text;
    const first = pieces[this.#first(start)];
    const splits = first && !first.exact && first.inner < start;
    if (splits) replacement = value.slice(first.inner, start) + replacement;
    const last = end > start ? pieces[this.#first(end - 1)] : splits ? first : undefined;
    if (last?.exact) to = last.host + (end - last.inner);
    else if (last) {
      to = last.hostEnd;
      replacement += value.slice(end, last.innerEnd);
    }
    for (const written of this.#spellings(replacement, end === value.length)) {
      // A line break between quotes is folded away.
      if (token.style < literalStyle && /[\r\n]/.test(written)) continue;
      const region = host.slice(token.valueStart, from) + written + host.slice(to, token.valueEnd);
      if (this.#reads(region, wanted)) return { span: { start: from, end: to }, text: written };
    }
    return undefined;
  }

  /** Ways to write a text inside the scalar, the plainest first; the caller checks what each reads as. `atEnd`: nothing of the scalar follows. */
  #spellings(text: string, atEnd: boolean): string[] {
    const { token, json } = this.place;
    switch (token.style) {
      case plainStyle:
        return [text];
      case singleStyle:
        return [text.replaceAll("'", "''")];
      case doubleStyle:
        return json ? [escapeJson(text)] : [escapeYaml(text), escapeEdges(text)];
      case literalStyle:
        return [this.#lines(text, 0, atEnd)];
      default:
        return [this.#lines(text, 1, atEnd)];
    }
  }

  /** Text as lines of this block scalar. `extra`: how many line breaks a run of them needs beyond its own. */
  #lines(text: string, extra: number, atEnd: boolean): string {
    const indent = ' '.repeat(Math.max(0, this.place.token.indent));
    const ending = this.#lineEnding();
    return text.replaceAll(/\n+/g, (run: string, at: number) => {
      const last = atEnd && at + run.length === text.length;
      return last ? ending.repeat(run.length) : ending.repeat(run.length + extra) + indent;
    });
  }

  #lineEnding(): string {
    const { text, token } = this.place;
    const at = text.lastIndexOf('\n', token.valueStart);
    return at > 0 && text.charCodeAt(at - 1) === 13 ? '\r\n' : '\n';
  }

  /** Whether the content `region`, put in place of this scalar's, reads as the wanted text. */
  #reads(region: string, wanted: string): boolean {
    const { token, json } = this.place;
    if (token.style === plainStyle && !(json ? isJsonLiteral(region) : isPlain(region, this.place.flow, this.#atLineStart()))) return false;
    if ((token.style === doubleStyle ? loneSurrogate : unprintable).test(region)) return false;
    if (token.style >= literalStyle && !this.#isBlockContent(region)) return false;
    if (region.includes('\n') && documentMarker.test(region)) return false;
    return decode(region, { ...token, valueStart: 0, valueEnd: region.length }).value === wanted;
  }

  #atLineStart(): boolean {
    const { text, span } = this.place;
    return span.start === 0 || isBreak(text.charCodeAt(span.start - 1));
  }

  /** Whether lines are this block scalar's content: each deep enough, the indentation that a reader would detect the one there is, and the last one ended. */
  #isBlockContent(region: string): boolean {
    const { token, span, text } = this.place;
    if (token.indent < 0 || otherBreaks.test(region)) return false;
    if (token.valueEnd < text.length && region !== '' && !/[\r\n]$/.test(region)) return false;
    const lines = region.split(/\r\n|\r|\n/);
    const explicit = explicitIndent(text, span.start) !== undefined;
    let detected = explicit;
    let deepest = 0;
    for (const line of lines) {
      const column = line.search(/[^ ]/);
      if (column < 0) {
        deepest = Math.max(deepest, line.length);
        continue;
      }
      if (column < token.indent) return false;
      if (!detected && (column > token.indent || deepest > token.indent || invisibleSpace.test(line.charAt(column)))) return false;
      detected = true;
    }
    return detected || deepest <= token.indent;
  }

  /** An edit of the whole scalar, in another spelling. */
  #rewritten(wanted: string): Edit | undefined {
    const { token, json, span } = this.place;
    if (token.style >= literalStyle) return this.#rewrittenBlock(wanted);
    if (json) return { span, text: `"${escapeJson(wanted)}"` };
    return { span, text: this.#flowSpelling(wanted, token.style === plainStyle, this.#atLineStart()) };
  }

  /** A text on one line: plain if asked for and possible, else double-quoted. */
  #flowSpelling(wanted: string, plain: boolean, lineStart: boolean): string {
    const fits = plain && !/[\n\r]/.test(wanted) && !unprintable.test(wanted) && isPlain(wanted, this.place.flow, lineStart);
    return fits ? wanted : `"${escapeYaml(wanted)}"`;
  }

  /** The block scalar written anew under its header, with the chomping that the text needs. */
  #rewrittenBlock(wanted: string): Edit | undefined {
    const { token, text, span } = this.place;
    if (token.indent < 0 || wanted.includes('\r') || wanted.trim() === '') return undefined;
    const ending = this.#lineEnding();
    let bodyEnd = wanted.length;
    while (wanted.charCodeAt(bodyEnd - 1) === 10) bodyEnd--;
    const newlines = wanted.length - bodyEnd;
    const chomping = newlines === 0 ? strip : newlines === 1 ? clip : keep;
    const body = token.style === foldedStyle ? unfold(wanted.slice(0, bodyEnd)) : wanted.slice(0, bodyEnd);
    const indent = ' '.repeat(token.indent);
    const lines = body
      .split('\n')
      .map((line) => (line === '' ? '' : indent + line))
      .join(ending);
    // Blank lines after the text stay, unless they would count.
    const end = chomping === keep ? token.valueEnd : span.end;
    const written = chomping === keep ? lines + ending.repeat(newlines) : lines;
    const region = written + text.slice(end, token.valueEnd);
    const moved = { ...token, valueStart: 0, valueEnd: region.length, chomping } as const;
    if (unprintable.test(region) || documentMarker.test(region) || !this.#isBlockContent(region) || decode(region, moved).value !== wanted) return undefined;
    const oldHeader = (/^[|>][-+0-9]*/.exec(text.slice(span.start, span.start + 3)) as RegExpExecArray)[0];
    const header = oldHeader.charAt(0) + (explicitIndent(text, span.start) ?? '') + ['', '-', '+'][chomping - 1];
    // What follows the header on its line (a comment) stays.
    return { span: { start: span.start, end }, text: header + text.slice(span.start + oldHeader.length, token.valueStart) + written };
  }

  /** A text where nothing is written yet. */
  #fill(wanted: string): Edit {
    const { text, span } = this.place;
    const space = span.start > 0 && !/\s/.test(text.charAt(span.start - 1)) ? ' ' : '';
    return { span: { start: span.start, end: span.start }, text: space + this.#flowSpelling(wanted, true, true) };
  }
}

/** Marks of a document's start and end, at the start of a line. */
const documentMarker = /^(?:---|\.\.\.)(?:\s|$)/m;

/** Line breaks of YAML 1.1 that are ordinary characters in 1.2: where readers differ, nothing is written. */
const otherBreaks = /[\x85\u2028\u2029]/;

/** Half of a character outside the basic plane: a file can't hold it unescaped. */
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** The digit of a block scalar's header, if any. */
function explicitIndent(text: string, header: number): string | undefined {
  return /^[|>][-+]?([1-9])/.exec(text.slice(header, header + 3))?.[1];
}

/** Whether a source text is one plain scalar. `lineStart`: it stands at the start of a line, where `---` ends the document. */
function isPlain(source: string, flow: boolean, lineStart: boolean): boolean {
  if (!/^[^\s]/.test(source) || /\s$/.test(source)) return false;
  if (/^[,[\]{}#&*!|>'"%@`]/.test(source) || /^[-?:](?:\s|$)/.test(source)) return false;
  if (flow && (/[,[\]{}]/.test(source) || /^[-?:]/.test(source))) return false;
  if (/:(?:\s|$)|\s#/.test(source)) return false;
  if (lineStart && /^(?:---|\.\.\.)(?:\s|$)/.test(source)) return false;
  return !otherBreaks.test(source) && !source.includes('\ufeff');
}

function isJsonLiteral(source: string): boolean {
  return /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)$/.test(source);
}

function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Escapes for a double-quoted YAML scalar; JSON's are all among YAML's. */
function escapeYaml(text: string): string {
  return escapeJson(text).replaceAll(/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same with blanks at both ends escaped: next to a line break they would be dropped. */
function escapeEdges(text: string): string {
  const start = text.length - text.trimStart().length;
  const core = text.trim();
  const escapeBlank = (char: string): string => (char === ' ' ? '\\x20' : escapeYaml(char));
  return [...text.slice(0, start)].map(escapeBlank).join('') + escapeYaml(core) + [...text.slice(start + core.length)].map(escapeBlank).join('');
}

/** Text as lines of a folded scalar: a break between two lines that start with a character is written twice. */
function unfold(text: string): string {
  const isMore = (line: string): boolean => line.startsWith(' ') || line.startsWith('\t');
  const lines = text.split('\n');
  let written = '';
  let last: string | undefined;
  let empty = 0;
  for (const line of lines) {
    if (line === '') {
      empty++;
      continue;
    }
    if (last === undefined) written += '\n'.repeat(empty);
    else if (isMore(last) || isMore(line)) written += '\n'.repeat(empty + 1);
    else written += '\n'.repeat(empty + 2);
    written += line;
    last = line;
    empty = 0;
  }
  return written;
}
