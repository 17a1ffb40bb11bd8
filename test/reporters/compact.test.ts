import { expect, test } from 'vitest';
import { SourceFile } from '../../src/core/source-file.ts';
import { reporters } from '../../src/reporters/index.ts';
import { clean, environment, finding, full, place } from './outcome.ts';

const compact = await reporters.compact();

test('a line each, the summary last', async () => {
  const text = compact(full, environment());
  await expect(text).toMatchFileSnapshot('__snapshots__/compact.txt');
  const open = full.findings.filter((finding) => !finding.suppressed);
  expect(text.split('\n')).toHaveLength(open.length + full.notes.length + full.failures.length + 2);
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
});

test('quiet leaves out notes', () => {
  expect(compact(full, environment({ quiet: true }))).not.toContain(': note ');
});

test('nothing found', () => {
  expect(compact(clean, environment())).toBe('no problems in 1 file\n');
});

test('what is deployed is called by its name', () => {
  const at = place(new SourceFile('account.json', 'a'), 'a', 'role/a');
  const text = compact({ ...clean, findings: [finding(at, { ruleId: 'iam/x', message: 'Bad.', surface: 'live' })] }, environment());
  expect(text).toContain('account.json:1:1: error iam/x Bad. [in role/a]\n');
});
