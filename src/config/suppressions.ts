import type { Comment, Document, Located, Problem } from '../core/document.ts';
import type { Finding } from '../core/finding.ts';
import type { SuppressionInput, SuppressionResult } from '../core/lint.ts';
import type { SourceFile, Span } from '../core/source-file.ts';
import { nearest } from '../core/text.ts';
import { type DirectiveKind, directiveKinds, parseDirective } from './directive.ts';
import type { RuleNames } from './rule-names.ts';

/** What one name in a comment or metadata entry covers, and whether anything was there. Plain data: it outlives the file's text. */
interface Cover {
  readonly ids: readonly string[];
  /** Parts of the root file; a finding that starts in one of them is covered. */
  readonly spans: readonly Span[];
  readonly reason: string | undefined;
  readonly by: 'comment' | 'metadata';
  used: boolean;
}

interface Suppression {
  readonly cover: Cover;
  /** The name as written, and where. */
  readonly name: string;
  readonly at: Located;
  /** How to take it away; undefined where that is more than deleting text. */
  readonly removal: Removal | undefined;
}

interface Removal {
  readonly title: string;
  readonly at: Located;
}

/** A suppression whose rules have more to say when all files were read. */
interface Waiting {
  readonly suppression: Suppression;
  readonly path: string;
  readonly rules: readonly string[];
}

/** Marks findings that comments and metadata suppress, and says which of those are unused, expired, without reason or misspelt. One instance per run. */
export class Suppressions {
  readonly #byPath = new Map<string, readonly Cover[]>();
  readonly #waiting: Waiting[] = [];

  /** `now` decides what has expired: a suppression holds until the end (UTC) of its last day. */
  constructor(
    private readonly names: RuleNames,
    private readonly now: Date,
    /** Other tools whose exceptions hold here too. */
    private readonly compat: readonly string[] = [],
  ) {}

  /** The step of one file. Arrow: it is handed to the engine. */
  readonly suppress = <S>({ document, findings, ran }: SuppressionInput<S>): SuppressionResult => {
    const problems: Problem[] = [];
    const suppressions = [...this.#fromComments(document, problems), ...this.#fromMetadata(document, problems)];
    const foreign = this.#fromOtherTools(document);
    if (suppressions.length === 0 && foreign.length === 0) return { findings, problems };
    const path = document.file.root.path;
    const covers = [...suppressions.map(({ cover }) => cover), ...foreign];
    this.#byPath.set(path, covers);
    const marked = findings.map((finding) => mark(finding, covers));
    // A file that could not be judged whole may hide what a suppression is for.
    const whole = !document.notes?.some((note) => note.kind === 'incomplete') && !findings.some(({ ruleId }) => ruleId.endsWith('/syntax'));
    for (const suppression of whole ? suppressions : []) {
      if (suppression.cover.used) continue;
      // The warnings about suppressions come after this step, so it can't be said that one of them is not needed.
      if (suppression.cover.ids.some((id) => isOwnWarning(id) || ran(id) === 'no')) continue;
      const later = suppression.cover.ids.filter((id) => ran(id) === 'later');
      if (later.length > 0) this.#waiting.push({ suppression, path, rules: later });
      else problems.push(unused(suppression));
    }
    return { findings: marked, problems: problems.filter((problem) => !covered(problem, covers)) };
  };

  /** The step after all files, for the findings of wider rules. */
  readonly suppressConcluded = (findings: readonly Finding[], concluded: ReadonlySet<string>): SuppressionResult => {
    const marked = findings.map((finding) => mark(finding, this.#byPath.get(finding.path) ?? []));
    const problems: Problem[] = [];
    for (const { suppression, path, rules } of this.#waiting) {
      if (suppression.cover.used || !rules.every((id) => concluded.has(id))) continue;
      const problem = unused(suppression);
      if (!covered(problem, this.#byPath.get(path) ?? [])) problems.push(problem);
    }
    return { findings: marked, problems };
  };

  #fromComments<S>(document: Document<S>, problems: Problem[]): Suppression[] {
    const suppressions: Suppression[] = [];
    // Finding the comments of a file takes longer than to see that none of them can be a directive.
    if (!document.file.root.text.includes('lintel')) return suppressions;
    for (const comment of document.comments()) {
      const directive = parseDirective(comment.text);
      if (!directive) continue;
      const { file } = comment;
      // The comment's span includes its marker, its text doesn't.
      const start = file.text.indexOf('lintel-disable', comment.span.start);
      if (start < 0 || start > comment.span.end) continue;
      const place = (span: Span): Located => ({ file, span: { start: start + span.start, end: start + span.end }, path: '' });
      const whole = { title: 'Remove the comment', at: { file, span: wholeComment(comment), path: '' } };
      const word = place(directive.word);
      const { kind } = directive;
      if (kind === undefined) {
        const meant = nearest(directive.text, directiveKinds) ?? 'lintel-disable-next-line';
        problems.push({
          ...word,
          rule: 'lintel/unused-suppression',
          text: `\`${directive.text}\` is no directive, so the comment suppresses nothing.`,
          advice: `Write \`${meant}\`; there are ${directiveKinds.join(', ')}.`,
        });
        continue;
      }
      if (directive.names.length === 0) {
        problems.push({
          ...word,
          rule: 'lintel/unused-suppression',
          text: `\`${directive.text}\` names no rule, so the comment suppresses nothing.`,
          advice: `Write the rule's id and a reason: \`${directive.text} topic/rule: reason\`.`,
        });
        continue;
      }
      if (directive.reason === undefined) problems.push(withoutReason(place((directive.names[0] as { span: Span }).span), `\`${directive.text}\``));
      const until = directive.until && { text: directive.until.text, at: place(directive.until.span) };
      if (until && this.#isOver(until.text)) {
        problems.push(expired(until.at, until.text));
        continue;
      }
      const covers = coverage(kind, comment, document);
      for (const { text: name, span, removal } of directive.names) {
        const at = place(span);
        const ids = this.names.find(name);
        if (!ids) problems.push(this.#unknown(name, at));
        else
          suppressions.push({
            cover: { ids, spans: covers, reason: directive.reason, by: 'comment', used: false },
            name,
            at,
            removal: removal ? { title: `Remove ${name} from the comment`, at: place(removal) } : whole,
          });
      }
    }
    return suppressions;
  }

  #fromMetadata<S>(document: Document<S>, problems: Problem[]): Suppression[] {
    const suppressions: Suppression[] = [];
    for (const { at, covers, id, reason, until } of document.suppressions?.() ?? []) {
      if (!reason?.trim()) problems.push(withoutReason(at, 'The `lintel.disable` entry', 'Add `reason` to the entry.'));
      if (until !== undefined && this.#isOver(until)) {
        problems.push(expired(at, until));
        continue;
      }
      const ids = this.names.find(id);
      if (!ids) problems.push(this.#unknown(id, at));
      else suppressions.push({ cover: { ids, spans: [covers], reason, by: 'metadata', used: false }, name: id, at, removal: undefined });
    }
    return suppressions;
  }

  /** What the exceptions of other tools cover: the rules that check the same. Nobody is told that one of them is unused, it may be of use to its tool. */
  #fromOtherTools<S>(document: Document<S>): Cover[] {
    if (this.compat.length === 0) return [];
    return [...(document.foreignSuppressions?.() ?? [])].flatMap(({ tool, id, covers, reason, by }) => {
      if (!this.compat.includes(tool)) return [];
      const ids = this.names.equivalentIds(tool, id);
      return ids.length === 0 ? [] : [{ ids, spans: [covers], reason, by, used: false }];
    });
  }

  /** Past its last day, or not a date: what can't be checked doesn't suppress. */
  #isOver(until: string): boolean {
    const day = dayOf(until);
    return day === undefined || this.now.getTime() >= day + 24 * 60 * 60 * 1000;
  }

  #unknown(name: string, at: Located): Problem {
    const suggestion = this.names.suggest(name);
    return {
      ...at,
      rule: 'lintel/unknown-rule',
      text: `There is no rule \`${name}\`, so nothing is suppressed.`,
      advice: suggestion ? `Write \`${suggestion}\`.` : 'Take the id from a finding, or from `lintel rules`.',
      ...(suggestion && { fix: { title: `Write ${suggestion}`, safety: 'suggested' as const, edits: [{ at, text: suggestion }] } }),
    };
  }
}

const isOwnWarning = (id: string): boolean => id.startsWith('lintel/');

/** The finding, marked if a suppression covers it; every one that does counts as used. */
function mark(finding: Finding, covers: readonly Cover[]): Finding {
  let first: Cover | undefined;
  for (const cover of covers) {
    if (!cover.ids.includes(finding.ruleId) || !contains(cover.spans, finding.span.start)) continue;
    cover.used = true;
    first ??= cover;
  }
  return first ? { ...finding, suppressed: { reason: first.reason, by: first.by } } : finding;
}

const contains = (spans: readonly Span[], offset: number): boolean => spans.some(({ start, end }) => start <= offset && offset < end);

/** Whether a warning about a suppression is itself suppressed. */
function covered(problem: Problem, covers: readonly Cover[]): boolean {
  const start = problem.file.toRoot(problem.span)[0]?.start ?? 0;
  return covers.some(({ ids, spans }) => ids.includes(problem.rule) && contains(spans, start));
}

function unused({ name, at, removal }: Suppression): Problem {
  return {
    ...at,
    rule: 'lintel/unused-suppression',
    text: `Nothing here breaks \`${name}\`, so there is nothing to suppress.`,
    advice: removal ? `${removal.title}.` : 'Remove the entry.',
    ...(removal && { fix: { title: removal.title, safety: 'safe' as const, edits: [{ at: removal.at, text: '' }] } }),
  };
}

function withoutReason(at: Located, subject: string, advice = 'Write a colon and the reason after the ids: `: reason`.'): Problem {
  return { ...at, rule: 'lintel/suppression-without-reason', text: `${subject} gives no reason for the exception.`, advice };
}

function expired(at: Located, until: string): Problem {
  const isDate = dayOf(until) !== undefined;
  return {
    ...at,
    rule: 'lintel/expired-suppression',
    text: isDate
      ? `The suppression ended on ${until}, so it suppresses nothing.`
      : `The end of the suppression, \`${until}\`, is not a date, so it suppresses nothing.`,
    advice: isDate ? 'Repair what it covers and remove it, or agree on a later date.' : 'Write the last day as `until=YYYY-MM-DD`.',
  };
}

/** Milliseconds at the start (UTC) of a day written as YYYY-MM-DD; undefined when there is no such day. */
function dayOf(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? undefined : time;
}

/** What a directive covers, as parts of the root file. */
function coverage<S>(kind: DirectiveKind, comment: Comment, document: Document<S>): Span[] {
  const { file, span } = comment;
  const first = file.positionAt(span.start).line;
  const last = file.positionAt(Math.max(span.start, span.end - 1)).line;
  switch (kind) {
    case 'lintel-disable-file':
      return file.toRoot({ start: 0, end: endOf(file) });
    case 'lintel-disable-line':
      return file.toRoot(lines(file, first, last));
    case 'lintel-disable-next-line':
      return file.toRoot(lines(file, last + 1, last + 1));
    case 'lintel-disable-block': {
      const node = file === document.file ? document.nodeAt?.(file.lineStart(last + 1)) : undefined;
      return node ? [node] : file.toRoot(lines(file, last + 1, last + 1));
    }
  }
}

/** Past the end of the text, so that an empty span there is covered too. */
const endOf = (file: SourceFile): number => file.text.length + (file.embedded ? 0 : 1);

/** From the start of a line to the start of the line after another; the end of the text belongs to its last line. */
function lines(file: SourceFile, from: number, to: number): Span {
  const end = to >= file.lineCount ? endOf(file) : file.lineStart(to + 1);
  return { start: Math.min(file.lineStart(from), end), end };
}

/** The comment with the blanks before it; its whole line when it stands there alone. */
function wholeComment({ file, span }: Comment): Span {
  const { text } = file;
  let { start } = span;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  let { end } = span;
  while (end > start && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
  const alone = start === 0 || text[start - 1] === '\n' || text[start - 1] === '\r';
  if (!alone) return { start, end };
  let after = end;
  while (text[after] === ' ' || text[after] === '\t') after++;
  if (after === text.length) return { start, end: after };
  if (text[after] === '\r' && text[after + 1] === '\n') return { start, end: after + 2 };
  if (text[after] === '\n' || text[after] === '\r') return { start, end: after + 1 };
  return span;
}
