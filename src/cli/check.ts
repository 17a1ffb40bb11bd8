import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Profile } from '../config/load.ts';
import { RuleSettings } from '../config/rule-settings.ts';
import { Suppressions } from '../config/suppressions.ts';
import type { Note, Outcome, Severity } from '../core/finding.ts';
import { type Host, noHost } from '../core/host.ts';
import { type LintOptions, lint } from '../core/lint.ts';
import type { RuleMeta } from '../core/rule.ts';
import { SourceFile } from '../core/source-file.ts';
import { nearest } from '../core/text.ts';
import type { Subjects } from '../parsers/subjects.ts';
import { describesRules, type ReportEnvironment, type ReporterName, reporters } from '../reporters/index.ts';
import { visible } from '../reporters/visible.ts';
import type { RegistryEntry } from '../rules/define-rule.ts';
import type { Arguments } from './arguments.ts';
import { decode, discover, type FoundFile, mayHoldText, readText, reasonOf, slashed } from './files.ts';
import { DiskHost } from './host.ts';
import { type Io, UsageError, wantsColor } from './io.ts';
import { Progress, Timing } from './progress.ts';
import { openProject, type Parts, type Project } from './project.ts';
import { sourceUrl } from './source-url.ts';
import { version } from './version.ts';

/** The lint command. Answers the exit code: 0, 1 for findings, 2 when the whole job could not be done. */
export async function check(args: Arguments, io: Io, parts: Parts): Promise<0 | 1 | 2> {
  forbidContradictions(args);
  const outputs = outputsOf(args, io.cwd);
  const maxWarnings = maxWarningsOf(args);
  const paths = args.has('stdin') ? [] : args.operands;
  const project = await openProject(args, paths, io, parts);
  const settings = settingsOf(args, project, parts);
  if (args.has('print-config')) {
    const { describeConfig } = await import('./describe-config.ts');
    io.stdout.write(describeConfig(project, settings, args));
    return 0;
  }
  const run = new CheckRun(args, io, parts, project, settings);
  const source = args.has('stdin') ? await run.standardInput() : run.discovered();
  let outcome = await run.lint(source);
  if (args.has('fix') || args.has('fix-suggested') || args.has('diff')) outcome = await run.fix(outcome, source);
  run.tellWhatIsEmpty(outcome);

  const environment = (report: Output): ReportEnvironment => ({
    color: report.file === undefined && wantsColor(args.value('color'), io.stdout, io.env),
    width: report.file === undefined ? (io.stdout.columns ?? 80) : 80,
    version,
    rules: [],
    pathOf: project.pathOf,
    repositoryPathOf: project.repositoryPathOf,
    sourceUrl: (path, line) => sourceUrl(project.repositoryPathOf(path), line, io.env),
    readText: run.textOf,
    includeSuppressed: args.has('include-suppressed'),
    quiet: args.has('quiet'),
  });
  const threshold = (args.value('fail-on') ?? 'error') as Severity;
  const reported = args.has('quiet') ? { ...outcome, findings: outcome.findings.filter((finding) => isAtLeast(finding.severity, threshold)) } : outcome;
  if (!args.has('diff')) {
    for (const output of outputs) {
      const report = await reporters[output.format]();
      const rules = describesRules.has(output.format) ? await metasOf(settings.rules) : [];
      run.write(output, report(reported, { ...environment(output), rules }));
    }
  }
  if (run.errors > 0 || outcome.failures.length > 0) return 2;
  if (args.has('exit-zero')) return 0;
  const open = outcome.findings.filter((finding) => !finding.suppressed);
  const failed =
    open.some((finding) => isAtLeast(finding.severity, threshold)) ||
    (maxWarnings !== undefined && open.filter(({ severity }) => severity === 'warning').length > maxWarnings) ||
    (args.has('fail-on-incomplete') && outcome.notes.some(({ kind }) => kind === 'incomplete'));
  return failed ? 1 : 0;
}

const ranks: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };
const isAtLeast = (severity: Severity, threshold: Severity): boolean => ranks[severity] >= ranks[threshold];

/** Options that make no sense together. */
function forbidContradictions(args: Arguments): void {
  if (!args.has('stdin') && args.has('stdin-filename')) throw new UsageError('--stdin-filename needs --stdin');
  if (!args.has('stdin')) return;
  if (args.operands.length > 0) throw new UsageError(`--stdin takes no paths, but got ${visible(args.operands.join(' '))}`);
  for (const name of ['fix', 'fix-suggested', 'diff'] as const) if (args.has(name)) throw new UsageError(`--${name} does not go with --stdin`);
}

function maxWarningsOf(args: Arguments): number | undefined {
  const text = args.value('max-warnings');
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new UsageError(`--max-warnings is a whole number, not "${text}"`);
  return Number(text);
}

/** A report to make, and the absolute path that it goes to; undefined for standard output. */
interface Output {
  readonly format: ReporterName;
  readonly file: string | undefined;
}

function outputsOf(args: Arguments, cwd: string): Output[] {
  const names = Object.keys(reporters) as ReporterName[];
  const outputs = (args.has('format') ? args.values('format') : ['terminal']).map((value) => {
    const colon = value.indexOf(':');
    const name = colon < 0 ? value : value.slice(0, colon);
    const format = names.find((known) => known === name);
    if (!format) {
      const near = nearest(name, names);
      throw new UsageError(`there is no format "${name}"${near ? `; did you mean ${near}?` : ''} Formats: ${names.join(', ')}`);
    }
    if (colon >= 0 && colon === value.length - 1) throw new UsageError(`--format ${value} names no file after the colon`);
    return { format, file: colon < 0 ? undefined : resolve(cwd, value.slice(colon + 1)) };
  });
  const file = args.value('output');
  if (file !== undefined) {
    const free = outputs.filter((output) => output.file === undefined);
    if (free.length !== 1) throw new UsageError('--output names the file of one format; give the others theirs as --format <format>:<file>');
    for (const output of free) output.file = resolve(cwd, file);
  }
  const places = outputs.map((output) => output.file);
  if (new Set(places).size < places.length) throw new UsageError('two formats go to one place; give each its file as --format <format>:<file>');
  return outputs;
}

function settingsOf(args: Arguments, { config, names }: Project, parts: Parts): RuleSettings {
  const ids = (option: 'select' | 'skip'): ReadonlySet<string> | undefined =>
    args.has(option)
      ? new Set(
          args.list(option).flatMap((name) => {
            const found = names.find(name);
            if (!found) throw new UsageError(`--${option}: ${names.unknown(name)}`);
            return found;
          }),
        )
      : undefined;
  return new RuleSettings(parts.rules, config, { profile: args.value('profile') as Profile | undefined, select: ids('select'), skip: ids('skip') });
}

async function metasOf(rules: readonly RegistryEntry[]): Promise<RuleMeta[]> {
  const loaded = await Promise.allSettled(rules.map((rule) => rule.load()));
  // A rule that doesn't load is a failure of the run already, if it was needed.
  return loaded.flatMap((result) => (result.status === 'fulfilled' ? [result.value.meta] : []));
}

/** The files of a run, read one by one. */
interface Source {
  readonly files: readonly FoundFile[];
  readonly wholeRoot: boolean;
  readonly host: Host;
  read(file: FoundFile): SourceFile | undefined;
}

/** One run of the check command: what is read, said on the way, and written. */
class CheckRun {
  /** How often something that was asked for could not be done. */
  errors = 0;
  readonly #notes: Note[] = [];
  readonly #replaced = new Set<string>();
  /** Texts that are not on disk, by root-relative path. */
  readonly #texts = new Map<string, string>();
  readonly #timing: Timing | undefined;
  #recognised = 0;
  #found = 0;
  #excluded = 0;

  constructor(
    private readonly args: Arguments,
    private readonly io: Io,
    private readonly parts: Parts,
    private readonly project: Project,
    private readonly settings: RuleSettings,
  ) {
    this.#timing = args.has('timing') ? new Timing() : undefined;
  }

  /** The files below the named paths. */
  discovered(): Source {
    const { root, targets, exclude, shown, pathOf } = this.project;
    const found = discover(targets, { root, exclude, forceExclude: this.args.has('force-exclude'), shown });
    for (const error of found.errors) this.#fail(error);
    this.#notes.push(...found.notes);
    this.#found = found.files.length;
    this.#excluded = found.excluded;
    const read = (file: FoundFile): SourceFile | undefined => {
      const result = readText(join(root, file.path));
      if (result.kind === 'error') this.#fail(`${visible(pathOf(file.path))}: ${result.reason}`);
      else if (result.kind === 'text') {
        if (!result.isUtf8) this.#replaced.add(file.path);
        return new SourceFile(file.path, result.text);
      } else if (!result.binary || file.named || this.#isExpected(file.path)) this.#notes.push({ path: file.path, kind: 'skipped', reason: result.reason });
      return undefined;
    };
    return { files: found.files, wholeRoot: found.wholeRoot, host: new DiskHost(root), read };
  }

  /** Standard input, as the file that it stands for. */
  async standardInput(): Promise<Source> {
    const { root, cwd, exclude } = this.project;
    const path = slashed(resolve(cwd, this.args.value('stdin-filename') ?? 'stdin'));
    const base = `${slashed(root)}/`;
    if (!path.startsWith(base)) throw new UsageError(`--stdin-filename ${visible(this.args.value('stdin-filename') ?? '')} is outside of ${visible(root)}`);
    const file = { path: path.slice(base.length), named: true };
    if (this.args.has('force-exclude') && exclude.some((patterns) => patterns.covers(file.path))) {
      this.#excluded = 1;
      return { files: [], wholeRoot: false, host: noHost, read: () => undefined };
    }
    this.#found = 1;
    const result = decode(Buffer.from(await this.io.readStdin()));
    if (result.kind === 'text') {
      this.#texts.set(file.path, result.text);
      if (!result.isUtf8) this.#replaced.add(file.path);
    } else this.#notes.push({ path: file.path, kind: 'skipped', reason: result.reason });
    return { files: [file], wholeRoot: false, host: noHost, read: () => (result.kind === 'text' ? new SourceFile(file.path, result.text) : undefined) };
  }

  /** Lints all files of a source; the notes of reading them are among the outcome's. */
  async lint(source: Source): Promise<Outcome> {
    const { args, io, settings } = this;
    const progress = new Progress(args.has('no-progress') ? undefined : io.stderr);
    this.#recognised = 0;
    const files = function* (): Generator<SourceFile> {
      for (const file of source.files) {
        const read = source.read(file);
        if (read) yield read;
      }
    };
    const outcome = await lint(files(), {
      ...this.#options(settings.rules, source.host),
      wholeRoot: source.wholeRoot,
      onFile: (path, format) => {
        progress.step();
        if (format === undefined) return;
        this.#recognised++;
        if (this.#replaced.has(path)) this.#notes.push({ path, kind: 'incomplete', reason: 'not valid UTF-8; what is no text was read as U+FFFD' });
      },
      ...(this.#timing && { onTiming: (ruleId: string, milliseconds: number) => this.#timing?.add(ruleId, milliseconds) }),
    });
    progress.done();
    if (this.#timing) io.stderr.write(this.#timing.table());
    const findings = args.has('certain-only') ? outcome.findings.filter(({ certainty }) => certainty === 'always') : outcome.findings;
    const notes = [...this.#notes, ...outcome.notes].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    return { ...outcome, findings, notes };
  }

  /** Fixes what can be fixed, or prints how; then says what is left. */
  async fix(outcome: Outcome, source: Source): Promise<Outcome> {
    const { args, io, settings, parts, project } = this;
    const { fix, replaceFile } = await import('./fix.ts');
    const selected = new Set(settings.rules.map(({ id }) => id));
    const rules = parts.rules.filter(({ id }) => selected.has(id) || id.endsWith('/syntax'));
    const { files, broken } = await fix(outcome.findings, {
      suggested: args.has('fix-suggested'),
      textOf: (path) => (this.#replaced.has(path) ? undefined : this.textOf(path)),
      lintAgain: async (texts) => {
        const again = await lint(
          [...texts].map(([path, text]) => new SourceFile(path, text)),
          {
            ...this.#options(rules, new DiskHost(project.root, texts)),
            wholeRoot: false,
            setting: (ruleId, path) => (ruleId.endsWith('/syntax') ? { enabled: true } : settings.setting(ruleId, path)),
          },
        );
        return again.findings;
      },
      wanted: (finding) =>
        !finding.suppressed &&
        selected.has(finding.ruleId) &&
        settings.setting(finding.ruleId, finding.path).enabled &&
        (finding.certainty === 'always' || !args.has('certain-only')),
    });
    for (const [path, rule] of broken) this.#say(`${visible(project.pathOf(path))}: left as it is, because after the fixes ${rule} would report a new error`);
    if (args.has('diff')) {
      const { unifiedDiff } = await import('./diff.ts');
      for (const [path, { before, after }] of files) {
        const text = unifiedDiff(project.pathOf(path), before, after);
        io.stdout.write(io.stdout.isTTY ? text.split('\n').map(visible).join('\n') : text);
      }
      return outcome;
    }
    let written = 0;
    for (const [path, { before, after }] of files) {
      try {
        replaceFile(join(project.root, path), before, after);
        written++;
      } catch (error) {
        this.#fail(`${visible(project.pathOf(path))}: not fixed: ${reasonOf(error)}`);
      }
    }
    if (written === 0) return outcome;
    this.#say(`fixed ${written} file${written === 1 ? '' : 's'}`);
    this.#notes.length = 0;
    return this.lint(source);
  }

  /** Says so when there was nothing to lint: an error when there was no file at all. */
  tellWhatIsEmpty(outcome: Outcome): void {
    const { args } = this;
    if (this.#found > 0) {
      if (this.#recognised === 0 && !args.has('quiet') && outcome.failures.length === 0) {
        this.#say(`none of ${this.#found === 1 ? 'the 1 file is' : `the ${this.#found} files are`} of a format that lintel reads; \`lintel files\` says more`);
      }
    } else if (!args.has('allow-empty') && this.#excluded === 0 && this.errors === 0) {
      this.#fail('no file to lint; --allow-empty accepts that');
    }
  }

  /** The text of a root-relative path as it was linted. Arrow: it is handed to reporters. */
  readonly textOf = (path: string): string | undefined => {
    const text = this.#texts.get(path);
    if (text !== undefined) return text;
    if (this.args.has('stdin')) return undefined;
    const result = readText(join(this.project.root, path));
    return result.kind === 'text' ? result.text : undefined;
  };

  /** Puts a report where it belongs. */
  write({ file }: Output, text: string): void {
    if (file === undefined) {
      this.io.stdout.write(text);
      return;
    }
    try {
      writeFileSync(file, text);
    } catch (error) {
      this.#fail(`${this.project.shown(file)}: the report could not be written: ${reasonOf(error)}`);
    }
  }

  #options(rules: readonly RegistryEntry[], host: Host): Omit<LintOptions<Subjects>, 'wholeRoot'> {
    const { project, io, settings, parts } = this;
    const { suppress, suppressConcluded } = new Suppressions(project.names, io.now);
    return {
      parsers: parts.parsers,
      rules,
      host,
      settings: project.config.settings,
      now: io.now,
      setting: settings.setting,
      formatOf: project.formatOf,
      suppress,
      suppressConcluded,
    };
  }

  /** Whether a file of this name is one of lintel's, whatever it holds. */
  #isExpected(path: string): boolean {
    return mayHoldText(path) && this.parts.parsers.some((parser) => parser.claims(path, '') !== undefined);
  }

  #fail(message: string): void {
    this.errors++;
    this.#say(message);
  }

  #say(message: string): void {
    this.io.stderr.write(`lintel: ${message}\n`);
  }
}
