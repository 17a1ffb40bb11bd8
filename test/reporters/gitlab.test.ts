import { expect, test } from 'vitest';
import { reporters } from '../../src/reporters/index.ts';
import { clean, environment, full } from './outcome.ts';

const gitlab = await reporters.gitlab();

interface Violation {
  description: string;
  check_name: string;
  fingerprint: string;
  severity: string;
  location: { path: string; lines: { begin: number; end: number } };
}
const read = (text: string) => JSON.parse(text) as Violation[];

test('the report', async () => {
  await expect(gitlab(full, environment())).toMatchFileSnapshot('__snapshots__/gitlab.txt');
});

test('each open finding has what GitLab demands', () => {
  const violations = read(gitlab(full, environment()));
  expect(violations).toHaveLength(20);
  for (const { description, check_name, fingerprint, severity, location } of violations) {
    expect(description).not.toBe('');
    expect(check_name).toMatch(/^[\w-]+\/[\w-]+$/);
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(severity);
    expect(location.path).not.toMatch(/^[./]/);
    expect(location.lines.end).toBeGreaterThanOrEqual(location.lines.begin);
  }
});

test('the same finding in two files has two fingerprints', () => {
  const [first] = full.findings;
  if (!first) throw new Error('no finding');
  const violations = read(gitlab({ ...clean, findings: [first, { ...first, path: 'other/Dockerfile' }] }, environment()));
  expect(new Set(violations.map(({ fingerprint }) => fingerprint)).size).toBe(2);
});

test('paths are those of the repository', () => {
  for (const { location } of read(gitlab(full, environment({ repositoryPathOf: (path) => `sub/${path}` })))) expect(location.path).toMatch(/^sub\//);
});

test('nothing found', () => {
  expect(gitlab(clean, environment())).toBe('[]\n');
});
