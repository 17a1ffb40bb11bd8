import { firstReport, type Group, mergeBranches, place, reportUnder, samePlace, whenText, withFixOf } from './branches.ts';
import { ChoiceSpace, type Leaf, smallestWhen } from './choices.ts';
import type { Claim, Document, Inputs, Located, Nested, Parsed, Parser, Problem, ProposedFix, SubjectOf } from './document.ts';
import type { Assignment, Failure, Finding, FindingRelated, Fix, Location, Note, Outcome, Severity } from './finding.ts';
import { addDistinct, compareFindings, number, supersede, withoutRepeated } from './finding-lists.ts';
import type { Host } from './host.ts';
import { locate, printed } from './location.ts';
import type { JudgedDocument } from './nested.ts';
import {
  type Collected,
  isDeployed,
  type Message,
  type Report,
  type Rule,
  type RuleContext,
  type RuleEntry,
  type Settings,
  type Surface,
  type Visitors,
} from './rule.ts';
import type { SourceFile, Span } from './source-file.ts';
import { contentOf, hash64, Texts } from './text.ts';
import { listeningForUnknown, Value } from './value.ts';

export { locate } from './location.ts';

/** A parser that loads when a file is its. `claims` is cheap and light. */
export interface ParserEntry<S> {
  readonly format: string;
  claims(name: string, text: string): Claim | undefined;
  load(): Promise<Parser<S>>;
}

/** What applies to one rule in one file. */
export interface RuleSetting {
  readonly enabled: boolean;
  /** From the configuration; replaces all severities of the rule. */
  readonly severity?: Severity;
  readonly options?: unknown;
}

/** What the suppression step is given for one file, and gives back. */
export interface SuppressionInput<S> {
  readonly document: Document<S>;
  readonly findings: readonly Finding[];
  /**
   * Whether a rule judged this file to the end, be it that it had nothing to judge: only for such rules can a suppression be unused.
   * 'later': it has more to say when all files were read, see `suppressConcluded`.
   */
  ran(ruleId: string): 'yes' | 'no' | 'later';
}
export interface SuppressionResult {
  /** The same findings in the same order, suppressed ones marked. */
  readonly findings: readonly Finding[];
  /** Unused, expired, reasonless or misspelt suppressions, said by the `lintel/*` rules. */
  readonly problems: readonly Problem[];
}

export interface LintOptions<S> {
  readonly parsers: readonly ParserEntry<S>[];
  /** The rules that may run, in id order. */
  readonly rules: readonly RuleEntry<S>[];
  readonly host: Host;
  readonly settings: Settings;
  readonly now: Date;
  /** Whether every file of the root is among the files: repository rules conclude only then. */
  readonly wholeRoot: boolean;
  setting(ruleId: string, path: string): RuleSetting;
  /** The format that the configuration gives to a path. */
  formatOf(path: string): string | undefined;
  /** The sets of values that the parameters of a file may have. */
  parametersOf?(path: string): readonly ReadonlyMap<string, string>[];
  /** The kind of policies that the configuration gives to a path. */
  policyKindOf?(path: string): string | undefined;
  suppress(input: SuppressionInput<S>): SuppressionResult;
  /** The same for the findings of wider rules, once all files were read. `concluded`: the rules that got to their end. */
  suppressConcluded?(findings: readonly Finding[], concluded: ReadonlySet<string>): SuppressionResult;
  /** Whether findings in a file that no one named are unwanted: one that another file deploys. */
  isExcluded?(path: string): boolean;
  /** Called for each file with what it was recognised as; for `lintel files` and progress. */
  onFile?(path: string, format: string | undefined, reason: string): void;
  /** Called with the milliseconds that each rule took on each file, for --timing. */
  onTiming?(ruleId: string, milliseconds: number): void;
  /** Called with each value that a rule asks for and that is not known, for --explain-unknown. */
  onUnknown?(ruleId: string, value: Value): void;
}

/** Which parser takes a file: the configured format, else the first sure claim, else the first claim. */
export function recognise<S>(
  path: string,
  text: string,
  options: Pick<LintOptions<S>, 'parsers' | 'formatOf'>,
): { entry: ParserEntry<S>; reason: string } | undefined {
  const configured = options.formatOf(path);
  if (configured) {
    const entry = options.parsers.find((parser) => parser.format === configured);
    return entry && { entry, reason: 'configured' };
  }
  let first: { entry: ParserEntry<S>; reason: string } | undefined;
  for (const entry of options.parsers) {
    const claim = entry.claims(path, text);
    if (claim?.sure) return { entry, reason: claim.reason };
    if (claim && !first) first = { entry, reason: claim.reason };
  }
  return first;
}

/** What visiting needs of a document. */
type Judged<S> = Pick<Document<S>, 'surface' | 'choices' | 'spell' | 'madeAt'>;

/**
 * Lints files one by one, in the order given: parse, visit, suppress; then the conclusions of wider rules.
 * A rule or parser that throws becomes a Failure, and everything else goes on.
 */
export async function lint<S>(files: Iterable<SourceFile> | AsyncIterable<SourceFile>, options: LintOptions<S>): Promise<Outcome> {
  const run = new Run(options);
  for await (const file of files) await run.file(file);
  await run.conclude();
  return run.outcome();
}

class Run<S> {
  readonly #findings: Finding[] = [];
  /** Findings in files that others include. */
  readonly #elsewhere = new Set<Finding>();
  readonly #notes: Note[] = [];
  readonly #failures: Failure[] = [];
  readonly #loaded = new Map<string, Rule<S>>();
  readonly #broken = new Set<string>();
  readonly #entries: ReadonlySet<string>;
  readonly #facts = new Map<string, Collected<unknown>[]>();
  readonly #parsers = new Map<string, Parser<S>>();
  /** Entries by each key that they subscribe to. */
  readonly #subscribers = new Map<string, RuleEntry<S>[]>();
  /** Types of subjects of which some rule wants just those with a selector. */
  readonly #selective = new Set<string>();
  readonly #partial = new Set<string>();
  /** Secrets that rules found, by the path of the file: their spans in its text. */
  readonly #secrets = new Map<string, { readonly file: SourceFile; readonly spans: Span[] }>();
  readonly #texts = new Texts();
  /** Documents that others deploy, to be judged so when all are known. */
  readonly #nested: Nested[] = [];
  readonly #paths = new Set<string>();

  constructor(private readonly options: LintOptions<S>) {
    this.#entries = new Set(options.rules.map((entry) => entry.id));
    for (const entry of options.rules) {
      for (const subject of entry.subjects) {
        const list = this.#subscribers.get(subject);
        if (list) list.push(entry);
        else this.#subscribers.set(subject, [entry]);
        const colon = subject.indexOf(':');
        if (colon >= 0) this.#selective.add(subject.slice(0, colon));
      }
    }
  }

  outcome(): Outcome {
    const findings = withoutRepeated(this.#findings, this.#elsewhere).map((finding) => this.#withoutSecrets(finding));
    // What other files include or deploy was read, too.
    const more = new Set(findings.map(({ path }) => path).filter((path) => !this.#paths.has(path)));
    return { findings: findings.sort(compareFindings), notes: this.#notes, failures: this.#failures, files: this.#paths.size + more.size };
  }

  async file(file: SourceFile): Promise<void> {
    this.#paths.add(file.path);
    const { options } = this;
    let document: Document<S>;
    const subjects: SubjectOf<S>[] = [];
    try {
      const taken = recognise(file.path, file.text, options);
      options.onFile?.(file.path, taken?.entry.format, taken?.reason ?? 'no format that lintel reads');
      if (!taken) return;
      const parsed = await this.#parse(taken.entry, file, options.parametersOf?.(file.path) ?? []);
      document = parsed.document;
      for (const problem of parsed.problems) subjects.push(problemSubject(problem));
      for (const subject of document.subjects()) subjects.push(subject);
      for (const nested of document.nested?.() ?? []) this.#nested.push(nested);
    } catch (error) {
      this.#fail(error, { path: file.path });
      return;
    }
    for (const { kind, reason } of document.notes ?? []) this.#note(file.path, kind, reason);

    const stopped = new Set<string>();
    const found = await this.#visit(file.path, document, subjects, stopped);
    const concludesLater = (ruleId: string): boolean => this.#loaded.get(ruleId)?.conclude !== undefined;
    const ran = (ruleId: string): 'yes' | 'no' | 'later' => {
      if (stopped.has(ruleId) || this.#broken.has(ruleId) || !this.#entries.has(ruleId)) return 'no';
      if (!options.setting(ruleId, file.path).enabled) return 'no';
      return concludesLater(ruleId) ? 'later' : 'yes';
    };
    let kept = supersede(found, this.#loaded);
    try {
      const suppression = options.suppress({ document, findings: kept, ran });
      kept = [...suppression.findings];
      if (suppression.problems.length > 0) {
        const more = suppression.problems.map((problem) => problemSubject<S>(problem));
        kept.push(...(await this.#visit(file.path, document, more, stopped)));
      }
    } catch (error) {
      this.#fail(error, { path: file.path });
    }
    this.#findings.push(...kept);
    for (const finding of kept) if (finding.path !== file.path) this.#elsewhere.add(finding);
  }

  async #parse(entry: ParserEntry<S>, file: SourceFile, parameters: Inputs['parameters'], open?: Inputs['open']): Promise<Parsed<S>> {
    const { host, settings, policyKindOf } = this.options;
    let parser = this.#parsers.get(entry.format);
    if (!parser) this.#parsers.set(entry.format, (parser = await entry.load()));
    return parser.parse(file, host, { regions: settings.regions, parameters, ...(open && { open }), policyKind: policyKindOf?.(file.path) });
  }

  /** Runs all rules that subscribe to the subjects; returns the findings. Rules that don't get to their end are added to `stopped`. */
  async #visit(path: string, document: Judged<S>, subjects: readonly SubjectOf<S>[], stopped: Set<string>): Promise<Finding[]> {
    const byEntry = new Map<RuleEntry<S>, { key: string; subject: SubjectOf<S> }[]>();
    for (const subject of subjects) {
      for (const key of this.#selective.has(subject.type) ? keysOf(subject) : [subject.type]) {
        for (const entry of this.#subscribers.get(key) ?? []) {
          const surface = subject.surface ?? document.surface;
          // What is deployed stands alone: only some rules can judge it without the rest of its template.
          if (isDeployed(surface) && subject.type !== 'parse.problem' && !entry.surfaces.includes(surface)) continue;
          const list = byEntry.get(entry);
          if (list) list.push({ key, subject });
          else byEntry.set(entry, [{ key, subject }]);
        }
      }
    }
    const findings: Finding[] = [];
    /** Looked at once for all rules. */
    const existences = new Map<SubjectOf<S>, Existence>();
    for (const [entry, visits] of byEntry) {
      const setting = this.options.setting(entry.id, path);
      if (!setting.enabled || this.#broken.has(entry.id)) continue;
      const rule = await this.#load(entry);
      if (!rule) continue;
      const started = this.options.onTiming ? performance.now() : 0;
      let told: Map<string, Finding[]> | undefined;
      let judge: Judge<S> | undefined;
      for (const { key, subject } of visits) {
        try {
          judge ??= this.#judgeOf(rule, setting);
          let existence = existences.get(subject);
          if (!existence) existences.set(subject, (existence = existenceOf(subject, document)));
          if (existence === 'never') continue;
          const own = this.#visitOne(judge, path, document, key, subject, existence === 'sometimes', stopped);
          if (own.length > 0) addDistinct((told ??= new Map()), own);
        } catch (error) {
          stopped.add(entry.id);
          this.#fail(error, { ruleId: entry.id, path });
          break;
        }
      }
      if (told) findings.push(...[...told.values()].flat());
      this.options.onTiming?.(entry.id, performance.now() - started);
    }
    return number(findings);
  }

  /** A rule's visitors with what they need, made once for all subjects of a file. */
  #judgeOf(rule: Rule<S>, setting: RuleSetting): Judge<S> {
    const sink: { reports: readonly Report<string>[] } = { reports: noReports };
    const context = this.#context(rule, setting, (report) => {
      // Most runs report nothing: the list is made by the first report.
      if (sink.reports === noReports) sink.reports = [report];
      else (sink.reports as Report<string>[]).push(report);
    });
    return { rule, setting, sink, visitors: this.#heard(rule, rule.create?.(context)), collectors: this.#heard(rule, rule.collect?.(context)) };
  }

  /** Visitors as they are; where somebody wants to know what a rule asked for in vain, each tells it. */
  #heard<V extends object>({ meta }: Rule<S>, visitors: V | undefined): V | undefined {
    const { onUnknown } = this.options;
    if (!onUnknown || !visitors) return visitors;
    const heard = Object.entries(visitors).map(([key, visit]: [string, (node: unknown) => unknown]) => [
      key,
      (node: unknown) =>
        listeningForUnknown(
          (value) => onUnknown(meta.id, value),
          () => visit(node),
        ),
    ]);
    return Object.fromEntries(heard) as V;
  }

  #visitOne(judge: Judge<S>, path: string, document: Judged<S>, key: string, subject: SubjectOf<S>, isGuarded: boolean, stopped: Set<string>): Finding[] {
    const { rule, setting, sink } = judge;
    const space = document.choices ?? noChoices;
    const visitor = judge.visitors?.[key as keyof S & string];
    const collector = judge.collectors?.[key as keyof S & string];
    const { leaves, complete } = space.explore(() => {
      sink.reports = noReports;
      if (isGuarded && !subject.guard?.()) return nothing;
      visitor?.(subject.node as never);
      const fact = collector?.(subject.node as never) as unknown;
      return fact === undefined && sink.reports === noReports ? nothing : { reports: sink.reports, fact };
    });
    if (complete && leaves.every(isNothing)) return noFindings;
    const groups = new Map<string, Group>();
    const facts = new Map<string, { readonly fact: unknown; readonly leaves: Leaf<unknown>[] }>();
    for (const leaf of leaves) {
      for (const report of leaf.result.reports) {
        const { at } = report;
        const key = `${report.message}\0${'file' in at ? at.file.path : at.path}\0${at.path}\0${at.span.start}\0${at.span.end}`;
        let group = groups.get(key);
        if (!group) groups.set(key, (group = new Map()));
        if (!group.has(leaf)) group.set(leaf, report);
      }
      const { fact: given } = leaf.result;
      for (const fact of Array.isArray(given) ? given : given === undefined ? [] : [given]) {
        const same = facts.get(JSON.stringify(fact));
        if (same) same.leaves.push(leaf);
        else facts.set(JSON.stringify(fact), { fact, leaves: [leaf] });
      }
    }
    if (!complete) {
      stopped.add(rule.meta.id);
      this.#note(path, 'incomplete', `too many combinations of conditions for ${rule.meta.id}; the rest was not judged`);
    }
    if (facts.size > 0) {
      const list = this.#facts.get(rule.meta.id) ?? [];
      this.#facts.set(rule.meta.id, list);
      for (const { fact, leaves: withIt } of facts.values()) {
        const without = leaves.filter((leaf) => !withIt.includes(leaf));
        const when = smallestWhen(withIt, without, complete);
        list.push({ path, fact: structuredClone(fact), ...(when && { when }) });
      }
    }
    const surface = subject.surface ?? document.surface;
    return mergeBranches(groups.values()).map((group) => {
      const whenOf = (some: Group): Assignment | undefined =>
        smallestWhen(
          [...some.keys()],
          leaves.filter((leaf) => !some.has(leaf)),
          complete,
        );
      const when = whenOf(group.whole);
      const report = withFixOf(group.parts, reportUnder(when, group.whole));
      const others = group.parts.filter((part) => !samePlace(firstReport(part).at, report.at));
      const related = others.map((part) => ({ ...place(firstReport(part).at), text: `the same${whenText(whenOf(part))}` }));
      return this.#finding(rule, setting, report, surface, when, related, document, subject.about);
    });
  }

  /** The conclusions of wider rules, once all files were read. */
  async conclude(): Promise<void> {
    const found: Finding[] = [];
    const concluded = new Set<string>();
    for (const entry of this.options.rules) {
      const rule = this.#loaded.get(entry.id);
      if (!rule?.conclude || this.#broken.has(entry.id)) continue;
      if (rule.meta.scope === 'repository' && !this.options.wholeRoot) {
        this.#note('.', 'incomplete', `${entry.id} judges a whole repository; run lintel without paths to have it`);
        continue;
      }
      const reports: Report<string>[] = [];
      try {
        const facts = this.#facts.get(entry.id) ?? [];
        const setting = this.options.setting(entry.id, '.');
        rule.conclude(
          facts,
          this.#context(rule, setting, (report) => reports.push(report)),
          this.options.wholeRoot && this.#partial.size === 0,
        );
        const findings = reports
          .map((report) => ({ report, setting: this.options.setting(entry.id, 'file' in report.at ? report.at.file.root.path : report.at.path) }))
          .filter(({ setting: own }) => own.enabled)
          .map(({ report, setting: own }) => this.#finding(rule, own, report, rule.meta.surfaces[0] as Surface, report.when));
        found.push(...number(findings));
        concluded.add(entry.id);
      } catch (error) {
        this.#fail(error, { ruleId: entry.id });
      }
    }
    let result: SuppressionResult = { findings: found, problems: [] };
    try {
      result = this.options.suppressConcluded?.(found, concluded) ?? result;
    } catch (error) {
      this.#fail(error, {});
    }
    this.#findings.push(...result.findings);
    if (this.#nested.length > 0) {
      const { lintNested } = await import('./nested.ts');
      await lintNested({
        nested: this.#nested,
        findings: this.#findings,
        options: this.options,
        judge: (file, parameters, open) => this.#judgeWith(file, parameters, open),
        note: (path, reason) => this.#note(path, 'incomplete', reason),
        fail: (error, path) => this.#fail(error, { path }),
      });
    }
    for (const problem of result.problems) {
      this.#findings.push(...(await this.#visit(problem.file.root.path, { surface: 'text' }, [problemSubject(problem)], new Set())));
    }
  }

  /** What rules find in a document whose parameters have certain values. */
  async #judgeWith(file: SourceFile, parameters: Inputs['parameters'], open?: Inputs['open']): Promise<JudgedDocument<S> | undefined> {
    const taken = recognise(file.path, file.text, this.options);
    if (!taken) return undefined;
    const { document } = await this.#parse(taken.entry, file, parameters, open);
    return { document, findings: supersede(await this.#visit(file.path, document, [...document.subjects()], new Set()), this.#loaded) };
  }

  #context(rule: Rule<S>, setting: RuleSetting, report: (report: Report<string>) => void): RuleContext<string, unknown> {
    return {
      options: rule.options && { ...(rule.options.defaults as object), ...(setting.options as object | undefined) },
      settings: this.options.settings,
      now: this.options.now,
      report,
      locate,
    };
  }

  #finding(
    rule: Rule<S>,
    setting: RuleSetting,
    report: Report<string>,
    surface: Surface,
    when: Assignment | undefined,
    branches: readonly FindingRelated[] = [],
    document?: Judged<S>,
    about?: string,
  ): Finding {
    const { meta } = rule;
    const message = rule.messages[report.message] as Message | undefined;
    if (!message) throw new Error(`unknown message id ${report.message}`);
    for (const secret of report.mask ?? []) this.#hide(secret);
    const at = this.#withoutSecrets(place(report.at));
    const related: FindingRelated[] = [...branches];
    related.push(...(report.related ?? []).map((other) => ('at' in other ? { ...locate(other.at), text: other.text } : other)));
    const advice = fill(message.advice, report.data);
    const chain = report.at instanceof Value && report.at.trace.length > 0 ? describe(report.at) : undefined;
    if (report.at instanceof Value) {
      for (const step of report.at.trace) related.push({ ...locate(step.at), text: step.text });
    }
    const made = document?.madeAt?.(at);
    if (made) related.push({ ...locate(made.at), text: made.text });
    return this.#texts.owned<Finding>({
      ...at,
      ruleId: meta.id,
      messageId: report.message,
      severity: setting.severity ?? message.severity ?? meta.severity,
      precision: message.precision ?? meta.precision,
      certainty: when ? 'some' : 'always',
      ...(when && { when }),
      ...(chain && { chain }),
      message: fill(message.text, report.data),
      advice: document?.spell?.(advice, at.span) ?? advice,
      surface,
      ...(about !== undefined && { about }),
      related: related.length > 0 ? related : none,
      // Editing what tells of deployed things changes nothing.
      fixes: report.fix && !isDeployed(surface) ? fixes(report.fix) : none,
      fingerprint: hash64([meta.id, report.message, at.logicalPath, identityOf(at.snippet)].join('\0')),
    });
  }

  /** Remembers a secret, so that nothing shows its characters. */
  #hide({ file, span }: Located): void {
    const { root } = file;
    const known = this.#secrets.get(root.path);
    if (known) known.spans.push(...file.toRoot(span));
    else this.#secrets.set(root.path, { file: root, spans: file.toRoot(span) });
  }

  /** A place, and what it relates to, printed without the secrets that are known so far. */
  #withoutSecrets<L extends Location & { readonly related?: readonly FindingRelated[] }>(at: L): L {
    const secrets = this.#secrets.get(at.path);
    if (!secrets && !at.related?.some((other) => this.#secrets.has(other.path))) return at;
    const related = at.related?.map((other) => this.#withoutSecrets(other));
    return this.#texts.owned({ ...at, ...(secrets && printed(secrets.file, at, secrets.spans)), ...(related && { related }) });
  }

  async #load(entry: RuleEntry<S>): Promise<Rule<S> | undefined> {
    const known = this.#loaded.get(entry.id);
    if (known) return known;
    try {
      const rule = await entry.load();
      this.#loaded.set(entry.id, rule);
      return rule;
    } catch (error) {
      this.#broken.add(entry.id);
      this.#fail(error, { ruleId: entry.id });
      return undefined;
    }
  }

  #note(path: string, kind: Note['kind'], reason: string): void {
    if (kind === 'incomplete') this.#partial.add(path);
    if (!this.#notes.some((note) => note.path === path && note.reason === reason)) this.#notes.push({ path, kind, reason });
  }

  #fail(error: unknown, where: { ruleId?: string; path?: string }): void {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    this.#failures.push({ ...where, error: { name, message, ...(stack && { stack }) } });
  }
}

/** Most findings relate to nothing else and have no fix: they share one list. */
const none: never[] = [];

/** For documents without open choices. */
const noChoices = new ChoiceSpace();

const noFindings: Finding[] = [];
const noReports: readonly Report<string>[] = [];
const isNothing = ({ result }: Leaf<unknown>): boolean => result === nothing;
const nothing: { readonly reports: readonly Report<string>[]; readonly fact: unknown } = { reports: noReports, fact: undefined };

/** One rule at work on one file. */
interface Judge<S> {
  readonly rule: Rule<S>;
  readonly setting: RuleSetting;
  /** Where the rule's reports of the current run go. */
  readonly sink: { reports: readonly Report<string>[] };
  readonly visitors: Visitors<S> | undefined;
  readonly collectors: Visitors<S, unknown> | undefined;
}

/** Whether a subject is there in every run, in none, or by the choices. */
type Existence = 'always' | 'never' | 'sometimes';

function existenceOf<S>({ guard }: SubjectOf<S>, document: Judged<S>): Existence {
  if (!guard) return 'always';
  const { leaves } = (document.choices ?? noChoices).explore(guard);
  const [only] = leaves;
  if (!only) return 'never';
  return leaves.length === 1 && only.facts.length === 0 ? (only.result ? 'always' : 'never') : 'sometimes';
}

/** What rules can subscribe to of a subject: its type, and the type with each of its selectors. */
function keysOf<S>({ type, selector }: SubjectOf<S>): string[] {
  return [type, ...selectorsOf(selector).map((one) => `${type}:${one}`)];
}

/** The selectors of a subject. */
export const selectorsOf = (selector: SubjectOf<any>['selector']): readonly string[] =>
  selector === undefined ? [] : typeof selector === 'string' ? [selector] : typeof selector === 'function' ? selector() : selector;

function problemSubject<S>(problem: Problem): SubjectOf<S> {
  return { type: 'parse.problem', selector: problem.rule, node: problem } as unknown as SubjectOf<S>;
}

/** What of a place's text tells findings apart; of a longer piece, which changes with all that it holds, nothing but its logical path does. */
function identityOf(snippet: string): string {
  const content = contentOf(snippet);
  return content.length > longestIdentity ? '' : content;
}

/** A piece of as much content is kept whole in a snippet, however it is laid out. */
const longestIdentity = 120;

/** The property's name and the steps by which its value came: `Runtime ← Mappings.R[Env].rt`. */
function describe(value: Value): string {
  const name = value.path.slice(value.path.lastIndexOf('/') + 1);
  return [name, ...value.trace.map((step) => step.text)].join(' ← ');
}

function fill(template: string, data: Report<string>['data']): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = data?.[name];
    if (value === undefined) throw new Error(`no data for ${whole} in "${template}"`);
    return String(value);
  });
}

/** The fix in root files; none where an edit can't be expressed in the host's syntax. */
function fixes(proposed: ProposedFix): Fix[] {
  const edits = [];
  for (const { at, text } of proposed.edits) {
    let { file, span } = at;
    let inserted = text;
    while (file.embedded) {
      const edit = file.embedded.map.encode(span, inserted);
      if (edit === 'not-expressible') return [];
      ({ span, text: inserted } = edit);
      file = file.embedded.host;
    }
    edits.push({ path: file.path, span, text: inserted });
  }
  return [{ title: proposed.title, safety: proposed.safety, edits }];
}
