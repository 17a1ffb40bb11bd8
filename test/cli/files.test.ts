import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { folderWith, lintel, places } from './lintel.ts';

interface JsonNote {
  readonly file: string;
  readonly kind: string;
  readonly reason: string;
}

async function linted(cwd: string, argv: readonly string[] = []): Promise<{ files: string[]; notes: JsonNote[]; code: number; stderr: string }> {
  const result = await lintel(['-f', 'json', ...argv], { cwd });
  const { notes } = JSON.parse(result.stdout) as { notes: JsonNote[] };
  return { files: places(result).map((place) => place.replace(/:1:1 fake\/bad$/, '')), notes, code: result.code, stderr: result.stderr };
}

describe('what git ignores is left out', () => {
  const repository = {
    '.git/info/exclude': 'local.words\n',
    '.gitignore': '# comment\n*.gen.words\n/only-top.words\nbuild/\n!keep.gen.words\n',
    'a.words': 'BAD',
    'a.gen.words': 'BAD',
    'keep.gen.words': 'BAD',
    'local.words': 'BAD',
    'only-top.words': 'BAD',
    'build/a.words': 'BAD',
    'sub/.gitignore': 'secret.words\n!again.gen.words\n',
    'sub/again.gen.words': 'BAD',
    'sub/only-top.words': 'BAD',
    'sub/secret.words': 'BAD',
    'sub/build/a.words': 'BAD',
    'node_modules/x/a.words': 'BAD',
  };

  test('with nested files, negation and info/exclude', async () => {
    expect((await linted(folderWith(repository))).files).toEqual(['a.words', 'keep.gen.words', 'sub/again.gen.words', 'sub/only-top.words']);
  });

  test('and packages that pip installed', async () => {
    const layer = {
      'python/botocore/data/a.words': 'BAD',
      'python/botocore-1.40.1.dist-info/a.words': 'BAD',
      'python/orders/a.words': 'BAD',
      'botocore/a.words': 'BAD',
    };
    expect((await linted(folderWith(layer))).files).toEqual(['botocore/a.words', 'python/orders/a.words']);
    expect((await linted(folderWith(layer), ['python/botocore'])).files).toEqual(['python/botocore/data/a.words']);
  });

  test('also below the working directory', async () => {
    expect((await linted(`${folderWith(repository)}/sub`)).files).toEqual(['again.gen.words', 'only-top.words']);
  });

  test('but what is named is linted, unless --force-exclude', async () => {
    const cwd = folderWith(repository);
    expect((await linted(cwd, ['a.gen.words', 'a.words'])).files).toEqual(['a.gen.words', 'a.words']);
    expect((await linted(cwd, ['a.gen.words', 'a.words', '--force-exclude'])).files).toEqual(['a.words']);
    expect((await linted(cwd, ['build'])).files).toEqual(['build/a.words']);
    expect((await linted(cwd, ['node_modules/x'])).files).toEqual(['node_modules/x/a.words']);
    expect(await linted(cwd, ['build', 'sub/build/a.words', '--force-exclude'])).toMatchObject({ files: [], code: 0, stderr: '' });
  });

  test('the same files as git itself, for random patterns', async () => {
    const segment = fc.constantFrom('a', 'b', 'ab', '*', 'a*', '*b', '?', '[ab]', '**', '[!a]', '[[:alpha:]]', '\\a', 'a[a-b]', '**b', ' ');
    const pattern = fc
      .tuple(fc.constantFrom('', '!'), fc.constantFrom('', '/'), fc.array(segment, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '/'))
      .map(([not, start, parts, end]) => not + start + parts.join('/') + end);
    const paths = ['a', 'b', 'ab', 'ba'].flatMap((top) => ['a', 'b'].flatMap((middle) => ['a', 'ab'].map((name) => `${top}/${middle}/${name}.words`)));
    paths.push('a.words', 'b.words', 'a/x.words', 'b/a.words');
    const cwd = folderWith(
      Object.fromEntries(
        [...paths, ...paths.map((path) => path.replace(/\.words$/, ''))]
          .filter((path) => !paths.some((other) => other.startsWith(`${path}/`)))
          .map((path) => [path, 'BAD']),
      ),
    );
    execFileSync('git', ['init', '-q'], { cwd });
    await fc.assert(
      fc.asyncProperty(fc.array(pattern, { minLength: 1, maxLength: 4 }), fc.array(pattern, { maxLength: 2 }), async (top, nested) => {
        writeFileSync(join(cwd, '.gitignore'), top.join('\n'));
        writeFileSync(join(cwd, 'a/.gitignore'), nested.join('\n'));
        const git = execFileSync('git', ['ls-files', '--others', '--exclude-standard', '-z'], { cwd, encoding: 'utf8' });
        const expected = git.split('\0').filter((path) => path.endsWith('.words'));
        const result = await lintel(['-f', 'json', '--allow-empty', '--no-config'], { cwd });
        expect(places(result).map((place) => place.replace(/:1:1 .*/, ''))).toEqual(expected.sort());
      }),
      { numRuns: 120 },
    );
  });
});

test('--exclude is relative to the working directory', async () => {
  const root = folderWith({ '.git/HEAD': '', 'sub/x/a.words': 'BAD', 'sub/b.words': 'BAD', 'x/a.words': 'BAD' });
  expect((await linted(`${root}/sub`, ['--exclude', '/x/'])).files).toEqual(['b.words']);
  expect((await linted(root, ['--exclude', 'x/'])).files).toEqual(['sub/b.words']);
});

test('output is in path order, however files are named', async () => {
  const cwd = folderWith({ 'b.words': 'BAD', 'a/z.words': 'BAD', 'a-b.words': 'BAD', 'B.words': 'BAD' });
  const expected = ['B.words', 'a-b.words', 'a/z.words', 'b.words'];
  expect((await linted(cwd)).files).toEqual(expected);
  expect((await linted(cwd, ['b.words', 'a', 'a-b.words', 'B.words', 'a/z.words'])).files).toEqual(expected);
});

describe('bad input leaves the other files as they are', () => {
  test('a missing path, with and without a near command', async () => {
    const cwd = folderWith({ 'a.words': 'BAD' });
    expect(await linted(cwd, ['a.words', 'b.words', 'a.words/c'])).toEqual({
      files: ['a.words'],
      notes: [],
      code: 2,
      stderr: 'lintel: b.words: no such file or folder\nlintel: a.words/c: no such file or folder\n',
    });
  });

  // Windows has no such permissions.
  test.skipIf(process.platform === 'win32')('an unreadable file and folder', async () => {
    const cwd = folderWith({ 'a.words': 'BAD', 'b.words': 'BAD', 'c/d.words': 'BAD' });
    chmodSync(cwd, 0o755);
    chmodSync(`${cwd}/b.words`, 0);
    chmodSync(`${cwd}/c`, 0);
    const { seteuid } = process;
    const isRoot = process.getuid?.() === 0;
    // Root reads everything.
    if (isRoot) seteuid?.(65534);
    try {
      expect(await linted(cwd)).toEqual({
        files: ['a.words'],
        notes: [],
        code: 2,
        stderr: 'lintel: c: not readable (permission denied)\nlintel: b.words: not readable (permission denied)\n',
      });
    } finally {
      if (isRoot) seteuid?.(0);
      chmodSync(`${cwd}/c`, 0o755);
    }
  });

  test('binary: told for what is named or looked like ours', async () => {
    const cwd = folderWith({ 'a.words': 'BAD', 'b.words': new Uint8Array([66, 65, 68, 0]), 'c.other': new Uint8Array([0, 1]) });
    expect(await linted(cwd)).toMatchObject({ files: ['a.words'], notes: [{ file: 'b.words', kind: 'skipped', reason: 'binary' }], code: 1 });
    expect((await linted(cwd, ['c.other'])).notes).toEqual([{ file: 'c.other', kind: 'skipped', reason: 'binary' }]);
  });

  test('UTF-16', async () => {
    const cwd = folderWith({ 'a.words': Buffer.from('\ufeffBAD', 'utf16le') });
    expect((await linted(cwd)).notes).toEqual([{ file: 'a.words', kind: 'skipped', reason: 'UTF-16 text; write it as UTF-8' }]);
  });

  test('invalid UTF-8 is read as far as it is text, said, and never fixed', async () => {
    const cwd = folderWith({ 'a.words': Buffer.from([0xff, 0x20, 0x42, 0x41, 0x44]), 'b.words': 'BAD' });
    const result = await lintel(['-f', 'json'], { cwd });
    expect(places(result)).toEqual(['a.words:1:3 fake/bad', 'b.words:1:1 fake/bad']);
    expect(JSON.parse(result.stdout)).toMatchObject({ notes: [{ file: 'a.words', kind: 'incomplete', reason: expect.stringContaining('UTF-8') }] });
    expect(places(await lintel(['-f', 'json', '--fix'], { cwd }))).toEqual(['a.words:1:3 fake/bad']);
  });

  test('a file of 100 MB is not read', async () => {
    const cwd = folderWith({ 'a.words': 'BAD', 'huge.words': '' });
    truncateSync(`${cwd}/huge.words`, 100 * 1024 * 1024);
    expect(await linted(cwd)).toMatchObject({
      files: ['a.words'],
      notes: [{ file: 'huge.words', kind: 'skipped', reason: '100 MB; files of more than 5 MB are not read' }],
    });
  });

  test('a file of 6 MB is read when it is named', async () => {
    const cwd = folderWith({ 'large.words': `BAD ${' '.repeat(6 * 1024 * 1024)}` });
    expect((await lintel(['-f', 'json'], { cwd })).stdout).toContain('6 MB; files of more than 5 MB are not read');
    expect(places(await lintel(['-f', 'json', 'large.words'], { cwd }))).toEqual(['large.words:1:1 fake/bad']);
  });

  test('an empty file is a file', async () => {
    expect(await linted(folderWith({ 'a.words': '' }))).toEqual({ files: [], notes: [], code: 0, stderr: '' });
  });

  test('no file at all, and no file of ours', async () => {
    const cwd = folderWith({});
    expect(await lintel(['-f', 'json'], { cwd })).toMatchObject({ code: 2, stderr: 'lintel: no file to lint; --allow-empty accepts that\n' });
    expect(await lintel(['-f', 'json', '--allow-empty'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect(await linted(folderWith({ 'a.txt': '' }))).toMatchObject({ code: 0, stderr: expect.stringContaining('none of the 1 file is of a format') });
  });

  test('symbolic links: out of the root not followed, within it linted once', async () => {
    const outside = folderWith({ 'secret.words': 'BAD' });
    const cwd = folderWith({ 'a.words': 'BAD', 'sub/b.words': 'BAD' });
    symlinkSync(join(outside, 'secret.words'), join(cwd, 'out.words'));
    symlinkSync(outside, join(cwd, 'outside'));
    symlinkSync('a.words', join(cwd, 'link.words'));
    symlinkSync('sub', join(cwd, 'again'));
    symlinkSync('.', join(cwd, 'sub/loop'));
    symlinkSync('self.words', join(cwd, 'self.words'));
    symlinkSync('gone', join(cwd, 'nowhere.words'));
    const reason = 'a symbolic link out of the root, which is not followed';
    expect(await linted(cwd)).toMatchObject({ files: ['a.words', 'sub/b.words'], notes: [{ file: 'out.words', kind: 'skipped', reason }], code: 1 });
    expect(await linted(cwd, ['link.words', 'out.words', 'outside'])).toMatchObject({
      files: ['a.words'],
      notes: [
        { file: 'out.words', reason },
        { file: 'outside', reason },
      ],
    });
    expect(await linted(cwd, ['self.words', 'nowhere.words', 'outside/secret.words'])).toMatchObject({
      files: [],
      code: 2,
      stderr: 'lintel: self.words: a loop of symbolic links\nlintel: nowhere.words: the symbolic link leads nowhere\n',
    });
  });

  test.skipIf(process.platform === 'win32')('neither file nor folder', async () => {
    const cwd = folderWith({ 'a.words': 'BAD' });
    execFileSync('mkfifo', [join(cwd, 'pipe.words')]);
    expect((await linted(cwd)).files).toEqual(['a.words']);
    expect((await linted(cwd, ['pipe.words', 'a.words'])).notes).toEqual([{ file: 'pipe.words', kind: 'skipped', reason: 'neither a file nor a folder' }]);
  });

  test('escape sequences in names reach no terminal', async () => {
    const cwd = folderWith({ 'a\u001b[31m.words': 'BAD', '.git/HEAD': '', 'b\u001b[31m.words': new Uint8Array([0]) });
    for (const argv of [[], ['-f', 'compact'], ['files'], ['missing\u001b[2J'], ['--fix']]) {
      const { stdout, stderr } = await lintel(argv, { cwd });
      expect(stdout + stderr).not.toContain('\u001b');
      expect(stdout + stderr).not.toBe('');
    }
  });

  test('folders without end', async () => {
    const cwd = folderWith({ 'a.words': 'BAD' });
    mkdirSync(join(cwd, ...Array.from({ length: 120 }, () => 'd')), { recursive: true });
    expect(await linted(cwd)).toMatchObject({ files: ['a.words'], notes: [{ kind: 'skipped', reason: 'more than 100 folders deep' }] });
  });

  test('a .gitignore that is made to take forever', async () => {
    const deep = Array.from({ length: 60 }, () => 'a').join('/');
    const cwd = folderWith({ '.gitignore': `${'**/a/'.repeat(12)}b\n${'*a'.repeat(40)}b\n`, [`${deep}/${'a'.repeat(200)}.words`]: 'BAD' });
    const started = performance.now();
    expect((await linted(cwd)).files).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
