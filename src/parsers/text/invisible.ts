import type { Problem } from '../../core/document.ts';
import type { SourceFile } from '../../core/source-file.ts';
import type { Scan, ScannedLine } from './scan.ts';

/** Characters that look like a blank or like nothing, and are no white space to shells, Python and SQL. */
const INVISIBLE = /[\u00a0\u2007\u200b-\u200d\u202f\u2060\ufeff]/g;

/** Those that have a width: a blank was meant. The others were meant to be nothing. */
const WIDE = /[\u00a0\u2007\u202f]/;

const NAMES: Readonly<Record<string, string>> = {
  '\u00a0': 'a no-break space (U+00A0)',
  '\u2007': 'a figure space (U+2007)',
  '\u200b': 'a zero-width space (U+200B)',
  '\u200c': 'a zero-width non-joiner (U+200C)',
  '\u200d': 'a zero-width joiner (U+200D)',
  '\u202f': 'a narrow no-break space (U+202F)',
  '\u2060': 'a word joiner (U+2060)',
  '\ufeff': 'a byte order mark inside the text (U+FEFF)',
};

/** What to call an invisible character. */
export const invisibleName = (character: string): string => NAMES[character] ?? 'an invisible character';

/** Offsets of invisible characters in a line, outside of its comments and strings, or inside its strings. Joiners in strings belong to scripts and emoji. */
export function invisibleIn(text: string, strings: ScannedLine['strings'], where: 'code' | 'strings'): number[] {
  return [...text.matchAll(INVISIBLE)]
    .map((match) => match.index)
    .filter((at) => {
      const inside = strings.some((part) => at >= part.start && at < part.end);
      return where === 'code' ? !inside : inside && !/[\u200c\u200d]/.test(text.charAt(at));
    });
}

/** One problem for each run of lines that hold invisible characters in their code, with a fix for the whole run. `scanned` is asked only where there are any. */
export function invisibleProblems(file: SourceFile, scanned: () => Scan): Problem[] {
  const body = file.text.startsWith('\ufeff') ? 1 : 0;
  if (file.text.slice(body).search(INVISIBLE) === -1) return [];
  const problems: Problem[] = [];
  let run: number[] = [];
  const flush = (): void => {
    if (run.length > 0) problems.push(problem(file, run));
    run = [];
  };
  for (const line of scanned().lines) {
    const found = invisibleIn(line.code, line.strings, 'code').map((at) => at + line.start);
    const inside = found.filter((at) => at >= body);
    if (inside.length === 0) flush();
    run.push(...inside);
  }
  flush();
  return problems;
}

function problem(file: SourceFile, offsets: readonly number[]): Problem {
  const [first] = offsets as [number];
  const at = (start: number) => ({ file, span: { start, end: start + 1 }, path: '' });
  const character = file.text.charAt(first);
  const more = offsets.length > 1 ? `, the first of ${offsets.length} in these lines` : '';
  return {
    ...at(first),
    rule: 'text/invisible-character',
    text: `Here stands ${invisibleName(character)} where a blank or nothing is meant${more}; it is no white space to the program that reads the file.`,
    advice: WIDE.test(character) ? 'Type an ordinary blank (U+0020) instead.' : 'Delete it.',
    fix: {
      title: offsets.length > 1 ? 'Replace the invisible characters of these lines' : 'Replace the invisible character',
      safety: 'safe',
      edits: offsets.map((offset) => ({ at: at(offset), text: WIDE.test(file.text.charAt(offset)) ? ' ' : '' })),
    },
  };
}
