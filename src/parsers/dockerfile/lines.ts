import type { Comment } from '../../core/document.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';
import { isSpace, splitWords, unquote } from './words.ts';

/**
 * The text of an instruction with continuations joined and comments inside taken out, and where each character stands in the file.
 * Follows BuildKit's parser.go.
 */
export class LogicalText {
  readonly text: string;
  readonly #starts: number[] = [];
  readonly #offsets: number[] = [];

  constructor(pieces: readonly { readonly text: string; readonly start: number }[]) {
    let length = 0;
    for (const piece of pieces) {
      this.#starts.push(length);
      this.#offsets.push(piece.start);
      length += piece.text.length;
    }
    this.text = pieces.length === 1 ? (pieces[0] as { text: string }).text : pieces.map((piece) => piece.text).join('');
  }

  /** File offset of a character. */
  offset(at: number): number {
    const i = this.#piece(at);
    return (this.#offsets[i] as number) + at - (this.#starts[i] as number);
  }

  /** From the first to past the last character of a range; what continuations put between is inside. */
  span(start: number, end: number): Span {
    if (end <= start) return { start: this.offset(start), end: this.offset(start) };
    return { start: this.offset(start), end: this.offset(end - 1) + 1 };
  }

  #piece(at: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** A document inside an ADD, COPY or RUN instruction. */
export interface Heredoc {
  readonly name: string;
  /** `<<-`: leading tabs are taken off. */
  readonly chomp: boolean;
  /** Whether build arguments are expanded in it: its delimiter is not quoted. */
  readonly expand: boolean;
  /** The `<<EOF` word. */
  readonly operator: Span;
  /** The lines of the content, with their line endings. */
  readonly content: Span;
}

export interface LogicalLine {
  readonly logical: LogicalText;
  readonly heredocs: readonly Heredoc[];
  /** The `<<EOF` word of a document whose end is missing; the lines after it are read as instructions. */
  readonly unterminated: Span | undefined;
  /** Past the last character, heredocs included. */
  readonly end: number;
}

/** A `# name=value` line at the top that steers the builder. */
export interface Directive {
  /** In lower case: `syntax`, `escape` or `check`. */
  readonly name: string;
  readonly value: string;
  readonly span: Span;
  readonly valueSpan: Span;
}

export interface Lines {
  readonly escape: string;
  readonly directives: readonly Directive[];
  /** Values of `escape` that the builder refuses, and directives given twice. */
  readonly badDirectives: readonly Directive[];
  readonly lines: readonly LogicalLine[];
  readonly comments: readonly Comment[];
  /** The first line that is longer than the builder takes. */
  readonly tooLong: Span | undefined;
}

/** bufio.MaxScanTokenSize, in bytes: a text of so many UTF-16 units is never shorter. */
const LONGEST_LINE = 65_535;

const DIRECTIVE = /^#[ \t]*([A-Za-z][A-Za-z0-9]*)[ \t]*=[ \t]*(\S.*)$/;
const HEREDOC_INSTRUCTION = /^(?:onbuild[ \t]+)?(?:add|copy|run)[ \t]/i;

/** Splits a Dockerfile into directives, comments and logical lines. Linear in the size of the text. */
export function readLines(file: SourceFile): Lines {
  return new Reader(file).read();
}

interface PhysicalLine {
  readonly start: number;
  /** Past the last character before the line ending. */
  readonly end: number;
}

class Reader {
  readonly #comments: Comment[] = [];
  readonly #lines: LogicalLine[] = [];
  #at = 0;
  #escape = '\\';
  #tooLong: Span | undefined;

  constructor(private readonly file: SourceFile) {
    if (file.text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  read(): Lines {
    const { directives, bad } = this.#directives();
    for (let line = this.#next(); line; line = this.#next()) this.#logicalLine(line);
    return { escape: this.#escape, directives, badDirectives: bad, lines: this.#lines, comments: this.#comments, tooLong: this.#tooLong };
  }

  #next(): PhysicalLine | undefined {
    const { text } = this.file;
    const start = this.#at;
    if (start >= text.length) return undefined;
    const newline = text.indexOf('\n', start);
    let end = newline < 0 ? text.length : newline;
    this.#at = newline < 0 ? text.length : newline + 1;
    if (end - start > LONGEST_LINE) this.#tooLong ??= { start, end };
    while (end > start && text.charCodeAt(end - 1) === 13) end--;
    return { start, end };
  }

  /** Directives stand on the first lines only: the first line that is none ends them. */
  #directives(): { directives: Directive[]; bad: Directive[] } {
    const directives: Directive[] = [];
    const bad: Directive[] = [];
    for (;;) {
      const before = this.#at;
      const line = this.#next();
      const match = line && DIRECTIVE.exec(this.file.text.slice(line.start, line.end));
      const name = match?.[1]?.toLowerCase() as string;
      if (!line || !match || !/^(?:syntax|escape|check)$/.test(name)) {
        this.#at = before;
        return { directives, bad };
      }
      const value = (match[2] as string).trimEnd();
      const valueStart = line.start + match[0].length - (match[2] as string).length;
      const directive = { name, value, span: { start: line.start, end: line.end }, valueSpan: { start: valueStart, end: valueStart + value.length } };
      const twice = directives.some((other) => other.name === name);
      if (twice || (name === 'escape' && value !== '`' && value !== '\\')) bad.push(directive);
      else if (name === 'escape') this.#escape = value;
      if (!twice) directives.push(directive);
    }
  }

  #logicalLine(first: PhysicalLine): void {
    const { text } = this.file;
    const pieces: { text: string; start: number }[] = [];
    let end = first.start;
    for (let line: PhysicalLine | undefined = first; line; line = this.#next()) {
      const from = skipBlanks(text, line.start, line.end);
      if (text[from] === '#' && from < line.end) {
        this.#comments.push({ file: this.file, span: { start: from, end: line.end }, text: text.slice(from + 1, line.end) });
        if (pieces.length === 0) return;
        continue;
      }
      if (from === line.end) {
        if (pieces.length === 0) return;
        continue;
      }
      const start = pieces.length === 0 ? from : line.start;
      const until = this.#continued(start, line.end);
      const content = text.slice(start, until ?? line.end);
      pieces.push({ text: content, start });
      const trimmed = content.trimEnd();
      if (trimmed !== '') end = start + trimmed.length;
      if (until === undefined) break;
    }
    const logical = new LogicalText(pieces);
    if (logical.text.trim() === '') return;
    this.#lines.push({ logical, ...this.#heredocs(logical, end) });
  }

  /** Where the escape character of a continued line stands; undefined when the line is not continued. */
  #continued(start: number, end: number): number | undefined {
    const { text } = this.file;
    let at = end;
    while (at > start && (text[at - 1] === ' ' || text[at - 1] === '\t')) at--;
    if (at === start || text[at - 1] !== this.#escape) return undefined;
    return at - 1 === start || text[at - 2] !== this.#escape ? at - 1 : undefined;
  }

  #heredocs(logical: LogicalText, lineEnd: number): Omit<LogicalLine, 'logical'> {
    const { text } = logical;
    const heredocs: Heredoc[] = [];
    let end = lineEnd;
    if (!text.includes('<<') || !HEREDOC_INSTRUCTION.test(text)) return { heredocs, unterminated: undefined, end };
    for (const word of splitWords(text, 0, text.length, '\\')) {
      const match = /^\d*<<(-?)([^<]+)$/.exec(text.slice(word.start, word.end));
      if (!match) continue;
      const rest = match[2] as string;
      const name = unquote(rest, '\\');
      const operator = logical.span(word.start, word.end);
      const content = this.#heredocContent(name, match[1] === '-');
      if (content) {
        heredocs.push({ name, chomp: match[1] === '-', expand: name === rest, operator, content: content.span });
        end = content.end;
      } else if (/^[\w.-]+$/.test(name)) return { heredocs, unterminated: operator, end };
    }
    return { heredocs, unterminated: undefined, end };
  }

  /** The lines up to the delimiter; undefined, and nothing read, when it does not come. */
  #heredocContent(name: string, chomp: boolean): { span: Span; end: number } | undefined {
    const { text } = this.file;
    const start = this.#at;
    if ((this.#lastLines(chomp).get(name) ?? -1) < start) return undefined;
    for (let line = this.#next(); line; line = this.#next()) {
      const from = chomp ? skipTabs(text, line) : line.start;
      if (line.end - from === name.length && text.startsWith(name, from)) return { span: { start, end: line.start }, end: line.end };
    }
    this.#at = start;
    return undefined;
  }

  /** Where each line's text stands last in the file: a delimiter that never comes must not cost a search of the rest each time. */
  #lastLines(chomp: boolean): ReadonlyMap<string, number> {
    const known = this.#last.get(chomp);
    if (known) return known;
    const last = new Map<string, number>();
    this.#last.set(chomp, last);
    const at = this.#at;
    for (let line = this.#next(); line; line = this.#next())
      last.set(this.file.text.slice(chomp ? skipTabs(this.file.text, line) : line.start, line.end), line.start);
    this.#at = at;
    return last;
  }

  readonly #last = new Map<boolean, ReadonlyMap<string, number>>();
}

function skipTabs(text: string, line: PhysicalLine): number {
  let at = line.start;
  while (at < line.end && text[at] === '\t') at++;
  return at;
}

function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text[at])) at++;
  return at;
}
