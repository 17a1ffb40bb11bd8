import type { Finding } from '../core/finding.ts';

/** Findings of one rule in one file that are put up with, all with the same fingerprint. */
export interface BaselineEntry {
  /** Relative to the root of the repository, with forward slashes. */
  readonly path: string;
  /** For people, and to know whether the rule ran. */
  readonly ruleId: string;
  /** Without the ordinal that tells equal ones apart. */
  readonly fingerprint: string;
  readonly count: number;
}

/** An entry of which `count` findings were not found any more. */
export type StaleEntry = BaselineEntry;

/** What a run knows of files and rules. */
export interface Judged {
  /** The repository's path of a root-relative path. */
  repositoryPathOf(path: string): string;
  /** Whether a path of the repository is a file still. */
  exists(path: string): boolean;
  /** Whether a rule judged a file, by its path in the repository, to the end. */
  judged(ruleId: string, path: string): boolean;
}

/** The file is no baseline: why, for a person. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError';
}

const hash = /^[0-9a-f]{16}$/;

/** The findings that a repository had when it took lintel up, by file and fingerprint: what is found beyond them is new. */
export class Baseline {
  constructor(readonly entries: readonly BaselineEntry[]) {}

  /** Reads the text of a baseline file. Throws a BaselineError. */
  static read(text: string): Baseline {
    let data: unknown;
    try {
      data = JSON.parse(text.replace(/^\ufeff/, ''));
    } catch (error) {
      throw new BaselineError(`not JSON: ${(error as Error).message}`);
    }
    const { version, entries } = (data ?? {}) as { readonly version?: unknown; readonly entries?: unknown };
    if (version !== 1 || !Array.isArray(entries)) throw new BaselineError('not a baseline: {"version": 1, "entries": […]} is expected');
    return new Baseline(
      entries.map((entry: Partial<Record<keyof BaselineEntry, unknown>> | null, i) => {
        const { path, ruleId, fingerprint, count } = entry ?? {};
        if (typeof path !== 'string' || typeof ruleId !== 'string' || typeof fingerprint !== 'string' || !hash.test(fingerprint)) {
          throw new BaselineError(`entry ${i + 1} has no path, ruleId or fingerprint`);
        }
        if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 1)
          throw new BaselineError(`entry ${i + 1}: count is a whole number from 1 on`);
        return { path, ruleId, fingerprint, count };
      }),
    );
  }

  /**
   * Marks the findings that are in the baseline: each entry those of its own file, in order; then what is left of entries whose file is gone
   * those of any file, because files are renamed and moved. Findings that are suppressed already take nothing.
   */
  apply(findings: readonly Finding[], known: Judged): { readonly findings: readonly Finding[]; readonly stale: readonly StaleEntry[] } {
    const left = this.entries.map((entry) => ({ entry, count: entry.count }));
    const here = new Map(left.map((allowance) => [`${allowance.entry.path}\0${allowance.entry.fingerprint}`, allowance]));
    const gone = new Map<string, typeof left>();
    const gonePaths = new Set([...new Set(this.entries.map(({ path }) => path))].filter((path) => !known.exists(path)));
    for (const allowance of left) {
      if (!gonePaths.has(allowance.entry.path)) continue;
      const same = gone.get(allowance.entry.fingerprint);
      if (same) same.push(allowance);
      else gone.set(allowance.entry.fingerprint, [allowance]);
    }
    const marked = [...findings];
    const take = (from: (finding: Finding, fingerprint: string) => { count: number } | undefined): void => {
      for (const [i, finding] of marked.entries()) {
        if (finding.suppressed) continue;
        const allowance = from(finding, withoutOrdinal(finding.fingerprint));
        if (!allowance) continue;
        allowance.count--;
        marked[i] = { ...finding, suppressed: { reason: undefined, by: 'baseline' } };
      }
    };
    take((finding, fingerprint) => {
      const allowance = here.get(`${known.repositoryPathOf(finding.path)}\0${fingerprint}`);
      return allowance && allowance.count > 0 ? allowance : undefined;
    });
    take((_, fingerprint) => gone.get(fingerprint)?.find(({ count }) => count > 0));
    const stale = left
      .filter(({ entry, count }) => count > 0 && (gonePaths.has(entry.path) || known.judged(entry.ruleId, entry.path)))
      .map(({ entry, count }) => ({ ...entry, count }));
    return { findings: marked, stale };
  }

  /** The baseline that has all open findings of a run, and of what the run did not judge the entries that it had. */
  updated(findings: readonly Finding[], known: Judged): Baseline {
    const entries = new Map<string, BaselineEntry>();
    for (const finding of findings) {
      if (finding.suppressed && finding.suppressed.by !== 'baseline') continue;
      const path = known.repositoryPathOf(finding.path);
      const fingerprint = withoutOrdinal(finding.fingerprint);
      const key = `${path}\0${fingerprint}`;
      entries.set(key, { path, ruleId: finding.ruleId, fingerprint, count: (entries.get(key)?.count ?? 0) + 1 });
    }
    const unjudged = this.entries.filter(({ path, ruleId }) => known.exists(path) && !known.judged(ruleId, path));
    for (const entry of unjudged) entries.set(`${entry.path}\0${entry.fingerprint}`, entry);
    return new Baseline([...entries.values()]);
  }

  /** The text of the file: sorted, an entry on each line, so that changes are easy to read and to merge. */
  write(): string {
    const text = ({ path, ruleId, fingerprint, count }: BaselineEntry): string => `    ${JSON.stringify({ path, ruleId, fingerprint, count })}`;
    const lines = [...this.entries].sort(compare).map(text);
    return `{\n  "version": 1,\n  "entries": [${lines.length > 0 ? `\n${lines.join(',\n')}\n  ` : ''}]\n}\n`;
  }
}

const withoutOrdinal = (fingerprint: string): string => fingerprint.split('-', 1)[0] as string;

function compare(a: BaselineEntry, b: BaselineEntry): number {
  return compareText(a.path, b.path) || compareText(a.ruleId, b.ruleId) || compareText(a.fingerprint, b.fingerprint);
}
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
