import { docsUrl } from '../core/docs-url.ts';
import type { Finding, Fix, Location, Outcome } from '../core/finding.ts';
import type { ReportEnvironment } from './index.ts';
import { jsonPieces } from './json-text.ts';
import { Sources } from './sources.ts';
import { count } from './summary.ts';

/** For programs: version 1 of the report that `schema/json-report.schema.json` describes. Its fields are stable. */
export function json(outcome: Outcome, environment: ReportEnvironment): Generator<string> {
  const sources = new Sources((path) => environment.readText(path));
  const findings = environment.includeSuppressed ? outcome.findings : outcome.findings.filter((finding) => !finding.suppressed);
  const { error, warning, info, suppressed } = count(outcome.findings);
  return jsonPieces(
    { version: 1, tool: { name: 'lintel', version: environment.version } },
    'findings',
    objectsOf(findings, (finding) => findingOf(finding, environment, sources)),
    {
      notes: outcome.notes.map(({ path, kind, reason }) => ({ file: environment.pathOf(path), kind, reason })),
      failures: outcome.failures.map((failure) => ({
        ruleId: failure.ruleId,
        file: failure.path === undefined ? undefined : environment.pathOf(failure.path),
        message: `${failure.error.name}: ${failure.error.message}`,
      })),
      summary: { files: outcome.files, errors: error, warnings: warning, infos: info, suppressed },
    },
  );
}

/** One at a time, so that none is kept. */
function* objectsOf(findings: readonly Finding[], objectOf: (finding: Finding) => object): Generator<object> {
  for (const finding of findings) yield objectOf(finding);
}

function findingOf(finding: Finding, environment: ReportEnvironment, sources: Sources): object {
  return {
    ruleId: finding.ruleId,
    messageId: finding.messageId,
    severity: finding.severity,
    precision: finding.precision,
    certainty: finding.certainty,
    when: finding.when,
    message: finding.message,
    advice: finding.advice,
    ...placeOf(finding, environment),
    path: finding.logicalPath,
    surface: finding.surface,
    about: finding.about,
    url: docsUrl(finding.ruleId),
    related: finding.related.map((related) => ({ ...placeOf(related, environment), text: related.text })),
    fixes: finding.fixes.flatMap((fix) => fixOf(fix, environment, sources)),
    fingerprint: finding.fingerprint,
    suppressed: finding.suppressed && { reason: finding.suppressed.reason, by: finding.suppressed.by },
  };
}

function placeOf({ path, line, column, endLine, endColumn }: Location, environment: ReportEnvironment): object {
  return { file: environment.pathOf(path), line, column, endLine, endColumn };
}

/** The fix by lines and columns; none when a text that it edits can't be had. */
function fixOf(fix: Fix, environment: ReportEnvironment, sources: Sources): object[] {
  const edits = [];
  for (const { path, span, text } of fix.edits) {
    const file = sources.of(path);
    if (!file) return [];
    const { line, column } = file.positionAt(span.start);
    const { line: endLine, column: endColumn } = file.positionAt(span.end);
    edits.push({ file: environment.pathOf(path), line, column, endLine, endColumn, text });
  }
  return [{ title: fix.title, safety: fix.safety, edits }];
}
