import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parsers } from '../../src/parsers/index.ts';
import { rules } from '../../src/rules/index.ts';
import { folderWith, lintel, places, write } from './lintel.ts';

const crlf = (text: string) => text.replaceAll('\n', '\r\n');
const parts = { parsers, rules };

describe('paths of Windows', () => {
  afterEach(() => {
    vi.doUnmock('node:path');
    vi.resetModules();
  });

  /** A module as it is on Windows, as far as paths go. */
  async function onWindows() {
    vi.resetModules();
    vi.doMock('node:path', async () => {
      const { win32 } = await vi.importActual<typeof import('node:path')>('node:path');
      return { ...win32, default: win32 };
    });
    return import('../../src/cli/files.ts');
  }

  test('are told with forward slashes', async () => {
    const { slashed } = await onWindows();
    expect(slashed('infra\\stack.yaml')).toBe('infra/stack.yaml');
    expect(slashed('C:\\repo\\a b\\ä.yaml')).toBe('C:/repo/a b/ä.yaml');
  });

  test('a folder holds what is below it, and not its namesakes', async () => {
    const { isInside } = await onWindows();
    expect(isInside('C:\\repo', 'C:\\repo')).toBe(true);
    expect(isInside('C:\\repo', 'C:\\repo\\infra\\stack.yaml')).toBe(true);
    expect(isInside('C:\\repo', 'C:\\repository\\stack.yaml')).toBe(false);
    expect(isInside('C:\\', 'C:\\stack.yaml')).toBe(true);
    expect(isInside('C:\\repo', 'D:\\repo\\stack.yaml')).toBe(false);
    expect(isInside('\\\\server\\share', '\\\\server\\share\\stack.yaml')).toBe(true);
  });

  test('two drives have no folder in common', async () => {
    const { commonFolder } = await onWindows();
    expect(commonFolder('C:\\repo\\a', 'C:\\repo\\b\\c')).toBe('C:\\repo');
    expect(commonFolder('C:\\a', 'C:\\b')).toBe('C:\\');
    expect(commonFolder('C:\\repo', 'D:\\repo')).toBeUndefined();
    expect(commonFolder('\\\\server\\one\\a', '\\\\server\\two\\a')).toBeUndefined();
  });
});

test('a pattern with backslashes is a mistake, and says what to write', async () => {
  const cwd = folderWith({ 'src/a.words': 'BAD', 'a b.words': 'x' });
  expect(await lintel(['--exclude', 'src\\gen'], { cwd })).toMatchObject({
    code: 2,
    stderr: 'lintel: --exclude: "src\\gen" has a backslash before a letter or digit, which does nothing; write / between folders\n',
  });
  expect(places(await lintel(['-f', 'json', '--exclude', 'a\\ b.words'], { cwd }))).toEqual(['src/a.words:1:1 fake/bad']);
});

describe('line ends of Windows', () => {
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

  test('in the configuration, with a byte order mark', async () => {
    const cwd = folderWith({
      'lintel.config.yaml': `\ufeff${crlf('# ours\nexclude:\n  - old/\nrules:\n  iam/action-wildcard: info\n')}`,
      'old/policy.json': JSON.stringify(policy),
      'policy.json': JSON.stringify(policy),
    });
    const { stdout, code } = await lintel(['-f', 'json', '--select', 'iam/action-wildcard'], { cwd, parts });
    expect(JSON.parse(stdout).findings).toMatchObject([{ file: 'policy.json', severity: 'info' }]);
    expect(code).toBe(0);
    write(cwd, 'lintel.config.yaml', crlf('exclude: []\nrules:\n  iam/action-wildcart: off\n'));
    expect(await lintel([], { cwd, parts })).toMatchObject({ code: 2, stderr: expect.stringMatching(/^lintel\.config\.yaml:3:3: /) });
    write(cwd, 'lintel.config.yaml', '');
  });

  test('in .gitignore', async () => {
    const cwd = folderWith({ '.git/HEAD': '', '.gitignore': 'old/\r\n*.tmp.json\r\n', 'old/a.json': '{}', 'b.tmp.json': '{}', 'c.json': '{}' });
    expect((await lintel(['files'], { cwd, parts })).stdout).not.toMatch(/old|tmp/);
  });

  test('in what is linted: the same findings, the same fingerprints, fixes in the line ends of the file', async () => {
    const text = `Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      # lintel-disable-next-line lambda/runtime-deprecated: moves with the next release until=2030-01-01
      Runtime: nodejs12.x
      Handler: i.h
      Role: !Sub 'arn:aws:iam::\${AWS::AccountId}:role/r'
      Code: { S3Bucket: b, S3Key: k }
Parameters:
  Password:
    Type: String
`;
    const cwd = folderWith({ 'stack.yaml': text });
    const run = async () => {
      const { findings, summary } = JSON.parse((await lintel(['-f', 'json', '--profile', 'all'], { cwd, parts })).stdout);
      return { summary, findings: findings.map(({ ruleId, line, column, fingerprint }: Record<string, unknown>) => ({ ruleId, line, column, fingerprint })) };
    };
    const before = await run();
    expect(before.summary.suppressed).toBe(1);
    write(cwd, 'stack.yaml', crlf(text));
    expect(await run()).toEqual(before);
    await lintel(['--fix'], { cwd, parts });
    const fixed = readFileSync(join(cwd, 'stack.yaml'), 'utf8');
    expect(fixed).toContain('NoEcho: true\r\n');
    expect(fixed).not.toMatch(/[^\r]\n/);
  });

  test('in a baseline', async () => {
    const cwd = folderWith({ 'policy.json': JSON.stringify(policy) });
    await lintel(['--baseline', 'base.json', '--update-baseline'], { cwd, parts });
    write(cwd, 'base.json', crlf(readFileSync(join(cwd, 'base.json'), 'utf8')));
    expect(await lintel(['--baseline', 'base.json'], { cwd, parts })).toMatchObject({ code: 0, stderr: '' });
  });
});
