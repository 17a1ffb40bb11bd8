import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { Ajv } from 'ajv';
import { RuleNames } from '../src/config/rule-names.ts';
import { Suppressions } from '../src/config/suppressions.ts';
import type { Problem } from '../src/core/document.ts';
import type { Finding, Fix, Outcome } from '../src/core/finding.ts';
import { type Host, noHost } from '../src/core/host.ts';
import { type LintOptions, lint, type ParserEntry, selectorsOf } from '../src/core/lint.ts';
import type { Rule, RuleContext, Settings, Surface, Visitors } from '../src/core/rule.ts';
import { SourceFile } from '../src/core/source-file.ts';
import { parsers } from '../src/parsers/index.ts';
import type { Subjects } from '../src/parsers/subjects.ts';
import { rules as registry } from '../src/rules/index.ts';

export const fixturesFolder = fileURLToPath(new URL('fixtures', import.meta.url));

/** The day that fixtures are judged on, unless they name another: rules never read the time themselves. */
const fixtureDay = '2026-11-24';

interface FixtureConfig {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly settings?: Partial<Settings>;
  readonly now?: string;
}

export interface Fixture {
  /** Its file or folder, as seen from the rule's fixture folder. */
  readonly name: string;
  readonly kind: 'bad' | 'good';
  readonly files: readonly SourceFile[];
  readonly options: Readonly<Record<string, unknown>> | undefined;
  readonly settings: Partial<Settings>;
  readonly now: Date;
  readonly expectedPath: string;
}

/**
 * The fixtures of one rule: `{bad,good}[.<case>].<ext>` is one file, linted alone as `<case>.<ext>` (`bad.arg.Dockerfile` as `Dockerfile`);
 * `{bad,good}[.<case>]/` is a small repository. `<fixture>.config.json` beside it holds `{options, settings, now}`.
 */
export function fixturesOf(ruleId: string): Fixture[] {
  const folder = join(fixturesFolder, ruleId);
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const kind = /^(bad|good)(?=\.|$)/.exec(entry.name)?.[0] as Fixture['kind'] | undefined;
    if (!kind || entry.name.endsWith('.expected') || entry.name.endsWith('.config.json')) return [];
    const full = join(folder, entry.name);
    const files = entry.isDirectory() ? folderFiles(full) : [sourceFile(fixturePath(entry.name), readFileSync(full))];
    const configPath = `${full}.config.json`;
    const config = existsSync(configPath) ? (JSON.parse(readFileSync(configPath, 'utf8')) as FixtureConfig) : {};
    return [
      {
        name: entry.name,
        kind,
        files,
        options: config.options,
        settings: config.settings ?? {},
        now: new Date(config.now ?? fixtureDay),
        expectedPath: `${full}.expected`,
      },
    ];
  });
}

/** Names in a fixture folder that are no fixture and belong to none. */
export function strayFiles(ruleId: string): string[] {
  const folder = join(fixturesFolder, ruleId);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder);
  return names.filter((name) => {
    if (!/^(bad|good)(\.|$)/.test(name)) return true;
    const owner = name.replace(/\.(expected|config\.json)$/, '');
    return owner !== name && (!names.includes(owner) || (name.endsWith('.expected') && !name.startsWith('bad')));
  });
}

function fixturePath(name: string): string {
  if (/\.(Dockerfile|Containerfile)$/.test(name)) return name.slice(name.lastIndexOf('.') + 1);
  const rest = name.replace(/^(bad|good)\./, '');
  return rest.includes('.') ? rest : name;
}

function folderFiles(folder: string): SourceFile[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => sourceFile(path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path)));
}

const sourceFile = (path: string, bytes: Buffer): SourceFile => new SourceFile(path, bytes.toString('utf8'));

/** A subject that a rule subscribes to, as a parser gave it. */
export interface Visit {
  readonly key: string;
  readonly surface: Surface;
}

export interface Run {
  readonly outcome: Outcome;
  /** The surfaces of the files. */
  readonly surfaces: ReadonlySet<Surface>;
  /** Subjects of the files, whether or not a rule looked at them. */
  readonly visits: readonly Visit[];
  /** Texts of what the parsers found wrong. */
  readonly problems: readonly string[];
  readonly formats: ReadonlyMap<string, string | undefined>;
}

const noSettings: Settings = {
  accounts: [],
  trustedAccounts: [],
  partitions: [],
  allowedRegistries: [],
  mirror: undefined,
  packagesInternal: [],
  regions: [],
};

/**
 * Lints files with one rule, and writes down what the parsers made of them.
 * The rules about suppressions judge what other rules found: for these all rules run.
 */
export async function run(rule: Rule<Subjects>, subjects: readonly string[], files: readonly SourceFile[], fixture?: Fixture): Promise<Run> {
  const record: Recording = { visits: [], problems: [], surfaces: new Set() };
  const formats = new Map<string, string | undefined>();
  const now = fixture?.now ?? new Date(fixtureDay);
  const aboutSuppressions = rule.meta.id.startsWith('lintel/');
  const suppressions = new Suppressions(new RuleNames(registry), now);
  const options: LintOptions<Subjects> = {
    parsers: parsers.map((entry) => watched(entry, record)),
    rules: [
      ...registry.filter(({ id }) => id !== rule.meta.id && aboutSuppressions),
      { id: rule.meta.id, profile: 'recommended' as const, surfaces: surfacesOf(rule), subjects, load: async () => checked(rule) },
    ].sort((a, b) => (a.id < b.id ? -1 : 1)),
    host: memoryHost(files),
    settings: { ...noSettings, ...fixture?.settings },
    now,
    wholeRoot: true,
    setting: (id) => ({ enabled: true, ...(id === rule.meta.id && fixture?.options && { options: validOptions(rule, fixture.options) }) }),
    formatOf: () => undefined,
    suppress(input) {
      if (!aboutSuppressions) return { findings: input.findings, problems: [] };
      const result = suppressions.suppress(input);
      recordProblems(result.problems, input.document.surface, record);
      return result;
    },
    ...(aboutSuppressions && { suppressConcluded: suppressions.suppressConcluded }),
    onFile: (path, format) => formats.set(path, format),
  };
  const outcome = await lint(
    files.map((file) => new SourceFile(file.path, file.text)),
    options,
  );
  return { outcome, ...record, formats };
}

/** Where a rule runs, as the registry says. */
const surfacesOf = ({ meta: { id, surfaces } }: Rule<Subjects>): readonly Surface[] => registry.find((entry) => entry.id === id)?.surfaces ?? surfaces;

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });

function validOptions(rule: Rule<Subjects>, options: Readonly<Record<string, unknown>>): unknown {
  if (!rule.options) throw new Error(`${rule.meta.id} has no options`);
  if (!ajv.validate(rule.options.schema, options)) throw new Error(`options of the fixture: ${ajv.errorsText()}`);
  return options;
}

interface Recording {
  readonly visits: Visit[];
  readonly problems: string[];
  readonly surfaces: Set<Surface>;
}

function recordProblems(problems: readonly Problem[], surface: Surface, record: Recording): void {
  for (const { rule, text } of problems) {
    record.problems.push(`${rule}: ${text}`);
    record.visits.push({ key: 'parse.problem', surface }, { key: `parse.problem:${rule}`, surface });
  }
}

/** The parser, with its subjects and problems written down. */
function watched(entry: ParserEntry<Subjects>, record: Recording): ParserEntry<Subjects> {
  return {
    ...entry,
    load: async () => {
      const parser = await entry.load();
      return {
        format: parser.format,
        claims: (name, text) => parser.claims(name, text),
        async parse(file, host) {
          const { document, problems } = await parser.parse(file, host);
          record.surfaces.add(document.surface);
          recordProblems(problems, document.surface, record);
          for (const { type, selector, surface = document.surface } of document.subjects()) {
            record.visits.push({ key: type, surface });
            for (const one of selectorsOf(selector)) record.visits.push({ key: `${type}:${one}`, surface });
          }
          return { document, problems };
        },
      };
    },
  };
}

/** The rule, failing on a visitor that says something else the second time and on a fact that is not plain data. */
function checked(rule: Rule<Subjects>): Rule<Subjects> {
  type AnyVisitors = Record<string, (node: unknown) => unknown>;
  const twice = (make: (context: RuleContext<string, unknown>) => Visitors<Subjects, unknown>) => (context: RuleContext<string, unknown>) => {
    const plain = make(context) as AnyVisitors;
    const result: AnyVisitors = {};
    for (const key of Object.keys(plain)) {
      result[key] = (node) => {
        const again: unknown[] = [];
        const silent = make({ ...context, report: (report) => again.push([report.message, report.data, report.at.span, report.at.path]) }) as AnyVisitors;
        const reports: unknown[] = [];
        const loud = make({
          ...context,
          report: (report) => {
            reports.push([report.message, report.data, report.at.span, report.at.path]);
            context.report(report);
          },
        }) as AnyVisitors;
        const fact = loud[key]?.(node);
        const factAgain = silent[key]?.(node);
        if (!isDeepStrictEqual(fact, factAgain) || !isDeepStrictEqual(reports, again)) throw new Error(`${rule.meta.id} says something else the second time`);
        if (fact !== undefined && !isDeepStrictEqual(JSON.parse(JSON.stringify(fact)), structuredClone(fact)))
          throw new Error(`a fact of ${rule.meta.id} is not plain data`);
        return fact;
      };
    }
    return result;
  };
  return {
    ...rule,
    ...(rule.create && { create: twice((context) => rule.create?.(context) ?? {}) as NonNullable<typeof rule.create> }),
    ...(rule.collect && { collect: twice((context) => rule.collect?.(context) ?? {}) as NonNullable<typeof rule.collect> }),
  };
}

/** A host over the files of a fixture; a single file has none. */
function memoryHost(files: readonly SourceFile[]): Host {
  if (files.length < 2) return noHost;
  const resolve = (from: SourceFile, ref: string): string => posix.normalize(posix.join(posix.dirname(from.root.path), ref));
  return {
    read(from, ref) {
      const path = resolve(from, ref);
      if (path.startsWith('..')) return 'outside';
      return files.find((file) => file.path === path) ?? 'missing';
    },
    glob(from, pattern) {
      const path = resolve(from, pattern);
      if (path.startsWith('..')) return 'outside';
      return files.map((file) => file.path).filter((name) => posix.matchesGlob(name, path));
    },
    siblings: (from) => files.filter((file) => posix.dirname(file.path) === posix.dirname(from.root.path)).map((file) => basename(file.path)),
  };
}

/** Findings as a reviewer reads them: the source with the exact columns underlined, what is said, and what the fix makes of it. */
export function render(findings: readonly Finding[], files: readonly SourceFile[]): string {
  const several = files.length > 1;
  return findings
    .map((finding) => {
      const file = files.find(({ path }) => path === finding.path) as SourceFile;
      const place = `${several ? `${finding.path}:` : ''}${finding.line}:${finding.column}`;
      const lines = [
        `${place} ${finding.severity} ${finding.ruleId} ${finding.messageId}`,
        ...underlined(file, finding),
        finding.message,
        `→ ${finding.advice}`,
      ];
      if (finding.when) {
        const when = Object.entries(finding.when).map(([name, value]) => `${name}=${value}`);
        lines.push(`when ${when.join(', ')}`);
      }
      if (finding.chain) lines.push(`chain ${finding.chain}`);
      for (const other of finding.related) lines.push(`see ${several ? `${other.path}:` : ''}${other.line}:${other.column} ${other.text}`);
      for (const fix of finding.fixes) lines.push(`fix (${fix.safety}) ${fix.title}`, ...difference(fix, files, several));
      return `${lines.join('\n')}\n`;
    })
    .join('\n');
}

function underlined(file: SourceFile, { line, column, endLine, endColumn }: Finding): string[] {
  const text = file.lineText(line);
  const number = String(line);
  const until = endLine === line ? Math.max(endColumn, column + 1) : text.length + 1;
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
  const marks = '~'.repeat(Math.max(0, until - column - 1));
  return [`${number} | ${text}`, `${' '.repeat(number.length)} | ${indent}^${marks}${endLine === line ? '' : ` to ${endLine}:${endColumn}`}`];
}

/** Lines that a fix takes away and adds. */
function difference(fix: Fix, files: readonly SourceFile[], several: boolean): string[] {
  return applyFix(fix, files).flatMap((after, i) => {
    const before = files[i] as SourceFile;
    if (before.text === after.text) return [];
    const old = before.text.split(/\r?\n/);
    const now = after.text.split(/\r?\n/);
    let head = 0;
    while (head < old.length && head < now.length && old[head] === now[head]) head++;
    let tail = 0;
    while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
    const removed = old.slice(head, old.length - tail).map((text) => `- ${text}`);
    const added = now.slice(head, now.length - tail).map((text) => `+ ${text}`);
    return [...(several ? [`  ${before.path}`] : []), ...removed, ...added];
  });
}

/** The files after a fix; edits of one fix never overlap. */
export function applyFix(fix: Fix, files: readonly SourceFile[]): SourceFile[] {
  return files.map((file) => {
    const edits = fix.edits.filter(({ path }) => path === file.path).sort((a, b) => b.span.start - a.span.start);
    let { text } = file;
    let limit = Number.POSITIVE_INFINITY;
    for (const { span, text: inserted } of edits) {
      if (span.end > limit || span.start > span.end) throw new Error(`edits of "${fix.title}" overlap`);
      limit = span.start;
      text = text.slice(0, span.start) + inserted + text.slice(span.end);
    }
    return new SourceFile(file.path, text);
  });
}
