import type { Comment } from '../../core/document.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';

interface CommentProblem {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly advice: string;
  readonly fix?: { readonly title: string; readonly edits: readonly { readonly span: Span; readonly text: string }[] };
}

/** The comment at an offset, and what is wrong with it: XML has no `--` inside comments. */
export class CommentReader {
  /** Undefined when it never ends. */
  readonly comment: Comment | undefined;
  readonly problems: readonly CommentProblem[];
  readonly end: number;

  constructor(file: SourceFile, start: number) {
    const { text } = file;
    const close = text.indexOf('-->', start + 4);
    if (close < 0) {
      this.end = text.length;
      this.problems = [{ start, end: start + 4, text: 'The comment that begins here never ends.', advice: 'Write --> where it ends.' }];
      return;
    }
    this.end = close + 3;
    this.comment = { file, span: { start, end: this.end }, text: text.slice(start + 4, close).trim() };
    const inner = text.indexOf('--', start + 4);
    this.problems = inner < close ? [this.#hyphens(text, start + 4, inner, close)] : [];
  }

  #hyphens(text: string, from: number, first: number, close: number): CommentProblem {
    if (text.startsWith('<!--', first - 2) && first - 2 >= from) {
      return {
        start: first - 2,
        end: first + 2,
        text: 'A comment begins inside a comment; both end at the first -->.',
        advice: 'End the outer comment before, or leave out the <!-- and --> of the inner one.',
      };
    }
    const edits: { span: Span; text: string }[] = [];
    // Runs of hyphens, the last of them together with the end mark.
    for (const { index, 0: run } of text.slice(from, close + 2).matchAll(/--+/g)) {
      const start = from + index;
      const atEnd = start + run.length === close + 2;
      const length = atEnd ? run.length - 2 : run.length;
      if (length > 0) edits.push({ span: { start, end: start + length }, text: atEnd ? ' '.repeat(length) : run.length === 2 ? '- -' : '='.repeat(length) });
    }
    const atEnd = first >= close - 1;
    return {
      start: atEnd ? close - 1 : first,
      end: atEnd ? close + 3 : first + 2,
      text: atEnd ? 'A comment ends in --->, with a hyphen too many.' : 'Two hyphens stand inside a comment.',
      advice: atEnd ? 'Write -->.' : 'Write one hyphen, or - - with a blank between.',
      fix: { title: 'Write the comment without --', edits },
    };
  }
}
