import { closingBracket, compileWildcard } from './wildcard.ts';

/** What is wrong with a pattern in .gitignore syntax; undefined when nothing is. */
export function patternMistake(pattern: string): string | undefined {
  if (pattern.trim() === '') return 'an empty pattern matches nothing';
  if (pattern.startsWith('#')) return `"${pattern}" is a comment in .gitignore syntax; write "\\${pattern}" for a name that starts with #`;
  const bare = pattern.replace(/^!/, '');
  if (bare.startsWith('./')) return `"${pattern}" matches nothing; patterns start at the root, so write "${pattern.replace('./', '/')}"`;
  if (bare.split('/').includes('..')) return `"${pattern}" leaves the root; patterns match paths below it`;
  if (/^[A-Za-z]:[\\/]/.test(bare)) return `"${pattern}" is an absolute path; patterns start at the root`;
  if (/\\[A-Za-z0-9]/.test(bare)) return `"${pattern}" has a backslash before a letter or digit, which does nothing; write / between folders`;
  if (endsInBackslash(bare)) return `"${pattern}" ends in a backslash; write / between folders`;
  if (hasOpenBracket(bare)) return `"${pattern}" has a [ without a ]; write \\[ for the character`;
  return undefined;
}

function endsInBackslash(pattern: string): boolean {
  let count = 0;
  while (pattern[pattern.length - 1 - count] === '\\') count++;
  return count % 2 === 1;
}

function hasOpenBracket(pattern: string): boolean {
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern[i] === '[') {
      i = closingBracket(pattern, i);
      if (i < 0) return true;
    }
  }
  return false;
}

interface Pattern {
  readonly takesBack: boolean;
  readonly foldersOnly: boolean;
  /** Tests of the names of a path, in order; `**` for any number of folders. */
  readonly names: readonly ('**' | ((name: string) => boolean))[];
}

/**
 * Paths by patterns in .gitignore syntax (gitignore(5)), relative to a folder; later patterns win, `!` takes back.
 * Our own because the `ignore` package always judges the folders above a path too, so that a nested file can't take a folder back,
 * and because its regular expressions take time in the power of the number of `**`: patterns of a linted repository are hostile input.
 */
export class PathPatterns {
  readonly #patterns: readonly Pattern[];

  /** `base`: the folder that the patterns are relative to, ending in `/`; '' for the root. */
  constructor(
    patterns: readonly string[],
    private readonly base = '',
  ) {
    this.#patterns = patterns.flatMap((pattern) => compile(pattern) ?? []).reverse();
  }

  /** What the patterns say of a path itself, whatever they say of the folders above it; undefined when nothing. */
  match(path: string, isFolder: boolean): 'matched' | 'taken back' | undefined {
    if (this.#patterns.length === 0 || !path.startsWith(this.base)) return undefined;
    const names = path.slice(this.base.length).split('/');
    const deciding = this.#patterns.find((pattern) => (isFolder || !pattern.foldersOnly) && matches(pattern.names, names));
    return deciding && (deciding.takesBack ? 'taken back' : 'matched');
  }

  /** Whether a path or a folder above it is matched: what lies in a matched folder can't be taken back. */
  covers(path: string, isFolder = false): boolean {
    for (let slash = path.indexOf('/', this.base.length); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (this.match(path.slice(0, slash), true) === 'matched') return true;
    }
    return this.match(path, isFolder) === 'matched';
  }
}

function compile(line: string): Pattern | undefined {
  let pattern = withoutTrailingSpaces(line);
  if (pattern === '' || pattern.startsWith('#')) return undefined;
  const takesBack = pattern.startsWith('!');
  if (takesBack) pattern = pattern.slice(1);
  const foldersOnly = pattern.endsWith('/');
  if (foldersOnly) pattern = pattern.slice(0, -1);
  const anchored = pattern.includes('/');
  if (pattern.startsWith('/')) pattern = pattern.slice(1);
  if (pattern === '') return undefined;
  const names = pattern.split('/').map((name) => (name === '**' && anchored ? '**' : compileWildcard(name)));
  return { takesBack, foldersOnly, names: anchored ? names : ['**', ...names] };
}

/** Trailing spaces don't count, unless a backslash stands before them. */
function withoutTrailingSpaces(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ') end--;
  const bare = line.slice(0, end);
  return end < line.length && endsInBackslash(bare) ? `${bare} ` : bare;
}

/** Greedy, as for `*` in a name: a `**` takes one folder more and tries again, and only the last one ever has to. */
function matches(tests: Pattern['names'], names: readonly string[]): boolean {
  let test = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < names.length) {
    const next = tests[test];
    // A trailing `**` stands for all that lies in a folder, and not for the folder.
    if (next === '**' && test === tests.length - 1) return true;
    if (next === '**') {
      star = test++;
      starAt = at;
    } else if (next?.(names[at] as string)) {
      test++;
      at++;
    } else if (star >= 0) {
      test = star + 1;
      at = ++starAt;
    } else return false;
  }
  return test === tests.length;
}
