import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { rules } from '../src/rules/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const { byVersion, changesOfRules, firstSection, leastVersion, parsed, rulesInIndex } = await import(
  new URL('../scripts/lib/release.mjs', import.meta.url).href
);

const rule = (id: string, severity = 'warning', profile = 'recommended', aliases: string[] = []) => ({ id, severity, profile, aliases });

test('the index of rules tells a later release what there was', () => {
  const told = rulesInIndex(readFileSync(join(root, 'rules-docs/README.md'), 'utf8'));
  expect(told.map(({ id }: { id: string }) => id)).toEqual(rules.map(({ id }) => id));
  expect(told).toContainEqual({ id: 'iam/privilege-escalation', severity: 'error', profile: 'recommended' });
});

describe('what changed since a release', () => {
  const before = [rule('a/one'), rule('a/two', 'error'), rule('a/three', 'info', 'strict')];
  test.each([
    ['nothing', before, [], []],
    ['an id removed', before.slice(1), ['a/one is no more'], []],
    ['a severity raised', [rule('a/one', 'error'), ...before.slice(1)], ['a/one: from warning to error'], []],
    ['a severity lowered', [rule('a/one', 'info'), ...before.slice(1)], [], []],
    ['renamed, with the old id as an alias', [rule('a/uno', 'warning', 'recommended', ['a/one']), ...before.slice(1)], [], []],
    ['renamed and raised', [rule('a/uno', 'error', 'recommended', ['a/one']), ...before.slice(1)], ['a/one: from warning to error'], []],
    ['a new recommended rule', [...before, rule('b/new')], [], ['b/new is recommended now']],
    ['a new strict rule', [...before, rule('b/new', 'error', 'strict')], [], []],
    ['recommended from now on', [...before.slice(0, 2), rule('a/three', 'info')], [], ['a/three is recommended now']],
  ])('%s', (_, after, major, minor) => {
    expect(changesOfRules(before, after)).toEqual({ major, minor });
  });
});

test.each([
  ['1.2.3', ['x'], ['y'], '2.0.0'],
  ['1.2.3', [], ['y'], '1.3.0'],
  ['1.2.3', [], [], '1.2.4'],
  ['0.2.3', ['x'], [], '0.3.0'],
  ['0.2.3', [], ['y'], '0.2.4'],
])('after %s, with %j and %j: %s', (version, major, minor, least) => {
  expect(leastVersion(version, { major, minor })).toBe(least);
});

test('versions are sorted by their numbers; what is none is none', () => {
  expect(['0.10.0', '1.0.0', '0.9.1', '0.9.0'].sort(byVersion)).toEqual(['0.9.0', '0.9.1', '0.10.0', '1.0.0']);
  expect(['1.2', 'v1.2.3', '01.2.3', '1.2.3-rc.1'].map(parsed)).toEqual([undefined, undefined, undefined, undefined]);
});

test('the section of a version is the first of the changelog', () => {
  const text = '# Changelog\r\n\r\n## 1.1.0 (2026-12-01)\r\n- New.\r\n\r\n## 1.0.0\r\n- Old.\r\n';
  expect(firstSection(text, '1.1.0')).toBe('- New.');
  expect(firstSection(text, '1.0.0')).toBeUndefined();
  expect(firstSection('## 1.0.0\n', '1.0.0')).toBe('');
});
