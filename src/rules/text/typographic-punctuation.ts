import type { TextLine, TextScalar } from '../../parsers/text/model.ts';
import { type LineKind, type ScannedLine, scan } from '../../parsers/text/scan.ts';
import { defineRule } from '../define-rule.ts';

/** Languages in which a word may be an option. PowerShell takes typographic dashes and quotes for the plain ones. */
const COMMANDS: ReadonlySet<LineKind> = new Set(['shell', 'makefile', 'dockerfile']);
/** Languages in which nothing but strings and comments may hold typographic quotes. */
const PROGRAMS: ReadonlySet<LineKind> = new Set(['python', 'sql']);
const PRINTING = /^\s*@?(?:RUN\s+)?(?:echo|printf|print|say|log\w*|info|warn\w*|error|die|usage)\b/;

const DASH = /(?<![^\s=("'])([\u2013\u2014\u2212]{1,2})([A-Za-z][\w-]*)(?=[\s=]|$)/g;
const OPENING = /(?<![^\s=(,])[\u201c\u201d\u2018](?=\S)/g;
const ANY_QUOTE = /[\u2018\u2019\u201c\u201d]/g;
const ARMOUR = /^\s*[-\u2010-\u2015\u2212]+((?:BEGIN|END) [A-Z0-9 ]+?)[-\u2010-\u2015\u2212]+\s*$/;

/** What is wrong in a line, and where. */
interface Fault {
  readonly message: 'dash' | 'quote' | 'unclosed' | 'armour';
  readonly start: number;
  readonly end: number;
  /** What is meant. */
  readonly right: string;
}

export default defineRule({
  meta: {
    id: 'text/typographic-punctuation',
    aliases: ['text/smart-dash', 'text/smart-quote-in-code'],
    summary: 'A dash or quote of typesetters stands where a command or program wants the plain one.',
    why: 'Word processors and web pages make en dashes of two hyphens and curly quotes of straight ones. To a shell –region is a file name and “ an ordinary character: an option is ignored, a string never ends, and the command does something else or fails with a message about another place.',
    remediation: 'Type the plain characters: two hyphens, straight quotes. Commands that are copied from a page are better copied from its code blocks.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'kubernetes', 'yaml', 'dockerfile', 'text'],
    notOn: {
      cdk: 'a program with them does not compile',
      'iam-json': 'JSON takes them inside strings alone',
      json: 'JSON takes them inside strings alone',
      'fluent-bit': 'values are taken as they are written',
    },
    articles: [2, 10, 13],
    references: ['https://www.shellcheck.net/wiki/SC1110', 'https://www.shellcheck.net/wiki/SC1100', 'https://www.rfc-editor.org/rfc/rfc7468'],
    equivalents: ['shellcheck:SC1100', 'shellcheck:SC1110', 'shellcheck:SC1111'],
    tags: ['correctness', 'shell'],
    since: '0.1.0',
  },
  messages: {
    dash: { text: '{found} begins with a typographic dash, so it is no option.', advice: 'Write {right}.' },
    quote: { text: '{found} has typographic quotes, which quote nothing here.', advice: 'Write {right}.' },
    unclosed: { text: 'The string is not closed: {found} at its end is a typographic quote.', advice: 'Write {right}.' },
    armour: { text: 'The line has typographic dashes, so that no program takes it for the mark of a certificate or key.', advice: 'Write {right}.' },
  },
  create: ({ report }) => {
    const judge = (node: TextScalar | TextLine, faults: readonly Fault[]): void => {
      for (const { message, start, end, right } of faults) {
        const at = node.part(start, end);
        report({
          at,
          message,
          data: { found: node.text.slice(start, end), right },
          fix: { title: `Write ${right}`, safety: message === 'dash' ? 'safe' : 'suggested', edits: [{ at, text: right }] },
        });
      }
    };
    return {
      'text.line'(line) {
        if (!line.isExplanation && !line.isOtherFile) judge(line, faultsIn(line.text, line.strings, line.kind));
      },
      'text.scalar'(scalar) {
        const [line] = scalar.isCommand && !scalar.isExplanation ? scan(scalar.text, 'shell').lines : [];
        if (line) judge(scalar, faultsIn(line.code, line.strings, 'shell'));
      },
    };
  },
});

/** The faults of a line. The words of a message are said to people, and may be set as people like. */
function faultsIn(code: string, strings: ScannedLine['strings'], kind: LineKind): Fault[] {
  const armour = ARMOUR.exec(code);
  if (armour && /[\u2010-\u2015\u2212]/.test(code)) {
    const start = code.search(/\S/);
    return [{ message: 'armour', start, end: code.trimEnd().length, right: `-----${armour[1]}-----` }];
  }
  const faults: Fault[] = [];
  const isCode = (at: number): boolean => !strings.some(({ start, end }) => at >= start && at < end) && !(COMMANDS.has(kind) && isPrinted(code, at));
  if (COMMANDS.has(kind)) {
    for (const { 0: found, 2: name = '', index } of code.matchAll(DASH))
      if (isCode(index)) faults.push({ message: 'dash', start: index, end: index + found.length, right: `${name.length === 1 ? '-' : '--'}${name}` });
    const open = strings.at(-1);
    const at = open && !open.complete && !isPrinted(code, open.start) ? unclosedAt(code.slice(open.start, open.end)) : undefined;
    const quote = open && code[open.start - 1];
    if (open && at !== undefined && quote && /["']/.test(quote))
      faults.push({ message: 'unclosed', start: open.start + at, end: open.start + at + 1, right: quote });
  }
  const quotes = PROGRAMS.has(kind) ? ANY_QUOTE : COMMANDS.has(kind) || kind === 'dotenv' ? OPENING : undefined;
  // The first tells of the line; its others are of the same paste.
  const first = quotes && [...code.matchAll(quotes)].find(({ index }) => isCode(index));
  if (first) faults.push(quoted(code, first.index));
  return faults;
}

/** Whether a place belongs to the words of a message. */
function isPrinted(code: string, at: number): boolean {
  const before = code.slice(0, at);
  return PRINTING.test(before.slice(Math.max(before.lastIndexOf(';'), before.lastIndexOf('|'), before.lastIndexOf('&')) + 1));
}

/** What typographic quotes hold, to the one that closes it. */
function quoted(code: string, start: number): Fault {
  const [closing, plain] = /[\u2018\u2019]/.test(code[start] as string) ? ['\u2019', "'"] : ['\u201d', '"'];
  const close = code.indexOf(closing, start + 1);
  if (close < 0) return { message: 'quote', start, end: start + 1, right: plain };
  return { message: 'quote', start, end: close + 1, right: `${plain}${code.slice(start + 1, close)}${plain}` };
}

/** Where a typographic quote ends a string that was opened by a plain one; undefined where such quotes come in pairs, or none is at the end. */
function unclosedAt(text: string): number | undefined {
  const last = /[\u201c\u201d](?=\s*\\?\s*$|\s+[-|&;])/.exec(text);
  const count = (quote: string): number => text.split(quote).length - 1;
  return last && count('\u201c') !== count('\u201d') ? last.index : undefined;
}
