import type { Outcome } from '../core/finding.ts';
import { isDeployed } from '../core/rule.ts';
import type { ReportEnvironment } from './index.ts';
import { open, summaryLine, whenText } from './summary.ts';
import { visible } from './visible.ts';

/** A line for each finding, note and failure, `path:line:column:` first so that terminals and editors link it; then the summary. */
export function compact(outcome: Outcome, environment: ReportEnvironment): string {
  const lines = open(outcome).map((finding) => {
    const when = finding.when ? ` [when ${whenText(finding.when)}]` : '';
    const where = isDeployed(finding.surface) ? ` [in ${finding.logicalPath}]` : '';
    return `${environment.pathOf(finding.path)}:${finding.line}:${finding.column}: ${finding.severity} ${finding.ruleId} ${finding.message}${where}${when}`;
  });
  if (!environment.quiet) lines.push(...outcome.notes.map((note) => `${environment.pathOf(note.path)}: note ${note.kind}: ${note.reason}`));
  for (const { ruleId, path, error } of outcome.failures) {
    lines.push(`${path === undefined ? 'lintel' : environment.pathOf(path)}: failure ${ruleId ? `${ruleId} ` : ''}${error.name}: ${error.message}`);
  }
  lines.push(summaryLine(outcome, environment));
  return `${lines.map(visible).join('\n')}\n`;
}
