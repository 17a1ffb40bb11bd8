import type { Finding, Outcome } from '../core/finding.ts';
import { hash64 } from '../core/text.ts';
import type { ReportEnvironment } from './index.ts';
import { jsonText } from './json-text.ts';
import { Sources } from './sources.ts';
import { open, whenText } from './summary.ts';

const levels = { error: 'major', warning: 'minor', info: 'info' } as const;

/** For merge requests on GitLab: a Code Quality report. https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
export function gitlab(outcome: Outcome, environment: ReportEnvironment): string {
  const sources = new Sources((path) => environment.readText(path));
  return jsonText(open(outcome).map((finding) => violation(finding, environment, sources)));
}

function violation(finding: Finding, environment: ReportEnvironment, sources: Sources): object {
  const { ruleId, message, when, severity, line, fingerprint } = finding;
  const path = environment.repositoryPathOf(finding.path);
  return {
    description: when ? `${message} (when ${whenText(when)})` : message,
    check_name: ruleId,
    // GitLab compares reports by this alone, and our own says nothing of the file.
    fingerprint: hash64(`${path}\0${fingerprint}`),
    severity: levels[severity],
    location: { path, lines: { begin: line, end: sources.end(finding).line } },
  };
}
