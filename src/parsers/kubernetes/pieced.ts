import type { SourceFile, Span } from '../../core/source-file.ts';
import { type Hole, pattern } from '../../core/value.ts';
import type { ImageReference } from '../image/model.ts';
import { writtenImage } from '../image/written.ts';
import type { ScalarNode } from '../yaml/node.ts';

/** A part of a reference: what joins two others, a scalar of the file, or what is not known. */
export type Piece = string | Hole | ScalarNode;

/** An image whose registry, repository and tag stand apart; it is told at the scalar of its name, a part of it at the part's own. */
export function pieced(file: SourceFile, pieces: readonly Piece[], path: string): ImageReference {
  const places: { readonly start: number; readonly end: number; readonly span: Span }[] = [];
  const parts: (string | Hole)[] = [];
  let length = 0;
  let whole: Span | undefined;
  for (const piece of pieces) {
    const isScalar = typeof piece === 'object' && 'kind' in piece;
    const own = isScalar ? (writtenImage({ file, span: piece.span, path }, piece.value).parts ?? []) : [piece];
    const start = length;
    for (const part of own) length += typeof part === 'string' ? part.length : 1;
    parts.push(...own);
    if (!isScalar) continue;
    places.push({ start, end: length, span: piece.span });
    // The repository is the longest of them, and what names the image.
    if (!whole || piece.value.includes('/') || places.length === 1) whole = piece.span;
  }
  const place = { file, span: whole ?? { start: 0, end: 0 }, path };
  return {
    where: 'pod',
    surface: 'kubernetes',
    value: () => pattern(place, parts),
    locate: (span) => {
      const inside = places.find(({ start, end }) => span.start >= start && span.end <= end);
      return { file, path, span: inside?.span ?? place.span };
    },
  };
}
