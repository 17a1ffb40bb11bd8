import { isFillIn } from './placeholder.ts';
import type { LineKind, ScannedLine } from './scan.ts';

/** A part of a line that stands for a value. */
export interface Piece {
  readonly text: string;
  /** Offset in the line. */
  readonly start: number;
  /** The key, variable or option that has the value, where the line tells. */
  readonly name: string | undefined;
  /** A string of a program, not of configuration or a command. */
  readonly code: boolean;
}

const CANDIDATE = /<\s?([A-Za-z_][A-Za-z0-9_ .,:|/()-]*)>/y;

/** Commands that talk to people: what they print is no value, unless it goes into a file. */
const PRINTING =
  /^\s*@?(?:(?:echo|printf|print|log|info|warn|warning|error|err|die|fail|usage|say|puts|Write-(?:Host|Output|Error|Warning|Verbose|Information))\b|read\s+-\w*p|throw\b|raise\b|print\(|logger?\.|logging\.|console\.)/;

/** Commands that look for a text or put another in its place: here a placeholder is what is to be filled. */
const REPLACING =
  /\b(?:sed|awk|perl|grep|egrep|envsubst|tr)\s|\.replace(?:All)?\(|\bre\.\w+\(|\bgsub\(|-c?replace\b|-match\b|[=!]~|\.(?:startswith|endswith|includes|contains|index|find)\(/;

/** Names whose value explains something to people. */
const EXPLAINING = /^(?:help|description|desc|usage|epilog|metavar|prog|message|msg|title|label|comment|doc|example|placeholder|pattern|regex|prompt)$/i;

/** The same of variables of a program, and those that hold a form to be filled. */
const EXPLAINING_VARIABLE = /doc|descr|example|format|help|message|msg|pattern|regex|synopsis|template|usage/i;

/** The values in a line: quoted strings, the words of a command, the value after a key. None for lines that print, explain or replace texts. */
export function piecesOf(line: ScannedLine, kind: LineKind): Piece[] {
  const { code } = line;
  if (/\busage\s*:/i.test(code) || (PRINTING.test(code) && !/>>?\s*["'\w./$]|\|\s*tee\b/.test(afterStrings(line))) || REPLACING.test(code)) return [];
  const language = line.heredoc ? 'other' : kind;
  const isCode = language === 'python' || language === 'javascript';
  const isProgram = isCode || language === 'sql';
  const pieces: Piece[] = [];
  for (const { start, end, complete } of line.strings) {
    const text = code.slice(start, end);
    const before = code.slice(0, start);
    if (isProgram && /(?:[=!]=|\bin|\bis|\bcase)\s*\w?["'`]+$/.test(before)) continue;
    const name = nameBefore(before);
    if (isCode && name !== undefined && EXPLAINING_VARIABLE.test(name)) continue;
    if (complete) pieces.push({ text, start, name, code: isCode });
    if (!complete || /["']/.test(text)) pieces.push(...configured(text, start, isCode));
  }
  if (line.heredoc || language === 'other') pieces.push(...configured(code, 0, false));
  else if (language === 'dotenv') pieces.push(...assigned(code));
  else if (!isProgram) pieces.push(...commandWords(line));
  return pieces.filter(({ name }) => name === undefined || !EXPLAINING.test(name));
}

/** What a line holds outside of its strings. */
function afterStrings(line: ScannedLine): string {
  const last = line.strings.at(-1);
  return last ? line.code.slice(last.end + 1) : line.code;
}

/** The name that a value's quote follows: `NAME=`, `"name": `, `--option `, `ParameterKey=Name,ParameterValue=`. */
function nameBefore(before: string): string | undefined {
  const text = before.slice(-200);
  const parameter = /ParameterKey=([\w.-]+),\s*ParameterValue=\\?["']?$/.exec(text);
  if (parameter) return parameter[1];
  const match = /([\w.-]+)["']?\s*(?:=|:|=>)\s*\w?["'`]*$|(--[\w-]+)[= ]\s*["']*$/.exec(text);
  return match ? (match[1] ?? match[2]) : undefined;
}

/** Values of configuration in a text: quoted strings, and what follows a key at the line's start. */
function configured(text: string, offset: number, code: boolean): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    const quote = text[at];
    const escaped = text[at - 1] === '\\';
    if (quote === '"' || (quote === "'" && !/\w/.test(text[at - 1] ?? ' '))) {
      const closing = escaped ? `\\${quote}` : quote;
      const end = text.indexOf(closing, at + 1);
      if (end === -1) break;
      pieces.push({ text: text.slice(at + 1, end), start: offset + at + 1, name: nameBefore(text.slice(0, escaped ? at - 1 : at)), code });
      at = end + closing.length;
    } else at++;
  }
  // Options in a text of several lines of a program show how to call it.
  if (code) return pieces.filter(({ name }) => name !== undefined && !name.startsWith('--'));
  if (pieces.length > 0) return pieces;
  const match = /^(\s*[-*]?\s*)([\w.\-/@$]+)(\s*[=:]\s*|\s+)(\S.*)$/.exec(text);
  if (match) {
    const [, indent, name, separator, value] = match as unknown as [string, string, string, string, string];
    return [{ text: value, start: offset + indent.length + name.length + separator.length, name, code }];
  }
  return text.trim() === '' ? [] : [{ text, start: offset, name: undefined, code }];
}

/** `NAME=value` and `export NAME=value` with a bare value. */
function assigned(text: string): Piece[] {
  const match = /^(\s*(?:export\s+)?)([\w.-]+)(\s*=\s*)([^"'\s].*)$/.exec(text);
  if (!match) return [];
  const [, lead, name, separator, value] = match as unknown as [string, string, string, string, string];
  return [{ text: value, start: lead.length + name.length + separator.length, name, code: false }];
}

/** The unquoted words of a command. Angle brackets belong to a word where the shell could not mean a redirection by them. */
function commandWords(line: ScannedLine): Piece[] {
  const { code } = line;
  const pieces: Piece[] = [];
  const quoted = new Map(line.strings.map((part) => [part.start, part.end]));
  let start = -1;
  let option: string | undefined;
  const flush = (end: number): void => {
    if (start === -1) return;
    const text = code.slice(start, end);
    const named = /^(?:ParameterKey=([\w.-]+),ParameterValue=|(-{0,2}[\w.-]+)=)(?=.)/.exec(text);
    const name = named ? (named[1] ?? named[2]) : option;
    const skip = named ? named[0].length : 0;
    pieces.push({ text: text.slice(skip), start: start + skip, name, code: false });
    option = /^--?[\w-]+$/.test(text) ? text : undefined;
    start = -1;
  };
  for (let at = 0; at <= code.length; at++) {
    const end = quoted.get(at);
    if (end !== undefined && end > at) {
      at = end;
      continue;
    }
    const character = code[at];
    if (character === undefined || /[\s;|&()"'`>]/.test(character)) flush(at);
    else if (character === '<') {
      const length = bracketed(code, at);
      if (length === 0) flush(at);
      else {
        if (start === -1) start = at;
        at += length - 1;
      }
    } else if (start === -1) start = at;
  }
  return pieces;
}

/**
 * The length of `<name>` at an offset of a command, 0 where it may be two redirections (`sort <input >output`).
 * A shell reads `<name>` as input from `name` and output to what follows; it is a placeholder where that makes no sense:
 * joined to a word, as an option's value, with nothing after it, or with a name that reads as one and no blank inside.
 */
function bracketed(code: string, at: number): number {
  CANDIDATE.lastIndex = at;
  const match = CANDIDATE.exec(code);
  if (!match || /[<$&\d]/.test(code[at - 1] ?? ' ')) return 0;
  const [whole, inner] = match as unknown as [string, string];
  const after = code.slice(at + whole.length);
  if (/^[>(&]/.test(after)) return 0;
  const joined = /[-/.:@=_,]/.test(code[at - 1] ?? ' ') || /^[-/.:@_]\w/.test(after);
  const optionBefore = /\s--?[A-Za-z][\w-]*\s+$/.test(code.slice(Math.max(0, at - 60), at));
  const nothingAfter = /^\s*(?:$|\\$|[;|)`]|&&)/.test(after);
  const touching = !/^<\s|\s>$/.test(whole);
  return joined || nothingAfter || (touching && (optionBefore || isFillIn(inner))) ? whole.length : 0;
}
