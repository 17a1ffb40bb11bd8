import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fakeParts } from './fakes.ts';
import { folderWith, lintel, places } from './lintel.ts';

const run = (words: string, argv: readonly string[]) => lintel(argv, { cwd: folderWith({ 'a.words': words }) });

describe('exit code', () => {
  test.each([
    ['GOOD', [], 0],
    ['BAD', [], 1],
    ['ODD', [], 0],
    ['ODD', ['--fail-on', 'warning'], 1],
    ['LINE', ['--fail-on', 'warning'], 0],
    ['LINE', ['--fail-on=info'], 1],
    ['ODD ODD', ['--max-warnings', '1'], 1],
    ['ODD ODD', ['--max-warnings', '2'], 0],
    ['BAD', ['--exit-zero'], 0],
    ['BAD', ['-f', 'sarif'], 1],
    ['MACRO', [], 0],
    ['MACRO', ['--fail-on-incomplete'], 1],
    ['THROW', [], 2],
    ['CRASH', ['--exit-zero'], 2],
  ] as const)('%s %j: %d', async (words, argv, code) => {
    expect((await run(words, argv)).code).toBe(code);
  });

  test('a rule or parser that throws leaves the rest as it is', async () => {
    const result = await lintel(['-f', 'json'], { cwd: folderWith({ 'a.words': 'THROW', 'b.words': 'CRASH BAD ODD', 'c.words': 'BAD' }) });
    expect(result.code).toBe(2);
    expect(places(result)).toEqual(['b.words:1:11 fake/odd', 'c.words:1:1 fake/bad']);
    expect(JSON.parse(result.stdout)).toMatchObject({
      failures: [
        { file: 'a.words', message: 'Error: the parser is broken' },
        { ruleId: 'fake/bad', file: 'b.words' },
      ],
    });
  });
});

describe('usage errors end with 2, one line and the nearest right word', () => {
  test.each([
    [['--fromat', 'json'], 'unknown option --fromat; did you mean --format?'],
    [['-x'], 'unknown option -x; `lintel --help` lists them'],
    [['-f', 'jsno'], 'there is no format "jsno"; did you mean json? Formats: terminal, compact, sarif, json, github, gitlab, junit, markdown'],
    [['-f', 'json:'], '--format json: names no file after the colon'],
    [['-f', 'json', '-f', 'compact'], 'two formats go to one place; give each its file as --format <format>:<file>'],
    [['-f', 'json:a', '-o', 'b'], '--output names the file of one format; give the others theirs as --format <format>:<file>'],
    [['--profile', 'strcit'], '--profile is recommended, strict or all, not "strcit"; did you mean strict?'],
    [['--fail-on', 'warn'], '--fail-on is error, warning or info, not "warn"'],
    [['--max-warnings', 'two'], '--max-warnings is a whole number, not "two"'],
    [['--max-warnings'], '--max-warnings needs a value: --max-warnings <number>'],
    [['--format', '--fix'], '--format needs a value: --format <format[:file]>'],
    [['--fix=yes'], '--fix takes no value'],
    [['--config', 'a', '--config', 'b'], '--config is given twice'],
    [['--select', 'fake/bda'], '--select: unknown rule "fake/bda"; did you mean "fake/bad"?'],
    [['--skip', 'fale/*'], '--skip: unknown rule "fale/*"; did you mean "fake/*"?'],
    [['--exclude', '../x'], '--exclude: "../x" leaves the root; patterns match paths below it'],
    [['--stdin', 'a.words'], '--stdin takes no paths, but got a.words'],
    [['--stdin', '--fix'], '--fix does not go with --stdin'],
    [['--stdin-filename', 'a.words'], '--stdin-filename needs --stdin'],
    [['files', '--fix'], '--fix is no option of files; `lintel files --help` lists them'],
    [['explain'], 'explain takes the id of one rule: lintel explain <rule>'],
    [['explain', 'fake/bda'], 'unknown rule "fake/bda"; did you mean "fake/bad"?'],
    [['rules', '--surface', 'txet'], 'there is no surface "txet"; did you mean text? Surfaces: cdk, cloudformation, dockerfile, kubernetes, sam, text, yaml'],
    [['rules', '-f', 'sarif'], 'rules has the formats text and json, not "sarif"'],
  ])('%j', async (argv, message) => {
    expect(await run('BAD', argv)).toEqual({ code: 2, stdout: '', stderr: `lintel: ${message}\n` });
  });

  test('control characters of an argument stay out of the terminal', async () => {
    const { stderr } = await run('', ['--\u001b[31mred']);
    expect(stderr).not.toContain('\u001b');
  });
});

describe('what is reported', () => {
  test('--quiet: only what fails, no notes', async () => {
    const { stdout } = await run('BAD ODD MACRO', ['--quiet']);
    expect(stdout).toContain('fake/bad');
    expect(stdout).not.toMatch(/fake\/odd|macro/);
    expect((await run('BAD ODD', ['--quiet', '--fail-on', 'warning'])).stdout).toContain('fake/odd');
  });

  test('-o and -f <format>:<file> write files', async () => {
    const cwd = folderWith({ 'a.words': 'BAD' });
    const { stdout, code } = await lintel(['-f', 'compact', '-f', 'json:out.json', '-f', 'sarif:out.sarif'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain('a.words');
    expect(JSON.parse(readFileSync(`${cwd}/out.json`, 'utf8')).findings).toHaveLength(1);
    const { runs } = JSON.parse(readFileSync(`${cwd}/out.sarif`, 'utf8'));
    expect(runs[0].tool.driver.rules.map(({ id }: { id: string }) => id)).toContain('fake/bad');
    expect((await lintel(['-o', 'report.txt'], { cwd })).stdout).toBe('');
    expect(readFileSync(`${cwd}/report.txt`, 'utf8')).toContain('fake/bad');
  });

  test('a report that cannot be written is an error', async () => {
    expect(await run('GOOD', ['-o', 'missing/report.txt'])).toMatchObject({
      code: 2,
      stderr: 'lintel: missing/report.txt: the report could not be written: no such file or folder\n',
    });
  });

  test('colours: flag, NO_COLOR, FORCE_COLOR, terminal', async () => {
    const colored = async (argv: readonly string[], env: Record<string, string>, terminal: boolean) =>
      (await lintel(argv, { cwd: folderWith({ 'a.words': 'BAD' }), env, terminal })).stdout.includes('\u001b[');
    expect(await colored([], {}, false)).toBe(false);
    expect(await colored([], {}, true)).toBe(true);
    expect(await colored([], { NO_COLOR: '1' }, true)).toBe(false);
    expect(await colored([], { FORCE_COLOR: '1' }, false)).toBe(true);
    expect(await colored([], { NO_COLOR: '1', FORCE_COLOR: '1' }, false)).toBe(false);
    expect(await colored(['--color', 'always'], { NO_COLOR: '1' }, false)).toBe(true);
    expect(await colored(['--color', 'never'], { FORCE_COLOR: '1' }, true)).toBe(false);
  });

  test('--timing says which rules took how long', async () => {
    const { stderr } = await run('BAD', ['--timing']);
    expect(stderr).toMatch(/ms .* 1 {2}fake\/bad\n/);
  });

  test('paths are relative to the working directory, with forward slashes', async () => {
    const root = folderWith({ '.git/HEAD': '', 'x/a.words': 'BAD', 'y/b.words': 'BAD' });
    expect(places(await lintel(['-f', 'json', '../x', '.'], { cwd: `${root}/y` }))).toEqual(['../x/a.words:1:1 fake/bad', 'b.words:1:1 fake/bad']);
  });

  test('a folder elsewhere is its own root', async () => {
    const elsewhere = folderWith({ 'sub/a.words': 'BAD', '.gitignore': 'b.words', 'sub/b.words': 'BAD' });
    const cwd = folderWith({ 'here.words': 'BAD' });
    const result = await lintel(['-f', 'json', '--no-config', elsewhere], { cwd });
    expect(places(result)).toEqual([expect.stringMatching(/^\.\.\/[^/]+\/sub\/a\.words:1:1 fake\/bad$/)]);
  });
});

describe('standard input', () => {
  test('is linted under its name', async () => {
    const result = await lintel(['--stdin', '--stdin-filename', 'sub/x.words', '-f', 'json'], { cwd: folderWith({}), stdin: 'x\nBAD' });
    expect(places(result)).toEqual(['sub/x.words:2:1 fake/bad']);
    expect(result.code).toBe(1);
  });
  test('shows its own text in the report', async () => {
    const { stdout } = await lintel(['--stdin', '--stdin-filename', 'x.words'], { cwd: folderWith({ 'x.words': 'on disk' }), stdin: 'from stdin BAD' });
    expect(stdout).toContain('from stdin BAD');
  });
  test('is left out by --force-exclude', async () => {
    const cwd = folderWith({ 'lintel.config.yaml': 'exclude: ["*.words"]' });
    expect(await lintel(['--stdin', '--stdin-filename', 'x.words', '--force-exclude', '-f', 'json'], { cwd, stdin: 'BAD' })).toMatchObject({ code: 0 });
  });
  test('stays in the root', async () => {
    expect(await lintel(['--stdin', '--stdin-filename', '../x.words'], { cwd: folderWith({}) })).toMatchObject({ code: 2 });
  });
});

describe('the other commands', () => {
  test('--version and --help', async () => {
    expect(await run('', ['--version'])).toEqual({ code: 0, stdout: '0.0.0-test\n', stderr: '' });
    const { stdout, code } = await run('', ['--help']);
    expect(code).toBe(0);
    for (const word of ['lintel rules', '--fail-on error|warning|info', '-f, --format', 'Exit code:']) expect(stdout).toContain(word);
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(120);
    expect((await run('', ['rules', '--help'])).stdout).not.toContain('--fix');
  });

  test('rules', async () => {
    const { stdout } = await run('', ['rules']);
    expect(stdout).toMatch(/^fake\/bad +error +recommended +fake\/bad is broken\.$/m);
    const all = JSON.parse((await run('', ['rules', '--format', 'json'])).stdout) as { id: string; why: string }[];
    expect(all.map(({ id }) => id)).toContain('fake/strict');
    expect(all[0]?.why).toBe('Because.');
    expect(JSON.parse((await run('', ['rules', '--equivalent', 'x_1', '-f', 'json'])).stdout)).toMatchObject([{ id: 'fake/bad' }]);
    expect(JSON.parse((await run('', ['rules', '--equivalent', 'nothing', '-f', 'json'])).stdout)).toEqual([]);
    expect((await run('', ['rules', '--surface', 'yaml'])).stdout).not.toContain('fake/');
  });

  test('explain', async () => {
    const { stdout } = await run('', ['explain', 'fake/wrong']);
    expect(stdout).toMatch(/^fake\/bad \(error, recommended, high precision\)\n/);
    for (const word of ['Because.', 'Do otherwise.', 'other:X_1', 'https://example.com/']) expect(stdout).toContain(word);
    expect((await run('', ['explain', 'X_1'])).stdout).toContain('fake/bad');
    expect((await run('', ['explain', 'fake/options'])).stdout).toContain('"limit": 3');
  });

  test('init writes a configuration that is right, once', async () => {
    const cwd = folderWith({ 'a.words': 'GOOD' });
    expect(await lintel(['init'], { cwd })).toMatchObject({ code: 0, stderr: 'lintel: wrote lintel.config.yaml\n' });
    expect(await lintel(['-f', 'json'], { cwd })).toMatchObject({ code: 0 });
    expect(await lintel(['init'], { cwd })).toMatchObject({ code: 2, stderr: 'lintel: there is a configuration already: lintel.config.yaml\n' });
    expect(existsSync(`${cwd}/lintel.config.yaml`)).toBe(true);
  });

  test('files', async () => {
    const cwd = folderWith({ 'a.words': 'BAD', 'b.txt': 'x', 'c.words': new Uint8Array([0]), 'd.png': 'x' });
    expect((await lintel(['files'], { cwd })).stdout).toBe('words  a.words  (name)\n-      b.txt  (no format that lintel reads)\n-      c.words  (binary)\n');
  });
});

describe('rules that judge a whole repository', () => {
  const concluded: boolean[] = [];
  const entry = fakeParts.rules.find(({ id }) => id === 'wide/twice') as (typeof fakeParts.rules)[number];
  const parts = {
    ...fakeParts,
    rules: fakeParts.rules.map((other) =>
      other !== entry
        ? other
        : {
            ...entry,
            async load() {
              const rule = await entry.load();
              const conclude: typeof rule.conclude = (facts, context, complete) => {
                concluded.push(complete);
                rule.conclude?.(facts, context, complete);
              };
              return { ...rule, meta: { ...rule.meta, scope: 'repository' as const }, conclude };
            },
          },
    ),
  };
  const files = { 'a.words': 'TWICE', 'b.words': 'TWICE' };
  const note = { file: '.', kind: 'incomplete', reason: 'wide/twice judges a whole repository; run lintel without paths to have it' };

  test('conclude where all of it was read; of some files a note says once that they do not', async () => {
    const cwd = folderWith({ '.git/HEAD': '', ...files });
    expect(places(await lintel(['-f', 'json'], { cwd, parts }))).toEqual(['a.words:1:1 wide/twice', 'b.words:1:1 wide/twice']);
    const some = await lintel(['-f', 'json', 'a.words', 'b.words'], { cwd, parts });
    expect(JSON.parse(some.stdout)).toMatchObject({ findings: [], notes: [note] });
    const stdin = await lintel(['-f', 'json', '--stdin', '--stdin-filename', 'c.words'], { cwd, parts, stdin: 'TWICE' });
    expect(JSON.parse(stdin.stdout)).toMatchObject({ findings: [], notes: [note] });
  });

  test('know whether they saw all', async () => {
    const cwd = folderWith({ '.git/HEAD': '', ...files });
    concluded.length = 0;
    await lintel(['-f', 'json'], { cwd, parts });
    writeFileSync(`${cwd}/c.words`, 'MACRO');
    await lintel(['-f', 'json'], { cwd, parts });
    expect(concluded).toEqual([true, false]);
  });
});

test('findings on a very long line hold no more of it than is printed', async () => {
  const words = `${'GOOD '.repeat(60_000)}BAD ${'GOOD '.repeat(60_000)}${'ODD '.repeat(2_000)}`;
  const result = await run(words, ['--no-progress']);
  expect(result.code).toBe(1);
  const lines = result.stdout.split('\n');
  const marks = lines.findIndex((line) => /^ +\| +\^~~$/.test(line));
  const source = lines[marks - 1] as string;
  expect(source.slice((lines[marks] as string).indexOf('^')).startsWith('BAD ')).toBe(true);
  expect(source.length).toBeLessThan(110);
  expect(source).toMatch(/\| ….*GOOD/);
  expect(result.stdout.length).toBeLessThan(30_000);
});
