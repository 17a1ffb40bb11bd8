import type { Span } from '../../core/source-file.ts';
import type { Node } from './node.ts';

/** The span of the first node that starts at or after an offset: the outermost of those that start there, a map entry from its key to the end of its value. */
export function nodeFrom(roots: readonly Node[], offset: number): Span | undefined {
  let level: readonly Node[] = roots;
  for (;;) {
    let inside: Node | undefined;
    for (const node of level) {
      for (const part of partsOf(node)) {
        if (part.span.start >= offset) return part.span;
        if (part.span.end > offset) {
          inside = part.node;
          break;
        }
      }
      if (inside) break;
    }
    if (!inside) return undefined;
    level = [inside];
  }
}

function partsOf(node: Node): { readonly span: Span; readonly node: Node }[] {
  if (node.kind === 'seq') return node.items.map((item) => ({ span: item.span, node: item }));
  if (node.kind === 'map')
    return node.pairs
      .filter((pair) => !pair.merged)
      .map((pair) => ({ span: { start: pair.key.span.start, end: Math.max(pair.key.span.end, (pair.aliasSpan ?? pair.value.span).end) }, node: pair.value }));
  return [];
}

/** Whether any of some spans, in order and apart from each other, touches another. */
export function overlaps(spans: readonly Span[], { start, end }: Span): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as Span).end <= start) low = middle + 1;
    else high = middle;
  }
  const first = spans[low];
  return first !== undefined && first.start < end;
}
