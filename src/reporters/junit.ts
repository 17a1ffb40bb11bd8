import { docsUrl } from '../core/docs-url.ts';
import type { Failure, Finding, Note, Outcome } from '../core/finding.ts';
import type { ReportEnvironment } from './index.ts';
import { groupBy, plural, whenText } from './summary.ts';
import { visible } from './visible.ts';

/** One test: how it went, and its XML. */
interface Case {
  readonly suite: string;
  readonly result: 'passed' | 'failures' | 'errors' | 'skipped';
  readonly lines: readonly string[];
}

/** For build servers that show test results: a suite for each file, a failed test for each finding, a skipped one for what could not be judged. */
export function junit(outcome: Outcome, environment: ReportEnvironment): string {
  const findings = outcome.findings.filter((finding) => environment.includeSuppressed || !finding.suppressed);
  const notes = environment.quiet ? [] : outcome.notes.filter(({ kind }) => kind === 'incomplete');
  const cases = [
    ...findings.map((finding) => findingCase(finding, environment)),
    ...notes.map((note) => noteCase(note, environment)),
    ...outcome.failures.map((failure) => failureCase(failure, environment)),
  ];
  // Servers take a report without tests for a broken one.
  if (cases.length === 0) {
    cases.push({ suite: 'lintel', result: 'passed', lines: [`<testcase name="no problems in ${plural(outcome.files, 'file')}" classname="lintel"/>`] });
  }
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="lintel" ${countsOf(cases)}>`,
    ...[...groupBy(cases, ({ suite }) => suite)].flatMap(([name, own]) => [
      `  <testsuite name=${quoted(name)} ${countsOf(own)}>`,
      ...own.flatMap(({ lines }) => lines.map((line) => `    ${line}`)),
      '  </testsuite>',
    ]),
    '</testsuites>',
  ].join('\n')}\n`;
}

function countsOf(cases: readonly Case[]): string {
  const number = (result: Case['result']): number => cases.filter((one) => one.result === result).length;
  return `tests="${cases.length}" failures="${number('failures')}" errors="${number('errors')}" skipped="${number('skipped')}"`;
}

function findingCase(finding: Finding, environment: ReportEnvironment): Case {
  const { ruleId, severity, message, advice, line, column, when, suppressed } = finding;
  const path = environment.pathOf(finding.path);
  const start = `<testcase name=${quoted(`${ruleId} at ${line}:${column}`)} classname=${quoted(path)} file=${quoted(path)} line="${line}">`;
  if (suppressed) {
    return {
      suite: path,
      result: 'skipped',
      lines: [start, `  <skipped message=${quoted(`suppressed: ${suppressed.reason ?? 'no reason given'}`)}/>`, '</testcase>'],
    };
  }
  const text = [`${path}:${line}:${column}: ${severity}`, message, ...(when ? [`when ${whenText(when)}`] : []), advice, docsUrl(ruleId)];
  const failure = `  <failure type="${severity}" message=${quoted(message)}>${text.map(escaped).join('\n')}</failure>`;
  return { suite: path, result: 'failures', lines: [start, failure, '</testcase>'] };
}

function noteCase(note: Note, environment: ReportEnvironment): Case {
  const path = environment.pathOf(note.path);
  const lines = [`<testcase name="incomplete" classname=${quoted(path)} file=${quoted(path)}>`, `  <skipped message=${quoted(note.reason)}/>`, '</testcase>'];
  return { suite: path, result: 'skipped', lines };
}

function failureCase({ ruleId, path, error }: Failure, environment: ReportEnvironment): Case {
  const suite = path === undefined ? 'lintel' : environment.pathOf(path);
  const lines = [
    `<testcase name=${quoted(ruleId ?? 'lintel')} classname=${quoted(suite)}>`,
    `  <error type=${quoted(error.name)} message=${quoted(error.message)}/>`,
    '</testcase>',
  ];
  return { suite, result: 'errors', lines };
}

const quoted = (text: string): string => `"${escaped(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`;

/** Text for XML 1.0, which has no place for most control characters, however written. */
function escaped(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(visible)
    .join('\n')
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
