import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { reporters } from '../../src/reporters/index.ts';
import { clean, environment, full } from './outcome.ts';

const pieces = await reporters.json();
const json = (...given: Parameters<typeof pieces>): string => [...pieces(...given)].join('');
const schema = JSON.parse(readFileSync(new URL('../../schema/json-report.schema.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema);

test.each([
  ['everything', full, environment()],
  ['with suppressed findings', full, environment({ includeSuppressed: true })],
  ['without texts', full, environment({ readText: () => undefined })],
  ['nothing', clean, environment()],
] as const)('fits the schema: %s', (_, outcome, given) => {
  validate(JSON.parse(json(outcome, given)));
  expect(validate.errors).toBeNull();
});

test('the schema rejects what is not in the contract', () => {
  const report = JSON.parse(json(full, environment()));
  expect(validate({ ...report, more: 1 })).toBe(false);
  expect(validate({ ...report, findings: [{ ...report.findings[0], line: 0 }] })).toBe(false);
});

test('the report', async () => {
  await expect(json(full, environment({ includeSuppressed: true }))).toMatchFileSnapshot('__snapshots__/json.txt');
});

test('values survive, hidden characters are escaped', () => {
  const text = json(full, environment());
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
  const hostile = JSON.parse(text).findings.find((finding: { message: string }) => finding.message.startsWith('The name'));
  expect(hostile).toMatchObject({ message: 'The name \u001b[2J\u0007\u202e is\nnot readable.', when: { 'Par\u001bam': 'a\u2066b' } });
});

test('suppressed findings are counted, and listed only when asked for', () => {
  const report = JSON.parse(json(full, environment()));
  expect(report.summary).toEqual({ files: 31, errors: 13, warnings: 6, infos: 1, suppressed: 1 });
  expect(report.findings).toHaveLength(20);
  expect(report.findings.some((finding: object) => 'suppressed' in finding)).toBe(false);
});

test('paths are those of the environment', () => {
  const report = JSON.parse(json(full, environment({ pathOf: (path) => `../${path}`, includeSuppressed: true })));
  const places = [...report.findings, ...report.notes, ...report.findings.flatMap((finding: { related: object[] }) => finding.related)];
  for (const { file } of places) expect(file).toMatch(/^\.\.\//);
});

test('a key named __proto__ is data', () => {
  const when = JSON.parse('{"__proto__": "true"}');
  const report = json({ ...clean, findings: full.findings.slice(0, 1).map((finding) => ({ ...finding, when })) }, environment());
  expect(report).toContain('"__proto__": "true"');
});
