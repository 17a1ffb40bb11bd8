import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { reporters } from '../../src/reporters/index.ts';
import { clean, environment, full } from './outcome.ts';

const junit = await reporters.junit();

interface Suite {
  '@_name': string;
  '@_tests': string;
  '@_failures': string;
  '@_errors': string;
  '@_skipped': string;
  testcase: Record<string, unknown>[];
}

/** The report as a server reads it. */
function read(text: string): Omit<Suite, 'testcase'> & { testsuite: Suite[] } {
  expect(XMLValidator.validate(text)).toBe(true);
  const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === 'testsuite' || name === 'testcase', htmlEntities: true });
  return parser.parse(text).testsuites;
}

test('the report', async () => {
  const text = junit(full, environment());
  await expect(text).toMatchFileSnapshot('__snapshots__/junit.txt');
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
});

test('counts are those of the tests, of each suite and of all', () => {
  const report = read(junit(full, environment({ includeSuppressed: true })));
  let all = 0;
  for (const suite of report.testsuite) {
    const number = (name: string) => suite.testcase.filter((one) => name in one).length;
    expect(suite).toMatchObject({
      '@_tests': String(suite.testcase.length),
      '@_failures': String(number('failure')),
      '@_errors': String(number('error')),
      '@_skipped': String(number('skipped')),
    });
    all += suite.testcase.length;
  }
  // 20 open findings, one suppressed, two notes on what could not be judged, three failures.
  expect(all).toBe(26);
  expect(report).toMatchObject({ '@_tests': '26', '@_failures': '20', '@_errors': '3', '@_skipped': '3' });
});

test('text of files is data', () => {
  const [base] = full.findings;
  if (!base) throw new Error('no finding');
  const message = ']]> & "quoted" <b> \u0000\uffff\n<!-- -->';
  const report = read(junit({ ...clean, findings: [{ ...base, path: '"<&>\'.yaml', message }] }, environment()));
  const [suite] = report.testsuite;
  expect(suite?.['@_name']).toBe('"<&>\'.yaml');
  expect(JSON.stringify(suite?.testcase[0]?.failure)).toContain('<b>');
});

test('quiet leaves out notes', () => {
  expect(read(junit(full, environment({ quiet: true })))).toMatchObject({ '@_skipped': '0' });
});

test('nothing found is one test that passed', () => {
  const report = read(junit(clean, environment()));
  expect(report).toMatchObject({ '@_tests': '1', '@_failures': '0', '@_errors': '0', '@_skipped': '0' });
  expect(report.testsuite[0]?.testcase[0]).toMatchObject({ '@_name': 'no problems in 1 file' });
});
