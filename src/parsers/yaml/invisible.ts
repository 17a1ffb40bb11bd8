import type { Problem } from '../../core/document.ts';
import type { SourceFile } from '../../core/source-file.ts';
import { findComments } from './comments.ts';
import { literalStyle, plainStyle, type ScalarToken } from './decode.ts';
import { invisibleProblem, invisibleSpace } from './problems.ts';

/** Offsets of invisible spaces that stand where YAML wants a blank: at the start or end of a line, after an indicator, before a comment. */
export function straySpaces(text: string): number[] {
  const found: number[] = [];
  const pattern = new RegExp(invisibleSpace, 'g');
  pattern.lastIndex = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let runEnd = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    let start = match.index;
    while (start > runEnd && isBlank(text.charCodeAt(start - 1))) start--;
    let end = match.index + 1;
    const inRun = [match.index];
    for (; end < text.length; end++) {
      if (invisibleSpace.test(text.charAt(end))) inRun.push(end);
      else if (!isBlank(text.charCodeAt(end))) break;
    }
    const before = start === 0 ? '\n' : text.charAt(start - 1);
    const after = end === text.length ? '\n' : text.charAt(end);
    const startsLine = start < 2 || /\s/.test(text.charAt(start - 2));
    if (/[\r\n:,[{]/.test(before) || /[\r\n#]/.test(after) || (/[-?]/.test(before) && startsLine)) for (const offset of inRun) found.push(offset);
    runEnd = end;
    pattern.lastIndex = end;
  }
  return found;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** A text with blanks at some offsets. */
export function withBlanks(text: string, offsets: readonly number[]): string {
  let result = '';
  let from = 0;
  for (const offset of offsets) {
    result += `${text.slice(from, offset)} `;
    from = offset + 1;
  }
  return result + text.slice(from);
}

/** Which of the stray spaces are outside quotes, block scalars and comments, so that they were read as blanks; with the problem that says so. */
export function readAsBlanks(file: SourceFile, spaces: readonly number[], scalars: readonly ScalarToken[]): { offsets: number[]; problems: Problem[] } {
  const { text } = file;
  const comments = findComments(file, withBlanks(text, spaces), scalars).map(({ span }) => ({ valueStart: span.start, valueEnd: span.end, indent: 0 }));
  // The indentation of a block scalar is no part of its text.
  const texts = scalars
    .filter(({ style }) => style !== plainStyle)
    .map(({ valueStart, valueEnd, style, indent }) => ({ valueStart, valueEnd, indent: style >= literalStyle ? indent : 0 }));
  const content = [...texts, ...comments].sort((a, b) => a.valueStart - b.valueStart);
  let index = 0;
  const offsets = spaces.filter((offset) => {
    while (index < content.length && (content[index] as { valueEnd: number }).valueEnd <= offset) index++;
    const around = content[index];
    return !around || around.valueStart > offset || columnOf(text, offset) < around.indent;
  });
  return { offsets, problems: offsets.length === 0 ? [] : [invisibleProblem(file, offsets[0] as number, offsets.length)] };
}

function columnOf(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && text.charCodeAt(start - 1) !== 10 && text.charCodeAt(start - 1) !== 13) start--;
  return offset - start;
}
