import type { Comment } from '../../core/document.ts';
import type { SourceFile } from '../../core/source-file.ts';

/** A scalar's content: no comment starts inside. */
export interface Extent {
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** The comments of a YAML text: each `#` outside scalars that stands at the start of a line or after white space, to the end of its line. Extents are in file order. */
export function findComments(file: SourceFile, text: string, scalars: readonly Extent[]): Comment[] {
  const comments: Comment[] = [];
  let index = 0;
  let at = text.indexOf('#');
  while (at >= 0) {
    while (index < scalars.length && (scalars[index] as Extent).valueEnd <= at) index++;
    const scalar = scalars[index];
    let next = at + 1;
    if (scalar && scalar.valueStart >= 0 && scalar.valueStart <= at) next = scalar.valueEnd;
    else if (at === 0 || /[\s\ufeff]/.test(text.charAt(at - 1))) {
      while (next < text.length && text.charCodeAt(next) !== 10 && text.charCodeAt(next) !== 13) next++;
      comments.push({ file, span: { start: at, end: next }, text: text.slice(at + 1, next).trim() });
    }
    at = text.indexOf('#', next);
  }
  return comments;
}
