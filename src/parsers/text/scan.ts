import type { Span } from '../../core/source-file.ts';

/** The language of a line, as far as comments, strings and placeholders need it. */
export type LineKind = 'shell' | 'powershell' | 'dotenv' | 'sql' | 'python' | 'javascript' | 'dockerfile' | 'makefile' | 'other';

/** The content of a string on one line, without its quotes; offsets count from the line's start. */
export interface StringPart extends Span {
  /** False where the string began on an earlier line or goes on to the next. */
  readonly complete: boolean;
}

/** A physical line; lines that a backslash continues stay separate. */
export interface ScannedLine extends Span {
  /** The line with comments, docstrings and usage texts blanked out: offsets stay. */
  readonly code: string;
  readonly strings: readonly StringPart[];
  /** In the body of a heredoc: text of another file, not of this language. */
  readonly heredoc: boolean;
}

export interface Scan {
  readonly lines: readonly ScannedLine[];
  /** Comments with their markers, in order. */
  readonly comments: readonly Span[];
}

interface Syntax {
  /** Where `#` begins a comment: everywhere, at the start of a word, at the start of a line. */
  readonly hash?: 'anywhere' | 'word' | 'line';
  /** Other markers of comments to the line's end. */
  readonly markers?: readonly string[];
  /** Markers that count only at the start of a line. */
  readonly lineMarkers?: readonly string[];
  readonly block?: readonly [open: string, close: string];
  /** Quotes that begin strings; the longest first. */
  readonly quotes: readonly string[];
  /** Quotes whose strings may go on over a line's end. */
  readonly spanning: readonly string[];
  readonly escape?: string;
  /** Quotes in which the escape character has no meaning. */
  readonly raw?: readonly string[];
  readonly heredocs?: boolean;
  readonly docstrings?: boolean;
}

const SYNTAX: Readonly<Record<LineKind, Syntax>> = {
  shell: { hash: 'word', quotes: ['"', "'"], spanning: ['"', "'"], escape: '\\', raw: ["'"], heredocs: true },
  makefile: { hash: 'word', quotes: ['"', "'"], spanning: [], escape: '\\', raw: ["'"] },
  dockerfile: { hash: 'line', quotes: ['"', "'"], spanning: [], escape: '\\', raw: ["'"], heredocs: true },
  powershell: { hash: 'word', block: ['<#', '#>'], quotes: ['@"', "@'", '"', "'"], spanning: ['@"', "@'", '"', "'"], escape: '`', raw: ["'", "@'"] },
  dotenv: { hash: 'word', quotes: ['"', "'"], spanning: [], escape: '\\', raw: ["'"] },
  sql: { markers: ['--'], block: ['/*', '*/'], quotes: ["'", '"'], spanning: ["'"] },
  python: { hash: 'anywhere', quotes: ['"""', "'''", '"', "'"], spanning: ['"""', "'''"], escape: '\\', docstrings: true },
  javascript: { markers: ['//'], block: ['/*', '*/'], quotes: ['"', "'", '`'], spanning: ['`'], escape: '\\' },
  other: { hash: 'line', lineMarkers: ['//', ';', '--', '!'], quotes: ['"', "'"], spanning: [], escape: '\\' },
};

const HEREDOC = /<<(-?)[ \t]*(?:"([^"\n]+)"|'([^'\n]+)'|\\?([A-Za-z_][\w.-]*))/y;

/** Splits a text into lines and finds their comments and strings. Linear in the text's length; never fails: what is not closed ends with the text. */
export function scan(text: string, kind: LineKind): Scan {
  return new Scanner(text, SYNTAX[kind]).run();
}

class Scanner {
  readonly #lines: ScannedLine[] = [];
  readonly #comments: Span[] = [];
  /** What is open at the current offset: a quote, or the block comment. */
  #quote: string | undefined;
  #docstring = false;
  #inBlock = false;
  #heredocs: { readonly end: string; readonly tabs: boolean; prose: boolean | undefined }[] = [];
  /** The last character of code before the current one, over line ends. */
  #before = '';

  constructor(
    private readonly text: string,
    private readonly syntax: Syntax,
  ) {}

  run(): Scan {
    const { text } = this;
    let start = 0;
    while (start < text.length) {
      let end = start;
      while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
      if (this.#heredocs[0]) this.#heredocLine(start, end);
      else this.#line(start, end);
      start = text.startsWith('\r\n', end) ? end + 2 : end + 1;
    }
    return { lines: this.#lines, comments: this.#comments };
  }

  #heredocLine(start: number, end: number): void {
    const heredoc = this.#heredocs[0] as { end: string; tabs: boolean; prose: boolean | undefined };
    const line = this.text.slice(start, end);
    if ((heredoc.tabs ? line.replace(/^\t+/, '') : line) === heredoc.end) {
      this.#heredocs.shift();
      this.#lines.push({ start, end, code: ' '.repeat(line.length), strings: [], heredoc: true });
      return;
    }
    heredoc.prose ??= this.#isUsage(heredoc.end, start);
    const comment = /^\s*#/.test(line);
    if (comment) this.#comments.push({ start: start + line.indexOf('#'), end });
    this.#lines.push({ start, end, code: comment || heredoc.prose ? ' '.repeat(line.length) : line, strings: [], heredoc: true });
  }

  /** Whether the heredoc whose body begins here is a help text. */
  #isUsage(delimiter: string, from: number): boolean {
    const close = this.text.indexOf(`\n${delimiter}`, from);
    return /\b(?:usage|options|synopsis):?\s/i.test(this.text.slice(from, Math.min(close === -1 ? this.text.length : close, from + 4000)));
  }

  #line(start: number, end: number): void {
    const { text, syntax } = this;
    const blanks: Span[] = [];
    const strings: StringPart[] = [];
    let at = start;
    let partStart = start;
    let fromEarlier = this.#quote !== undefined;
    const before = this.#before;
    const comment = (from: number, to: number): void => {
      blanks.push({ start: from, end: to });
      this.#comments.push({ start: from, end: to });
      at = to;
    };
    const part = (to: number, closed: boolean): void => {
      if (this.#docstring) blanks.push({ start: partStart, end: to });
      else strings.push({ start: partStart - start, end: to - start, complete: closed && !fromEarlier });
    };
    const first = start + (/^\s*/.exec(text.slice(start, end)) as RegExpExecArray)[0].length;
    while (at < end) {
      const character = text[at] as string;
      if (this.#inBlock) {
        const close = text.indexOf((syntax.block as readonly string[])[1] as string, at);
        const inside = close === -1 || close >= end;
        comment(at, inside ? end : close + 2);
        this.#inBlock = inside;
      } else if (this.#quote !== undefined) {
        const closing = this.#quote.startsWith('@') ? `${this.#quote[1]}@` : this.#quote;
        if (character === syntax.escape && !syntax.raw?.includes(this.#quote)) at += 2;
        else if (text.startsWith(closing, at)) {
          part(at, true);
          at += closing.length;
          this.#before = closing;
          this.#quote = undefined;
          this.#docstring = false;
          fromEarlier = false;
        } else at++;
      } else if (this.#commentAt(at, start, first)) {
        comment(at, end);
      } else if (syntax.block && text.startsWith(syntax.block[0], at)) {
        this.#inBlock = true;
      } else {
        const quote = syntax.quotes.find((mark) => text.startsWith(mark, at));
        const heredoc = quote === undefined && syntax.heredocs ? this.#heredocAt(at) : 0;
        if (quote !== undefined && !this.#isApostrophe(at, quote)) {
          this.#quote = quote;
          this.#docstring =
            syntax.docstrings === true && quote.length === 3 && /^[rRuUbB]{0,2}$/.test(text.slice(first, at)) && !'(,=[{+%\\'.includes(before || '\n');
          at += quote.length;
          partStart = at;
        } else if (heredoc > 0) at += heredoc;
        else {
          if (character === syntax.escape) at++;
          if (character !== ' ' && character !== '\t') this.#before = character;
          at++;
        }
      }
    }
    if (this.#quote !== undefined) {
      part(end, false);
      if (!syntax.spanning.includes(this.#quote) && text[end - 1] !== '\\') this.#quote = undefined;
    }
    this.#lines.push({ start, end, code: this.#without(blanks, start, end), strings, heredoc: false });
  }

  /** The text of a line with some parts blanked; the parts stand in order. */
  #without(blanks: readonly Span[], start: number, end: number): string {
    let code = '';
    let from = start;
    for (const blank of blanks) {
      code += this.text.slice(from, blank.start) + ' '.repeat(blank.end - blank.start);
      from = blank.end;
    }
    return code + this.text.slice(from, end);
  }

  #commentAt(at: number, start: number, first: number): boolean {
    const { text, syntax } = this;
    if (text[at] === '#' && syntax.hash) {
      if (syntax.hash === 'anywhere' || at === first) return true;
      return syntax.hash === 'word' && (at === start || ' \t;&|('.includes(text[at - 1] as string));
    }
    if (syntax.markers?.some((marker) => text.startsWith(marker, at))) return true;
    return at === first && syntax.lineMarkers?.some((marker) => text.startsWith(marker, at)) === true;
  }

  /** `don't` in unquoted text: no string begins there. */
  #isApostrophe(at: number, quote: string): boolean {
    return quote === "'" && this.syntax.spanning.length === 0 && /\w/.test(this.text[at - 1] ?? ' ');
  }

  /** The length of a heredoc's opening (`<<-EOF`) at an offset, 0 where none is. */
  #heredocAt(at: number): number {
    if (this.text[at] !== '<' || this.text[at + 1] !== '<') return 0;
    if (this.text[at + 2] === '<') return 3;
    HEREDOC.lastIndex = at;
    const match = HEREDOC.exec(this.text);
    if (!match) return 2;
    this.#heredocs.push({ end: (match[2] ?? match[3] ?? match[4]) as string, tabs: match[1] === '-', prose: undefined });
    return match[0].length;
  }
}
