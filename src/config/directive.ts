import type { Span } from '../core/source-file.ts';

export const directiveKinds = ['lintel-disable-line', 'lintel-disable-next-line', 'lintel-disable-block', 'lintel-disable-file'] as const;
export type DirectiveKind = (typeof directiveKinds)[number];

/** A suppression comment taken apart. Spans count from its first word. */
export interface Directive {
  /** Undefined for a word that starts like a directive and is none. */
  readonly kind: DirectiveKind | undefined;
  readonly text: string;
  readonly word: Span;
  readonly names: readonly Name[];
  readonly reason: string | undefined;
  readonly until: { readonly text: string; readonly span: Span } | undefined;
}

interface Name {
  readonly text: string;
  readonly span: Span;
  /** What to delete to take the name out of the list; undefined for the only name. */
  readonly removal: Span | undefined;
}

/**
 * Reads `lintel-disable-… <id>[, <id>]: <reason> [until=YYYY-MM-DD]` from a comment's text (without its marker);
 * undefined for any other comment. Only the first line counts. Words that follow an id without a colon are no reason.
 */
export function parseDirective(comment: string): Directive | undefined {
  const text = comment.trimStart().split(/[\r\n]/, 1)[0] as string;
  if (!text.startsWith('lintel-disable')) return undefined;
  const word = /^[a-z-]+/i.exec(text)?.[0] as string;
  const kind = directiveKinds.find((name) => name === word);
  const rest = text.slice(word.length);
  const until = /(?:^|\s)until=(\S*)/.exec(rest);
  const untilStart = until ? rest.indexOf('until=', until.index) : rest.length;
  const colon = rest.slice(0, untilStart).indexOf(':');
  const list = rest.slice(0, colon < 0 ? untilStart : colon);
  const reason =
    colon < 0
      ? ''
      : `${rest.slice(colon + 1, Math.max(colon + 1, untilStart))}${until ? rest.slice(untilStart + 'until='.length + (until[1] as string).length) : ''}`.trim();
  return {
    kind,
    text: word,
    word: { start: 0, end: word.length },
    names: namesIn(list, word.length),
    reason: reason === '' ? undefined : reason,
    until: until
      ? { text: until[1] as string, span: { start: word.length + untilStart, end: word.length + untilStart + 'until='.length + (until[1] as string).length } }
      : undefined,
  };
}

/** The first word of each piece between commas. */
function namesIn(list: string, offset: number): Name[] {
  const pieces: { text: string; start: number; from: number; to: number }[] = [];
  let from = 0;
  for (const piece of list.split(',')) {
    const text = /\S+/.exec(piece)?.[0];
    if (text) pieces.push({ text, start: from + piece.indexOf(text), from, to: from + piece.length });
    from += piece.length + 1;
  }
  return pieces.map(({ text, start }, i) => {
    const span = { start: offset + start, end: offset + start + text.length };
    const next = pieces[i + 1];
    const previous = pieces[i - 1];
    // `a, ` for the first name, `, b` for the others.
    const removal =
      next && i === 0
        ? { start: span.start, end: offset + next.start }
        : previous
          ? { start: offset + previous.start + previous.text.length, end: span.end }
          : undefined;
    return { text, span, removal };
  });
}
