import type { Span } from '../../core/source-file.ts';

/** Openings and closings of Jinja, Helm and cookiecutter. */
const closings: ReadonlyMap<string, string> = new Map([
  ['{{', '}}'],
  ['{%', '%}'],
  ['{#', '#}'],
]);

/** Longest expression that is looked for: one that ends further away is none. */
const longest = 4000;

/**
 * Makes template expressions harmless to a YAML reader, length kept: those that fill their lines are blanked, one inside a line becomes a word.
 * `expressions`: where they stand, in file order.
 */
export function maskTemplates(text: string): { masked: string; expressions: Span[] } {
  const expressions: Span[] = [];
  if (!/\{[{%]/.test(text)) return { masked: text, expressions };
  let masked = '';
  let from = 0;
  /** Whether the expression before stood alone on its lines: those after it on its last line do so, too. */
  let alone = false;
  for (let start = nextExpression(text, 0); start >= 0; start = nextExpression(text, Math.max(from, start + 1))) {
    const end = expressionEnd(text, start);
    if (end < 0) continue;
    let blank = start;
    while (blank > from && (text.charCodeAt(blank - 1) === 32 || text.charCodeAt(blank - 1) === 9)) blank--;
    const startsLine = blank === 0 || isBreak(text.charCodeAt(blank - 1));
    if (startsLine) alone = fillsLine(text, end);
    else if (blank > from || from === 0) alone = false;
    const written = text.slice(start, end);
    masked += text.slice(from, start) + (alone ? written.replace(/[^\r\n]/g, ' ') : '_'.repeat(written.length));
    expressions.push({ start, end });
    from = end;
  }
  return { masked: masked + text.slice(from), expressions };
}

function nextExpression(text: string, from: number): number {
  for (let at = text.indexOf('{', from); at >= 0; at = text.indexOf('{', at + 1)) {
    const next = text.charCodeAt(at + 1);
    if (next === 123 || next === 37 || next === 35) return at;
  }
  return -1;
}

/** Past the expression at an offset; -1 if it doesn't end. */
function expressionEnd(text: string, start: number): number {
  const closing = closings.get(text.slice(start, start + 2));
  const length = closing ? text.slice(start + 2, start + longest).indexOf(closing) : -1;
  return length < 0 ? -1 : start + length + 4;
}

/** Whether the rest of the line is blank or holds further expressions only. */
function fillsLine(text: string, start: number): boolean {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (at >= text.length || isBreak(code)) return true;
    const end = code === 123 ? expressionEnd(text, at) : -1;
    if (end >= 0) at = end;
    else if (code === 32 || code === 9) at++;
    else return false;
  }
}

function isBreak(code: number): boolean {
  return code === 10 || code === 13;
}
