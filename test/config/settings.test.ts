import { describe, expect, test } from 'vitest';
import { folderWith, lintel, places, write } from '../cli/lintel.ts';

const words = 'BAD ODD STRICT DEMAND';
async function found(config: string, files: Readonly<Record<string, string>> = { 'a.words': words }, argv: readonly string[] = []): Promise<string[]> {
  const result = await lintel(['-f', 'json', ...argv], { cwd: folderWith({ 'lintel.config.yaml': config, ...files }) });
  expect(result.stderr).toBe('');
  return places(result).map((place) => place.replace(/:1:\d+ /, ' ').replace(/^a\.words /, ''));
}

describe('which rules run', () => {
  test('the recommended ones', async () => {
    expect(await found('')).toEqual(['fake/bad', 'fake/odd']);
  });
  test('extends: strict and all', async () => {
    expect(await found('extends: strict')).toEqual(['fake/bad', 'fake/odd', 'fake/strict']);
    expect(await found('extends: all')).toEqual(['fake/bad', 'fake/odd', 'fake/strict', 'fake/demand']);
  });
  test('--profile replaces extends', async () => {
    expect(await found('extends: all', undefined, ['--profile', 'recommended'])).toEqual(['fake/bad', 'fake/odd']);
  });
  test('rules turn on and off, by former ids too', async () => {
    expect(await found('rules: { fake/wrong: off, fake/demand: info }')).toEqual(['fake/odd', 'fake/demand']);
  });
  test('an id wins over its topic, in any order', async () => {
    expect(await found('rules: { fake/bad: error, fake/*: off }')).toEqual(['fake/bad']);
    expect(await found('rules: { fake/*: off, fake/bad: error }')).toEqual(['fake/bad']);
  });
  test('a topic turns on strict rules, and none on demand', async () => {
    expect(await found('rules: { fake/*: warning }')).toEqual(['fake/bad', 'fake/odd', 'fake/strict']);
  });
  test('--select takes any profile and what rules turned off; --skip leaves out', async () => {
    expect(await found('rules: { fake/bad: off }', undefined, ['--select', 'fake/bad,fake/demand'])).toEqual(['fake/bad', 'fake/demand']);
    expect(await found('', undefined, ['--skip', 'fake/b*'.replace('b*', 'bad')])).toEqual(['fake/odd']);
  });
});

describe('overrides', () => {
  const config = `
overrides:
  - files: ['test/**', '!test/keep.words']
    rules: { fake/bad: off, fake/strict: error }
  - files: [test/deep/]
    rules: { fake/bad: info }
`;
  test('apply by path, later ones last', async () => {
    expect(await found(config, { 'a.words': words, 'test/a.words': words, 'test/keep.words': words, 'test/deep/a.words': words })).toEqual([
      'fake/bad',
      'fake/odd',
      'test/a.words fake/odd',
      'test/a.words fake/strict',
      'test/deep/a.words fake/bad',
      'test/deep/a.words fake/odd',
      'test/deep/a.words fake/strict',
      'test/keep.words fake/bad',
      'test/keep.words fake/odd',
    ]);
  });
  test('patterns start at the folder of the configuration', async () => {
    const cwd = folderWith({
      'lintel.config.yaml': 'overrides: [{ files: [/sub/a.words], rules: { fake/bad: off } }]',
      'sub/a.words': 'BAD',
      'sub/sub/a.words': 'BAD',
    });
    expect(places(await lintel(['-f', 'json'], { cwd: `${cwd}/sub` }))).toEqual(['sub/a.words:1:1 fake/bad']);
  });
});

describe('what a rule is given', () => {
  const message = async (config: string): Promise<string> => {
    const { stdout } = await lintel(['-f', 'json'], { cwd: folderWith({ 'lintel.config.yaml': config, 'a.words': 'OPTIONS' }) });
    return (JSON.parse(stdout) as { findings: { message: string }[] }).findings[0]?.message ?? '';
  };
  test('its defaults, with what the configuration changes', async () => {
    expect(await message('')).toContain('{"limit":3,"mode":"slow"}');
    expect(await message('rules: { fake/options: { options: { limit: 9 } } }')).toContain('{"limit":9,"mode":"slow"}');
  });
  test('options of overrides over those of rules', async () => {
    expect(
      await message(
        'rules: { fake/options: { options: { limit: 9 } } }\noverrides: [{ files: [a.words], rules: { fake/options: { options: { mode: fast } } } }]',
      ),
    ).toContain('{"limit":9,"mode":"fast"}');
  });
  test('a severity replaces its own', async () => {
    const { code, stdout } = await lintel(['-f', 'json'], {
      cwd: folderWith({ 'lintel.config.yaml': 'rules: { fake/bad: { severity: info } }', 'a.words': 'BAD' }),
    });
    expect(JSON.parse(stdout)).toMatchObject({ findings: [{ severity: 'info' }] });
    expect(code).toBe(0);
  });
});

describe('where the configuration comes from', () => {
  test.each([
    ['lintel.config.yml', 'rules: { fake/bad: off }'],
    ['lintel.config.json', '{ "$schema": "./x.json", "rules": { "fake/bad": "off" } }'],
    ['package.json', '{ "name": "x", "lintel": { "rules": { "fake/bad": "off" } } }'],
  ])('%s', async (name, content) => {
    const cwd = folderWith({ [name]: content, 'sub/a.words': 'BAD' });
    expect(places(await lintel(['-f', 'json'], { cwd: `${cwd}/sub` }))).toEqual([]);
  });
  test('not from above the git root, and not from a package.json without it', async () => {
    const cwd = folderWith({
      'lintel.config.yaml': 'rules: { fake/bad: off }',
      'repo/.git/HEAD': '',
      'repo/package.json': '{ "name": "lintel" }',
      'repo/a.words': 'BAD',
    });
    expect(places(await lintel(['-f', 'json'], { cwd: `${cwd}/repo` }))).toEqual(['a.words:1:1 fake/bad']);
  });
  test('--no-config and --config', async () => {
    const cwd = folderWith({ 'lintel.config.yaml': 'rules: { fake/bad: off }', 'other/strict.yaml': 'extends: strict', 'a.words': 'BAD STRICT' });
    expect(places(await lintel(['-f', 'json', '--no-config'], { cwd }))).toEqual(['a.words:1:1 fake/bad']);
    expect(places(await lintel(['-f', 'json', '--config', 'other/strict.yaml'], { cwd }))).toEqual(['a.words:1:1 fake/bad', 'a.words:1:5 fake/strict']);
    expect(await lintel(['--no-config', '--config', 'x'], { cwd })).toMatchObject({ code: 2, stderr: 'lintel: --config and --no-config exclude each other\n' });
  });
});

test('exclude and formats', async () => {
  expect(
    await found('exclude: [vendor/, "*.old.words"]\nformats: { "*.txt": words, "no.txt": words }', {
      'a.words': 'BAD',
      'vendor/a.words': 'BAD',
      'b.old.words': 'BAD',
      'c.txt': 'BAD',
    }),
  ).toEqual(['fake/bad', 'c.txt fake/bad']);
});

test('settings: account ids may be written without quotes', async () => {
  const cwd = folderWith({
    'lintel.config.yaml': 'settings: { accounts: [012345678901], accountConcurrency: 5000, packages: { internal: ["@us/*"] } }',
    'a.words': '',
  });
  const { stdout } = await lintel(['--print-config'], { cwd });
  expect(JSON.parse(stdout)).toMatchObject({
    config: 'lintel.config.yaml',
    root: '.',
    extends: 'recommended',
    settings: { accounts: ['012345678901'], accountConcurrency: 5000, packages: { internal: ['@us/*'] } },
  });
});

test('--print-config for a path', async () => {
  const cwd = folderWith({ 'lintel.config.yaml': 'overrides: [{ files: [a.words], rules: { fake/bad: info, fake/odd: off } }]' });
  write(cwd, 'a.words', '');
  const { rules } = JSON.parse((await lintel(['--print-config', 'a.words'], { cwd })).stdout) as { rules: Record<string, unknown> };
  expect(rules['fake/bad']).toEqual({ severity: 'info' });
  expect(rules).not.toHaveProperty('fake/odd');
});
