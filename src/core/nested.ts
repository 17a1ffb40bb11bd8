import { samePlace } from './branches.ts';
import type { Document, Inputs, Located, Nested } from './document.ts';
import type { Finding } from './finding.ts';
import type { LintOptions } from './lint.ts';
import { locate } from './location.ts';
import type { SourceFile } from './source-file.ts';

/** More than a repository deploys: templates that nest each other with other values each time would go on for long. */
const mostNested = 200;

export interface JudgedDocument<S> {
  readonly document: Document<S>;
  readonly findings: readonly Finding[];
}

/** What judging documents that others deploy needs of a run. */
export interface NestedRun<S> {
  /** The documents; those that they deploy themselves are added. */
  readonly nested: Nested[];
  /** The findings of the run: new ones are added, and what is no longer so is taken out. */
  readonly findings: Finding[];
  readonly options: Pick<LintOptions<S>, 'isExcluded' | 'parametersOf' | 'suppress'>;
  /** What rules find in a document whose parameters have certain values; undefined when no parser takes it. */
  judge(file: SourceFile, parameters: Inputs['parameters'], open?: Inputs['open']): Promise<JudgedDocument<S> | undefined>;
  note(path: string, reason: string): void;
  fail(error: unknown, path: string): void;
}

/**
 * Judges documents as others deploy them, and tells what is wrong with the values that they are given: what is found in the document on its own
 * is told there. What a suppression is used for here is not unused.
 */
export async function lintNested<S>({ nested, findings, options, judge, note, fail }: NestedRun<S>): Promise<void> {
  const alone = new Map<string, JudgedDocument<S>>();
  const seen = new Set<string>();
  const told = new Set<string>();
  // Grows while it is read: what is deployed may deploy more.
  for (const { file, parameters, open, at, passed, unjudged } of nested) {
    const { path } = file;
    if (unjudged !== undefined) {
      note(locate(at).path, unjudged);
      continue;
    }
    const key = JSON.stringify([path, parameters.map((set) => [...set]), [...(open ?? [])]]);
    if (seen.has(key) || options.isExcluded?.(path)) continue;
    if (seen.add(key).size > mostNested) {
      note(locate(at).path, `more than ${mostNested} nested stacks; the rest was not judged`);
      return;
    }
    try {
      const given = await judge(file, parameters, open);
      const own = given && (alone.get(path) ?? (await judge(file, options.parametersOf?.(path) ?? [])));
      if (!own) continue;
      alone.set(path, own);
      nested.push(...(given.document.nested?.() ?? []));
      const known = new Set(own.findings.map(whereOf));
      const more = given.findings.filter((finding) => !known.has(whereOf(finding)) && !told.has(`${path}\0${whereOf(finding)}`));
      if (more.length === 0) continue;
      for (const finding of more) told.add(`${path}\0${whereOf(finding)}`);
      const before = options.suppress({ document: own.document, findings: own.findings, ran: () => 'yes' });
      const after = options.suppress({ document: given.document, findings: [...own.findings, ...more], ran: () => 'yes' });
      findings.push(...after.findings.slice(own.findings.length).map((finding) => deployedBy(finding, at, passed)));
      for (const problem of before.problems) {
        if (after.problems.some((other) => samePlace(other, problem))) continue;
        const outdated = findings.findIndex((finding) => finding.ruleId === problem.rule && finding.path === path && samePlace(finding, problem));
        if (outdated >= 0) findings.splice(outdated, 1);
      }
    } catch (error) {
      fail(error, path);
    }
  }
}

const whereOf = ({ ruleId, messageId, span }: Finding): string => `${ruleId}\0${messageId}\0${span.start}\0${span.end}`;

/** A finding in a document with what deploys it so, and where the values stand that it is about. */
function deployedBy(finding: Finding, at: Located, passed: Nested['passed']): Finding {
  const names = new Set([...Object.keys(finding.when ?? {}), ...finding.related.map(({ text }) => text)]);
  const values = [...passed].filter(([name]) => names.has(name)).map(([name, value]) => ({ ...locate(value), text: `${name} is passed here` }));
  return { ...finding, related: [...finding.related, ...values, { ...locate(at), text: 'deployed by this stack' }] };
}
