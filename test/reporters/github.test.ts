import { expect, test } from 'vitest';
import { reporters } from '../../src/reporters/index.ts';
import { clean, environment, full } from './outcome.ts';

const github = await reporters.github();

/** A command taken apart as the runner does it. */
function commandOf(line: string) {
  const [, kind = '', list = '', data = ''] = /^::(\w+) ([^:]*)::(.*)$/.exec(line) ?? [];
  const plain = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
  const properties = Object.fromEntries(list.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')), plain(pair.slice(pair.indexOf('=') + 1))]));
  return { kind, properties, text: plain(data) };
}
const commands = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('::'))
    .map(commandOf);

test('the report', async () => {
  const text = github(full, environment());
  await expect(text).toMatchFileSnapshot('__snapshots__/github.txt');
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
});

test('at most ten of a kind, failures among the errors and first; the rest is counted', () => {
  const all = commands(github(full, environment()));
  expect(all.filter(({ kind }) => kind === 'error')).toHaveLength(10);
  expect(all.slice(0, 3).map(({ properties }) => properties.title)).toEqual(['lintel failed', 'lintel failed', 'lintel failed']);
  expect(github(full, environment())).toContain('\nWithout an annotation, of which GitHub shows 10 of a kind: 6 errors\n');
  const failures = Array.from({ length: 12 }, () => ({ error: { name: 'Error', message: 'no' } }));
  const broken = github({ ...full, failures }, environment());
  expect(commands(broken).filter(({ kind }) => kind === 'error')).toHaveLength(10);
  expect(broken).toContain('2 failures, 13 errors');
});

test('what would end a property or the text is escaped', () => {
  const [base] = full.findings;
  if (!base) throw new Error('no finding');
  const path = 'a,b::c%0A=\r\nd';
  const strange = { ...base, path, ruleId: 'x/y,z:1', message: '100%\r\n::error::no, never: %0A' };
  const text = github({ ...clean, findings: [strange] }, environment());
  expect(text.trimEnd().split('\n')).toHaveLength(2);
  const [command] = commands(text);
  expect(command).toMatchObject({ kind: 'notice', properties: { file: 'a,b::c%0A=␍␊d', title: 'x/y,z:1' } });
  expect(command?.text).toContain('100%\n::error::no, never: %0A\n');
});

test('columns only for places on one line', () => {
  for (const { properties } of commands(github(full, environment())).filter(({ properties: { title } }) => title !== 'lintel failed')) {
    expect(properties.col !== undefined).toBe(properties.line === properties.endLine);
  }
});

test('paths are those of the repository; suppressed findings stay away', () => {
  const text = github(full, environment({ repositoryPathOf: (path) => `sub/${path}` }));
  for (const { properties } of commands(text)) if (properties.file !== undefined) expect(properties.file).toMatch(/^sub\//);
  expect(text).not.toContain('Suppressed by a comment');
});

test('nothing found', () => {
  expect(github(clean, environment())).toBe('no problems in 1 file\n');
});
