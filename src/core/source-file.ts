import type { PositionMap } from './position-map.ts';

/** Half-open range of UTF-16 code units in a {@link SourceFile}'s text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A 1-based place in a text; `column` counts UTF-16 code units (SARIF `utf16CodeUnits`). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where an embedded text stands in the file that holds it. */
export interface Embedding {
  readonly host: SourceFile;
  readonly map: PositionMap;
  /** Logical path of the scalar in the host that holds this text. */
  readonly path: string;
}

/**
 * A text and where it comes from: the only place that knows lines.
 * `path` is relative to the root, with forward slashes. A byte order mark stays in `text`.
 * The text of an embedded document (a policy in a template string) is a SourceFile too, with `embedded` set.
 */
export class SourceFile {
  #lineStarts: number[] | undefined;

  constructor(
    readonly path: string,
    readonly text: string,
    readonly embedded?: Embedding,
  ) {}

  /** The file on disk that holds this text: itself, unless embedded. */
  get root(): SourceFile {
    return this.embedded ? this.embedded.host.root : this;
  }

  /** 1-based position of an offset (a byte order mark takes no column); offsets outside the text are clamped. Lines end at LF, CRLF or CR, as in SARIF and editors. */
  positionAt(offset: number): Position {
    const starts = this.#starts();
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    const column = at - (starts[low] as number) + 1;
    // Editors don't count the byte order mark.
    return { line: low + 1, column: low === 0 && column > 1 && this.text.charCodeAt(0) === 0xfeff ? column - 1 : column };
  }

  /** Offset of a 1-based line's first character; the text's length when there is no such line. */
  lineStart(line: number): number {
    return this.#starts()[line - 1] ?? this.text.length;
  }

  /** The text of a 1-based line, without its line ending; empty when there is no such line. */
  lineText(line: number): string {
    const start = this.#starts()[line - 1];
    if (start === undefined) return '';
    let end = this.#starts()[line] ?? this.text.length;
    while (end > start && (this.text.charCodeAt(end - 1) === 10 || this.text.charCodeAt(end - 1) === 13)) end--;
    return this.text.slice(start, end);
  }

  get lineCount(): number {
    return this.#starts().length;
  }

  /** The spans of the root file that hold a span of this text: one, or several where the host interrupts it (indentation of a block scalar). */
  toRoot(span: Span): Span[] {
    if (!this.embedded) return [span];
    const { host, map } = this.embedded;
    return map.toHost(span).flatMap((part) => host.toRoot(part));
  }

  #starts(): number[] {
    if (this.#lineStarts) return this.#lineStarts;
    const starts = [0];
    const { text } = this;
    // Texts with bare CRs are rare, and searching for LFs natively is many times faster.
    if (/\r(?!\n)/.test(text)) {
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
      }
    } else {
      for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
    }
    this.#lineStarts = starts;
    return starts;
  }
}
