import { Lexer } from 'yaml';
import type { Problem, ProposedFix } from '../../core/document.ts';
import type { Span } from '../../core/source-file.ts';
import type { Rejection } from './events.ts';
import { unprintable } from './problems.ts';
import type { Draft } from './recover.ts';

/** Mends one cause of a rejection in the draft; false if it is not the cause. Each changes the structure, so that repairing ends. */
type Repair = (draft: Draft, rejection: Rejection) => boolean;

const controlCharacters: Repair = (draft) => {
  const pattern = new RegExp(unprintable, 'g');
  const at = draft.structure.search(pattern);
  if (at < 0) return false;
  const code = draft.structure.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  note(
    draft,
    { start: at, end: at + 1 },
    `The control character U+${code} stands in the text; YAML allows it only as an escape in double quotes.`,
    'Remove it, and save the file as UTF-8.',
  );
  draft.structure = draft.structure.replace(pattern, '\ufffd');
  draft.content = draft.content.replace(pattern, '\ufffd');
  return true;
};

/** `*.log` and the like: characters that have a meaning at the start of a value. */
const reservedStart: Repair = (draft, { position }) => {
  const { structure } = draft;
  const at = structure[position - 1] === '*' ? position - 1 : position;
  const char = structure.charAt(at);
  const before = structure.charAt(at - 1);
  if (char === '' || !'*@`%&'.includes(char) || (before !== '' && !/[\s[{,]/.test(before))) return false;
  if ((char === '*' || char === '&') && /[^\s,[\]{}]/.test(structure.charAt(at + 1))) return false;
  const meaning =
    char === '*' ? 'starts an alias, and no name follows' : char === '&' ? 'starts an anchor, and no name follows' : 'is reserved and starts no value';
  note(draft, { start: at, end: at + 1 }, `A ${char} outside quotes ${meaning}.`, 'Put the value in quotes.');
  mask(draft, at, at + 1);
  return true;
};

/** `[-, x]`: a lone dash in brackets is a text to YAML 1.1 and an error to 1.2; nothing is said, because files with it are deployed. */
const loneDash: Repair = (draft, { position }) => {
  const { structure } = draft;
  if (structure[position] !== '-' || !/[,\]}]/.test(structure.charAt(position + 1))) return false;
  mask(draft, position, position + 1);
  return true;
};

const unknownEscape: Repair = (draft, { reason, position }) => {
  if (reason !== 'unknown escape sequence' && reason !== 'expected hexadecimal character') return false;
  const at = draft.structure.lastIndexOf('\\', position - 1);
  if (at < 0 || position - at > 10) return false;
  const next = draft.structure.charAt(at + 1);
  note(
    draft,
    { start: at, end: at + 1 + next.length },
    `\\${next} is no escape of a text in double quotes.`,
    `Write \\\\${next}, or put the text in single quotes.`,
  );
  mask(draft, at, at + 1);
  return true;
};

const tabs: Repair = (draft, { position }) => {
  const { structure } = draft;
  const start = lineStart(structure, position);
  const run = /^[ \t]*/.exec(structure.slice(start, start + 1000))?.[0] ?? '';
  const tab = run.indexOf('\t');
  if (tab < 0 || position > start + run.length + 1000) return false;
  note(
    draft,
    { start: start + tab, end: start + run.lastIndexOf('\t') + 1 },
    'A tab indents this line; YAML allows blanks only.',
    'Write blanks in place of the tabs, in the whole file.',
  );
  const blank = (leading: string): string => ' '.repeat(leading.length);
  draft.structure = `${structure.slice(0, start)}${blank(run)}${structure.slice(start + run.length)}`.replace(/^\t[ \t]*/gm, blank);
  return true;
};

/** Sections of another format that were pasted without indentation under `key: |`. */
const unindentedBlock: Repair = (draft, { position }) => {
  const lines = linesBefore(draft.structure, position);
  for (let i = lines.length - 1; i > 0; i--) {
    const line = lines[i] as Line;
    if (line.text.trim() === '') continue;
    let above = i - 1;
    while (above >= 0 && (lines[above] as Line).text.trim() === '') above--;
    const header = /^((?:- +)*)([^\s#][^#]*?):[ \t]+[|>][-+0-9]{0,2}[ \t]*$/.exec((lines[above]?.text ?? '').trimStart());
    if (!header || !startsSection(line.text)) continue;
    const keyLine = lines[above] as Line;
    const keyColumn = indentOf(keyLine.text) + (header[1] as string).length;
    if (indentOf(line.text) > keyColumn) continue;
    moveSection(draft, line, keyColumn, header[2] as string);
    return true;
  }
  return false;
};

interface Line {
  readonly start: number;
  readonly text: string;
}

function startsSection(text: string): boolean {
  return /^\s*\[[^\]]*\]\s*$/.test(text);
}

/** Reports the section under `key` that has no indentation and takes it out of both texts. */
function moveSection(draft: Draft, first: Line, keyColumn: number, key: string): void {
  const { structure, file } = draft;
  const wanted = keyColumn + 2;
  const edits: ProposedFix['edits'][number][] = [];
  let end = first.start;
  for (let at = first.start; at < structure.length; ) {
    const lineEnd = endOfLine(structure, at);
    const text = structure.slice(at, lineEnd);
    if (text.trim() !== '') {
      const column = indentOf(text);
      if (at !== first.start && column <= keyColumn && !startsSection(text) && /^\s*(?:- |[^\s#:]+:(?:\s|$)|---|\.\.\.)/.test(text)) break;
      if (column < wanted) edits.push({ at: { file, span: { start: at, end: at }, path: '' }, text: ' '.repeat(wanted - column) });
      end = lineEnd;
    }
    at = afterBreak(structure, lineEnd);
  }
  const span = { start: first.start + indentOf(first.text), end: first.start + first.text.trimEnd().length };
  const name = key.replace(/^(['"])(.*)\1$/, '$2');
  note(
    draft,
    span,
    `The text of the block scalar "${name}" starts here without indentation, so it is not part of it.`,
    `Indent the body under ${name}: by ${wanted} blanks or more on each line.`,
    { title: `Indent the lines under ${name}`, safety: 'suggested', edits },
  );
  const blank = structure.slice(first.start, end).replace(/[^\r\n]/g, ' ');
  draft.structure = structure.slice(0, first.start) + blank + structure.slice(end);
  draft.content = draft.content.slice(0, first.start) + blank + draft.content.slice(end);
}

/** Texts in quotes and collections in brackets whose further lines are not indented enough, or that never end. */
const openConstruct: Repair = (draft, { reason, position }) => {
  if (!/deficient indentation|unexpected end of|missed comma|bad indentation|expected ':'|multiline key|end of the stream/.test(reason)) return false;
  const open = quoteAbove(draft.structure, position) ?? findOpen(draft.structure, position);
  if (!open) return false;
  return open.quote ? repairQuoted(draft, open.start) : repairFlow(draft, open.start, reason);
};

/** Lines above an error on which the quote is looked for that is still open there. */
const mostLinesAbove = 100;

/**
 * The quote of a whole value (`key: "…`, `- '…`) above an offset that closes only after it: by far the most frequent cause, and found
 * without reading the text from its start.
 */
function quoteAbove(text: string, position: number): { start: number; quote: true } | undefined {
  let end = lineStart(text, position);
  for (let lines = 0; end > 0 && lines < mostLinesAbove; lines++) {
    const start = lineStart(text, end - 1);
    const quote = /^[\t ]*(?:- +)*(?:[\w:.-]+:[\t ]+)?(?=["'])/.exec(text.slice(start, end));
    if (quote) {
      const open = start + quote[0].length;
      return closingQuote(text, open) > position ? { start: open, quote: true } : undefined;
    }
    end = start;
  }
  return undefined;
}

/** What is open at an offset: a quote that the library gave up at its line's end, or the outermost bracket. */
function findOpen(text: string, position: number): { start: number; quote: boolean } | undefined {
  let offset = 0;
  let depth = 0;
  let bracket = -1;
  for (const lexeme of new Lexer().lex(text.replace(/\r(?!\n)/g, '\n'))) {
    // Marks that stand for no character: document, scalar, and the end of a broken collection.
    if (lexeme === '\x02' || lexeme === '\x1f') continue;
    if (lexeme === '\x18') break;
    const first = lexeme.charAt(0);
    if ((first === '"' || first === "'") && (lexeme.length === 1 || !isClosed(lexeme))) return offset <= position ? { start: offset, quote: true } : undefined;
    if (offset > position) break;
    if (lexeme === '[' || lexeme === '{') {
      if (depth === 0) bracket = offset;
      depth++;
    } else if ((lexeme === ']' || lexeme === '}') && depth > 0 && offset < position) depth--;
    offset += lexeme.length;
  }
  return depth > 0 ? { start: bracket, quote: false } : undefined;
}

/** Whether a quoted lexeme has its closing quote. */
function isClosed(lexeme: string): boolean {
  return closingQuote(lexeme, 0) === lexeme.length - 1;
}

/** Offset of the quote that closes the one at an offset; -1 if there is none. */
function closingQuote(text: string, open: number): number {
  const quote = text.charCodeAt(open);
  for (let at = open + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 92 && quote === 34) at++;
    else if (code === quote) {
      if (quote === 39 && text.charCodeAt(at + 1) === 39) at++;
      else return at;
    }
  }
  return -1;
}

function repairQuoted(draft: Draft, open: number): boolean {
  const { structure } = draft;
  const close = closingQuote(structure, open);
  const after = structure.slice(close + 1, close + 100);
  const text = structure.slice(open, close + 1);
  if (close >= 0 && /^[ \t]*(?:$|[\r\n]|,|\]|\}|:(?:\s|$)|[ \t]#)/.test(after) && !/^(?:---|\.\.\.)(?:\s|$)/m.test(text) && /[\r\n]/.test(text)) {
    // The text goes on at a line that is not indented. Most readers of YAML take it, so it is read, and said mildly.
    const line = structure.slice(open, close).search(/[\r\n][ \t]*[^\s]/);
    let start = open + line + 1;
    if (structure[start - 1] === '\r' && structure[start] === '\n') start++;
    const end = Math.min(endOfLine(structure, start), close + 1);
    const from = start + indentOf(structure.slice(start, end));
    draft.problems.push({
      rule: 'yaml/quoted-continuation-indent',
      file: draft.file,
      span: { start: from, end: Math.max(from, end) },
      path: '',
      text: 'A text in quotes goes on here on a line that is not indented under its key; YAML 1.2 forbids it, and some readers refuse the file.',
      advice: 'Indent the lines after the first by at least one blank more than the key.',
    });
    draft.structure = structure.slice(0, open) + text.replace(/[\r\n]/g, ' ') + structure.slice(close + 1);
    return true;
  }
  const quote = structure.charAt(open);
  let end = endOfLine(structure, open);
  while (end > open && /\s/.test(structure.charAt(end - 1))) end--;
  note(draft, { start: open, end: open + 1 }, `This ${quote} is not closed.`, `Write the closing ${quote} at the end of the text.`);
  // The rest of the line is taken for the text.
  draft.content = `${draft.content.slice(0, open)} ${draft.content.slice(open + 1)}`;
  draft.structure = `${structure.slice(0, open)} ${word(end - open - 1)}${structure.slice(end)}`;
  return true;
}

function repairFlow(draft: Draft, open: number, reason: string): boolean {
  const { structure } = draft;
  const { close, blanked, innermost } = scanFlow(structure, open);
  if (close >= 0) {
    // Readers of YAML 1.1 ignore indentation inside brackets, so nothing is said.
    if (!reason.includes('deficient indentation') || blanked === structure.slice(open, close + 1)) return false;
    draft.structure = structure.slice(0, open) + blanked + structure.slice(close + 1);
    return true;
  }
  const bracket = structure.charAt(innermost);
  note(
    draft,
    { start: innermost, end: innermost + 1 },
    `This ${bracket} is never closed.`,
    `Write ${bracket === '[' ? ']' : '}'} where the ${bracket === '[' ? 'list' : 'map'} ends.`,
  );
  const end = endOfLine(structure, innermost);
  if (innermost !== open || structure.slice(open + 1, end).trim() === '') return false;
  // What stands on its line is taken for its text.
  draft.structure =
    structure.slice(0, open) + word(structure.slice(open, end).trimEnd().length) + structure.slice(open + structure.slice(open, end).trimEnd().length);
  return true;
}

/** Reads a flow collection whatever its indentation. `blanked`: the same on one line, comments as blanks; `innermost`: the bracket that lacks its closing one. */
function scanFlow(text: string, open: number): { close: number; blanked: string; innermost: number } {
  const brackets: number[] = [];
  let blanked = '';
  let from = open;
  let at = open;
  /** Whether a quote here would start a text. */
  let tokenStart = true;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (tokenStart && (char === '"' || char === "'")) {
      const close = closingQuote(text, at);
      if (close < 0) break;
      blanked += text.slice(from, close + 1).replace(/[\r\n]/g, ' ');
      from = close + 1;
      at = close;
      tokenStart = false;
    } else if (char === '#' && /\s/.test(text.charAt(at - 1))) {
      const end = endOfLine(text, at);
      blanked += text.slice(from, at).replace(/[\r\n]/g, ' ') + ' '.repeat(end - at);
      from = end;
      at = end - 1;
    } else if (char === '[' || char === '{') {
      brackets.push(at);
      tokenStart = true;
    } else if (char === ']' || char === '}') {
      const opening = brackets.pop() as number;
      if ((text.charAt(opening) === '[') !== (char === ']')) return { close: -1, blanked: '', innermost: opening };
      if (brackets.length === 0) return { close: at, blanked: blanked + text.slice(from, at + 1).replace(/[\r\n]/g, ' '), innermost: opening };
      tokenStart = false;
    } else if (char === ',' || char === ':') tokenStart = true;
    else if (!/\s/.test(char)) tokenStart = false;
  }
  return { close: -1, blanked: '', innermost: brackets.at(-1) ?? open };
}

/** `key: a: b`: the value holds a colon with a blank after it. */
const secondColon: Repair = (draft, { reason, position }) => {
  const { structure } = draft;
  if (reason !== 'bad indentation of a mapping entry') return false;
  let at = position;
  if (structure[at] !== ':') return false;
  const start = lineStart(structure, at);
  if (!/:[ \t]/.test(structure.slice(start, at))) return false;
  note(draft, { start: at, end: at + 1 }, 'A second colon with a blank after it stands on this line.', 'Put the value in quotes, or start a new line.');
  for (; at < structure.length && structure[at] === ':'; at++) mask(draft, at, at + 1);
  return true;
};

export const repairs: readonly Repair[] = [controlCharacters, unindentedBlock, tabs, reservedStart, loneDash, unknownEscape, openConstruct, secondColon];

function note({ file, problems }: Draft, span: Span, text: string, advice: string, fix?: ProposedFix): void {
  const problem: Problem = { rule: 'yaml/syntax', file, span, path: '', text, advice, ...(fix && { fix }) };
  problems.push(problem);
}

/** A word of a length, for text that has no meaning of its own. */
function word(length: number): string {
  return '_'.repeat(Math.max(0, length));
}

/** Makes characters of the structure part of a word; the content keeps them. */
function mask(draft: Draft, start: number, end: number): void {
  draft.structure = draft.structure.slice(0, start) + word(end - start) + draft.structure.slice(end);
}

function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && text.charCodeAt(start - 1) !== 10 && text.charCodeAt(start - 1) !== 13) start--;
  return start;
}

function endOfLine(text: string, at: number): number {
  let end = at;
  while (end < text.length && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++;
  return end;
}

function afterBreak(text: string, at: number): number {
  return text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

/** The lines up to and with that of an offset, at most 200. */
function linesBefore(text: string, position: number): Line[] {
  const lines: Line[] = [];
  let start = lineStart(text, position);
  lines.push({ start, text: text.slice(start, endOfLine(text, start)) });
  while (start > 0 && lines.length < 200) {
    const end = text.charCodeAt(start - 1) === 10 && text.charCodeAt(start - 2) === 13 ? start - 2 : start - 1;
    start = lineStart(text, end);
    lines.push({ start, text: text.slice(start, end) });
  }
  return lines.reverse();
}
