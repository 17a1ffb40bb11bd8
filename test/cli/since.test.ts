import { execFileSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changedLines } from '../../src/cli/changes.ts';
import { folderWith, lintel, places, write } from './lintel.ts';

/** Windows has no such names. */
const quote = process.platform === 'win32' ? "'" : '"';

/** Only what the test says: nobody's own settings, hooks or environment. */
const env = {
  PATH: process.env.PATH ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  ...Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, 'Test'],
      [`GIT_${who}_EMAIL`, 'test@example.com'],
    ]),
  ),
};
const git = (cwd: string, ...args: string[]) => execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const commit = (cwd: string, message = 'more') => {
  git(cwd, 'add', '-A');
  git(cwd, 'commit', '-q', '-m', message);
};

function repository(files: Readonly<Record<string, string>>) {
  const folder = folderWith(files);
  git(folder, 'init', '-q', '-b', 'main');
  commit(folder, 'first');
  return folder;
}
const since = (cwd: string, ...argv: string[]) => lintel(['-f', 'json', '--since', ...argv], { cwd, env });

describe('--since', () => {
  test('lints what changed, was renamed, or is new, and nothing that git ignores', async () => {
    const folder = repository({
      '.gitignore': 'out/\n',
      'same.words': 'BAD',
      'changed.words': 'GOOD',
      'moved.words': 'BAD\nx',
      'gone.words': 'BAD',
      [`sub/ä ${quote}b${quote}.words`]: 'GOOD',
    });
    write(folder, 'changed.words', 'BAD');
    write(folder, `sub/ä ${quote}b${quote}.words`, 'BAD');
    renameSync(join(folder, 'moved.words'), join(folder, 'sub/here now.words'));
    rmSync(join(folder, 'gone.words'));
    git(folder, 'add', '-A');
    write(folder, 'new.words', 'BAD');
    write(folder, 'out/ignored.words', 'BAD');
    const all = ['changed.words:1:1 fake/bad', 'new.words:1:1 fake/bad', 'sub/here now.words:1:1 fake/bad', `sub/ä ${quote}b${quote}.words:1:1 fake/bad`];
    expect(places(await since(folder, 'main'))).toEqual(all);
    expect(places(await since(folder, 'HEAD'))).toEqual(all);
    expect(places(await since(join(folder, 'sub'), 'main'))).toEqual(['here now.words:1:1 fake/bad', `ä ${quote}b${quote}.words:1:1 fake/bad`]);
    expect(places(await since(folder, 'main', 'sub', 'same.words'))).toEqual(all.slice(2));
  });

  test('means since the branches parted', async () => {
    const folder = repository({ 'a.words': 'GOOD', 'b.words': 'BAD' });
    git(folder, 'switch', '-q', '-c', 'topic');
    write(folder, 'a.words', 'BAD');
    commit(folder);
    git(folder, 'switch', '-q', 'main');
    write(folder, 'b.words', 'BAD BAD');
    commit(folder);
    git(folder, 'switch', '-q', 'topic');
    expect(places(await since(folder, 'main'))).toEqual(['a.words:1:1 fake/bad']);
  });

  test('nothing changed is nothing to do', async () => {
    const folder = repository({ 'a.words': 'BAD' });
    expect(await since(folder, 'main')).toMatchObject({ code: 0, stderr: '' });
  });

  test('settings of the repository run no program', async () => {
    const folder = repository({ 'a.words': 'GOOD', '.gitattributes': '*.words diff=words\n' });
    const touch = `touch ${join(folder, 'ran')}`;
    for (const name of ['diff.external', 'diff.words.textconv', 'core.fsmonitor', 'core.pager']) git(folder, 'config', name, touch);
    git(folder, 'config', 'diff.noprefix', 'true');
    git(folder, 'config', 'diff.relative', 'true');
    write(folder, 'a.words', 'BAD');
    expect(places(await since(folder, 'main', '--changed-lines'))).toEqual(['a.words:1:1 fake/bad']);
    expect(() => rmSync(join(folder, 'ran'))).toThrow();
  });

  test.each([
    ['nowhere', '--since: git knows no commit "nowhere"; in a shallow clone, fetch it first'],
    ['--output=x', '--since: git knows no commit "--output=x"; in a shallow clone, fetch it first'],
  ])('%s is no commit', async (ref, message) => {
    const folder = repository({ 'a.words': 'BAD' });
    expect(await lintel([`--since=${ref}`], { cwd: folder, env })).toEqual({ code: 2, stdout: '', stderr: `lintel: ${message}\n` });
  });

  test('needs a repository, and git', async () => {
    const bare = folderWith({ 'a.words': 'BAD' });
    expect((await lintel(['--since', 'main'], { cwd: bare, env })).stderr).toBe('lintel: --since needs a git repository, and . is in none\n');
    const folder = repository({ 'a.words': 'BAD' });
    expect((await lintel(['--since', 'main'], { cwd: folder, env: { PATH: '/nowhere' } })).stderr).toBe(
      'lintel: --since needs git: there is no program of that name\n',
    );
    expect((await lintel(['--since', 'main', '--stdin'], { cwd: folder, env })).stderr).toBe('lintel: --since does not go with --stdin\n');
    expect((await lintel(['--changed-lines'], { cwd: folder, env })).stderr).toBe('lintel: --changed-lines needs --since\n');
  });
});

describe('--changed-lines', () => {
  test('reports what stands on changed lines, and all of a new file', async () => {
    const folder = repository({ 'a.words': 'BAD\nGOOD\nBAD\nGOOD\nBAD\nx\nBAD\n', 'moved.words': 'BAD\nx\ny\nz\n' });
    write(folder, 'a.words', 'BAD\nBAD\nBAD\nGOOD\nBAD\nBAD\n');
    write(folder, 'new.words', 'BAD\nBAD');
    git(folder, 'mv', 'moved.words', 'here.words');
    // Line 2 changed; line 6 was taken out, between the 5th and what is now the 6th.
    expect(places(await since(folder, 'main', '--changed-lines'))).toEqual([
      'a.words:2:1 fake/bad',
      'a.words:5:1 fake/bad',
      'a.words:6:1 fake/bad',
      'new.words:1:1 fake/bad',
      'new.words:2:1 fake/bad',
    ]);
    expect(places(await since(folder, 'main'))).toHaveLength(8);
  });

  test('decides the exit code and what is fixed', async () => {
    const folder = repository({ 'a.words': 'BAD\nx\n' });
    write(folder, 'a.words', 'BAD\nx\ny\n');
    expect((await since(folder, 'main')).code).toBe(1);
    expect((await since(folder, 'main', '--changed-lines', '--fix')).code).toBe(0);
    expect(places(await lintel(['-f', 'json'], { cwd: folder }))).toEqual(['a.words:1:1 fake/bad']);
  });

  test('does not make the rest of a baseline stale', async () => {
    const folder = repository({ 'a.words': 'BAD\nx\n', 'b.words': 'ODD' });
    await lintel(['--baseline', 'base.json', '--update-baseline'], { cwd: folder });
    write(folder, 'a.words', 'BAD\nx\nBAD\n');
    const result = await since(folder, 'main', '--changed-lines', '--baseline', 'base.json');
    expect(places(result)).toEqual(['a.words:3:1 fake/bad']);
    expect(result.stderr).toBe('');
  });
});

test('a patch is read by its counts: text that looks like a header is text', () => {
  const patch = [
    'diff --git a/x b/x',
    '--- a/x',
    '+++ b/x',
    '@@ -1,2 +1,2 @@ function',
    '--- a/fake',
    '-@@ -9 +9 @@',
    '+++ b/fake',
    '+@@ -7 +7 @@',
    '\\ No newline at end of file',
    '@@ -8,3 +7,0 @@',
    '-a',
    '-b',
    '-c',
    'diff --git "a/t\\303\\244\\"\\t.yaml" "b/t\\303\\244\\"\\t.yaml"',
    '--- "a/t\\303\\244\\"\\t.yaml"',
    '+++ "b/t\\303\\244\\"\\t.yaml"',
    '@@ -0,0 +1 @@',
    '+x',
    '--- /dev/null',
    '+++ b/with blank\t',
    '@@ -0,0 +1,4 @@',
    '',
  ].join('\n');
  expect(changedLines(patch)).toEqual(
    new Map([
      [
        'x',
        [
          [1, 2],
          [7, 8],
        ],
      ],
      ['tä"\t.yaml', [[1, 1]]],
      ['with blank', [[1, 4]]],
    ]),
  );
});
