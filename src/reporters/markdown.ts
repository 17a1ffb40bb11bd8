import { docsUrl, projectUrl } from '../core/docs-url.ts';
import type { Finding, Outcome } from '../core/finding.ts';
import type { RuleMeta } from '../core/rule.ts';
import type { ReportEnvironment } from './index.ts';
import { prose } from './prose.ts';
import { count, groupBy, open, plural, sentence, severities, summaryLine, whenText, worstFirst } from './summary.ts';
import { visible } from './visible.ts';

/** GitHub refuses a step's summary of more than 1 MiB; the rest is for what a workflow writes itself. */
const mostBytes = 1000 * 1024;
const rulesToBeginWith = 3;
const worstFiles = 10;
const mostNotes = 20;
/** Characters of one text from a file. */
const longestText = 400;

/** For job summaries and comments: what to do first, findings by rule and by file, and all of them as far as they fit. */
export function markdown(outcome: Outcome, environment: ReportEnvironment): string {
  const findings = open(outcome).sort(worstFirst);
  const groups = byRule(findings, new Map(environment.rules.map((meta) => [meta.id, meta])));
  const head = [
    `## lintel: ${escaped(summaryLine(outcome, { quiet: true }))}`,
    ...(findings.length > 0 ? [whatFirst(groups, findings, environment), ruleTable(groups), fileTable(findings, environment)] : []),
    ...(environment.quiet ? [] : notJudged(outcome, environment)),
    ...failed(outcome, environment),
  ];
  const text = `${head.join('\n\n')}\n`;
  return findings.length === 0 ? text : `${text}\n${allFindings(findings, environment, mostBytes - Buffer.byteLength(text))}`;
}

interface RuleGroup {
  readonly id: string;
  readonly meta: RuleMeta | undefined;
  /** The worst first. */
  readonly findings: readonly Finding[];
}

/** The findings of each rule; first the rules whose findings are worst, then those of most weight for security, then those with most findings. */
function byRule(findings: readonly Finding[], metas: ReadonlyMap<string, RuleMeta>): RuleGroup[] {
  const rank = ({ findings: [first] }: RuleGroup): number => severities.indexOf((first as Finding).severity);
  return [...groupBy(findings, ({ ruleId }) => ruleId)]
    .map(([id, own]) => ({ id, meta: metas.get(id), findings: own }))
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        (b.meta?.securitySeverity ?? 0) - (a.meta?.securitySeverity ?? 0) ||
        b.findings.length - a.findings.length ||
        (a.id < b.id ? -1 : 1),
    );
}

function whatFirst(groups: readonly RuleGroup[], findings: readonly Finding[], environment: ReportEnvironment): string {
  const steps = [];
  for (const [safety, option] of [
    ['safe', '--fix'],
    ['suggested', '--fix-suggested'],
  ] as const) {
    const fixable = findings.filter(({ fixes }) => fixes.some((fix) => fix.safety === safety)).length;
    if (fixable > 0) steps.push(`Run \`lintel ${option}\`: it repairs ${plural(fixable, 'finding')}${safety === 'suggested' ? '; read what it changed' : ''}.`);
  }
  for (const { id, findings: own } of groups.slice(0, rulesToBeginWith)) {
    const [first] = own as [Finding];
    const more = own.length > 1 ? ` and ${own.length - 1} more` : '';
    steps.push(`${ruleLink(id)} at ${placeLink(first, environment)}${more}: ${escaped(sentence(first.message))} ${escaped(first.advice)}`);
  }
  return `### What to do first\n\n${steps.map((step, i) => `${i + 1}. ${step}`).join('\n')}`;
}

function ruleTable(groups: readonly RuleGroup[]): string {
  const rows = groups.map(({ id, meta, findings }) => [
    ruleLink(id),
    severities.filter((severity) => findings.some((finding) => finding.severity === severity)).join(', '),
    String(findings.length),
    String(new Set(findings.map(({ path }) => path)).size),
    prose(meta?.summary ?? '').replaceAll('|', '\\|'),
  ]);
  return `### By rule\n\n${table(['Rule', 'Severity', 'Findings', 'Files', 'What it is about'], rows)}`;
}

function fileTable(findings: readonly Finding[], environment: ReportEnvironment): string {
  const rows = [...groupBy(findings, ({ path }) => path)]
    .map(([path, own]) => ({ path, own, counts: count(own) }))
    .sort((a, b) => b.counts.error - a.counts.error || b.counts.warning - a.counts.warning || b.own.length - a.own.length || (a.path < b.path ? -1 : 1));
  const shown = rows
    .slice(0, worstFiles)
    .map(({ path, own, counts }) => [placeLink(own[0] as Finding, environment, path), ...severities.map((severity) => String(counts[severity]))]);
  const title = rows.length > worstFiles ? `### The ${worstFiles} worst of ${rows.length} files` : '### By file';
  return `${title}\n\n${table(['File', 'Errors', 'Warnings', 'Infos'], shown)}`;
}

function notJudged(outcome: Outcome, environment: ReportEnvironment): string[] {
  const notes = outcome.notes.filter(({ kind }) => kind === 'incomplete');
  if (notes.length === 0) return [];
  const lines = notes.slice(0, mostNotes).map(({ path, reason }) => `- ${path === '.' ? '' : `${code(environment.pathOf(path))}: `}${escaped(reason)}`);
  if (notes.length > mostNotes) lines.push(`- ${notes.length - mostNotes} more`);
  return [`### Not judged\n\n${lines.join('\n')}`];
}

function failed({ failures }: Outcome, environment: ReportEnvironment): string[] {
  if (failures.length === 0) return [];
  const lines = failures.slice(0, mostNotes).map(({ ruleId, path, error }) => {
    const where = [...(ruleId ? [code(ruleId)] : []), ...(path === undefined || path === '.' ? [] : [code(environment.pathOf(path))])].join(' on ');
    return `- ${where}${where && ': '}${escaped(`${error.name}: ${error.message}`)}`;
  });
  if (failures.length > mostNotes) lines.push(`- ${failures.length - mostNotes} more`);
  return [`### lintel itself failed\n\nPlease report this: ${projectUrl}/issues\n\n${lines.join('\n')}`];
}

/** A folded table of all findings; of what is more than `room` bytes only the number. */
function allFindings(findings: readonly Finding[], environment: ReportEnvironment, room: number): string {
  const start = `<details><summary>All findings</summary>\n\n${table(['Severity', 'Place', 'Rule', 'Finding'], [])}`;
  const end = '\n\n</details>\n';
  const rows: string[] = [];
  // The last line's number is counted with as many digits as it can have.
  let left = room - Buffer.byteLength(start + end) - Buffer.byteLength(rest(findings.length));
  for (const finding of findings) {
    const when = finding.when ? ` (when ${whenText(finding.when)})` : '';
    const text = `\n${row([finding.severity, placeLink(finding, environment), ruleLink(finding.ruleId), escaped(finding.message + when)])}`;
    left -= Buffer.byteLength(text);
    if (left < 0) break;
    rows.push(text);
  }
  return `${start}${rows.join('')}${rows.length < findings.length ? rest(findings.length - rows.length) : ''}${end}`;
}

const rest = (number: number): string => `\n\n${number} more, worst first, do not fit here.`;

const ruleLink = (id: string): string => `[${escaped(id)}](${docsUrl(id)})`;

/** A finding's place, linked where the source can be looked at; `shown` instead of the path with its line. */
function placeLink({ path, line }: Finding, environment: ReportEnvironment, shown?: string): string {
  const text = code(shown === undefined ? `${environment.pathOf(path)}:${line}` : environment.pathOf(shown));
  const url = environment.sourceUrl(path, line);
  return url === undefined ? text : `[${text}](${url})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), `|${'---|'.repeat(head.length)}`, ...rows.map(row)].join('\n');
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Text in which nothing is Markdown or HTML, on one line, cut where nobody reads on. */
function escaped(text: string): string {
  const line = cut(text.replace(/\s*[\r\n]+\s*/g, ' '));
  return visible(line).replace(/[\\`*_[\]<>|~&#$@!]/g, '\\$&');
}

/** Text as code, also inside of a table. */
function code(text: string): string {
  const shown = visible(cut(text)).replaceAll('|', '\\|');
  const ticks = '`'.repeat(1 + Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length)));
  return ticks.length === 1 ? `\`${shown}\`` : `${ticks} ${shown} ${ticks}`;
}

function cut(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
