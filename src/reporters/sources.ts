import type { Location } from '../core/finding.ts';
import { type Position, SourceFile } from '../core/source-file.ts';

/** The linted files' texts. Findings come file by file, so the last one is kept. */
export class Sources {
  #last: { readonly path: string; readonly file: SourceFile | undefined } | undefined;

  constructor(private readonly readText: (path: string) => string | undefined) {}

  /** The file at a root-relative path; undefined when its text can't be had. */
  of(path: string): SourceFile | undefined {
    if (this.#last?.path !== path) {
      const text = this.readText(path);
      this.#last = { path, file: text === undefined ? undefined : new SourceFile(path, text) };
    }
    return this.#last.file;
  }

  /** A line of a location's file, without its ending, and where on the line it starts: from the excerpt, else from the file. */
  line(location: Location, line: number): { readonly text: string; readonly start: number } | undefined {
    const excerpt = location.excerpt.split('\n')[line - location.line];
    if (excerpt !== undefined) return { text: excerpt, start: location.excerptStart };
    const file = this.of(location.path);
    return file && line <= file.lineCount ? { text: file.lineText(line), start: 0 } : undefined;
  }

  /**
   * Where a location ends (column exclusive), by its last character: a span that takes in its line's ending ends on that line,
   * not at the first column of the next.
   */
  end(location: Location): Position {
    const { line, column, endLine, endColumn } = location;
    if (endLine === line || endColumn > 1) return { line: endLine, column: endColumn };
    const last = this.line(location, endLine - 1);
    if (last === undefined) return { line: endLine, column: endColumn };
    return { line: endLine - 1, column: Math.max(last.text.length + 1, endLine - 1 === line ? column : 1) };
  }
}
