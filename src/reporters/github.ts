import { docsUrl, projectUrl } from '../core/docs-url.ts';
import type { Failure, Finding, Outcome, Severity } from '../core/finding.ts';
import type { ReportEnvironment } from './index.ts';
import { Sources } from './sources.ts';
import { open, plural, severities, summaryLine, whenText, worstFirst } from './summary.ts';
import { visible } from './visible.ts';

/** GitHub shows no more annotations of one kind for a step. */
const perKind = 10;
const kinds = { error: 'error', warning: 'warning', info: 'notice' } as const;

/**
 * For workflows on GitHub: a command for each annotation, the worst first and as many as GitHub shows, then what else there is and the
 * summary as plain lines of the log. Commands: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
export function github(outcome: Outcome, environment: ReportEnvironment): string {
  const sources = new Sources((path) => environment.readText(path));
  const failures = outcome.failures.map((failure) => failureCommand(failure, environment));
  const findings = open(outcome).sort(worstFirst);
  const lines: string[] = failures.slice(0, perKind);
  const left: string[] = failures.length > perKind ? [plural(failures.length - perKind, 'failure')] : [];
  for (const severity of severities) {
    const own = findings.filter((finding) => finding.severity === severity);
    const room = severity === 'error' ? Math.max(0, perKind - failures.length) : perKind;
    lines.push(...own.slice(0, room).map((finding) => findingCommand(finding, environment, sources)));
    if (own.length > room) left.push(plural(own.length - room, severity));
  }
  if (left.length > 0) lines.push(`Without an annotation, of which GitHub shows ${perKind} of a kind: ${left.join(', ')}`);
  lines.push(summaryLine(outcome, environment));
  return `${lines.join('\n')}\n`;
}

function findingCommand(finding: Finding, environment: ReportEnvironment, sources: Sources): string {
  const { line, column } = finding;
  const end = sources.end(finding);
  const text = [finding.message, ...(finding.when ? [`It holds when ${whenText(finding.when)}.`] : []), finding.advice, docsUrl(finding.ruleId)].join('\n');
  const file = environment.repositoryPathOf(finding.path);
  // GitHub takes columns only where an annotation begins and ends on one line.
  const columns = end.line === line ? { col: column, endColumn: Math.max(end.column, column) } : {};
  return command(finding.severity, { file, line, endLine: end.line, ...columns, title: finding.ruleId }, text);
}

function failureCommand({ ruleId, path, error }: Failure, environment: ReportEnvironment): string {
  const file = path === undefined || path === '.' ? undefined : environment.repositoryPathOf(path);
  const text = `${ruleId ? `${ruleId}: ` : ''}${error.name}: ${error.message}\nThis is a defect of lintel. Please report it: ${projectUrl}/issues`;
  return command('error', { file, title: 'lintel failed' }, text);
}

function command(severity: Severity, properties: Readonly<Record<string, string | number | undefined>>, text: string): string {
  const list = Object.entries(properties).flatMap(([name, value]) => (value === undefined ? [] : `${name}=${escapeProperty(String(value))}`));
  return `::${kinds[severity]} ${list.join(',')}::${escapeData(text)}`;
}

/** Text as the data of a workflow command: without what would end it; and no control character reaches the log raw. */
export function escapeData(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => visible(line).replaceAll('%', '%25'))
    .join('%0A');
}

function escapeProperty(text: string): string {
  return visible(text).replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');
}
