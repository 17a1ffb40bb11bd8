import type { Document, Parser, Problem, SubjectOf } from '../../src/core/document.ts';
import type { Host } from '../../src/core/host.ts';
import { type LintOptions, lint, type ParserEntry } from '../../src/core/lint.ts';
import type { RuleEntry } from '../../src/core/rule.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import { parsers } from '../../src/parsers/index.ts';
import type { Subjects } from '../../src/parsers/subjects.ts';
import { rules } from '../../src/rules/index.ts';
import { Reader } from './reader.ts';

/** A whole number from 0 to below the given one. */
export type Random = (below: number) => number;

export interface Input {
  /** Says what the text is. */
  readonly path: string;
  readonly text: string;
}

/** What is mutated, and what is done with the result. */
export interface FuzzTarget {
  /** Small, so that a mutation is likely to hit what matters, and a round is cheap. */
  readonly seeds: readonly Input[];
  /** What means something in the format, to put between. */
  readonly pieces: readonly string[];
  /** Reads a text; throws on whatever must not be. Answers how many things there were to read. `next` decides what else the text meets. */
  check(input: Input, next: Random): number | Promise<number>;
  /** Things read a round, on average, at least: else the mutations break too much for the rest to be tested. */
  readonly atLeast: number;
}

/** Pseudo-random numbers that a seed repeats (mulberry32). */
export function random(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/** The text of a round: one of the seeds with up to three edits. Swapped words and lines leave many sound, so that what is beyond syntax is tested too. */
export function mutated({ seeds, pieces }: Pick<FuzzTarget, 'seeds' | 'pieces'>, next: Random): Input {
  const { path, text } = pick(seeds, next);
  let result = text;
  for (let edits = 1 + (next(2) && next(3)); edits > 0; edits--) {
    const kind = next(10);
    if (kind === 0) result = replaced(result, lineAt(result, next), lineAt(result, next));
    else if (kind < 4) result = replaced(result, wordAt(result, next), wordAt(result, next));
    else {
      const at = next(result.length + 1);
      const from = next(result.length + 1);
      const insert = kind < 6 ? '' : kind < 9 ? pick(pieces, next) : result.slice(from, from + next(60));
      result = result.slice(0, at) + insert + result.slice(at + (next(2) ? next(20) : 0));
    }
  }
  return { path, text: next(20) ? result : result.slice(0, next(result.length + 1)) };
}

const pick = <T>(list: readonly T[], next: Random): T => list[next(list.length)] as T;
const replaced = (text: string, [start, end]: readonly [number, number], by: readonly [number, number]): string =>
  text.slice(0, start) + text.slice(by[0], by[1]) + text.slice(end);

function lineAt(text: string, next: Random): [number, number] {
  const at = next(text.length + 1);
  const end = text.indexOf('\n', at);
  return [text.lastIndexOf('\n', at - 1) + 1, end < 0 ? text.length : end + 1];
}

function wordAt(text: string, next: Random): [number, number] {
  const at = next(text.length + 1);
  let start = at;
  let end = at;
  while (start > 0 && isWord(text.charCodeAt(start - 1))) start--;
  while (end < text.length && isWord(text.charCodeAt(end))) end++;
  return [start, end];
}

const isWord = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;

/** In one of so many rounds all rules judge the text, as a run of the command line has them do. */
const JUDGED = 20;

/** A format: its parser reads each text, all that it makes of it is read, and rules judge it. */
export function formatTarget(format: string, target: Omit<FuzzTarget, 'check'>): FuzzTarget {
  const entry = parsers.find((parser) => parser.format === format) as ParserEntry<Subjects>;
  let loaded: Parser<Subjects> | undefined;
  return {
    ...target,
    async check(input, next) {
      loaded ??= await entry.load();
      for (const { claims } of parsers) claims(input.path, input.text);
      const host = randomHost(target, next);
      const file = new SourceFile(input.path, input.text);
      const { document, problems } = await loaded.parse(file, host, { regions: next(4) ? [] : ['eu-west-1'], parameters: [] });
      const read = readAll(document, problems, next);
      if (next(JUDGED) === 0) await judge(file, format, loaded, host);
      return read;
    },
  };
}

/** Other files that the text may name are there or not, and hold what the seeds do. */
function randomHost(target: Pick<FuzzTarget, 'seeds' | 'pieces'>, next: Random): Host {
  const other = next(2) ? mutated(target, next) : pick(target.seeds, next);
  const answers = ['missing', 'outside', 'unknown'] as const;
  const hasFiles = next(3) > 0;
  const refused = pick(answers, next);
  return {
    read: (from, ref) => (hasFiles ? new SourceFile(ref.length % 4 ? `${ref.length % 5}${other.path}` : from.path, other.text) : refused),
    glob: () => (hasFiles ? ['a.conf', other.path] : refused === 'missing' ? [] : refused),
    siblings: () => (hasFiles ? ['Chart.yaml', other.path] : 'unknown'),
  };
}

function readAll(document: Document<Subjects>, problems: readonly Problem[], next: Random): number {
  const reader = new Reader(next(8));
  for (const problem of problems) {
    reader.read(problem);
    if (problem.text === '' || problem.advice === '') throw new Error('a problem without words');
  }
  const read = (subject: SubjectOf<Subjects>): void => {
    if (subject.guard?.() !== false) reader.subject(subject);
  };
  for (const subject of document.subjects()) {
    if (!document.choices) read(subject);
    else {
      let runs = 0;
      document.choices.explore(() => {
        if (runs++ > 0) reader.anew();
        read(subject);
      });
    }
  }
  for (const comment of document.comments()) reader.place(comment);
  const { text } = document.file;
  for (let at = 0; at < text.length; at += 97) {
    const span = document.nodeAt?.(at);
    if (span) reader.span(document.file, span);
  }
  for (const { at, covers } of document.suppressions?.() ?? []) {
    reader.place(at);
    reader.span(document.file.root, covers);
  }
  for (const { covers } of document.foreignSuppressions?.() ?? []) reader.span(document.file.root, covers);
  return reader.count;
}

/** All rules on one file: none fails, and their findings lie in it. */
async function judge(file: SourceFile, format: string, parser: Parser<Subjects>, host: Host): Promise<void> {
  const options: LintOptions<Subjects> = {
    parsers: [{ format, claims: parser.claims, load: async () => parser }],
    rules: rules as readonly RuleEntry<Subjects>[],
    host,
    settings: { accounts: [], trustedAccounts: [], partitions: [], allowedRegistries: [], mirror: undefined, packagesInternal: [], regions: [] },
    now: new Date('2026-11-24'),
    wholeRoot: true,
    setting: () => ({ enabled: true }),
    formatOf: () => format,
    suppress: ({ findings }) => ({ findings, problems: [] }),
  };
  const { findings, failures } = await lint([file], options);
  for (const { ruleId, error } of failures) throw new Error(`${ruleId ?? 'parser'}: ${error.stack ?? error.message}`);
  for (const { ruleId, path, span, fixes } of findings) {
    if (path !== file.path) continue;
    for (const { start, end } of [span, ...fixes.flatMap(({ edits }) => edits.filter((edit) => edit.path === path).map((edit) => edit.span))]) {
      if (!(start >= 0 && start <= end && end <= file.text.length)) throw new Error(`${ruleId} at ${start}-${end} of ${file.text.length}`);
    }
  }
}
