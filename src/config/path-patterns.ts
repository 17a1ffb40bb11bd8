import ignore, { type Ignore } from 'ignore';

/** Folder levels that a pattern may leave open with `**`; each multiplies the cost of matching, and the patterns of a linted repository are hostile input. */
const mostGlobstars = 3;

/** What is wrong with a pattern in .gitignore syntax; undefined when nothing is. */
export function patternMistake(pattern: string): string | undefined {
  if (pattern.trim() === '') return 'an empty pattern matches nothing';
  if (pattern.startsWith('#')) return `"${pattern}" is a comment in .gitignore syntax; write "\\${pattern}" for a name that starts with #`;
  const bare = pattern.replace(/^!/, '');
  if (bare.startsWith('./')) return `"${pattern}" matches nothing; patterns start at the root, so write "${pattern.replace('./', '/')}"`;
  if (bare.split('/').includes('..')) return `"${pattern}" leaves the root; patterns match paths below it`;
  if (/^[A-Za-z]:[\\/]/.test(bare)) return `"${pattern}" is an absolute path; patterns start at the root`;
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(bare)) return `"${pattern}" ends in a backslash; write / between folders`;
  if (hasOpenBracket(bare)) return `"${pattern}" has a [ without a ]; write \\[ for the character`;
  if (tooManyGlobstars(bare)) return `"${pattern}" has more than ${mostGlobstars} **`;
  return undefined;
}

const tooManyGlobstars = (pattern: string): boolean => pattern.split('**').length - 1 > mostGlobstars;

function hasOpenBracket(pattern: string): boolean {
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern[i] === '[') {
      // The first character of a class may be a `]` that stands for itself.
      const negated = pattern[i + 1] === '!' || pattern[i + 1] === '^';
      const close = pattern.indexOf(']', i + (negated ? 3 : 2));
      if (close < 0) return true;
      i = close;
    }
  }
  return false;
}

/** Paths by patterns in .gitignore syntax, relative to a folder; later patterns win, `!` takes back. */
export class PathPatterns {
  readonly #ignore: Ignore;

  /** `base`: root-relative folder that the patterns are relative to, '' for the root. */
  constructor(
    patterns: readonly string[],
    private readonly base = '',
  ) {
    this.#ignore = ignore({ ignorecase: false }).add(patterns.filter((pattern) => !tooManyGlobstars(pattern)));
  }

  /** Whether a root-relative path (a folder's ends in `/`) or a folder above it matches: 'taken back' when a `!` pattern decided; undefined when none did. */
  match(path: string): 'matched' | 'taken back' | undefined {
    if (!path.startsWith(this.base)) return undefined;
    const below = path.slice(this.base.length);
    if (below === '' || below === '/') return undefined;
    const { ignored, unignored } = this.#ignore.test(below);
    return ignored ? 'matched' : unignored ? 'taken back' : undefined;
  }
}
