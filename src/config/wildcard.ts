/** A token of a pattern: any text, or one character. */
type Token = '*' | ((character: string) => boolean);

/**
 * A shell pattern for one name, compiled: `*`, `?`, `[a-z]`, `[!a-z]`, `[[:alpha:]]`, and `\` before any of these; a `[` that is not closed stands for itself.
 * Testing takes at most the product of both lengths, whatever the pattern: only the last `*` is ever tried again.
 */
export function compileWildcard(pattern: string): (name: string) => boolean {
  const tokens = tokenize(pattern);
  return (name) => {
    let token = 0;
    let at = 0;
    let star = -1;
    let starAt = 0;
    while (at < name.length) {
      const test = tokens[token];
      if (test === '*') {
        star = token++;
        starAt = at;
      } else if (test?.(name[at] as string)) {
        token++;
        at++;
      } else if (star >= 0) {
        token = star + 1;
        at = ++starAt;
      } else return false;
    }
    while (tokens[token] === '*') token++;
    return token === tokens.length;
  };
}

/** Offset of the `]` that closes the `[` at an offset, negative when none does. A `]` right after the opening stands for itself. */
export function closingBracket(pattern: string, open: number): number {
  let at = open + 1;
  if (pattern[at] === '!' || pattern[at] === '^') at++;
  for (let first = true; at < pattern.length; at++, first = false) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === '[' && pattern[at + 1] === ':') {
      const close = pattern.indexOf(':]', at + 2);
      if (close > 0) at = close + 1;
    } else if (pattern[at] === ']' && !first) return at;
  }
  return -1;
}

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] as string;
    if (character === '*') {
      if (tokens.at(-1) !== '*') tokens.push('*');
    } else if (character === '?') tokens.push(() => true);
    else if (character === '\\' && i + 1 < pattern.length) {
      const literal = pattern[++i];
      tokens.push((other) => other === literal);
    } else {
      const close = character === '[' ? closingBracket(pattern, i) : -1;
      if (close < 0) tokens.push((other) => other === character);
      else {
        tokens.push(characterClass(pattern.slice(i + 1, close)));
        i = close;
      }
    }
  }
  return tokens;
}

const namedClasses: ReadonlyMap<string, RegExp> = new Map([
  ['alpha', /[A-Za-z]/],
  ['digit', /[0-9]/],
  ['alnum', /[A-Za-z0-9]/],
  ['upper', /[A-Z]/],
  ['lower', /[a-z]/],
  ['space', /[\t-\r ]/],
  ['blank', /[\t ]/],
  ['punct', /[!-/:-@[-`{-~]/],
  ['xdigit', /[0-9A-Fa-f]/],
]);

function characterClass(inner: string): (character: string) => boolean {
  const negated = inner[0] === '!' || inner[0] === '^';
  const tests: ((character: string) => boolean)[] = [];
  for (let i = negated ? 1 : 0; i < inner.length; i++) {
    const named = inner.startsWith('[:', i) ? inner.indexOf(':]', i + 2) : -1;
    if (named > 0) {
      const expression = namedClasses.get(inner.slice(i + 2, named));
      tests.push((character) => expression?.test(character) ?? false);
      i = named + 1;
      continue;
    }
    if (inner[i] === '\\') i++;
    const from = inner[i] ?? '\\';
    let to = from;
    if (inner[i + 1] === '-' && i + 2 < inner.length) {
      i += inner[i + 2] === '\\' ? 3 : 2;
      to = inner[i] ?? '\\';
    }
    tests.push((character) => from <= character && character <= to);
  }
  return (character) => tests.some((test) => test(character)) !== negated;
}
