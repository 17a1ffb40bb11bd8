import { describe, expect, test } from 'vitest';
import { folderWith, lintel } from '../cli/lintel.ts';

/** What lintel says of a configuration, without the file's name. */
async function mistakes(text: string, name = 'lintel.config.yaml'): Promise<string[]> {
  const cwd = folderWith({ [name]: text, 'a.words': 'BAD' });
  const { code, stdout, stderr } = await lintel([], { cwd });
  expect(code).toBe(2);
  expect(stdout).toBe('');
  return stderr
    .trimEnd()
    .split('\n')
    .map((line) => {
      expect(line.startsWith(`${name}:`), line).toBe(true);
      return line.slice(name.length + 1);
    });
}

const cases: Record<string, { readonly text: string; readonly expected: readonly string[]; readonly name?: string }> = {
  'a misspelt rule': {
    text: 'rules:\n  fake/bda: off\n',
    expected: ['2:3: unknown rule "fake/bda"; did you mean "fake/bad"?'],
  },
  'a rule without its topic': { text: 'rules:\n  odd: off\n', expected: ['2:3: unknown rule "odd"; did you mean "fake/odd"?'] },
  'the id of another tool': { text: 'rules: { X_1: off }\n', expected: ['1:10: unknown rule "X_1"; did you mean "fake/bad"?'] },
  'a misspelt topic': { text: 'rules:\n  fale/*: off\n', expected: ['2:3: unknown rule "fale/*"; did you mean "fake/*"?'] },
  'a topic without star': { text: 'rules:\n  fake: off\n', expected: ['2:3: unknown rule "fake"; did you mean "fake/*"?'] },
  'a rule that is nothing like one': {
    text: 'rules:\n  "something/else-entirely": off\n',
    expected: ['2:3: unknown rule "something/else-entirely"; `lintel rules` lists them all'],
  },
  'a wrong severity': {
    text: 'rules:\n  fake/bad: warn\n',
    expected: ['2:13: "fake/bad" is "warn", not one of off, info, warning, error; did you mean "warning"?'],
  },
  'false for off': { text: 'rules:\n  fake/bad: false\n', expected: ['2:13: "fake/bad" is false, not one of off, info, warning, error; did you mean "off"?'] },
  'a severity in an object': {
    text: 'rules:\n  fake/bad:\n    severity: 2\n',
    expected: ['3:15: "severity" is 2, not one of off, info, warning, error'],
  },
  'options of a rule that has none': {
    text: 'rules:\n  fake/bad:\n    severity: error\n    options: { limit: 3 }\n',
    expected: ['4:5: unknown key "options"; the rule "fake/bad" has no options'],
  },
  'an option of a wrong type': {
    text: 'rules:\n  fake/options:\n    options:\n      limit: many\n',
    expected: ['4:14: "limit" is "many", not a whole number'],
  },
  'an option of a wrong value': {
    text: 'rules:\n  fake/options: { options: { mode: fsat } }\n',
    expected: ['2:36: "mode" is "fsat", not one of slow, fast; did you mean "fast"?'],
  },
  'an unknown option': {
    text: 'rules:\n  fake/options: { options: { limti: 4 } }\n',
    expected: ['2:30: unknown key "limti"; did you mean "limit"?'],
  },
  'an unknown key': { text: 'extend: strict\n', expected: ['1:1: unknown key "extend"; did you mean "extends"?'] },
  'a key of a later version': {
    text: 'plugins: {}\n',
    expected: ['1:1: unknown key "plugins"; there are extends, rules, overrides, exclude, formats, policies, parameters, compat, settings'],
  },
  'a wrong profile': { text: 'extends: srtict\n', expected: ['1:10: "extends" is "srtict", not one of recommended, strict, all; did you mean "strict"?'] },
  'a list for a map': { text: 'rules:\n  - fake/bad\n', expected: ['2:3: "rules" is a list, not a map'] },
  'a scalar for all': { text: 'strict\n', expected: ['1:1: the configuration is "strict", not a map'] },
  'an override without files': { text: 'overrides:\n  - rules: { fake/bad: off }\n', expected: ['2:5: an entry of "overrides" has no "files"'] },
  'a rule in an override': {
    text: 'overrides:\n  - files: ["*.words"]\n    rules:\n      fake/bad: off\n      fake/od: off\n',
    expected: ['5:7: unknown rule "fake/od"; did you mean "fake/odd"?'],
  },
  'a pattern with an open bracket': { text: 'exclude: ["a[b"]\n', expected: ['1:11: "a[b" has a [ without a ]; write \\[ for the character'] },
  'a pattern out of the root': { text: 'exclude:\n  - ../other\n', expected: ['2:5: "../other" leaves the root; patterns match paths below it'] },
  'a pattern that starts with a dot': {
    text: 'overrides:\n  - files: [./a]\n    rules: {}\n',
    expected: ['2:13: "./a" matches nothing; patterns start at the root, so write "/a"'],
  },
  'an empty pattern': { text: 'exclude: [""]\n', expected: ['1:11: an entry of "exclude" is empty'] },
  'a format that there is not': { text: 'formats:\n  "*.txt": wrods\n', expected: ['2:12: "*.txt" is "wrods", not one of words; did you mean "words"?'] },
  'a kind of policy that there is not': {
    text: 'policies:\n  "org/**": spc\n',
    expected: ['2:13: "org/**" is "spc", not one of identity, trust, resource, scp, rcp, boundary, session, endpoint; did you mean "scp"?'],
  },
  'a kind before its patterns': {
    text: 'policies:\n  scp: [org/**]\n',
    expected: ['2:8: "scp" is a list, not one of identity, trust, resource, scp, rcp, boundary, session, endpoint'],
  },
  'a pattern of policies out of the root': { text: 'policies: { ../org: scp }\n', expected: ['1:13: "../org" leaves the root; patterns match paths below it'] },
  'a pattern of policies that takes back': {
    text: 'policies:\n  "org/**": scp\n  "!org/rcp/**": rcp\n',
    expected: ['3:3: "!org/rcp/**" takes back; a kind is given by what matches'],
  },
  'an account that is none': {
    text: 'settings:\n  accounts: [123456789012, 12345]\n',
    expected: ['2:28: an entry of "accounts" is "12345", which does not match ^[0-9]{12}$'],
  },
  'an unknown setting': { text: 'settings:\n  acounts: []\n', expected: ['2:3: unknown key "acounts"; did you mean "accounts"?'] },
  'one rule under two names': {
    text: 'rules:\n  fake/wrong: off\n  fake/bad: error\n',
    expected: ['3:3: "fake/bad" and "fake/wrong" are the same rule; keep "fake/bad"'],
  },
  'several at once': {
    text: 'extends: none\nrules:\n  fake/bad: eror\n  nothing: off\n',
    expected: [
      '1:10: "extends" is "none", not one of recommended, strict, all',
      '3:13: "fake/bad" is "eror", not one of off, info, warning, error; did you mean "error"?',
      '4:3: unknown rule "nothing"; `lintel rules` lists them all',
    ],
  },
  'a prototype key': { text: 'rules:\n  __proto__: off\n', expected: ['2:3: unknown rule "__proto__"; `lintel rules` lists them all'] },
  'JSON: a misspelt rule': {
    name: 'lintel.config.json',
    text: '{\n  "rules": { "fake/bda": "off" }\n}\n',
    expected: ['2:14: unknown rule "fake/bda"; did you mean "fake/bad"?'],
  },
  'package.json: an unknown key': {
    name: 'package.json',
    text: '{\n  "name": "x",\n  "lintel": { "rule": {} }\n}\n',
    expected: ['3:15: unknown key "rule"; did you mean "rules"?'],
  },
};

describe('every mistake is named with its place', () => {
  test.each(Object.entries(cases))('%s', async (_, { text, expected, name }) => {
    expect(await mistakes(text, name)).toEqual(expected);
  });

  test('YAML that is none', async () => {
    expect(await mistakes('rules:\n  fake/bad: "off\n')).toEqual(['2:13: This " is not closed']);
  });

  test('JSON that is none', async () => {
    expect(await mistakes('{ "rules": { "fake/bad": off } }\n', 'lintel.config.json')).toEqual(['1:26: off is no value of JSON: text stands in double quotes']);
  });

  test('a duplicate key', async () => {
    expect(await mistakes('rules:\n  fake/bad: off\nrules: {}\n')).toEqual(['3:1: Key "rules" stands twice in this map; the later one wins']);
  });

  test('an alias bomb ends soon', async () => {
    const levels = Array.from({ length: 12 }, (_, i) => `  l${i}: &l${i} [${Array.from({ length: 10 }, () => (i === 0 ? 'x' : `*l${i - 1}`)).join(', ')}]`);
    const said = await mistakes(`settings:\n${levels.join('\n')}\n`);
    expect(said.join('\n')).toMatch(/too many|alias/);
  });

  test('two configurations in a folder', async () => {
    const cwd = folderWith({ 'lintel.config.yaml': '', 'lintel.config.json': '{}' });
    const { code, stderr } = await lintel([], { cwd });
    expect(code).toBe(2);
    expect(stderr).toBe('lintel.config.json:1:1: there is a configuration in lintel.config.yaml too; keep one of them\n');
  });

  test('a configuration that is not there', async () => {
    const cwd = folderWith({});
    const { code, stderr } = await lintel(['--config', 'missing.yaml'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^lintel: .*missing\.yaml: no such file or folder\n$/);
  });
});
