import type { Event } from 'js-yaml';
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Parser,
  type YAMLError,
  type Node as YamlNode,
  type Scalar as YamlScalar,
} from 'yaml';
import type { Problem } from '../../core/document.ts';
import type { SourceFile } from '../../core/source-file.ts';
import { doubleStyle, foldedStyle, literalStyle, plainStyle, type ScalarToken, singleStyle } from './decode.ts';
import { depthLimit, problemLimit, tooDeep } from './problems.ts';

/** The text to read and the one that people see. */
interface Texts {
  readonly file: SourceFile;
  readonly structure: string;
}

/** Reads a broken text with the library that goes on after errors: its tree as events like js-yaml's, its errors as problems in our words. */
export function lenientEvents({ file, structure }: Texts): { events: Event[]; problems: Problem[] } {
  // The library knows no bare CR; one character stands for the other.
  const text = structure.replace(/\r(?!\n)/g, '\n');
  const tokens = [...new Parser().parse(text)];
  const deep = cutDeep(tokens);
  const composer = new Composer({ keepSourceTokens: true, uniqueKeys: false, logLevel: 'silent', version: '1.2', schema: 'failsafe', strict: true });
  const events: Event[] = [];
  const errors: YAMLError[] = [];
  for (const document of composer.compose(tokens, true, text.length)) {
    events.push({ type: 1, explicitStart: false, explicitEnd: false, directives: [] });
    new Emitter(text, events).document(document);
    events.push({ type: 6 });
    // What was taken out counts into the length of the key behind it.
    for (const error of document.errors) if (deep === undefined || error.code !== 'KEY_OVER_1024_CHARS') errors.push(error);
  }
  const problems = withoutFollowUps(file, errors).map((error) => translate(file, text, error));
  if (deep !== undefined) problems.push(problemAt(file, deep, deep + 1, tooDeep.text, tooDeep.advice));
  return { events, problems };
}

/** Without errors on the lines right after an error: the library is still out of step there. Not more than a file is said of. */
function withoutFollowUps(file: SourceFile, errors: readonly YAMLError[]): YAMLError[] {
  let last = -1;
  return errors
    .toSorted((a, b) => a.pos[0] - b.pos[0])
    .filter(({ pos }) => {
      const { line } = file.positionAt(pos[0]);
      const follows = last >= 0 && line <= last + 1;
      last = line;
      return !follows;
    })
    .slice(0, problemLimit);
}

/** Takes collections out that are nested deeper than a recursion should go, and tells where the first stands; looks without recursion. */
function cutDeep(tokens: readonly CST.Token[]): number | undefined {
  interface Collection {
    offset?: number;
    items?: { key?: unknown; value?: unknown }[];
    value?: unknown;
  }
  let first: number | undefined;
  const open: { token: Collection; depth: number }[] = tokens.map((token) => ({ token: token as Collection, depth: 0 }));
  for (let entry = open.pop(); entry; entry = open.pop()) {
    const { token, depth } = entry;
    if (depth === depthLimit && token.items?.length) {
      first = Math.min(first ?? Infinity, token.offset ?? 0);
      token.items = [];
    }
    if (token.value) open.push({ token: token.value as Collection, depth });
    for (const item of token.items ?? []) {
      if (item.key) open.push({ token: item.key as Collection, depth: depth + 1 });
      if (item.value) open.push({ token: item.value as Collection, depth: depth + 1 });
    }
  }
  return first;
}

/** Writes a document's nodes as events. */
class Emitter {
  constructor(
    private readonly text: string,
    private readonly events: Event[],
  ) {}

  document({ contents }: Document.Parsed): void {
    this.#node(contents as YamlNode | null, 0);
  }

  #node(node: unknown, at: number): void {
    if (isAlias(node) && node.range) {
      const anchorStart = node.range[0] + 1;
      this.events.push({ type: 5, anchorStart, anchorEnd: anchorStart + node.source.length });
    } else if (isMap(node) || isSeq(node)) {
      const start = node.range?.[0] ?? at;
      this.events.push({ type: isMap(node) ? 3 : 2, start, ...this.#properties(node as YamlNode, start), style: node.flow ? 2 : 1 });
      for (const item of node.items as unknown[]) {
        if (isPair(item)) {
          this.#node(item.key, start);
          this.#node(item.value, start);
        } else this.#node(item, start);
      }
      this.events.push({ type: 6 });
    } else this.events.push({ type: 4, ...this.#scalar(isScalar(node) ? (node as YamlScalar.Parsed) : undefined) } as Event);
  }

  #scalar(node: YamlScalar.Parsed | undefined): ScalarToken {
    const token = node?.srcToken;
    const start = node?.range?.[0] ?? -1;
    const properties = node && start >= 0 ? this.#properties(node, start) : noProperties;
    const base = {
      valueStart: -1,
      valueEnd: -1,
      ...properties,
      style: plainStyle as ScalarToken['style'],
      chomping: 1 as ScalarToken['chomping'],
      indent: -1,
      fast: false,
    };
    if (!token || !('source' in token) || token.source === '') return base;
    const end = token.offset + token.source.length;
    if (token.type === 'single-quoted-scalar' || token.type === 'double-quoted-scalar') {
      const quote = token.source.charAt(0);
      const closed = token.source.length > 1 && token.source.endsWith(quote);
      return { ...base, valueStart: token.offset + 1, valueEnd: closed ? end - 1 : end, style: quote === "'" ? singleStyle : doubleStyle };
    }
    if (token.type !== 'block-scalar') return { ...base, valueStart: token.offset, valueEnd: end };
    return { ...base, ...this.#block(token) };
  }

  #block(token: CST.BlockScalar): Partial<ScalarToken> {
    const header = token.props.find((prop) => prop.type === 'block-scalar-header');
    const last = token.props.at(-1);
    if (!header || !last) return {};
    const source = 'source' in header ? header.source : '';
    const valueStart = last.offset + ('source' in last ? last.source.length : 0);
    const valueEnd = valueStart + token.source.length;
    const digit = /[1-9]/.exec(source)?.[0];
    let indent = digit ? Math.max(token.indent, 0) + Number(digit) : -1;
    if (!digit) {
      for (const line of token.source.split('\n')) {
        const column = line.search(/[^ \r]/);
        if (column >= 0) {
          indent = column;
          break;
        }
      }
    }
    return {
      valueStart,
      valueEnd,
      style: source.startsWith('|') ? literalStyle : foldedStyle,
      chomping: source.includes('-') ? 2 : source.includes('+') ? 3 : 1,
      indent,
    };
  }

  /** Where the tag and the anchor of a node stand: the words before it. */
  #properties(node: YamlNode, start: number): typeof noProperties {
    const properties = { ...noProperties };
    const wanted = Number(node.tag !== undefined) + Number('anchor' in node && node.anchor !== undefined);
    let end = start;
    for (let i = 0; i < wanted; i++) {
      while (end > 0 && /\s/.test(this.text.charAt(end - 1))) end--;
      let word = end;
      while (word > 0 && !/\s/.test(this.text.charAt(word - 1))) word--;
      // In a flow collection a bracket or comma may stand before it.
      while (word < end && /[,[\]{}]/.test(this.text.charAt(word))) word++;
      if (this.text.charAt(word) === '!') {
        properties.tagStart = word;
        properties.tagEnd = end;
      } else if (this.text.charAt(word) === '&' && end > word + 1) {
        properties.anchorStart = word + 1;
        properties.anchorEnd = end;
      } else break;
      end = word;
    }
    return properties;
  }
}

const noProperties = { anchorStart: -1, anchorEnd: -1, tagStart: -1, tagEnd: -1 };

function problemAt(file: SourceFile, start: number, end: number, text: string, advice: string): Problem {
  return { rule: 'yaml/syntax', file, span: { start, end }, path: '', text, advice };
}

/** An error of the library in our words. */
function translate(file: SourceFile, text: string, error: YAMLError): Problem {
  let at = Math.min(error.pos[0], text.length);
  // Errors of indentation stand at the start of the line (or the end of the one before): people look at its first word.
  if (error.code !== 'TAB_AS_INDENT') while (at < text.length && /\s/.test(text.charAt(at))) at++;
  const lineEnd = endOfLine(text, at, at + 500);
  const end = Math.max(at, Math.min(error.pos[1], lineEnd));
  const [message, advice] = wording(error, text.slice(at, lineEnd).trim());
  return problemAt(file, at, end, message, advice);
}

/** The end of the line, or a limit if that comes first. */
function endOfLine(text: string, at: number, limit: number): number {
  let end = at;
  while (end < text.length && end < limit && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++;
  return end;
}

/** Text and advice for an error; `rest`: what stands from its place to the end of the line. */
function wording({ code, message }: YAMLError, rest: string): [text: string, advice: string] {
  switch (code) {
    case 'MISSING_CHAR':
      if (message.startsWith('Missing closing')) return ['This quote is not closed.', 'Write the closing quote at the end of the text.'];
      if (message.startsWith('Implicit map keys'))
        return ['This line is no "key: value" pair.', 'Write a colon and a blank after the key, or indent the line under the text that it belongs to.'];
      if (message.startsWith('Missing ,')) return ['A comma is missing between two entries.', 'Write a comma before this place.'];
      if (message.startsWith('Sequence item without'))
        return ['This entry of a list has no dash.', 'Write "- " before it, or indent it under the entry that it belongs to.'];
      if (message.startsWith('Comments must be')) return ['A # without a blank before it starts no comment.', 'Write a blank before the #.'];
      if (message.startsWith('Tags and anchors')) return ['A tag or anchor runs into what follows.', 'Write a blank after it.'];
      if (/end with a [\]}]/.test(message))
        return ['The bracket that opened this collection is never closed.', 'Write the closing bracket where the collection ends.'];
      if (message.startsWith('Block scalars with more-indented'))
        return ['Blank lines before this text are indented deeper than the text.', 'Remove the blanks from those lines.'];
      if (message.startsWith('Missing directives-end') || message.startsWith('Block collection cannot start'))
        return ['The start of the document (---) is not on a line of its own.', 'Write --- on its own line.'];
      return ['A character is missing here.', 'Compare the line with those around it.'];
    case 'BAD_INDENT':
      return ['The indentation of this line fits no line above.', 'Indent it like the entries that it belongs to.'];
    case 'TAB_AS_INDENT':
      return ['A tab indents this line; YAML allows blanks only.', 'Write blanks in place of the tab.'];
    case 'BLOCK_AS_IMPLICIT_KEY':
      if (message.startsWith('A block sequence'))
        return ['The indentation of this list fits no key above.', 'Indent it as deep as the key that it belongs to, or deeper.'];
      return ['A second colon with a blank after it stands on this line.', 'Put the value in quotes, or start a new line.'];
    case 'MULTILINE_IMPLICIT_KEY':
      return ['A key goes on over the end of its line.', 'Write key and colon on one line; the colon may be missing.'];
    case 'BLOCK_IN_FLOW':
      return ['A line of a block stands inside brackets that are not closed.', 'Close the bracket, or remove it.'];
    case 'KEY_OVER_1024_CHARS':
      return ['A key is longer than 1024 characters.', 'Close its quote, or write the key shorter.'];
    case 'BAD_ALIAS':
      return ['A * starts an alias, and no name follows.', 'Put the value in quotes.'];
    case 'ALIAS_PROPS':
      return ['An alias has a tag or an anchor of its own.', 'Remove the tag or the anchor before the *.'];
    case 'MULTIPLE_ANCHORS':
      return ['A node has two anchors.', 'Keep one of them.'];
    case 'MULTIPLE_TAGS':
      return ['A node has two tags.', 'Keep one of them.'];
    case 'BAD_SCALAR_START':
      return [`A value cannot start with ${rest.charAt(0)}.`, 'Put the value in quotes.'];
    case 'BAD_DQ_ESCAPE':
      return [`${rest.slice(0, 2)} is no escape of a text in double quotes.`, 'Write two backslashes, or use single quotes.'];
    case 'BAD_DIRECTIVE':
      return ['This directive is not known or not well formed.', 'Remove the line, or write %YAML 1.2.'];
    case 'BAD_PROP_ORDER':
      return ['A tag or anchor stands before the indicator of its entry.', 'Write it after the "-", "?" or ":".'];
    case 'TAG_RESOLVE_FAILED':
      return ['This tag is not well formed or not declared.', 'Write a tag like !Ref, or remove it.'];
    case 'UNEXPECTED_TOKEN':
      if (message.startsWith('Block scalar header'))
        return ['More than the header of a block scalar stands on its line.', 'Start the text on the next line, indented.'];
      return [
        rest === '' ? 'The text ends where more is expected.' : `${quoted(rest)} cannot stand here.`,
        'Put the value in quotes, or check the brackets and the indentation of the lines before.',
      ];
    default:
      return ['The text is not YAML from here on.', 'Compare the line with those around it.'];
  }
}

/** The first word of what stands in the way. */
function quoted(rest: string): string {
  const word = /^\S{1,30}/.exec(rest)?.[0] ?? rest.charAt(0);
  return `"${word}"`;
}
