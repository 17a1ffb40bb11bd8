import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { UsageError } from './io.ts';

/** More output than any history of text makes. */
const mostOutput = 512 * 1024 * 1024;

/** From a first to a last line, both 1-based and included. */
type Lines = readonly [first: number, last: number];

/** What changed since a commit, by path in the repository. */
export class Changes {
  constructor(
    private readonly changed: ReadonlySet<string>,
    private readonly untracked: ReadonlySet<string>,
    private readonly lines: ReadonlyMap<string, readonly Lines[]>,
  ) {}

  /** Whether a file is new, changed, or renamed. */
  hasFile(path: string): boolean {
    return this.changed.has(path) || this.untracked.has(path);
  }

  /** Whether one of some lines is new or changed, or stands where lines were taken out. */
  hasLines(path: string, first: number, last: number): boolean {
    return this.untracked.has(path) || (this.lines.get(path) ?? []).some((range) => range[0] <= last && first <= range[1]);
  }
}

/**
 * What differs between the working tree and the point where it left `ref`: changed and renamed files, and new ones that git does not ignore.
 * `root`: the repository's folder. Throws a UsageError when git is missing or does not know the commit.
 */
export async function changesSince(ref: string, root: string, env: NodeJS.ProcessEnv): Promise<Changes> {
  const git = (...args: string[]): Promise<GitResult> => runGit(args, root, env);
  const commit = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
  if (commit.code !== 0) {
    const why = firstLine(commit.errors);
    throw new UsageError(`--since: ${why || `git knows no commit "${ref}"; in a shallow clone, fetch it first`}`);
  }
  const given = firstLine(commit.output);
  // Without a common ancestor (a shallow clone may hide it) the commit itself is what to compare with.
  const base = await git('merge-base', given, 'HEAD');
  const from = base.code === 0 ? firstLine(base.output) : given;
  // What a repository's settings say of showing differences is for people, and may run programs.
  const diff = ['diff', '--no-ext-diff', '--no-textconv', '--no-color', '--no-relative', '--find-renames', '--diff-filter=d', '--ignore-submodules'];
  const names = await succeeds(git(...diff, '--name-only', '-z', from, '--'));
  const patch = await succeeds(git(...diff, '--unified=0', '--src-prefix=a/', '--dst-prefix=b/', from, '--'));
  const others = await succeeds(git('ls-files', '--others', '--exclude-standard', '-z'));
  return new Changes(new Set(namesIn(names)), new Set(namesIn(others)), changedLines(patch.toString('latin1')));
}

interface GitResult {
  readonly code: number;
  readonly output: Buffer;
  readonly errors: Buffer;
}

function runGit(args: readonly string[], root: string, env: NodeJS.ProcessEnv): Promise<GitResult> {
  // On Windows a program is looked for in the working directory first, and the repository may hold a git.exe of its own.
  const safe = dirname(process.execPath);
  const options = { cwd: safe, env: { ...env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' }, encoding: 'buffer', maxBuffer: mostOutput, windowsHide: true } as const;
  return new Promise((resolve, reject) => {
    execFile('git', ['-C', root, '-c', 'core.fsmonitor=false', ...args], options, (error, output, errors) => {
      if (!error) resolve({ code: 0, output, errors });
      else if (typeof error.code === 'number') resolve({ code: error.code, output, errors });
      else reject(new UsageError(`--since needs git: ${String(error.code) === 'ENOENT' ? 'there is no program of that name' : error.message}`));
    });
  });
}

async function succeeds(result: Promise<GitResult>): Promise<Buffer> {
  const { code, output, errors } = await result;
  if (code !== 0) throw new UsageError(`--since: git failed: ${firstLine(errors) || `exit code ${code}`}`);
  return output;
}

const firstLine = (bytes: Buffer): string => bytes.toString('utf8').split('\n', 1)[0]?.trim() ?? '';

const namesIn = (bytes: Buffer): string[] =>
  bytes
    .toString('utf8')
    .split('\0')
    .filter((name) => name !== '');

/**
 * The changed lines of each file in a patch without context, given as one character for each byte. Where lines were only taken out,
 * the line before and the line after count.
 */
export function changedLines(patch: string): Map<string, Lines[]> {
  const files = new Map<string, Lines[]>();
  let lines: Lines[] = [];
  // Lines of the current hunk that are yet to come: text that may look like anything.
  let left = 0;
  for (const line of patch.split('\n')) {
    if (left > 0 && /^[-+]/.test(line)) {
      left--;
      continue;
    }
    if (line.startsWith('+++ ')) {
      lines = [];
      files.set(pathOf(line.slice('+++ '.length)), lines);
      continue;
    }
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (!hunk) continue;
    const [, before = '1', start = '0', after = '1'] = hunk;
    left = Number(before) + Number(after);
    lines.push(Number(after) > 0 ? [Number(start), Number(start) + Number(after) - 1] : [Number(start), Number(start) + 1]);
  }
  return files;
}

const escapes: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** The path of a `+++ b/…` line: in quotes, as in C, when it has special characters; with a tab after it when it has blanks. */
function pathOf(text: string): string {
  const quoted = /^"b\/(.*)"\t?$/.exec(text)?.[1];
  const bytes = quoted === undefined ? text.replace(/^b\//, '').replace(/\t$/, '') : quoted.replace(/\\([0-7]{3}|.)/g, unescaped);
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function unescaped(_: string, text: string): string {
  return text.length === 3 ? String.fromCharCode(Number.parseInt(text, 8)) : escapes[text] === undefined ? text : String.fromCharCode(escapes[text] as number);
}
