import type { Event } from 'js-yaml';
import { clip, doubleStyle, foldedStyle, keep, literalStyle, plainStyle, singleStyle, strip } from './decode.ts';

/**
 * The events of a YAML text that keeps to what configuration files mostly are: block maps and lists, scalars of all styles, short tags, brackets,
 * comments, several documents. Undefined for any other text, be it broken or just unusual (anchors, directives, tabs, CRLF, explicit keys):
 * js-yaml reads it then. Where there are events, they are those of js-yaml, field by field; tests assert it on the corpus and on mutated texts.
 *
 * Reading is most of what linting a template takes, and this takes a fifth of js-yaml's time (`npm run bench`).
 */
export function everydayEvents(text: string): Event[] | undefined {
  if (unreadable.test(text)) return undefined;
  try {
    return new Reader(text).read();
  } catch (error) {
    if (error === unusual) return undefined;
    throw error;
  }
}

/** Control and other characters that the reader leaves to js-yaml. */
const unreadable = /[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]/;
/** Thrown to give up; made once, because a stack is costly. */
const unusual = new Error('not everyday YAML');
/** Less than js-yaml's own limit, so that it says what is nested too deep. */
const mostNested = 60;

/** Where a plain scalar may end: in blocks, and within brackets. */
const blockStops = /[:#\n]/g;
const flowStops = /[:#\n,[\]{}]/g;
/** Where a scalar in quotes ends or has something special. */
const doubleStops = /["\\\n]/g;
const singleStops = /['\n]/g;
const shortTag = /![A-Za-z][A-Za-z0-9:.]*/y;
const escapes = new Set([...'0abtnvfre "/\\N_LP'].map((character) => character.charCodeAt(0)));
/** Characters that no plain scalar starts with. */
const indicators = new Set([...' \n#&*!|>\'"%@`,[]{}'].map((character) => character.charCodeAt(0)));

const newline = 10;
const space = 32;
const exclamation = 33;
const quote = 34;
const hash = 35;
const apostrophe = 39;
const plus = 43;
const comma = 44;
const dash = 45;
const colon = 58;
const greater = 62;
const question = 63;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;
const bar = 124;
const closeBrace = 125;

/** Methods start at the character that they are about, and leave the place after it; those of blocks go on to the next content. */
class Reader {
  readonly #text: string;
  readonly #events: Event[] = [];
  #at = 0;
  #lineStart = 0;
  /** Column of the content that comes next, which is the first of its line; -1 at the end of a document. */
  #column = -1;
  #depth = 0;
  /** The tag of the node that comes next. */
  #tagStart = -1;
  #tagEnd = -1;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Event[] {
    this.#nextLine();
    for (;;) {
      const explicitStart = this.#column < 0;
      if (explicitStart) {
        if (!this.#isDocumentStart()) return this.#events;
        this.#at += 3;
        this.#seek();
      }
      this.#events.push({ type: 1, explicitStart, explicitEnd: false, directives: [] });
      if (this.#column < 0) throw unusual;
      if (this.#isDash(this.#at)) this.#sequence(this.#column);
      else if (!this.#mapping(this.#column)) throw unusual;
      if (this.#column >= 0) throw unusual;
      this.#events.push({ type: 6 });
    }
  }

  /** Whether white space or the end of the text is there. */
  #isGap(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    return code === space || code === newline || at >= this.#text.length;
  }

  #isDash(at: number): boolean {
    return this.#text.charCodeAt(at) === dash && this.#isGap(at + 1);
  }

  #isDocumentStart(): boolean {
    return this.#text.startsWith('---', this.#at) && this.#isGap(this.#at + 3);
  }

  /** The first character that is no space. */
  #skipSpaces(): number {
    let code = this.#text.charCodeAt(this.#at);
    while (code === space) code = this.#text.charCodeAt(++this.#at);
    return code;
  }

  #skipLine(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end + 1;
  }

  /** From the end of a value to the next content: nothing but a comment may follow on the line. */
  #seek(): void {
    const code = this.#skipSpaces();
    if (code === hash ? this.#text.charCodeAt(this.#at - 1) !== space : code !== newline && this.#at < this.#text.length) throw unusual;
    this.#skipLine();
    this.#nextLine();
  }

  /** From the start of a line to the next content. */
  #nextLine(): void {
    for (;;) {
      const start = this.#at;
      const code = this.#skipSpaces();
      if (code === newline) this.#at++;
      else if (code === hash) this.#skipLine();
      else {
        this.#lineStart = start;
        this.#column = this.#at < this.#text.length ? this.#at - start : -1;
        if (this.#column !== 0) return;
        if (this.#isDocumentStart()) this.#column = -1;
        else if (this.#text.startsWith('...', start) && this.#isGap(start + 3)) throw unusual;
        return;
      }
    }
  }

  #scalar(valueStart: number, valueEnd: number, style: 1 | 2 | 3 | 4 | 5, fast: boolean, chomping: 1 | 2 | 3 = clip, indent = -1): void {
    const tagStart = this.#tagStart;
    const tagEnd = this.#tagEnd;
    this.#events.push({ type: 4, valueStart, valueEnd, anchorStart: -1, anchorEnd: -1, tagStart, tagEnd, style, chomping, indent, fast });
    this.#tagStart = this.#tagEnd = -1;
  }

  /** A scalar that is not written. */
  #nothing(): void {
    this.#scalar(-1, -1, plainStyle, false);
  }

  #open(type: 2 | 3, start: number, style: 1 | 2): void {
    if (++this.#depth > mostNested) throw unusual;
    this.#events.push({ type, start, anchorStart: -1, anchorEnd: -1, tagStart: this.#tagStart, tagEnd: this.#tagEnd, style });
    this.#tagStart = this.#tagEnd = -1;
  }

  #close(): void {
    this.#depth--;
    this.#events.push({ type: 6 });
  }

  /** A list with its dashes at a column. */
  #sequence(column: number): void {
    this.#open(2, this.#at, 1);
    do {
      this.#at++;
      this.#value(column, false);
      if (this.#column > column) throw unusual;
    } while (this.#column === column && this.#isDash(this.#at));
    this.#close();
  }

  /** A map with its keys at a column. False, and nothing is read, when this is no key. */
  #mapping(column: number): boolean {
    let end = this.#keyEnd();
    if (end < 0) return false;
    this.#open(3, this.#at, 1);
    while (end >= 0) {
      this.#key(end);
      this.#at = end + 1;
      this.#value(column, true);
      if (this.#column < column) {
        this.#close();
        return true;
      }
      end = this.#column === column ? this.#keyEnd() : -1;
    }
    throw unusual;
  }

  /** The offset of the colon after the key that starts here; -1 when it is none. */
  #keyEnd(): number {
    const text = this.#text;
    let at = this.#at;
    const code = text.charCodeAt(at);
    if (code === quote || code === apostrophe) {
      at = Math.abs(this.#quotedEnd(code, Infinity)) + 1;
      if (at === 1) return -1;
      while (text.charCodeAt(at) === space) at++;
      return text.charCodeAt(at) === colon && this.#isGap(at + 1) ? at : -1;
    }
    if (!this.#startsPlain(false)) return -1;
    for (;;) {
      blockStops.lastIndex = at;
      if (!blockStops.test(text)) return -1;
      at = blockStops.lastIndex;
      const stop = text.charCodeAt(at - 1);
      if (stop === newline || (stop === hash && text.charCodeAt(at - 2) === space)) return -1;
      if (stop === colon && this.#isGap(at)) return at - 1 > this.#at ? at - 1 : -1;
    }
  }

  /** A key, of which the colon was found. */
  #key(end: number): void {
    const code = this.#text.charCodeAt(this.#at);
    if (code === quote || code === apostrophe) this.#quoted(code, Infinity);
    else this.#scalar(this.#at, this.#trimmed(end), plainStyle, true);
  }

  /** The offset after the last character before `end` that is no space. */
  #trimmed(end: number): number {
    let at = end;
    while (this.#text.charCodeAt(at - 1) === space) at--;
    return at;
  }

  /** What follows a key's colon or a dash, which stands in a collection at a column. */
  #value(column: number, inMap: boolean): void {
    let code = this.#skipSpaces();
    const isTagged = code === exclamation;
    if (isTagged) {
      this.#tag();
      if (!this.#isGap(this.#at)) throw unusual;
      code = this.#skipSpaces();
    }
    if (code === newline || code === hash || this.#at >= this.#text.length) {
      this.#seek();
      if (this.#column > column) this.#nested(column, inMap);
      else if (inMap && this.#column === column && this.#isDash(this.#at)) this.#sequence(column);
      else this.#nothing();
      return;
    }
    if (!inMap && !isTagged) {
      const own = this.#at - this.#lineStart;
      if (this.#isDash(this.#at)) {
        this.#sequence(own);
        return;
      }
      if (this.#mapping(own)) return;
    }
    if (code === bar || code === greater) this.#block(column + 1, code);
    else this.#content(column + 1, code);
  }

  /** A value that begins on a line of its own, below a collection at a column. */
  #nested(column: number, inMap: boolean): void {
    const code = this.#text.charCodeAt(this.#at);
    if (code === exclamation) this.#value(column, inMap);
    else if (this.#isDash(this.#at)) this.#sequence(this.#column);
    else if (!this.#mapping(this.#column)) this.#content(column + 1, code);
  }

  /** A scalar or a collection in brackets; its further lines are indented at least so far. */
  #content(indent: number, code: number): void {
    if (code === quote || code === apostrophe) this.#quoted(code, indent);
    else if (code === openBracket || code === openBrace) this.#flow(indent, code);
    else this.#plain(indent, false);
    this.#seek();
  }

  #tag(): void {
    shortTag.lastIndex = this.#at;
    if (this.#tagStart >= 0 || !shortTag.test(this.#text)) throw unusual;
    this.#tagStart = this.#at;
    this.#at = this.#tagEnd = shortTag.lastIndex;
  }

  /**
   * The offset of the quote that closes the one here; negative when the text between does not stand for itself.
   * 0 when a line before it is indented less than `indent`.
   */
  #quotedEnd(code: number, indent: number): number {
    const text = this.#text;
    const stops = code === quote ? doubleStops : singleStops;
    let isSimple = true;
    let at = this.#at + 1;
    for (;;) {
      stops.lastIndex = at;
      if (!stops.test(text)) throw unusual;
      at = stops.lastIndex - 1;
      const stop = text.charCodeAt(at);
      if (stop === newline) {
        const { next, column } = this.#pastLines(at);
        if (column < indent) return 0;
        at = next;
      } else if (stop === backslash) {
        if (!escapes.has(text.charCodeAt(at + 1))) throw unusual;
        at += 2;
      } else if (stop === apostrophe && text.charCodeAt(at + 1) === apostrophe) at += 2;
      else return isSimple ? at : -at;
      isSimple = false;
    }
  }

  /** Past a line break, empty lines and indentation. */
  #pastLines(from: number): { next: number; column: number } {
    const text = this.#text;
    let next = from;
    let lineStart = from;
    while (text.charCodeAt(next) === newline) {
      lineStart = ++next;
      while (text.charCodeAt(next) === space) next++;
    }
    return { next, column: next - lineStart };
  }

  #quoted(code: number, indent: number): void {
    const end = this.#quotedEnd(code, indent);
    if (end === 0) throw unusual;
    this.#scalar(this.#at + 1, Math.abs(end), code === quote ? doubleStyle : singleStyle, end > 0);
    this.#at = Math.abs(end) + 1;
  }

  #startsPlain(inFlow: boolean): boolean {
    const code = this.#text.charCodeAt(this.#at);
    if (indicators.has(code) || this.#at >= this.#text.length) return false;
    return (code !== dash && code !== question) || !(this.#isGap(this.#at + 1) || (inFlow && this.#isBracketOrComma(this.#at + 1)));
  }

  #isBracketOrComma(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    return code === comma || code === openBracket || code === closeBracket || code === openBrace || code === closeBrace;
  }

  /** A plain scalar; its further lines are indented at least so far. */
  #plain(indent: number, inFlow: boolean): void {
    if (!this.#startsPlain(inFlow)) throw unusual;
    const text = this.#text;
    const stops = inFlow ? flowStops : blockStops;
    const start = this.#at;
    let end = start;
    let isOneLine = true;
    let from = start;
    let at = start;
    for (;;) {
      stops.lastIndex = at;
      at = stops.test(text) ? stops.lastIndex - 1 : text.length;
      const stop = text.charCodeAt(at);
      if (stop === colon) {
        if (!this.#isGap(at + 1) && !(inFlow && this.#isBracketOrComma(at + 1))) {
          at++;
          continue;
        }
        if (!inFlow) throw unusual;
      } else if (stop === hash && !this.#isGap(at - 1)) {
        at++;
        continue;
      }
      const trimmed = this.#trimmed(at);
      if (trimmed > from) end = trimmed;
      if (stop !== newline) break;
      const { next, column } = this.#pastLines(at);
      if (column < indent) break;
      isOneLine = false;
      from = at = next;
    }
    if (end === start) throw unusual;
    this.#at = at;
    this.#scalar(start, end, plainStyle, isOneLine);
  }

  /** A literal or folded scalar below a collection; its lines are indented at least so far. */
  #block(indent: number, code: number): void {
    const text = this.#text;
    const { length } = text;
    const sign = text.charCodeAt(++this.#at);
    const chomping = sign === plus ? keep : sign === dash ? strip : clip;
    if (chomping !== clip) this.#at++;
    const next = this.#skipSpaces();
    if (next === hash ? text.charCodeAt(this.#at - 1) !== space : next !== newline && this.#at < length) throw unusual;
    this.#skipLine();
    const start = this.#at;
    let end = start;
    let column = -1;
    let mostLeading = 0;
    let line = start;
    while (line < length) {
      let at = line;
      while (text.charCodeAt(at) === space) at++;
      const own = at - line;
      if (at >= length) {
        if (own > Math.max(column, 0)) end = at;
        break;
      }
      if (text.charCodeAt(at) === newline) {
        if (column < 0) mostLeading = Math.max(mostLeading, own);
        line = end = at + 1;
        continue;
      }
      if (own < (column < 0 ? indent : column)) break;
      if (column < 0) {
        if (own < mostLeading) throw unusual;
        column = own;
      }
      const lineEnd = text.indexOf('\n', at);
      line = end = lineEnd < 0 ? length : lineEnd + 1;
    }
    this.#scalar(start, end, code === bar ? literalStyle : foldedStyle, false, chomping, column);
    this.#at = line;
    this.#nextLine();
  }

  /** A collection in brackets; its further lines are indented at least so far. */
  #flow(indent: number, opening: number): void {
    const isMap = opening === openBrace;
    const closing = isMap ? closeBrace : closeBracket;
    this.#open(isMap ? 3 : 2, this.#at, 2);
    this.#at++;
    let mayFollow = true;
    for (;;) {
      let code = this.#flowSpace(indent);
      if (code === closing) break;
      if (!mayFollow || code === comma) throw unusual;
      const start = this.#at;
      const index = this.#events.length;
      this.#flowNode(indent, code);
      code = this.#flowSpace(indent);
      if (code === colon) {
        if (!isMap) {
          // A pair in a list is a map of its own; its key stands on one line.
          if (this.#text.lastIndexOf('\n', this.#at) > start) throw unusual;
          this.#events.splice(index, 0, { type: 3, start, anchorStart: -1, anchorEnd: -1, tagStart: -1, tagEnd: -1, style: 2 });
        }
        this.#at++;
        code = this.#flowSpace(indent);
        if (code === comma || code === closing) this.#nothing();
        else this.#flowNode(indent, code);
        code = this.#flowSpace(indent);
        if (!isMap) this.#events.push({ type: 6 });
      } else if (isMap) this.#nothing();
      mayFollow = code === comma;
      if (mayFollow) this.#at++;
    }
    this.#at++;
    this.#close();
  }

  #flowNode(indent: number, first: number): void {
    let code = first;
    if (code === exclamation) {
      this.#tag();
      code = this.#skipSpaces();
      if (this.#at === this.#tagEnd) throw unusual;
    }
    if (code === quote || code === apostrophe) this.#quoted(code, indent);
    else if (code === openBracket || code === openBrace) this.#flow(indent, code);
    else this.#plain(indent, true);
  }

  /** Past white space, line breaks and comments within brackets; the first character after them. */
  #flowSpace(indent: number): number {
    const text = this.#text;
    let lineStart = -1;
    for (;;) {
      const code = this.#skipSpaces();
      if (code === newline) lineStart = ++this.#at;
      else if (code === hash && (this.#at === lineStart || text.charCodeAt(this.#at - 1) === space)) {
        const end = text.indexOf('\n', this.#at);
        if (end < 0) throw unusual;
        this.#at = end;
      } else {
        if (lineStart >= 0) {
          let at = lineStart;
          while (text.charCodeAt(at) === space) at++;
          if (at - lineStart < indent) throw unusual;
        }
        return code;
      }
    }
  }
}
