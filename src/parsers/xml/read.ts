import { type ValidationError, XMLValidator } from 'fast-xml-parser';
import type { Comment, Problem } from '../../core/document.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';
import { CommentReader } from './comment.ts';
import { readDoctype } from './doctype.ts';
import { localName, matchName } from './names.ts';
import { decode, literal, type References } from './references.ts';

/** Text as a program gets it: references and line ends resolved. `text` is undefined where an entity of the DTD stands in it: those are never expanded. */
export interface XmlText {
  readonly span: Span;
  readonly text: string | undefined;
}

export interface XmlAttribute {
  readonly name: string;
  readonly local: string;
  readonly nameSpan: Span;
  /** The value between its quotes. */
  readonly value: XmlText;
}

export type XmlEvent =
  | {
      readonly kind: 'start';
      readonly name: string;
      /** The name without its prefix. */
      readonly local: string;
      /** The start tag, from `<` past `>`. */
      readonly span: Span;
      readonly nameSpan: Span;
      readonly attributes: readonly XmlAttribute[];
    }
  /** `implied` when no end tag of this name stands there. */
  | { readonly kind: 'end'; readonly local: string; readonly span: Span; readonly implied: boolean }
  | { readonly kind: 'text'; readonly span: Span; readonly text: string | undefined };

/** A text of XML 1.0, as far as it could be read. */
export interface XmlReading {
  readonly events: readonly XmlEvent[];
  readonly comments: readonly Comment[];
  /** What a parser refuses (`xml/syntax`), in file order, at most {@link MOST_PROBLEMS}. */
  readonly problems: readonly Problem[];
  /** False when a part of the text was skipped or may have been meant otherwise. */
  readonly complete: boolean;
}

const MOST_PROBLEMS = 20;
/** XML 1.0, productions 23 to 32. */
const DECLARATION =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.\d"|'1\.\d')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>$/;
/** Most elements inside each other. Woodstox, with which Hadoop reads its configuration, refuses more (`P_MAX_ELEMENT_DEPTH`). */
const MOST_DEPTH = 1000;

/**
 * Reads XML without expanding entities or loading anything; never throws.
 *
 * The validator of fast-xml-parser judges first: it knows faults of document types that the reader passes over. The reader is own code, because
 * positions of texts and comments are needed, and a text that goes on after its first error: the library gives neither, and it lets through
 * what others refuse, such as `--` in a comment, undeclared entities and prefixes, or a second root.
 */
export function readXml(file: SourceFile): XmlReading {
  const verdict = XMLValidator.validate(file.text);
  const reader = new Reader(file);
  const reading = reader.read();
  // The library takes for markup what stands in the quotes of a document type.
  if (verdict === true || reading.problems.length > 0 || reader.quotesMarkup) return reading;
  return { ...reading, problems: [refusal(file, verdict, reader.doctype)], complete: false };
}

/** What the library says, from the place that it names to the end of the line. It names none when it found no element after the document type. */
function refusal(file: SourceFile, { err }: ValidationError, doctype: Span | undefined): Problem {
  const at = (span: Span, text: string, advice: string): Problem => ({ rule: 'xml/syntax', file, span, path: '', text, advice });
  if (err.col === undefined && doctype)
    return at(doctype, 'The document type that begins here is malformed: a parser finds no element after it.', 'Correct it, or leave it out.');
  const start = Math.min(file.lineStart(err.line) + Math.max(0, (err.col ?? 1) - 1), file.text.length);
  const rest = (/^[^\r\n]*/.exec(file.text.slice(start, start + 80)) as RegExpExecArray)[0];
  return at({ start, end: start + rest.length }, `This is no well-formed XML: ${err.msg.slice(0, 120).replace(/\.$/, '')}.`, 'Write it as XML 1.0 has it.');
}

interface Open {
  readonly name: string;
  readonly local: string;
  readonly nameSpan: Span;
  readonly prefixes: readonly string[];
  hasChild: boolean;
}

class Reader implements References {
  readonly #events: XmlEvent[] = [];
  readonly #comments: Comment[] = [];
  readonly #problems: Problem[] = [];
  readonly #open: Open[] = [];
  /** How many open elements have a name: an end tag that closes none is told without a search. */
  readonly #openNames = new Map<string, number>();
  /** How many open elements declare a namespace prefix. */
  readonly #prefixes = new Map<string, number>([['xml', 1]]);
  readonly #text: string;
  #at = 0;
  #complete = true;
  #rootSeen = false;
  #doctypeSeen = false;
  #stopped = false;
  entities: ReadonlySet<string> | 'unknown' = new Set<string>();
  /** Where a document type begins, and whether it has markup in quotes. */
  doctype: Span | undefined;
  quotesMarkup = false;

  constructor(private readonly file: SourceFile) {
    this.#text = file.text;
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  read(): XmlReading {
    while (this.#at < this.#text.length && !this.#stopped) {
      if (this.#text[this.#at] === '<') this.#markup();
      else this.#characters();
    }
    this.#end();
    const problems = [...this.#problems].sort((a, b) => a.span.start - b.span.start).slice(0, MOST_PROBLEMS);
    return { events: this.#events, comments: this.#comments, problems, complete: this.#complete };
  }

  /** A refusal. `lossy`: what follows may be read otherwise than it was meant. */
  problem = (
    start: number,
    end: number,
    text: string,
    advice: string,
    { lossy = false, fix }: { lossy?: boolean; fix?: { title: string; edits: readonly { span: Span; text: string }[] } } = {},
  ): void => {
    if (lossy) this.#complete = false;
    if (this.#problems.length > MOST_PROBLEMS) return;
    const { file } = this;
    this.#problems.push({
      rule: 'xml/syntax',
      file,
      span: { start, end },
      path: this.#path(),
      text,
      advice,
      ...(fix && { fix: { title: fix.title, safety: 'safe', edits: fix.edits.map(({ span, text }) => ({ at: { file, span, path: '' }, text })) } }),
    });
  };

  /** The names of the open elements: the logical path. */
  #path(): string {
    return this.#open
      .slice(0, 20)
      .map(({ name }) => name)
      .join('/');
  }

  #markup(): void {
    const text = this.#text;
    const start = this.#at;
    if (text.startsWith('<!--', start)) this.#comment();
    else if (text.startsWith('<![CDATA[', start)) this.#cdata();
    else if (text.startsWith('<!DOCTYPE', start)) this.#doctype();
    else if (text.startsWith('<?', start)) this.#instruction();
    else if (text.startsWith('</', start)) this.#endTag();
    else if (matchName(text, start + 1) !== '') this.#startTag();
    else if (this.#open.length > 0 && start === text.trimEnd().length - 1) this.#at = text.length;
    else {
      this.problem(start, start + 1, 'A < stands where no tag begins.', 'Write &lt; for the character, or remove it.', { lossy: true });
      this.#at++;
    }
  }

  #comment(): void {
    const reader = new CommentReader(this.file, this.#at);
    if (reader.comment) this.#comments.push(reader.comment);
    else this.#stop();
    for (const { start, end, text, advice, fix } of reader.problems) this.problem(start, end, text, advice, { lossy: !reader.comment, ...(fix && { fix }) });
    this.#at = reader.end;
  }

  #cdata(): void {
    const start = this.#at;
    const close = this.#text.indexOf(']]>', start);
    if (close < 0) {
      this.problem(start, start + 9, 'The CDATA section that begins here never ends.', 'Write ]]> where it ends.', { lossy: true });
      this.#stop();
      return;
    }
    this.#at = close + 3;
    if (this.#open.length === 0) this.#outside(start, this.#at);
    else this.#events.push({ kind: 'text', span: { start: start + 9, end: close }, text: literal(this.#text, { start: start + 9, end: close }, this) });
  }

  #doctype(): void {
    const start = this.#at;
    const doctype = readDoctype(this.#text, start);
    this.entities = doctype.entities;
    this.doctype ??= { start, end: start + 9 };
    this.quotesMarkup ||= doctype.quotesMarkup;
    this.#at = doctype.end ?? this.#text.length;
    if (doctype.end === undefined) {
      this.problem(start, start + 9, 'The document type that begins here never ends.', 'Write > where it ends, ]> after an internal subset.', { lossy: true });
      this.#stop();
    } else if (this.#doctypeSeen) {
      this.problem(start, start + 9, 'A second document type stands here.', 'Keep one.');
    } else if (this.#rootSeen) {
      this.problem(start, start + 9, 'A document type stands after the root element has begun.', 'Move it before the root element.');
    }
    this.#doctypeSeen = true;
  }

  #instruction(): void {
    const text = this.#text;
    const start = this.#at;
    const close = text.indexOf('?>', start);
    const target = matchName(text, start + 2);
    const nameEnd = start + 2 + target.length;
    if (close < 0) {
      this.problem(start, nameEnd, 'The processing instruction that begins here never ends.', 'Write ?> where it ends.', { lossy: true });
      this.#stop();
      return;
    }
    this.#at = close + 2;
    if (target === '') this.problem(start, start + 2, 'A processing instruction has no name.', 'Write its name directly after <?.');
    else if (target.toLowerCase() === 'xml') this.#declaration(start, nameEnd);
    else if (nameEnd < close && !/[ \t\r\n]/.test(text.charAt(nameEnd)))
      this.problem(start, nameEnd, `No blank follows <?${target}.`, 'Put a blank after the name.');
  }

  #declaration(start: number, end: number): void {
    const first = this.#text.charCodeAt(0) === 0xfeff ? 1 : 0;
    if (start === first) {
      if (!DECLARATION.test(this.#text.slice(start, Math.min(this.#at, start + 300))))
        this.problem(start, this.#at, 'The XML declaration is not as it has to be.', 'Write <?xml version="1.0" encoding="UTF-8"?>, or leave it out.');
      return;
    }
    const blank = this.#text.slice(first, start).trim() === '';
    this.problem(
      start,
      end,
      blank ? 'White space stands before the XML declaration, which must be the first thing in the file.' : 'An XML declaration stands inside the file.',
      blank ? 'Remove the blanks and empty lines before it.' : 'Remove it, or make it the first thing in the file.',
      blank ? { fix: { title: 'Remove the white space before it', edits: [{ span: { start: first, end: start }, text: '' }] } } : {},
    );
  }

  #startTag(): void {
    const start = this.#at;
    const name = matchName(this.#text, start + 1);
    const nameSpan = { start: start + 1, end: start + 1 + name.length };
    this.#at = nameSpan.end;
    const attributes = this.#attributes(name);
    const empty = this.#text.startsWith('/>', this.#at);
    if (empty) this.#at += 2;
    else if (this.#text[this.#at] === '>') this.#at++;
    // The file is cut off in the tag: what is open around it says so.
    else if (this.#at === this.#text.length && this.#open.length > 0) return;
    else if (this.#at < this.#text.length)
      this.problem(nameSpan.start, nameSpan.end, `The tag <${name} has no > at its end.`, 'Write > at its end.', { lossy: true });
    if (this.#rootSeen && this.#open.length === 0) this.#outside(start, nameSpan.end);
    this.#rootSeen = true;
    const parent = this.#open.at(-1);
    if (parent) parent.hasChild = true;
    const prefixes = attributes.flatMap((attribute) => (attribute.name.startsWith('xmlns:') ? [attribute.local] : []));
    for (const prefix of prefixes) this.#prefixes.set(prefix, (this.#prefixes.get(prefix) ?? 0) + 1);
    this.#prefix(name, nameSpan);
    for (const attribute of attributes) if (!/^xmlns:/.test(attribute.name)) this.#prefix(attribute.name, attribute.nameSpan);
    const local = localName(name);
    this.#events.push({ kind: 'start', name, local, span: { start, end: this.#at }, nameSpan, attributes });
    this.#open.push({ name, local, nameSpan, prefixes, hasChild: false });
    this.#openNames.set(name, (this.#openNames.get(name) ?? 0) + 1);
    if (empty) this.#close({ start: this.#at, end: this.#at }, false);
    else if (this.#open.length > MOST_DEPTH) {
      this.problem(nameSpan.start, nameSpan.end, `More than ${MOST_DEPTH} elements are open inside each other here.`, 'Close elements where they end.', {
        lossy: true,
      });
      this.#stop();
    }
  }

  #attributes(tag: string): XmlAttribute[] {
    const text = this.#text;
    const attributes: XmlAttribute[] = [];
    const names = new Set<string>();
    for (;;) {
      const before = this.#at;
      this.#blanks();
      const start = this.#at;
      const name = matchName(text, start);
      if (name === '') {
        if (start >= text.length || /[<>]/.test(text.charAt(start)) || text.startsWith('/>', start)) return attributes;
        // Skips to where an attribute or the tag's end can be, and tells it once.
        while (this.#at < text.length && !/[ \t\r\n<>]/.test(text.charAt(this.#at)) && !text.startsWith('/>', this.#at)) this.#at++;
        this.problem(start, this.#at, `"${text.slice(start, Math.min(this.#at, start + 40))}" in the tag <${tag}> is no attribute.`, 'Write name="value".');
        continue;
      }
      this.#at += name.length;
      if (before === start && attributes.length > 0)
        this.problem(start, this.#at, `No blank stands before the attribute ${name}.`, 'Put a blank between the attributes.');
      if (names.has(name)) this.problem(start, this.#at, `The tag <${tag}> has the attribute ${name} twice.`, 'Remove one of them.');
      names.add(name);
      const value = this.#attributeValue(name, start);
      if (value) attributes.push({ name, local: localName(name), nameSpan: { start, end: start + name.length }, value });
    }
  }

  #attributeValue(name: string, start: number): XmlText | undefined {
    const text = this.#text;
    this.#blanks();
    const equals = text[this.#at] === '=';
    if (equals) {
      this.#at++;
      this.#blanks();
    }
    const quote = text.charAt(this.#at);
    if (!equals || (quote !== '"' && quote !== "'")) {
      const end = start + name.length;
      this.problem(start, end, `The attribute ${name} has no value in quotes.`, `Write ${name}="value".`);
      while (equals && this.#at < text.length && !/[ \t\r\n<>]/.test(text.charAt(this.#at)) && !text.startsWith('/>', this.#at)) this.#at++;
      return undefined;
    }
    const from = ++this.#at;
    while (this.#at < text.length && text[this.#at] !== quote && text[this.#at] !== '<') this.#at++;
    if (text[this.#at] === '<') this.#lessThan(name, quote);
    const span = { start: from, end: this.#at };
    if (text[this.#at] === quote) this.#at++;
    else this.problem(from - 1, from, `The value of the attribute ${name} has no closing quote.`, 'Close it.', { lossy: true });
    const value = decode(text, span, this, true);
    return { span, text: value };
  }

  /** A `<` in a value: it belongs there when the closing quote follows soon, else the quote is missing. */
  #lessThan(name: string, quote: string): void {
    const rest = /^[^\r\n]*/.exec(this.#text.slice(this.#at, this.#at + 200)) as RegExpExecArray;
    const close = rest[0].indexOf(quote);
    if (close < 0) return;
    this.problem(this.#at, this.#at + 1, `A < stands in the value of the attribute ${name}.`, 'Write &lt;.');
    this.#at += close;
  }

  /** A prefix that no element declares: parsers with namespaces refuse it. */
  #prefix(name: string, span: Span): void {
    const colon = name.indexOf(':');
    if (colon <= 0) return;
    const prefix = name.slice(0, colon);
    if (this.#prefixes.get(prefix)) return;
    const uri = prefix === 'xi' ? 'http://www.w3.org/2001/XInclude' : '…';
    this.problem(
      span.start,
      span.start + colon,
      `The prefix ${prefix} of ${name} is declared nowhere.`,
      `Write xmlns:${prefix}="${uri}" in this or an outer tag.`,
    );
  }

  #endTag(): void {
    const text = this.#text;
    const start = this.#at;
    const name = matchName(text, start + 2);
    this.#at = start + 2 + name.length;
    const nameEnd = this.#at;
    while (this.#at < text.length && text[this.#at] !== '>' && text[this.#at] !== '<') this.#at++;
    const isBare = /^[ \t\r\n]*$/.test(text.slice(nameEnd, this.#at));
    const closed = text[this.#at] === '>';
    if (closed) this.#at++;
    const span = { start, end: this.#at };
    // The file is cut off here: its end says so.
    if (this.#at === text.length && !closed && this.#open.at(-1)?.name !== name) return;
    if (name === '') {
      this.problem(start, Math.max(start + 2, this.#at), 'An end tag has no name.', 'Write the name of the element that ends here.', { lossy: true });
      return;
    }
    if (!closed) this.problem(start, nameEnd, `The end tag </${name} has no >.`, `Write </${name}>.`, { lossy: true });
    else if (!isBare) this.problem(start, this.#at, `The end tag </${name}> holds more than its name.`, `Write </${name}>.`);
    if (this.#open.at(-1)?.name === name) this.#close(span, false);
    else if (this.#openNames.get(name)) this.#closeOuter(name, span);
    else this.#closeNothing(name, { start, end: nameEnd }, span);
  }

  /** An end tag of an element further out: those inside are not closed. */
  #closeOuter(name: string, span: Span): void {
    while (this.#open.at(-1)?.name !== name) {
      const { name: inner, nameSpan } = this.#open.at(-1) as Open;
      this.problem(nameSpan.start, nameSpan.end, `<${inner}> is not closed before </${name}>.`, `Write </${inner}> where it ends.`, { lossy: true });
      this.#close({ start: span.start, end: span.start }, true);
    }
    this.#close(span, false);
  }

  /** An end tag of no open element: a misspelt end of the innermost, unless that one is ended next. */
  #closeNothing(name: string, at: Span, span: Span): void {
    const top = this.#open.at(-1);
    const next = this.#text.indexOf('</', span.end);
    const stray = !top || top.hasChild || (next >= 0 && matchName(this.#text, next + 2) === top.name && !this.#text.slice(span.end, next).includes('<'));
    if (stray) this.problem(at.start, at.end, `</${name}> closes no element.`, 'Remove it, or write the start tag.', { lossy: true });
    else {
      this.problem(at.start, at.end, `</${name}> stands where <${top.name}> ends.`, `Write </${top.name}>.`, { lossy: true });
      this.#close(span, true);
    }
  }

  #close(span: Span, implied: boolean): void {
    const { name, local, prefixes } = this.#open.pop() as Open;
    this.#openNames.set(name, (this.#openNames.get(name) as number) - 1);
    for (const prefix of prefixes) this.#prefixes.set(prefix, (this.#prefixes.get(prefix) as number) - 1);
    this.#events.push({ kind: 'end', local, span, implied });
  }

  #characters(): void {
    const text = this.#text;
    const start = this.#at;
    const next = text.indexOf('<', start);
    this.#at = next < 0 ? text.length : next;
    const span = { start, end: this.#at };
    if (this.#open.length === 0) {
      const first = text.slice(start, this.#at).search(/[^ \t\r\n]/);
      if (first >= 0) this.#outside(start + first, start + first + (/^[^\r\n]*/.exec(text.slice(start + first, this.#at)) as RegExpExecArray)[0].length);
      return;
    }
    const close = text.slice(start, this.#at).indexOf(']]>');
    if (close >= 0) this.problem(start + close, start + close + 3, ']]> stands in text.', 'Write ]]&gt;.');
    this.#events.push({ kind: 'text', span, text: decode(text, span, this) });
  }

  /** Something besides the one root element. */
  #outside(start: number, end: number): void {
    this.problem(
      start,
      end,
      this.#rootSeen ? 'Something follows the end of the root element.' : 'Text stands before the root element.',
      'Keep one root element, with nothing but comments around it.',
      {
        lossy: true,
      },
    );
  }

  #blanks(): void {
    while (/[ \t\r\n]/.test(this.#text.charAt(this.#at))) this.#at++;
  }

  #stop(): void {
    this.#at = this.#text.length;
    this.#stopped = true;
    this.#complete = false;
  }

  #end(): void {
    const inner = this.#open.at(-1);
    if (inner && !this.#stopped) {
      const others = this.#open.length - 1;
      const more = others === 0 ? '' : others === 1 ? `; <${(this.#open[0] as Open).name}> is open, too` : `; ${others} elements around it are open, too`;
      this.problem(
        inner.nameSpan.start,
        inner.nameSpan.end,
        `The file ends before <${inner.name}> is closed${more}.`,
        `Write </${inner.name}> where it ends; the end of the file may be missing.`,
        {
          lossy: true,
        },
      );
    } else if (!this.#rootSeen && this.#problems.length === 0) {
      this.problem(0, 0, 'The file holds no element.', 'Write the root element.', { lossy: true });
    }
  }
}
