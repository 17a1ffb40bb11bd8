import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Baseline, Judged, StaleEntry } from '../config/baseline.ts';
import type { Profile } from '../config/load.ts';
import type { GivenParameters } from '../config/parameters.ts';
import { RuleSettings } from '../config/rule-settings.ts';
import { Suppressions } from '../config/suppressions.ts';
import type { Finding, Note, Outcome, Severity } from '../core/finding.ts';
import { type Host, noHost } from '../core/host.ts';
import { type LintOptions, lint } from '../core/lint.ts';
import { SourceFile } from '../core/source-file.ts';
import { nearest } from '../core/text.ts';
import type { Value } from '../core/value.ts';
import type { Subjects } from '../parsers/subjects.ts';
import { describesRules, type ReportEnvironment, type ReporterName, reporters } from '../reporters/index.ts';
import { visible } from '../reporters/visible.ts';
import type { RegistryEntry } from '../rules/define-rule.ts';
import type { Arguments } from './arguments.ts';
import type { Changes } from './changes.ts';
import { decode, discover, type FoundFile, isInside, mayHoldText, readText, reasonOf, slashed } from './files.ts';
import { DiskHost } from './host.ts';
import { type Io, UsageError, wantsColor } from './io.ts';
import { Progress, Timing } from './progress.ts';
import { openProject, type Parts, type Project } from './project.ts';
import { sourceUrl } from './source-url.ts';
import { version } from './version.ts';

/** The lint command. Answers the exit code: 0, 1 for findings, 2 when the whole job could not be done. */
export async function check(args: Arguments, io: Io, parts: Parts): Promise<0 | 1 | 2> {
  const { outputs, maxWarnings, project, settings } = await settle(args, io, parts);
  if (args.has('print-config')) {
    const { describeConfig } = await import('./describe-config.ts');
    io.stdout.write(describeConfig(project, settings, args));
    return 0;
  }
  const run = new CheckRun(
    args,
    io,
    parts,
    project,
    settings,
    await changesOf(args, project, io),
    await baselineOf(args, project),
    await parametersOf(args, project),
  );
  const source = args.has('stdin') ? await run.standardInput() : run.discovered();
  let outcome = await run.lint(source);
  if (args.has('fix') || args.has('fix-suggested') || args.has('diff')) outcome = await run.fix(outcome, source);
  if (args.has('update-baseline')) outcome = run.updateBaseline(outcome);
  else run.tellWhatIsStale();
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
      const rules = describesRules.has(output.format) ? await Promise.all(settings.rules.map((rule) => rule.describe())) : [];
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

/** What the command line and the configuration ask for, before anything is read. Throws a UsageError or ConfigError. */
export async function settle(
  args: Arguments,
  io: Io,
  parts: Parts,
): Promise<{ outputs: Output[]; maxWarnings: number | undefined; project: Project; settings: RuleSettings }> {
  forbidContradictions(args);
  const outputs = outputsOf(args, io.cwd);
  const maxWarnings = maxWarningsOf(args);
  const project = await openProject(args, args.has('stdin') ? [] : args.operands, io, parts);
  return { outputs, maxWarnings, project, settings: settingsOf(args, project, parts) };
}

const ranks: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };
const isAtLeast = (severity: Severity, threshold: Severity): boolean => ranks[severity] >= ranks[threshold];

/** Options that make no sense together. */
function forbidContradictions(args: Arguments): void {
  for (const [name, needed] of [
    ['stdin-filename', 'stdin'],
    ['changed-lines', 'since'],
    ['update-baseline', 'baseline'],
  ] as const) {
    if (args.has(name) && !args.has(needed)) throw new UsageError(`--${name} needs --${needed}`);
  }
  // The baseline is to have all findings, and of files as they are.
  for (const name of args.has('update-baseline') ? (['certain-only', 'changed-lines', 'diff', 'stdin'] as const) : []) {
    if (args.has(name)) throw new UsageError(`--update-baseline does not go with --${name}`);
  }
  if (!args.has('stdin')) return;
  if (args.operands.length > 0) throw new UsageError(`--stdin takes no paths, but got ${visible(args.operands.join(' '))}`);
  for (const name of ['fix', 'fix-suggested', 'diff', 'since'] as const) if (args.has(name)) throw new UsageError(`--${name} does not go with --stdin`);
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

async function changesOf(args: Arguments, { gitRoot, cwd, shown }: Project, io: Io): Promise<Changes | undefined> {
  const ref = args.value('since');
  if (ref === undefined) return undefined;
  if (gitRoot === undefined) throw new UsageError(`--since needs a git repository, and ${shown(cwd)} is in none`);
  const { changesSince } = await import('./changes.ts');
  return changesSince(ref, gitRoot, io.env);
}

/** What is said of template parameters, if anything is. */
async function parametersOf(args: Arguments, project: Project): Promise<GivenParameters | undefined> {
  if (!args.has('parameters') && project.config.parameters.length === 0) return undefined;
  const { readParameters } = await import('./parameters.ts');
  return readParameters(args.values('parameters'), project);
}

/** The baseline file with what it holds; a missing one is empty when it is to be written. */
async function baselineOf(args: Arguments, { cwd, shown }: Project): Promise<{ readonly file: string; readonly baseline: Baseline } | undefined> {
  const given = args.value('baseline');
  if (given === undefined) return undefined;
  const { Baseline, BaselineError } = await import('../config/baseline.ts');
  const file = resolve(cwd, given);
  if (args.has('update-baseline') && !existsSync(file)) return { file, baseline: new Baseline([]) };
  try {
    return { file, baseline: Baseline.read(readFileSync(file, 'utf8')) };
  } catch (error) {
    if (error instanceof BaselineError) throw new UsageError(`${shown(file)}: ${error.message}`);
    throw new UsageError(`${shown(file)}: ${reasonOf(error)}${existsSync(file) ? '' : '; --update-baseline writes one'}`);
  }
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

/** Pieces of text put together, so that each is worth a system call. */
function* batches(pieces: Iterable<string>): Generator<string> {
  let batch = '';
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < 1 << 16) continue;
    yield batch;
    batch = '';
  }
  yield batch;
}

/** How many entries of the baseline that are no more are named. */
const mostStale = 10;

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
  /** Every file that was read, by root-relative path. */
  readonly #read = new Set<string>();
  #stale: readonly StaleEntry[] = [];
  /** What the run judged, once it is over. */
  #judged: Judged | undefined;
  #recognised = 0;
  #found = 0;
  #excluded = 0;

  constructor(
    private readonly args: Arguments,
    private readonly io: Io,
    private readonly parts: Parts,
    private readonly project: Project,
    private readonly settings: RuleSettings,
    private readonly changes: Changes | undefined,
    private readonly baseline: { readonly file: string; readonly baseline: Baseline } | undefined,
    private readonly parameters: GivenParameters | undefined,
  ) {
    this.#timing = args.has('timing') ? new Timing() : undefined;
  }

  /** The files below the named paths. */
  discovered(): Source {
    const { root, targets, exclude, shown, pathOf, repositoryPathOf } = this.project;
    const found = discover(targets, { root, exclude, forceExclude: this.args.has('force-exclude'), shown });
    for (const error of found.errors) this.#fail(error);
    this.#notes.push(...found.notes);
    const { changes } = this;
    const files = changes ? found.files.filter((file) => changes.hasFile(repositoryPathOf(file.path))) : found.files;
    this.#found = files.length;
    this.#excluded = found.excluded + (found.files.length - files.length);
    const read = (file: FoundFile): SourceFile | undefined => {
      const result = readText(join(root, file.path), file.named);
      if (result.kind === 'error') this.#fail(`${visible(pathOf(file.path))}: ${result.reason}`);
      else if (result.kind === 'text') {
        if (!result.isUtf8) this.#replaced.add(file.path);
        return new SourceFile(file.path, result.text);
      } else if (!result.binary || file.named || this.#isExpected(file.path)) this.#notes.push({ path: file.path, kind: 'skipped', reason: result.reason });
      return undefined;
    };
    return { files, wholeRoot: found.wholeRoot && !changes, host: new DiskHost(root), read };
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
    const progress = new Progress(args.has('no-progress') ? undefined : io);
    this.#recognised = 0;
    const files = function* (): Generator<SourceFile> {
      for (const file of source.files) {
        const read = source.read(file);
        if (read) yield read;
      }
    };
    const unknowns = args.has('explain-unknown') ? new (await import('./unknowns.ts')).Unknowns() : undefined;
    const outcome = await lint(files(), {
      ...this.#options(settings.rules, source.host),
      wholeRoot: source.wholeRoot,
      onFile: (path, format) => {
        progress.step();
        this.#read.add(path);
        if (format === undefined) return;
        this.#recognised++;
        if (this.#replaced.has(path)) this.#notes.push({ path, kind: 'incomplete', reason: 'not valid UTF-8; what is no text was read as U+FFFD' });
      },
      ...(unknowns && { onUnknown: (ruleId: string, value: Value) => unknowns.add(ruleId, value) }),
      ...(this.#timing && { onTiming: (ruleId: string, milliseconds: number) => this.#timing?.add(ruleId, milliseconds) }),
    });
    progress.done();
    if (this.#timing) io.stderr.write(this.#timing.table());
    if (unknowns) io.stderr.write(unknowns.list(this.project.pathOf));
    const { findings: marked, stale } = await this.#withBaseline(outcome, source.wholeRoot);
    this.#stale = stale;
    const findings = marked.filter((finding) => this.#isWanted(finding));
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
        return this.#judged && this.baseline ? this.baseline.baseline.apply(again.findings, this.#judged).findings : again.findings;
      },
      wanted: (finding) =>
        !finding.suppressed && selected.has(finding.ruleId) && settings.setting(finding.ruleId, finding.path).enabled && this.#isWanted(finding),
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

  /** Writes the baseline, with all that is open now; answers the outcome that it leaves: nothing new. */
  updateBaseline(outcome: Outcome): Outcome {
    const { project } = this;
    if (!this.baseline || !this.#judged) return outcome;
    const updated = this.baseline.baseline.updated(outcome.findings, this.#judged);
    const { file } = this.baseline;
    try {
      writeFileSync(file, updated.write());
    } catch (error) {
      this.#fail(`${project.shown(file)}: the baseline could not be written: ${reasonOf(error)}`);
      return outcome;
    }
    const number = updated.entries.reduce((sum, { count }) => sum + count, 0);
    this.#say(`${project.shown(file)}: ${number} finding${number === 1 ? '' : 's'} in the baseline`);
    return {
      ...outcome,
      findings: outcome.findings.map((finding) => ({ ...finding, suppressed: finding.suppressed ?? { reason: undefined, by: 'baseline' } })),
    };
  }

  /** Says what the baseline has and the files have no more. */
  tellWhatIsStale(): void {
    if (!this.baseline || this.args.has('quiet') || this.#stale.length === 0) return;
    const shown = this.project.shown(this.baseline.file);
    const number = this.#stale.reduce((sum, { count }) => sum + count, 0);
    this.#say(`${shown}: ${number} finding${number === 1 ? ' is' : 's are'} no more; --update-baseline takes ${number === 1 ? 'it' : 'them'} out:`);
    for (const { path, ruleId, count } of this.#stale.slice(0, mostStale))
      this.#say(`  ${visible(path)}: ${visible(ruleId)}${count > 1 ? ` (${count} times)` : ''}`);
    if (this.#stale.length > mostStale) this.#say(`  and ${this.#stale.length - mostStale} more`);
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
    // What was linted, whoever named it.
    const result = readText(join(this.project.root, path), true);
    return result.kind === 'text' ? result.text : undefined;
  };

  /** Puts a report where it belongs. */
  write({ file }: Output, report: string | Iterable<string>): void {
    const pieces = typeof report === 'string' ? [report] : batches(report);
    if (file === undefined) {
      for (const piece of pieces) this.io.stdout.write(piece);
      return;
    }
    try {
      const target = openSync(file, 'w');
      try {
        for (const piece of pieces) writeFileSync(target, piece);
      } finally {
        closeSync(target);
      }
    } catch (error) {
      this.#fail(`${this.project.shown(file)}: the report could not be written: ${reasonOf(error)}`);
    }
  }

  async #withBaseline(outcome: Outcome, wholeRoot: boolean): Promise<{ findings: readonly Finding[]; stale: readonly StaleEntry[] }> {
    if (!this.baseline) return { findings: outcome.findings, stale: [] };
    const { baseline } = this.baseline;
    this.#judged = await this.#whatIsJudged(outcome, new Set(baseline.entries.map(({ ruleId }) => ruleId)), wholeRoot);
    return baseline.apply(outcome.findings, this.#judged);
  }

  async #whatIsJudged(outcome: Outcome, ruleIds: ReadonlySet<string>, wholeRoot: boolean): Promise<Judged> {
    const { project, settings } = this;
    const { repositoryPathOf } = project;
    const top = project.gitRoot ?? project.root;
    const byRepositoryPath = new Map([...this.#read].map((path) => [repositoryPathOf(path), path]));
    // What a file that was not judged whole still holds nobody knows.
    const partly = new Set([
      ...outcome.notes.filter(({ kind }) => kind === 'incomplete').map(({ path }) => path),
      ...outcome.findings.filter(({ ruleId }) => ruleId.endsWith('/syntax')).map(({ path }) => path),
    ]);
    const known = new Set(this.parts.rules.map(({ id }) => id));
    const running = new Set(settings.rules.map(({ id }) => id));
    const wide = wholeRoot
      ? []
      : (await Promise.all(settings.rules.filter(({ id }) => ruleIds.has(id)).map((rule) => rule.describe()))).filter(({ scope }) => scope !== 'file');
    const wideIds = new Set(wide.map(({ id }) => id));
    return {
      repositoryPathOf,
      exists: (path) => isInside(top, join(top, path)) && existsSync(join(top, path)),
      judged: (ruleId, path) => {
        const own = byRepositoryPath.get(path);
        if (own === undefined || partly.has(own) || outcome.failures.length > 0) return false;
        // A rule that is no more never finds anything again.
        if (!known.has(ruleId)) return true;
        return running.has(ruleId) && settings.setting(ruleId, own).enabled && !wideIds.has(ruleId);
      },
    };
  }

  /** What the command line asks for of all that was found. */
  #isWanted({ certainty, path, line, endLine }: Finding): boolean {
    if (certainty !== 'always' && this.args.has('certain-only')) return false;
    return !this.args.has('changed-lines') || this.changes?.hasLines(this.project.repositoryPathOf(path), line, endLine) !== false;
  }

  #options(rules: readonly RegistryEntry[], host: Host): Omit<LintOptions<Subjects>, 'wholeRoot'> {
    const { project, io, settings, parts } = this;
    const { suppress, suppressConcluded } = new Suppressions(project.names, io.now, project.config.compat);
    return {
      parsers: parts.parsers,
      rules,
      host,
      settings: project.config.settings,
      now: io.now,
      setting: settings.setting,
      formatOf: project.formatOf,
      policyKindOf: project.policyKindOf,
      isExcluded: (path) => project.exclude.some((patterns) => patterns.covers(path)),
      ...(this.parameters && { parametersOf: this.parameters.valuesFor }),
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
