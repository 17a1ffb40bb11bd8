import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unifiedDiff } from '../../src/cli/diff.ts';
import { fix, replaceFile } from '../../src/cli/fix.ts';
import type { Finding, Fix } from '../../src/core/finding.ts';
import { folderWith, lintel, places } from './lintel.ts';

const read = (folder: string, path = 'a.words'): string => readFileSync(`${folder}/${path}`, 'utf8');

describe('--fix', () => {
  test('applies safe fixes and reports what is left', async () => {
    const cwd = folderWith({ 'a.words': 'BAD ODD BAD\n', 'b.words': 'GOOD' });
    const result = await lintel(['--fix', '-f', 'json'], { cwd });
    expect(read(cwd)).toBe('GOOD ODD GOOD\n');
    expect(places(result)).toEqual(['a.words:1:6 fake/odd']);
    expect(result).toMatchObject({ code: 0, stderr: 'lintel: fixed 1 file\n' });
    expect(readdirSync(cwd).sort()).toEqual(['a.words', 'b.words']);
  });

  test('leaves suggested fixes to --fix-suggested', async () => {
    const cwd = folderWith({ 'a.words': 'BAD ODD' });
    await lintel(['--fix-suggested'], { cwd });
    expect(read(cwd)).toBe('GOOD EVEN');
  });

  test('keeps mode, line endings and byte order mark', async () => {
    const cwd = folderWith({ 'a.words': '\ufeffBAD\r\nLINE\r\nx' });
    chmodSync(`${cwd}/a.words`, 0o750);
    await lintel(['--fix'], { cwd });
    expect(read(cwd)).toBe('\ufeffGOOD\r\none\r\ntwo\r\nx');
    if (process.platform !== 'win32') expect(statSync(`${cwd}/a.words`).mode & 0o777).toBe(0o750);
  });

  test('leaves a file that would no longer parse, and says so', async () => {
    const cwd = folderWith({ 'a.words': 'BAD BREAK', 'b.words': 'BAD' });
    const result = await lintel(['--fix', '-f', 'json'], { cwd });
    expect(read(cwd)).toBe('BAD BREAK');
    expect(read(cwd, 'b.words')).toBe('GOOD');
    expect(result.stderr).toContain('lintel: a.words: left as it is, because after the fixes words/syntax would report a new error\n');
    expect(places(result)).toEqual(['a.words:1:1 fake/bad', 'a.words:1:5 fake/breaking']);
  });

  test('also when the syntax rule is not selected', async () => {
    const cwd = folderWith({ 'a.words': 'BREAK' });
    await lintel(['--fix', '--select', 'fake/breaking'], { cwd });
    expect(read(cwd)).toBe('BREAK');
  });

  test('touches neither what is suppressed nor what is not selected', async () => {
    const text = 'BAD # lintel-disable-line fake/bad: agreed\nLINE\n';
    const cwd = folderWith({ 'a.words': text });
    await lintel(['--fix', '--skip', 'fake/lines'], { cwd });
    expect(read(cwd)).toBe(text);
  });

  test('fixes the target of a link', async () => {
    const cwd = folderWith({ 'real/a.words': 'BAD' });
    execFileSync('ln', ['-s', 'real/a.words', `${cwd}/link.words`]);
    await lintel(['--fix', 'link.words'], { cwd });
    expect(read(cwd, 'real/a.words')).toBe('GOOD');
  });
});

describe('passes', () => {
  /** Fixes `text` by a rule that says what it would edit in a text. */
  const passes = async (
    text: string,
    rule: (text: string) => readonly (readonly Fix['edits'][number][])[],
  ): Promise<{ after: string | undefined; seen: string[] }> => {
    const findings = (of: string): Finding[] =>
      rule(of).map((edits) => ({ ruleId: 'a/b', path: 'f', fixes: [{ title: 't', safety: 'safe', edits }] }) as unknown as Finding);
    const seen: string[] = [];
    const { files } = await fix(findings(text), {
      suggested: false,
      textOf: () => text,
      wanted: () => true,
      async lintAgain(texts) {
        const now = texts.get('f') as string;
        if (now !== (seen.at(-1) ?? text)) seen.push(now);
        return findings(now);
      },
    });
    return { after: files.get('f')?.after, seen };
  };
  const edit = (start: number, end: number, text: string): Fix['edits'][number] => ({ path: 'f', span: { start, end }, text });

  test('a fix that overlaps another waits for the next, and each is made whole', async () => {
    const rule = (text: string) => {
      const at = text.indexOf('abc');
      if (at >= 0) return [[edit(at, at + 2, 'x')], [edit(0, 1, '>'), edit(at + 1, at + 3, 'y')]];
      return text.includes('xc') ? [[edit(text.indexOf('xc'), text.indexOf('xc') + 2, 'z')]] : [];
    };
    expect(await passes('- abc', rule)).toEqual({ after: '- z', seen: ['- xc', '- z'] });
  });

  test('two insertions at one place are two passes', async () => {
    const rule = (text: string) => (['1', '2'] as const).filter((mark) => !text.includes(mark)).map((mark) => [edit(0, 0, mark)]);
    expect((await passes('-', rule)).seen).toEqual(['1-', '21-']);
  });

  test('end after ten, whatever the fixes bring', async () => {
    expect(await passes('-', (text) => [[edit(text.length, text.length, '-')]])).toMatchObject({ after: '-'.repeat(11) });
  });

  test('edits beyond the text are none', async () => {
    expect((await passes('abc', () => [[edit(2, 9, 'x')], [edit(2, 1, 'x')]])).after).toBeUndefined();
  });
});

test('a file is written whole or not at all', () => {
  const cwd = folderWith({ 'a.words': 'BAD' });
  expect(() => replaceFile(`${cwd}/a.words`, 'BAT', 'GOOD')).toThrow('the file changed in the meantime');
  const { ino } = statSync(`${cwd}/a.words`);
  replaceFile(`${cwd}/a.words`, 'BAD', 'GOOD');
  expect(read(cwd)).toBe('GOOD');
  // Another file took its name: nobody ever sees a half of it.
  expect(statSync(`${cwd}/a.words`).ino).not.toBe(ino);
  expect(readdirSync(cwd)).toEqual(['a.words']);
});

describe('--diff', () => {
  test('prints what would change, and changes nothing', async () => {
    const cwd = folderWith({ 'a.words': 'x\nBAD\ny\n', 'b.words': 'ODD' });
    const result = await lintel(['--diff'], { cwd });
    expect(result.stdout).toBe('--- a/a.words\n+++ b/a.words\n@@ -1,3 +1,3 @@\n x\n-BAD\n+GOOD\n y\n');
    expect(result.code).toBe(1);
    expect(read(cwd)).toBe('x\nBAD\ny\n');
  });

  test('with suggested fixes; nothing when there is nothing', async () => {
    const cwd = folderWith({ 'b.words': 'ODD' });
    expect((await lintel(['--diff'], { cwd })).stdout).toBe('');
    expect((await lintel(['--diff', '--fix-suggested'], { cwd })).stdout).toBe(
      '--- a/b.words\n+++ b/b.words\n@@ -1 +1 @@\n-ODD\n\\ No newline at end of file\n+EVEN\n\\ No newline at end of file\n',
    );
  });

  test('git makes the one text of the other with it', () => {
    const line = fc.constantFrom('a', 'b', 'c', '', 'd\r');
    const text = fc.tuple(fc.array(line, { maxLength: 30 }), fc.boolean()).map(([lines, ended]) => lines.join('\n') + (ended && lines.length > 0 ? '\n' : ''));
    const cwd = folderWith({});
    fc.assert(
      fc.property(text, text, (before, after) => {
        if (before === after || before === '' || after === '') return;
        execFileSync('sh', ['-c', 'cat > f.txt'], { cwd, input: before });
        execFileSync('git', ['-c', 'core.autocrlf=false', 'apply', '--whitespace=nowarn', '-'], { cwd, input: unifiedDiff('f.txt', before, after) });
        expect(read(cwd, 'f.txt')).toBe(after);
      }),
      { numRuns: 100 },
    );
  });

  test('is the shortest for scattered changes, and still right for all', () => {
    const before = Array.from({ length: 5000 }, (_, i) => `${i}\n`).join('');
    expect(unifiedDiff('x', before, before.replace('\n10\n', '\nten\n').replace('\n4000\n', '\n')).split('\n')).toHaveLength(2 + 9 + 8 + 1);
    const all = unifiedDiff('x', before, before.replaceAll('\n', '!\n'));
    expect(all.split('\n').filter((line) => line.startsWith('+') && !line.startsWith('+++'))).toHaveLength(5000);
  });
});
