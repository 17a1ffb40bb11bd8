import type { Span } from './source-file.ts';

/** A text edit in one file. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/**
 * How the text of an embedded document lies in its host: escapes, block-scalar indentation, folded lines, template literals.
 * Offsets on the inside count the decoded text, on the outside the host's text.
 */
export interface PositionMap {
  /** Host spans of an inner span, in order, never empty: an empty inner span gives one empty host span. */
  toHost(span: Span): Span[];
  /** The host edit that makes the inner text at `span` read `text`, or 'not-expressible' where the host's syntax can't hold it there. */
  encode(span: Span, text: string): Edit | 'not-expressible';
}
