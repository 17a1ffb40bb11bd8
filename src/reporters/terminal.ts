import { Chalk, type ChalkInstance } from 'chalk';
import { docsUrl, projectUrl } from '../core/docs-url.ts';
import type { Failure, Finding, FindingRelated, Location, Note, Outcome } from '../core/finding.ts';
import { isDeployed } from '../core/rule.ts';
import { frame } from './frame.ts';
import type { ReportEnvironment } from './index.ts';
import { Sources } from './sources.ts';
import { groupBy, open, plural, summaryLine, whenText } from './summary.ts';
import { textWidth, visible } from './visible.ts';

/** From how many findings of one message in one file on only the first is shown in full. */
const foldAbove = 3;
/** How many paths a note names. */
const pathsPerNote = 5;
const labelWidth = 7;
/** The path of a note or failure that is about no file of its own. */
const root = '.';

/** For people: findings by file with their source lines, then notes, failures and a summary. */
export function terminal(outcome: Outcome, environment: ReportEnvironment): string {
  return new TerminalReport(environment).write(outcome);
}

class TerminalReport {
  readonly #lines: string[] = [];
  readonly #chalk: ChalkInstance;
  readonly #sources: Sources;
  readonly #width: number;

  constructor(private readonly environment: ReportEnvironment) {
    this.#chalk = new Chalk({ level: environment.color ? 1 : 0 });
    this.#sources = new Sources((path) => environment.readText(path));
    this.#width = Math.max(40, environment.width);
  }

  write(outcome: Outcome): string {
    for (const [path, findings] of groupBy(open(outcome), (finding) => finding.path)) this.#file(path, findings);
    if (!this.environment.quiet) this.#notes(outcome.notes);
    for (const failure of outcome.failures) this.#failure(failure);
    if (outcome.failures.length > 0) this.#lines.push(...this.#wrap(`A failure is a defect of lintel. Please report it: ${projectUrl}/issues`, 2), '');
    const summary = summaryLine(outcome, this.environment);
    const wrapped = this.#wrap(summary[0]?.toUpperCase() + summary.slice(1), 0);
    this.#lines.push(...wrapped.map((line) => this.#chalk.bold(line)));
    return `${this.#lines.join('\n')}\n`;
  }

  #file(path: string, findings: readonly Finding[]): void {
    this.#lines.push(this.#chalk.bold.underline(this.#path(path)), '');
    const alike = groupBy(findings, sameMessage);
    for (const finding of findings) {
      const same = alike.get(sameMessage(finding)) as Finding[];
      if (same.length <= foldAbove) this.#finding(finding, []);
      else if (finding === same[0]) this.#finding(finding, same.slice(1));
    }
  }

  #finding(finding: Finding, more: readonly Finding[]): void {
    const { dim } = this.#chalk;
    const severity = { error: this.#chalk.red, warning: this.#chalk.yellow, info: this.#chalk.cyan }[finding.severity];
    this.#lines.push(`  ${dim(`${finding.line}:${finding.column}`)}  ${severity.bold(finding.severity)}  ${this.#chalk.bold(visible(finding.ruleId))}`);
    this.#lines.push(...this.#wrap(visible(finding.message), 2), '');
    this.#frame(finding, severity);
    if (isDeployed(finding.surface)) this.#labelled('in', finding.logicalPath);
    if (finding.about) this.#labelled('kind', finding.about);
    if (finding.when) this.#labelled('when', whenText(finding.when));
    if (finding.chain) this.#labelled('value', finding.chain);
    for (const related of finding.related) this.#related(finding, related);
    this.#labelled('help', finding.advice);
    for (const fix of finding.fixes) this.#labelled('fix', `${fix.title} (${fix.safety === 'safe' ? '--fix' : '--fix-suggested'})`);
    this.#labelled('docs', docsUrl(finding.ruleId));
    if (more.length > 0) {
      const places = more.map((other) => {
        const place = isDeployed(other.surface) ? other.logicalPath : `${other.line}:${other.column}`;
        return `${place}${other.when ? ` (when ${whenText(other.when)})` : ''}`;
      });
      this.#labelled('also', `${more.length} more in this file, at ${places.join(', ')}`);
    }
    this.#lines.push('');
  }

  #related(finding: Finding, related: FindingRelated): void {
    this.#labelled('see', `${this.environment.pathOf(related.path)}:${related.line}:${related.column}  ${related.text}`);
    if (related.path === finding.path) this.#frame(related, this.#chalk.cyan);
  }

  #frame(location: Location, paint: ChalkInstance): void {
    const { dim } = this.#chalk;
    const gutter = Math.max(5, String(this.#sources.end(location).line).length + 2);
    for (const row of frame(location, this.#sources, this.#width - gutter - 3)) {
      if (row.kind === 'source') this.#lines.push(`${dim(`${String(row.line).padStart(gutter)} |`)} ${row.text}`.trimEnd());
      else if (row.kind === 'marks') this.#lines.push(`${dim(`${' '.repeat(gutter)} |`)} ${paint(row.text)}`);
      else this.#lines.push(dim(`${'…'.padStart(gutter)} |`));
    }
  }

  /** `  when   IsProd=false`, wrapped under the text; a line ending in the text stays one. */
  #labelled(label: string, text: string): void {
    const indent = 2 + labelWidth;
    const lines = text.split(/\r\n|\r|\n/).flatMap((line) => this.#wrap(visible(line), indent));
    this.#lines.push(...lines.map((line, index) => (index === 0 ? `  ${this.#chalk.dim(label.padEnd(labelWidth))}${line.slice(indent)}` : line)));
  }

  #notes(notes: readonly Note[]): void {
    for (const same of groupBy(notes, (note) => `${note.kind}\0${note.reason}`).values()) {
      const { kind, reason } = same[0] as Note;
      const paths = same.slice(0, pathsPerNote).map((note) => this.#path(note.path));
      if (same.length > pathsPerNote) paths.push(`${same.length - pathsPerNote} more`);
      const where = same.length === 1 ? paths[0] : `${plural(same.length, 'file')} (${paths.join(', ')})`;
      const parts = [kind, ...(same[0]?.path === root ? [] : [where]), visible(reason)];
      this.#lines.push(...this.#wrap(`${this.#chalk.cyan('note')}  ${parts.join(': ')}`, 0, 6));
    }
    if (notes.length > 0) this.#lines.push('');
  }

  #failure({ ruleId, path, error }: Failure): void {
    const where = [ruleId, path === undefined || path === root ? undefined : this.#path(path)].filter((part) => part !== undefined).join(' on ');
    this.#lines.push(...this.#wrap(`${this.#chalk.red.bold('failure')}  ${visible(`${where}${where && ': '}${error.name}: ${error.message}`)}`, 0, 9));
  }

  #path(path: string): string {
    return visible(this.environment.pathOf(path));
  }

  /** Lines of at most the terminal's width, broken at spaces; a word that is too long has its own line. */
  #wrap(text: string, indent: number, hanging = indent): string[] {
    const lines: string[] = [];
    const [, lead = '', rest = ''] = /^( *)(.*)$/s.exec(text) ?? [];
    let line = ' '.repeat(indent) + lead;
    let used = line.length;
    let empty = true;
    for (const word of rest.split(' ')) {
      const width = textWidth(withoutColor(word));
      if (!empty && used + 1 + width > this.#width) {
        lines.push(line);
        line = ' '.repeat(hanging) + lead;
        used = line.length;
        empty = true;
      }
      line += empty ? word : ` ${word}`;
      used += width + (empty ? 0 : 1);
      empty = false;
    }
    lines.push(line.trimEnd());
    return lines;
  }
}

/** The text without the colour that this reporter gave it; text from files holds no escape character any more. */
function withoutColor(text: string): string {
  return text.replace(/\u001b\[\d+m/g, '');
}

function sameMessage({ ruleId, messageId, severity }: Finding): string {
  return `${ruleId}\0${messageId}\0${severity}`;
}
