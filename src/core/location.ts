import type { Located } from './document.ts';
import type { Location } from './finding.ts';
import type { SourceFile, Span } from './source-file.ts';

const longestSnippet = 500;
/** Characters of a line that are kept for printing, on both sides of where a finding begins. */
const mostBeside = 4000;

/** A place as plain data, in the root file. */
export function locate(at: Located): Location {
  const root = at.file.root;
  const spans = at.file.toRoot(at.span);
  const span: Span = { start: (spans[0] as Span).start, end: (spans.at(-1) as Span).end };
  const from = root.positionAt(span.start);
  const to = root.positionAt(span.end);
  const outer = [];
  for (let file: SourceFile = at.file; file.embedded; file = file.embedded.host) outer.unshift(file.embedded.path);
  return {
    path: root.path,
    span,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    ...printed(root, { span, line: from.line, endLine: to.line }),
    logicalPath: [...outer, at.path].filter((part) => part !== '').join('/'),
  };
}

/** What is printed of a place: its lines, at most three, and its own text; secrets as bullets. Of a very long line (minified JSON), what is near. */
export function printed(
  root: SourceFile,
  { span, line, endLine }: Pick<Location, 'span' | 'line' | 'endLine'>,
  secrets: readonly Span[] = [],
): Pick<Location, 'excerpt' | 'excerptStart' | 'snippet'> {
  const snippet = withBullets(root.text.slice(span.start, Math.min(span.end, span.start + longestSnippet)), span.start, secrets);
  const lines = [];
  let excerptStart = 0;
  for (let at = line; at <= Math.min(endLine, line + 2); at++) {
    const text = root.lineText(at);
    const start = root.lineStart(at);
    // Where a span ends on a later line, the length of its lines counts.
    if (line === endLine && text.length > 2 * mostBeside) excerptStart = Math.max(0, span.start - start - mostBeside);
    lines.push(withBullets(line === endLine ? text.slice(excerptStart, excerptStart + 2 * mostBeside) : text, start + excerptStart, secrets));
  }
  return { excerpt: lines.join('\n'), excerptStart, snippet: snippet.replace(/\s+/g, ' ').trim() };
}

/** A piece of a text that begins at an offset, with bullets in place of the characters of some spans of the text. */
function withBullets(piece: string, offset: number, secrets: readonly Span[]): string {
  let shown = piece;
  for (const { start, end } of secrets) {
    const from = Math.max(0, start - offset);
    const to = Math.min(piece.length, end - offset);
    if (from < to) shown = shown.slice(0, from) + '•'.repeat(to - from) + shown.slice(to);
  }
  return shown;
}
