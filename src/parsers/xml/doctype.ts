import { matchName } from './names.ts';

/** What a document type says of the entities that the text may use. */
export interface Doctype {
  /** 'unknown' when a part of the DTD lies in another file, or is put together from parameters. */
  readonly entities: ReadonlySet<string> | 'unknown';
  /** Past its `>`; undefined when it never ends. */
  readonly end: number | undefined;
  /** Whether something in quotes looks like markup. */
  readonly quotesMarkup: boolean;
}

/** Reads over `<!DOCTYPE …>` at an offset, with its quotes, comments and internal subset. Nothing of it is loaded or expanded. */
export function readDoctype(text: string, start: number): Doctype {
  const names = new Set<string>();
  let elsewhere = false;
  let inside = false;
  let quotesMarkup = false;
  const entities = (): Doctype['entities'] => (elsewhere ? 'unknown' : names);
  for (let at = start + 9; at < text.length; at++) {
    const character = text[at];
    let close: number | undefined;
    if (character === '"' || character === "'") {
      close = text.indexOf(character, at + 1);
      quotesMarkup ||= /[<>]/.test(text.slice(at, close));
    } else if (text.startsWith('<!--', at)) close = endOf(text, '-->', at + 4);
    else if (text.startsWith('<?', at)) close = endOf(text, '?>', at + 2);
    else if (character === '[') inside = true;
    else if (character === ']') inside = false;
    else if (character === '%') elsewhere = true;
    else if (!inside && /^(?:SYSTEM|PUBLIC)\b/.test(text.slice(at, at + 7))) elsewhere = true;
    else if (text.startsWith('<!ENTITY', at))
      names.add(matchName(text, at + 8 + (/^[ \t\r\n]*/.exec(text.slice(at + 8, at + 200)) as RegExpExecArray)[0].length));
    else if (character === '>' && !inside) return { entities: entities(), end: at + 1, quotesMarkup };
    if (close === -1) break;
    if (close !== undefined) at = close;
  }
  return { entities: entities(), end: undefined, quotesMarkup };
}

/** Offset of the last character of a mark; -1 when it does not come. */
function endOf(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? -1 : at + mark.length - 1;
}
