/** A half-open range of a logical text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** White space; the common characters first, because every character of a file is asked. */
export function isSpace(character: string | undefined): boolean {
  if (character === undefined) return false;
  const code = character.charCodeAt(0);
  return code === 32 || (code >= 9 && code <= 13) || (code > 127 && /\s/.test(character));
}

/** Words at white space, quotes and escapes kept, as BuildKit splits the arguments of most instructions. A quote that is not closed takes the rest. */
export function splitWords(text: string, from: number, to: number, escapeCharacter: string): Range[] {
  const words: Range[] = [];
  let at = from;
  while (at < to) {
    if (isSpace(text[at])) {
      at++;
      continue;
    }
    const start = at;
    at = wordEnd(text, at, to, escapeCharacter);
    words.push({ start, end: at });
  }
  return words;
}

function wordEnd(text: string, from: number, to: number, escapeCharacter: string): number {
  let quote = '';
  let at = from;
  for (; at < to; at++) {
    const character = text[at] as string;
    if (character === escapeCharacter && quote !== "'") at++;
    else if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (isSpace(character)) break;
  }
  return Math.min(at, to);
}

/** Words at white space alone: FROM and EXPOSE know no quotes at this point. */
export function splitAtSpace(text: string, from: number, to: number): Range[] {
  const words: Range[] = [];
  for (const match of text.slice(from, to).matchAll(/\S+/g)) words.push({ start: from + match.index, end: from + match.index + match[0].length });
  return words;
}

/** The leading `--name=value` words; a lone `--` ends them. `end`: where the arguments begin. */
export function splitFlags(text: string, from: number, to: number): { readonly flags: readonly Range[]; readonly end: number } {
  const flags: Range[] = [];
  let at = from;
  for (;;) {
    while (at < to && isSpace(text[at])) at++;
    if (!text.startsWith('--', at) || at + 2 > to) return { flags, end: at };
    const end = wordEnd(text, at, to, '\\');
    if (end - at === 2) {
      let next = end;
      while (next < to && isSpace(text[next])) next++;
      return { flags, end: next };
    }
    flags.push({ start: at, end });
    at = end;
  }
}

/** A word without its quotes and escapes, variables left as they stand. */
export function unquote(word: string, escapeCharacter: string): string {
  let result = '';
  let quote = '';
  for (let at = 0; at < word.length; at++) {
    const character = word[at] as string;
    if (character === escapeCharacter && quote !== "'" && at + 1 < word.length) {
      const next = word[at + 1] as string;
      if (quote === '"' && next !== '"' && next !== '$' && next !== escapeCharacter) result += character;
      else {
        result += next;
        at++;
      }
    } else if (quote === character) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else result += character;
  }
  return result;
}

/** The strings of an exec form; undefined when the arguments are no JSON list of strings, which makes them a shell form. */
export function execForm(text: string, from: number, to: number): readonly (Range & { readonly value: string })[] | undefined {
  if (text[from] !== '[') return undefined;
  let values: unknown;
  try {
    values = JSON.parse(text.slice(from, to));
  } catch {
    return undefined;
  }
  if (!Array.isArray(values) || !values.every((value) => typeof value === 'string')) return undefined;
  const result: (Range & { value: string })[] = [];
  let at = from;
  for (const value of values as string[]) {
    const start = text.indexOf('"', at);
    let end = start + 1;
    while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    at = end + 1;
    result.push({ start, end: at, value });
  }
  return result;
}
