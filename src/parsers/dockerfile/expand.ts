import type { Span } from '../../core/source-file.ts';
import type { Hole, Step } from '../../core/value.ts';
import { longestPrefix, longestSuffix, replaceMatches, shortestPrefix, shortestSuffix } from './glob.ts';

/** A run of expanded text, and where it stands. */
export interface Piece {
  readonly text: string | Hole;
  readonly span: Span;
  /** Whether the file holds exactly this text at the span, so that parts of it can be pointed at. */
  readonly exact: boolean;
  /** The literal that it came from, when a variable brought it. */
  readonly origin?: Origin;
  /** The `${…}` that it stands in, as the word of a modifier. */
  readonly within?: Span;
}

/** The value of an ARG or ENV definition in the file. */
export interface Origin {
  readonly name: string;
  readonly keyword: 'ARG' | 'ENV';
  readonly span: Span;
}

/** What a variable is under the choices of the run. `unset`: it has no value, and reads as empty text. */
export type Resolved = { readonly state: 'set'; readonly pieces: readonly Piece[] } | { readonly state: 'unset' };

/** Answers for variables at one place of the file. */
export interface Lookup {
  /** `asksWhetherSet`: a modifier's outcome hangs on whether the variable has a value at all. */
  variable(name: string, asksWhetherSet: boolean, run: ExpansionRun): Resolved;
}

/** Most variables that one expansion reads, itself and inside of others: definitions may multiply each other. */
const MOST_READS = 64;
/** Longest text that an expansion gives. */
const LONGEST = 16_384;

/** What all parts of one expansion share. */
export class ExpansionRun {
  readonly steps: Step[] = [];
  #reads = 0;
  #length = 0;
  #depth = 0;

  /** One level of variables inside of variables; undefined when the limits are reached. */
  nested<T>(read: () => T): T | undefined {
    if (this.#depth === 50 || this.#reads++ >= MOST_READS) return undefined;
    this.#depth++;
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }

  /** Whether so much more text is within the limit. */
  allows(length: number): boolean {
    this.#length += length;
    return this.#length <= LONGEST;
  }
}

export const anything = (name: string): Hole => ({ hole: 'any', name });

/** A text with the place of each character. */
export interface PlacedText {
  readonly text: string;
  offset(at: number): number;
}

/**
 * Takes quotes and escapes off a range and puts in variables, as BuildKit's shell.Lex does, with all its modifiers.
 * What the builder refuses (`${}`, an unknown modifier) becomes a hole: the instruction's own error is another's business.
 */
export function expand(source: PlacedText, start: number, end: number, escapeCharacter: string, lookup: Lookup, run: ExpansionRun): Piece[] {
  return new Expander(source, start, end, escapeCharacter, lookup, run).word('', false, 0);
}

class Expander {
  #at: number;

  constructor(
    private readonly source: PlacedText,
    start: number,
    private readonly end: number,
    private readonly escapeCharacter: string,
    private readonly lookup: Lookup,
    private readonly run: ExpansionRun,
  ) {
    this.#at = start;
  }

  /** Up to the stop character, which is taken too. */
  word(stop: string, rawEscapes: boolean, depth: number): Piece[] {
    const { text } = this.source;
    const out = new Pieces(this.source);
    let quote = '';
    while (this.#at < this.end) {
      const character = text[this.#at] as string;
      if (quote === '' && character === stop) {
        this.#at++;
        return out.done();
      }
      if (character === '$' && quote !== "'") out.add(this.#dollar(depth));
      else if (character === quote) {
        quote = '';
        this.#at++;
      } else if (quote === '' && (character === '"' || character === "'")) {
        quote = character;
        this.#at++;
      } else if (character === this.escapeCharacter && quote !== "'" && this.#at + 1 < this.end) {
        const next = text[this.#at + 1] as string;
        const kept = rawEscapes || (quote === '"' && next !== '"' && next !== '$' && next !== this.escapeCharacter);
        if (kept) out.character(this.#at);
        out.character(this.#at + 1);
        this.#at += 2;
      } else out.character(this.#at++);
    }
    return out.done();
  }

  #dollar(depth: number): readonly Piece[] {
    const { text } = this.source;
    const start = this.#at++;
    if (text[this.#at] !== '{' || this.#at >= this.end) {
      const name = this.#name();
      return name === '' ? [this.#piece('$', start, true)] : this.#read(name, start);
    }
    this.#at++;
    const name = this.#name();
    const refused = (): readonly Piece[] => {
      // Up to the closing brace: what stands between means nothing.
      const close = text.indexOf('}', this.#at);
      this.#at = close < 0 || close >= this.end ? this.end : close + 1;
      return [this.#piece(anything(name), start, false)];
    };
    if (name === '' || depth > 20) return refused();
    const colon = text[this.#at] === ':';
    const operator = this.#at + (colon ? 1 : 0) < this.end ? text[this.#at + (colon ? 1 : 0)] : undefined;
    if (operator === '}' && !colon) {
      this.#at++;
      return this.#read(name, start);
    }
    if (operator === '/' && !colon) return this.#replace(name, start, depth);
    if (operator === undefined || !(colon ? '-+?' : '-+?#%').includes(operator)) return refused();
    this.#at += colon ? 2 : 1;
    if (operator === '#' || operator === '%') return this.#trim(name, operator, start, depth);
    const word = this.word('}', false, depth + 1);
    const value = this.#variable(name, true);
    const pieces = value.state === 'set' ? value.pieces : [];
    // A hole may be empty text; as the value of a variable that is set it is taken to be some.
    const given = value.state === 'set' && !(colon && pieces.every((piece) => piece.text === ''));
    const within = { start: this.source.offset(start), end: this.source.offset(this.#at - 1) + 1 };
    const inside = word.map((piece) => (piece.origin ? piece : { ...piece, within }));
    if (operator === '-') return given ? pieces : inside;
    if (operator === '+') return given ? inside : [];
    return given ? pieces : [this.#piece(anything(name), start, false)];
  }

  /** `${V#p}`, `${V##p}`, `${V%p}`, `${V%%p}` */
  #trim(name: string, operator: '#' | '%', start: number, depth: number): readonly Piece[] {
    const longest = this.source.text[this.#at] === operator;
    if (longest) this.#at++;
    const pattern = literal(this.word('}', true, depth + 1));
    const value = this.#text(name);
    if (pattern === undefined || value === undefined) return [this.#piece(anything(name), start, false)];
    if (operator === '#') return this.#computed(value.slice((longest ? longestPrefix : shortestPrefix)(pattern, value)), start);
    return this.#computed(value.slice(0, value.length - (longest ? longestSuffix : shortestSuffix)(pattern, value)), start);
  }

  /** `${V/a/b}`, `${V//a/b}` */
  #replace(name: string, start: number, depth: number): readonly Piece[] {
    this.#at++;
    const all = this.source.text[this.#at] === '/';
    if (all) this.#at++;
    const pattern = literal(this.word('/', true, depth + 1));
    const replacement = literal(this.word('}', true, depth + 1));
    const value = this.#text(name);
    if (pattern === undefined || replacement === undefined || value === undefined) return [this.#piece(anything(name), start, false)];
    return this.#computed(replaceMatches(value, pattern, replacement, all), start);
  }

  #computed(text: string, start: number): readonly Piece[] {
    return this.run.allows(text.length) ? [this.#piece(text, start, false)] : [this.#piece(anything('…'), start, false)];
  }

  #text(name: string): string | undefined {
    const value = this.#variable(name, false);
    return value.state === 'set' ? literal(value.pieces) : '';
  }

  #read(name: string, start: number): readonly Piece[] {
    const value = this.#variable(name, false);
    if (value.state === 'unset') return [];
    // A piece that no origin places stands at the variable.
    return value.pieces.map((piece) => (piece.origin || piece.span.end > 0 ? piece : this.#piece(piece.text, start, false)));
  }

  #variable(name: string, asksWhetherSet: boolean): Resolved {
    const resolved = this.run.nested(() => this.lookup.variable(name, asksWhetherSet, this.run));
    const length = resolved?.state === 'set' ? resolved.pieces.reduce((sum, { text }) => sum + (typeof text === 'string' ? text.length : 1), 0) : 0;
    return resolved && this.run.allows(length) ? resolved : { state: 'set', pieces: [unplaced(anything(name))] };
  }

  #piece(text: string | Hole, start: number, exact: boolean): Piece {
    return { text, span: { start: this.source.offset(start), end: this.source.offset(Math.max(start, this.#at - 1)) + 1 }, exact };
  }

  #name(): string {
    const { text } = this.source;
    const start = this.#at;
    if (start < this.end && /[0-9]/.test(text[start] as string)) {
      while (this.#at < this.end && /[0-9]/.test(text[this.#at] as string)) this.#at++;
    } else if (start < this.end && /[@*#?$!-]/.test(text[start] as string)) this.#at++;
    else while (this.#at < this.end && /[\p{L}\p{Nd}_]/u.test(text[this.#at] as string)) this.#at++;
    return text.slice(start, this.#at);
  }
}

/** A piece that stands where the variable that gave it is read. */
export const unplaced = (text: string | Hole): Piece => ({ text, span: { start: 0, end: 0 }, exact: false });

/** The text of pieces without a hole. */
function literal(pieces: readonly Piece[]): string | undefined {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece.text !== 'string') return undefined;
    text += piece.text;
  }
  return text;
}

/** Gathers characters that stand side by side in the file into one piece. */
class Pieces {
  readonly #pieces: Piece[] = [];
  #first = -1;
  #last = -1;
  #from = -1;

  constructor(private readonly source: PlacedText) {}

  character(at: number): void {
    const offset = this.source.offset(at);
    if (this.#first >= 0 && at === this.#last + 1 && offset === this.#from + (at - this.#first)) {
      this.#last = at;
      return;
    }
    this.#flush();
    this.#first = at;
    this.#last = at;
    this.#from = offset;
  }

  add(pieces: readonly Piece[]): void {
    this.#flush();
    for (const piece of pieces) this.#pieces.push(piece);
  }

  done(): Piece[] {
    this.#flush();
    return this.#pieces;
  }

  #flush(): void {
    if (this.#first < 0) return;
    const text = this.source.text.slice(this.#first, this.#last + 1);
    this.#pieces.push({ text, span: { start: this.#from, end: this.#from + text.length }, exact: true });
    this.#first = -1;
  }
}

/**
 * Where a part of an expanded text stands: exact inside one literal; over all literals of the instruction that it touches;
 * else the definition that its first character came from, or `whole` when that is the instruction itself.
 */
export function placeOf(pieces: readonly Piece[], span: Span, whole: Span): { readonly span: Span; readonly origin: Origin | undefined } {
  let at = 0;
  const touched: { readonly piece: Piece; readonly start: number }[] = [];
  for (const piece of pieces) {
    const length = typeof piece.text === 'string' ? piece.text.length : 1;
    if (at < span.end && at + length > span.start && length > 0) touched.push({ piece, start: at });
    at += length;
  }
  const first = touched[0];
  if (!first) return { span: whole, origin: undefined };
  if (touched.length === 1) {
    const { piece, start } = first;
    const { origin } = piece;
    if (!piece.exact) return { span: piece.span, origin };
    const from = piece.span.start + Math.max(0, span.start - start);
    return { span: { start: from, end: Math.min(piece.span.end, piece.span.start + span.end - start) }, origin };
  }
  if (first.piece.origin) return { span: first.piece.origin.span, origin: first.piece.origin };
  if (touched.some(({ piece }) => piece.origin)) return { span: whole, origin: undefined };
  const ends = touched.map(
    ({ piece, start }) => piece.within?.end ?? (piece.exact ? Math.min(piece.span.end, piece.span.start + span.end - start) : piece.span.end),
  );
  const start = first.piece.within
    ? first.piece.within.start
    : first.piece.exact
      ? first.piece.span.start + Math.max(0, span.start - first.start)
      : first.piece.span.start;
  return { span: { start, end: Math.max(...ends) }, origin: undefined };
}
