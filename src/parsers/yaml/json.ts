import type { Comment, Problem, ProposedFix } from '../../core/document.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';
import { nearest } from '../../core/text.ts';
import { duplicateKey } from './build.ts';
import { doubleStyle, plainStyle, type ScalarToken, singleStyle } from './decode.ts';
import type { Node, Tree } from './node.ts';
import { type CollectionToken, MapTree, PlainPair, Scalar, SeqTree, Source } from './nodes.ts';
import { depthLimit, invisibleProblem, invisibleSpace, limitProblems, tooDeep } from './problems.ts';

/**
 * Reads JSON (RFC 8259) in one pass, without recursion: the tree of valid JSON, and of broken JSON as much as can be told, with a problem for each fault.
 * It takes exactly what `JSON.parse` takes without a `json/syntax` problem (and a byte order mark; nesting is limited).
 */
export function readJson(file: SourceFile): Tree {
  return new JsonReader(file).read();
}

/** What may come next. */
type Expect = 'value' | 'key' | 'colon' | 'comma';

interface Frame {
  node: MapTree | SeqTree;
  key: Scalar | undefined;
  name: string;
}

const quoteCode = 34;
const apostrophe = 39;
const comma = 44;
const colon = 58;
const backslash = 92;

class JsonReader {
  readonly #file: SourceFile;
  readonly #text: string;
  readonly #source: Source;
  readonly #roots: Node[] = [];
  readonly #problems: Problem[] = [];
  readonly #comments: Comment[] = [];
  readonly #frames: Frame[] = [];
  #expect: Expect = 'value';
  #at = 0;
  /** End of the last token that was taken. */
  #last = 0;
  /** Offset of the comma after which something must follow, else -1. */
  #comma = -1;
  /** The text ends inside a string, or too deep: what is open around it is the same fault. */
  #cutOff = false;
  #isTooDeep = false;
  #firstInvisible = -1;
  #invisible = 0;

  constructor(file: SourceFile) {
    this.#file = file;
    this.#text = file.text;
    this.#source = new Source(file, file.text, true, false);
  }

  read(): Tree {
    const text = this.#text;
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
    for (;;) {
      this.#skip();
      if (this.#at >= text.length) break;
      const frame = this.#frames.at(-1);
      const code = text.charCodeAt(this.#at);
      if (!frame && this.#roots.length > 0 && this.#expect === 'comma') {
        if (code !== comma && code !== 93 && code !== 125)
          this.#problem(
            this.#here(),
            'The JSON value ended before this place; a file holds one value.',
            'Remove what follows, or put the values into one list.',
          );
        else this.#problem(this.#here(), `This ${text[this.#at]} closes or continues nothing: the JSON value ended before it.`, 'Remove it.');
        this.#expect = 'value';
        if (code === comma || code === 93 || code === 125) this.#at++;
        continue;
      }
      if (this.#expect === 'value') this.#value(frame, code);
      else if (this.#expect === 'key') this.#key(frame as Frame, code);
      else if (this.#expect === 'colon') this.#colon(frame as Frame, code);
      else this.#commaOrClose(frame as Frame, code);
    }
    this.#finish();
    const problems = limitProblems(this.#file, this.#problems);
    if (this.#firstInvisible >= 0) problems.push(invisibleProblem(this.#file, this.#firstInvisible, this.#invisible));
    const comments = this.#comments;
    return {
      file: this.#file,
      language: 'json',
      roots: this.#roots,
      problems,
      comments: () => comments,
      recovered: this.#problems.some((problem) => problem.rule === 'json/syntax'),
    };
  }

  #finish(): void {
    const open = this.#frames.at(-1);
    if (open) {
      if (!this.#cutOff) {
        const { start } = open.node.token;
        const [bracket, closing] = open.node.kind === 'map' ? ['{', '}'] : ['[', ']'];
        this.#problem(
          { start, end: start + 1 },
          `This ${bracket} is never closed.`,
          `Write ${closing} where the ${open.node.kind === 'map' ? 'object' : 'list'} ends.`,
        );
      }
      if (open.key) this.#take(open, this.#empty());
      while (this.#frames.length > 0) this.#close(this.#last);
    }
    if (this.#roots.length === 0 && this.#problems.length === 0) {
      this.#problem({ start: 0, end: 0 }, 'The file is empty; JSON needs a value.', 'Write {} for an empty object, or remove the file.');
    }
  }

  /** White space and comments. */
  #skip(): void {
    const text = this.#text;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code === 32 || code === 10 || code === 13 || code === 9) this.#at++;
      else if (code === 47 && (text.charCodeAt(this.#at + 1) === 47 || text.charCodeAt(this.#at + 1) === 42)) this.#comment();
      else if (code === 35) this.#comment();
      else if (code >= 0xa0 && invisibleSpace.test(text.charAt(this.#at))) {
        if (this.#firstInvisible < 0) this.#firstInvisible = this.#at;
        this.#invisible++;
        this.#at++;
      } else return;
    }
  }

  #comment(): void {
    const text = this.#text;
    const start = this.#at;
    const block = text.charCodeAt(start + 1) === 42;
    const marker = text.charCodeAt(start) === 35 ? 1 : 2;
    let end = start + marker;
    let inner: string;
    if (block) {
      const close = text.indexOf('*/', end);
      inner = text.slice(end, close < 0 ? text.length : close);
      end = close < 0 ? text.length : close + 2;
    } else {
      while (end < text.length && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++;
      inner = text.slice(start + marker, end);
    }
    if (this.#comments.length === 0)
      this.#problem(
        { start, end: start + marker },
        'JSON has no comments.',
        'Remove the comments, or keep them as a key of their own where the reader of the file allows it.',
      );
    this.#comments.push({ file: this.#file, span: { start, end }, text: inner.trim() });
    this.#at = end;
  }

  #value(frame: Frame | undefined, code: number): void {
    const text = this.#text;
    const start = this.#at;
    if ((code === 123 || code === 91) && this.#frames.length >= depthLimit) {
      if (!this.#isTooDeep) this.#problem(this.#here(), tooDeep.text, tooDeep.advice);
      this.#isTooDeep = true;
      this.#at = endOfBrackets(text, start);
      if (this.#at === text.length) this.#cutOff = true;
      this.#taken();
      this.#take(frame as Frame, this.#empty());
      return;
    }
    if (code === 123 || code === 91) {
      const token: CollectionToken = { start, anchorStart: -1, anchorEnd: -1, tagStart: -1, tagEnd: -1, style: 2 };
      this.#frames.push({ node: code === 123 ? new MapTree(this.#source, token) : new SeqTree(this.#source, token), key: undefined, name: '' });
      this.#at++;
      this.#taken();
      this.#expect = code === 123 ? 'key' : 'value';
      return;
    }
    if (code === 93 || code === 125 || code === comma || code === colon) {
      if (frame?.node.kind === 'map') {
        this.#problem(frame.key ? frame.key.span : this.#here(), `Key "${frame.name}" has no value.`, 'Write its value after the colon, or remove the key.');
        this.#take(frame, this.#empty());
        if (code === colon) this.#at++;
        return;
      }
      if (frame && code === 93) {
        if (this.#comma >= 0) this.#trailingComma();
        this.#at++;
        this.#close(this.#at);
        return;
      }
      if (frame && code === 125) {
        this.#mismatch(code);
        return;
      }
      this.#problem(this.#here(), `A value is missing before this ${text[start]}.`, `Write the value, or remove the ${text[start]}.`);
      this.#at++;
      return;
    }
    const node = this.#scalar(code, false);
    if (frame) this.#take(frame, node);
    else {
      this.#roots.push(node);
      this.#expect = 'comma';
    }
  }

  #key(frame: Frame, code: number): void {
    if (code === 125) {
      if (this.#comma >= 0) this.#trailingComma();
      this.#at++;
      this.#close(this.#at);
    } else if (code === 93) this.#mismatch(code);
    else if (code === comma || code === colon) {
      this.#problem(
        this.#here(),
        `A key is missing before this ${code === comma ? 'comma' : 'colon'}.`,
        `Write the key in double quotes, or remove the ${code === comma ? 'comma' : 'colon'}.`,
      );
      this.#at++;
      if (code === colon) {
        frame.key = this.#empty();
        frame.name = '';
        this.#expect = 'value';
      }
    } else if (code === 123 || code === 91) {
      this.#problem(this.#here(), 'A key is missing before this value.', 'Write the key in double quotes and a colon.');
      frame.key = this.#empty();
      frame.name = '';
      this.#expect = 'value';
    } else {
      frame.key = this.#scalar(code, true);
      frame.name = frame.key.value;
      this.#expect = 'colon';
    }
  }

  #colon(frame: Frame, code: number): void {
    if (code === colon) {
      this.#at++;
      this.#taken();
    } else if (code === comma || code === 125 || code === 93) {
      this.#problem((frame.key as Scalar).span, `Key "${frame.name}" has no value.`, 'Write a colon and the value after the key, or remove the key.');
      this.#take(frame, this.#empty());
      return;
    } else
      this.#problem(
        (frame.key as Scalar).span,
        `A colon is missing after the key "${frame.name}".`,
        'Write a colon between the key and its value.',
        this.#insertion(':', this.#last),
      );
    this.#expect = 'value';
  }

  #commaOrClose(frame: Frame, code: number): void {
    const closing = frame.node.kind === 'map' ? 125 : 93;
    if (code === closing) {
      this.#at++;
      this.#close(this.#at);
    } else if (code === comma) {
      this.#comma = this.#at++;
      this.#last = this.#at;
      this.#expect = frame.node.kind === 'map' ? 'key' : 'value';
    } else if (code === 93 || code === 125) this.#mismatch(code);
    else {
      const word = code === colon;
      if (word) {
        this.#problem(this.#here(), 'This colon follows a value; a colon stands after a key.', 'Remove the colon, or what stands before it.');
        this.#at++;
      } else {
        this.#problem(
          { start: Math.max(0, this.#last - 1), end: this.#last },
          'A comma is missing after this value.',
          'Write a comma here.',
          this.#insertion(',', this.#last),
        );
        this.#expect = frame.node.kind === 'map' ? 'key' : 'value';
        this.#comma = -1;
      }
    }
  }

  /** A closing bracket of the other kind: it closes the nearest collection of its kind, or nothing. */
  #mismatch(code: number): void {
    const kind = code === 125 ? 'map' : 'seq';
    const index = this.#frames.findLastIndex((frame) => frame.node.kind === kind);
    const open = (this.#frames.at(-1) as Frame).node;
    const closing = open.kind === 'map' ? '}' : ']';
    if (index < 0) {
      // Nothing of its kind is open, so the other one was meant.
      this.#problem(this.#here(), `This ${this.#text[this.#at]} stands where a ${closing} is expected.`, `Write ${closing} instead.`);
      this.#at++;
      this.#close(this.#at);
      return;
    }
    const { start } = open.token;
    this.#problem(
      { start, end: start + 1 },
      `This ${this.#text[start]} is not closed before the ${this.#text[this.#at]} of what it stands in.`,
      `Write ${closing} where the ${open.kind === 'map' ? 'object' : 'list'} ends.`,
    );
    while (this.#frames.length > index + 1) this.#close(this.#last);
    this.#at++;
    this.#close(this.#at);
  }

  #trailingComma(): void {
    const span = { start: this.#comma, end: this.#comma + 1 };
    const fix: ProposedFix = { title: 'Remove the comma', safety: 'safe', edits: [{ at: { file: this.#file, span, path: '' }, text: '' }] };
    this.#problem(span, 'A comma stands after the last value; JSON allows commas between values only.', 'Remove the comma.', fix);
  }

  /** A pair or an item. */
  #take(frame: Frame, node: Node): void {
    if (frame.node.kind === 'map') {
      (frame.node as MapTree).pairs.push(new PlainPair(frame.key as Scalar, node, frame.name, undefined, false));
      frame.key = undefined;
    } else (frame.node as SeqTree).items.push(node);
    this.#expect = 'comma';
    this.#comma = -1;
  }

  /** What `#take` does for the comma, for other tokens. */
  #taken(): void {
    this.#last = this.#at;
    this.#comma = -1;
  }

  #close(end: number): void {
    const { node, key } = this.#frames.at(-1) as Frame;
    if (key) this.#take(this.#frames.at(-1) as Frame, this.#empty());
    if (node.kind === 'map' && node.pairs.length > 1) this.#duplicates(node as MapTree);
    this.#frames.pop();
    node.end = end;
    this.#last = end;
    const parent = this.#frames.at(-1);
    if (parent) this.#take(parent, node);
    else {
      this.#roots.push(node);
      this.#expect = 'comma';
      this.#comma = -1;
    }
  }

  #duplicates({ pairs }: MapTree): void {
    const { length } = pairs;
    if (length <= 10) {
      for (let i = 1; i < length; i++) {
        const later = pairs[i] as PlainPair;
        for (let j = 0; j < i; j++) {
          const first = pairs[j] as PlainPair;
          if (first.name === later.name) {
            this.#duplicate(first, later);
            break;
          }
        }
      }
      return;
    }
    const seen = new Map<string, PlainPair>();
    for (const pair of pairs) {
      const first = seen.get(pair.name);
      if (first) this.#duplicate(first, pair);
      else seen.set(pair.name, pair);
    }
  }

  #duplicate(first: PlainPair, later: PlainPair): void {
    if (first.key.span.start === first.key.span.end) return;
    const path = this.#path(this.#frames.length - 1);
    this.#problems.push(duplicateKey(this.#source, later.name, first.key.span, later.key.span, path === '' ? later.name : `${path}/${later.name}`));
  }

  #empty(): Scalar {
    return new Scalar(this.#source, jsonToken(-1, -1, plainStyle, false), this.#last, true);
  }

  #scalar(code: number, isKey: boolean): Scalar {
    let token: ScalarToken;
    if (code === quoteCode) token = this.#string();
    else if (code === apostrophe) token = this.#singleQuoted();
    else token = this.#word(isKey);
    this.#taken();
    return new Scalar(this.#source, token, this.#last, true);
  }

  /** A string in double quotes; one that isn't closed on its line ends there, unless it is closed further down. */
  #string(): ScalarToken {
    const text = this.#text;
    const open = this.#at;
    let at = open + 1;
    let fast = true;
    let broken = false;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === quoteCode) break;
      if (code === backslash) {
        fast = false;
        at += this.#escape(at);
      } else if (code < 32) {
        fast = false;
        if (code !== 10 && code !== 13) {
          if (!broken)
            this.#problem(
              { start: at, end: at + 1 },
              `A ${code === 9 ? 'tab' : 'control character'} stands in this string; JSON allows it only as an escape.`,
              code === 9 ? 'Write \\t for the tab.' : 'Write it as an escape (\\u00XX).',
            );
          broken = true;
        } else if (!this.#closedLater(at)) return this.#unclosed(open, at);
        else {
          if (!broken)
            this.#problem(
              { start: open, end: open + 1 },
              'This string goes on over the end of its line.',
              'Write \\n for the line break, and the string on one line.',
            );
          broken = true;
        }
        at++;
      } else if (at >= text.length) return this.#unclosed(open, text.length);
      else at++;
    }
    this.#at = at + 1;
    return jsonToken(open + 1, at, doubleStyle, fast);
  }

  /** Length of the escape at a backslash. */
  #escape(at: number): number {
    const text = this.#text;
    const next = text.charAt(at + 1);
    if (next === 'u') {
      let digits = 0;
      while (digits < 4 && isHex(text.charCodeAt(at + 2 + digits))) digits++;
      if (digits === 4) return 6;
    } else if (next !== '' && '"\\/bfnrt'.includes(next)) return 2;
    if (next === '\n' || next === '\r' || next === '') return 1;
    this.#problem(
      { start: at, end: at + 2 },
      `\\${next} is no escape of JSON.`,
      next === 'u' ? 'Write four hexadecimal digits after \\u.' : `Write \\\\${next} for a backslash and ${next}.`,
    );
    return 2;
  }

  /** Whether a string that reaches the end of its line has its closing quote on a later one: a quote comes that a comma, colon or bracket follows. */
  #closedLater(at: number): boolean {
    const text = this.#text;
    const limit = Math.min(text.length, at + 2000);
    let next = at;
    while (next < limit && text.charCodeAt(next) !== quoteCode) next += text.charCodeAt(next) === backslash ? 2 : 1;
    if (next >= limit) return false;
    next++;
    while (next < limit && isSpace(text.charCodeAt(next))) next++;
    return next >= text.length || ',:}]'.includes(text.charAt(next));
  }

  #unclosed(open: number, lineEnd: number): ScalarToken {
    const text = this.#text;
    this.#problem({ start: open, end: open + 1 }, 'This quote is not closed on its line.', 'Write the closing " at the end of the string.');
    if (lineEnd >= text.length) this.#cutOff = true;
    let end = lineEnd;
    while (end > open + 1 && isSpace(text.charCodeAt(end - 1))) end--;
    // A comma at the end of the line is taken for the one after the string.
    if (end > open + 1 && text.charCodeAt(end - 1) === comma) end--;
    this.#at = end;
    return jsonToken(open + 1, end, doubleStyle, false);
  }

  #singleQuoted(): ScalarToken {
    const text = this.#text;
    const open = this.#at;
    let at = open + 1;
    while (at < text.length && text.charCodeAt(at) !== apostrophe && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++;
    const closed = text.charCodeAt(at) === apostrophe;
    this.#problem({ start: open, end: closed ? at + 1 : at }, 'JSON strings stand in double quotes.', 'Write " in place of each of the two \'.');
    this.#at = closed ? at + 1 : at;
    return jsonToken(open + 1, at, singleStyle, true);
  }

  /** A number, `true`, `false`, `null`, or what somebody took for a value. */
  #word(isKey: boolean): ScalarToken {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    while (at < text.length && !isDelimiter(text.charCodeAt(at))) at++;
    if (at === start) at++;
    const word = text.slice(start, Math.min(at, start + 60));
    this.#at = at;
    if (isKey) this.#problem({ start, end: at }, `The key ${word} has no quotes.`, `Write "${word}".`);
    else if (at - start > 60 ? !isNumber(text.slice(start, at)) : word !== 'true' && word !== 'false' && word !== 'null' && !isNumber(word))
      this.#notJson(word, { start, end: at });
    return jsonToken(start, at, plainStyle, true);
  }

  #notJson(word: string, span: Span): void {
    const right = spellings.get(word.toLowerCase()) ?? nearest(word, ['true', 'false', 'null']);
    if (right) this.#problem(span, `${word} is no value of JSON.`, `Write ${right}.`);
    else if (/^[-+.]*[0-9]/.test(word))
      this.#problem(span, `${word} is no number of JSON.`, 'Write it without leading zero, plus sign or bare point, or in double quotes.');
    else this.#problem(span, `${word} is no value of JSON: text stands in double quotes.`, `Write "${word}".`);
  }

  #insertion(text: string, at: number): ProposedFix {
    return {
      title: `Insert ${text === ',' ? 'the comma' : 'the colon'}`,
      safety: 'suggested',
      edits: [{ at: { file: this.#file, span: { start: at, end: at }, path: '' }, text }],
    };
  }

  #here(): Span {
    return { start: this.#at, end: this.#at + 1 };
  }

  #problem(span: Span, text: string, advice: string, fix?: ProposedFix): void {
    this.#source.lenient = true;
    // Far more than is said of one file.
    if (this.#problems.length >= 1000) return;
    this.#problems.push({ rule: 'json/syntax', file: this.#file, span, path: this.#path(this.#frames.length), text, advice, ...(fix && { fix }) });
  }

  /** Logical path of what the first frames are reading. */
  #path(depth: number): string {
    return this.#frames
      .slice(0, depth)
      .map(({ node, name, key }) => (node.kind === 'seq' ? String(node.items.length) : key ? name : ''))
      .filter((part) => part !== '')
      .join('/');
  }
}

/** Values of other languages by their lower-case spelling. */
const spellings: ReadonlyMap<string, string> = new Map([
  ['none', 'null'],
  ['nil', 'null'],
  ['undefined', 'null'],
  ['null', 'null'],
  ['nan', 'null'],
  ['infinity', 'a finite number'],
  ['-infinity', 'a finite number'],
  ['true', 'true'],
  ['false', 'false'],
  ['yes', 'true'],
  ['no', 'false'],
]);

function jsonToken(valueStart: number, valueEnd: number, style: ScalarToken['style'], fast: boolean): ScalarToken {
  return { valueStart, valueEnd, anchorStart: -1, anchorEnd: -1, tagStart: -1, tagEnd: -1, style, chomping: 1, indent: -1, fast };
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
}

/** White space, brackets, comma, colon, quote: what ends a bare word. */
function isDelimiter(code: number): boolean {
  return (
    isSpace(code) ||
    code === comma ||
    code === colon ||
    code === quoteCode ||
    code === 91 ||
    code === 93 ||
    code === 123 ||
    code === 125 ||
    (code >= 0xa0 && invisibleSpace.test(String.fromCharCode(code)))
  );
}

/** The number grammar of RFC 8259. */
function isNumber(word: string): boolean {
  return /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/.test(word);
}

/** Where a collection in brackets ends, without recursion: the offset behind its last bracket, or the end of the text. Brackets in quotes are text. */
function endOfBrackets(text: string, start: number): number {
  let open = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '[' || char === '{') open++;
    else if ((char === ']' || char === '}') && --open === 0) return at + 1;
    else if ((char === '"' || char === "'") && /[\s[{,:]/.test(text.charAt(at - 1))) {
      for (at++; at < text.length && text[at] !== char; at++) if (char === '"' && text[at] === '\\') at++;
    }
  }
  return text.length;
}
