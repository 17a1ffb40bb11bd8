/**
 * Whether a name matches a shell pattern of `*`, `?`, `[a-z]`, `[!a-z]` and `\` before any of these, without `/`.
 * Time is at most the product of both lengths, whatever the pattern: the last `*` alone takes one character more and tries again.
 */
export function wildcard(pattern: string, name: string): boolean {
  const tokens = tokenize(pattern);
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
}

type Token = '*' | ((character: string) => boolean);

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] as string;
    if (character === '*') tokens.push('*');
    else if (character === '?') tokens.push(() => true);
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

/** A `]` right after the opening stands for itself. */
function closingBracket(pattern: string, open: number): number {
  const negated = pattern[open + 1] === '!' || pattern[open + 1] === '^';
  return pattern.indexOf(']', open + (negated ? 3 : 2));
}

function characterClass(inner: string): (character: string) => boolean {
  const negated = inner[0] === '!' || inner[0] === '^';
  const set = negated ? inner.slice(1) : inner;
  const ranges: [string, string][] = [];
  for (let i = 0; i < set.length; i++) {
    const from = set[i] as string;
    const to = set[i + 1] === '-' ? set[i + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) i += 2;
  }
  return (character) => ranges.some(([from, to]) => from <= character && character <= to) !== negated;
}
