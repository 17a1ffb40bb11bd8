import { chmodSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Finding, Fix } from '../core/finding.ts';

const mostPasses = 10;

export interface FixOptions {
  /** Whether suggested fixes are applied too. */
  readonly suggested: boolean;
  /** The text of a root-relative path as it was linted; undefined when it must not be changed. */
  textOf(path: string): string | undefined;
  /** Lints these texts instead of what is on disk; findings of `…/syntax` rules are among the result whatever was selected. */
  lintAgain(texts: ReadonlyMap<string, string>): Promise<readonly Finding[]>;
  /** Whether a finding's fix is wanted: suppressed and deselected ones are not. */
  wanted(finding: Finding): boolean;
}

export interface Fixed {
  /** Texts before and after, by root-relative path, of the files that change. */
  readonly files: ReadonlyMap<string, { readonly before: string; readonly after: string }>;
  /** Files that a fix would have broken, with the rule that says so. They are left as they are. */
  readonly broken: ReadonlyMap<string, string>;
}

/** Applies fixes in memory: pass by pass, because fixes that overlap wait and fixes may bring findings, until nothing changes. */
export async function fix(findings: readonly Finding[], options: FixOptions): Promise<Fixed> {
  const before = new Map<string, string>();
  const after = new Map<string, string>();
  const broken = new Map<string, string>();
  const partners = new Map<string, Set<string>>();
  const syntax = new Map<string, number>();
  let current = findings;
  for (let pass = 0; pass < mostPasses; pass++) {
    const textOf = (path: string): string | undefined => (broken.has(path) ? undefined : (after.get(path) ?? options.textOf(path)));
    const chosen = choose(current, textOf, options);
    if (chosen.size === 0) break;
    const fresh = [...chosen.keys()].filter((path) => !before.has(path));
    for (const path of fresh) before.set(path, textOf(path) as string);
    if (fresh.length > 0) {
      const known = await options.lintAgain(new Map(fresh.map((path) => [path, before.get(path) as string])));
      for (const path of fresh) syntax.set(path, syntaxFindings(known, path).length);
    }
    for (const [path, edits] of chosen) {
      after.set(path, apply(textOf(path) as string, edits));
      for (const { fix: own } of edits) for (const edit of own.edits) link(partners, path, edit.path);
    }
    current = await options.lintAgain(new Map([...chosen.keys()].map((path) => [path, after.get(path) as string])));
    for (const path of chosen.keys()) {
      const now = syntaxFindings(current, path);
      if (now.length > (syntax.get(path) ?? 0)) leave(path, (now.at(-1) as Finding).ruleId, partners, broken);
    }
    for (const path of broken.keys()) after.delete(path);
  }
  const files = new Map<string, { before: string; after: string }>();
  for (const [path, text] of after) {
    const original = before.get(path) as string;
    if (text !== original) files.set(path, { before: original, after: text });
  }
  return { files, broken };
}

const syntaxFindings = (findings: readonly Finding[], path: string): Finding[] =>
  findings.filter((finding) => finding.path === path && finding.ruleId.endsWith('/syntax'));

function link(partners: Map<string, Set<string>>, a: string, b: string): void {
  const known = partners.get(a);
  if (known) known.add(b);
  else partners.set(a, new Set([b]));
}

/** Takes a file back, and with it those that were changed by the same fixes. */
function leave(path: string, ruleId: string, partners: ReadonlyMap<string, ReadonlySet<string>>, broken: Map<string, string>): void {
  if (broken.has(path)) return;
  broken.set(path, ruleId);
  for (const partner of partners.get(path) ?? []) leave(partner, ruleId, partners, broken);
}

interface ChosenEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly fix: Fix;
}

/** The fixes of this pass, by file: none that overlaps one before it, and each whole. */
function choose(findings: readonly Finding[], textOf: (path: string) => string | undefined, { suggested, wanted }: FixOptions): Map<string, ChosenEdit[]> {
  const chosen = new Map<string, ChosenEdit[]>();
  for (const finding of findings) {
    if (!wanted(finding)) continue;
    const own = finding.fixes.find(({ safety, edits }) => edits.length > 0 && (suggested || safety === 'safe'));
    if (!own) continue;
    const free = own.edits.every(({ path, span }, i) => {
      const text = textOf(path);
      if (text === undefined || span.start < 0 || span.end > text.length || span.start > span.end) return false;
      const others = [...(chosen.get(path) ?? []), ...own.edits.slice(0, i).flatMap((edit) => (edit.path === path ? [edit.span] : []))];
      return !others.some((other) => overlap(span, other));
    });
    if (!free) continue;
    for (const { path, span, text } of own.edits) {
      const edit = { ...span, text, fix: own };
      const list = chosen.get(path);
      if (list) list.push(edit);
      else chosen.set(path, [edit]);
    }
  }
  return chosen;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Two insertions at one place count: their order would be a guess. */
function overlap(a: Range, b: Range): boolean {
  if (a.start === b.start) return a.end === b.end || (a.start !== a.end && b.start !== b.end);
  return a.start < b.end && b.start < a.end;
}

function apply(text: string, edits: readonly ChosenEdit[]): string {
  const ending = lineEnding(text);
  const parts: string[] = [];
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    parts.push(text.slice(at, edit.start), edit.text.replace(/\r?\n/g, ending));
    at = edit.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/** The line ending that most lines of a text have. */
function lineEnding(text: string): '\n' | '\r\n' {
  const crlf = text.split('\r\n').length - 1;
  const lf = text.split('\n').length - 1 - crlf;
  return crlf > lf ? '\r\n' : '\n';
}

/** Writes a file at once or not at all, with its mode kept. Throws when it can't, or when the file is no longer what was linted. */
export function replaceFile(path: string, before: string, after: string): void {
  if (readFileSync(path, 'utf8') !== before) throw new Error('the file changed in the meantime');
  const { mode } = statSync(path);
  const temporary = join(dirname(path), `.${basename(path)}.lintel-${process.pid}`);
  try {
    writeFileSync(temporary, after, { flag: 'wx' });
    chmodSync(temporary, mode & 0o7777);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
