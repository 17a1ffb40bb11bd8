import type { Problem } from '../../core/document.ts';
import type { SourceFile } from '../../core/source-file.ts';

/** Deepest nesting of collections that is read. Real files stay below 60; deeper ones are attacks or machine output. */
export const depthLimit = 200;

/** What is said of the first collection that is nested deeper. */
export const tooDeep = {
  text: `Collections are nested more than ${depthLimit} levels deep here; what is deeper is not read.`,
  advice: 'Nest less.',
};

/** Problems of syntax that are said of one file. */
export const problemLimit = 20;

/** Duplicate keys that are said of one file. */
const duplicateLimit = 100;

/** What stays of the problems: of syntax the first on each line, and of all not more than a reader can use. Sorted by place. */
export function limitProblems(file: SourceFile, problems: readonly Problem[]): Problem[] {
  const lines = new Set<number>();
  const kept: Problem[] = [];
  let syntax = 0;
  let duplicates = 0;
  for (const problem of problems.toSorted((a, b) => a.span.start - b.span.start)) {
    if (problem.rule === 'yaml/syntax' || problem.rule === 'json/syntax') {
      const { line } = file.positionAt(problem.span.start);
      if (lines.has(line) || syntax >= problemLimit) continue;
      lines.add(line);
      syntax++;
    } else if (problem.rule === 'yaml/duplicate-key' && ++duplicates > duplicateLimit) continue;
    kept.push(problem);
  }
  return kept;
}

/** Characters that a YAML stream must not hold unescaped (YAML 1.2.2 section 5.1), lone surrogates among them. */
export const unprintable = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** White space that looks like a blank and is none to YAML and JSON: copied from web pages and word processors. */
export const invisibleSpace = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]/;

/** The problem of an invisible space that was read as a blank: said once a file, at the first. */
export function invisibleProblem(file: SourceFile, at: number, count: number): Problem {
  const code = `U+${file.text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}`;
  const others = count > 1 ? ` (and ${count - 1} more in this file)` : '';
  return {
    rule: 'text/invisible-character',
    file,
    span: { start: at, end: at + 1 },
    path: '',
    text: `This is ${names.get(code) ?? 'an invisible space'} (${code}) and not a blank${others}; it is no white space to a parser.`,
    advice: 'Type an ordinary blank instead.',
  };
}

const names: ReadonlyMap<string, string> = new Map([
  ['U+00A0', 'a no-break space'],
  ['U+200B', 'a zero-width space'],
  ['U+202F', 'a narrow no-break space'],
  ['U+3000', 'an ideographic space'],
  ['U+FEFF', 'a byte order mark inside the text'],
]);
