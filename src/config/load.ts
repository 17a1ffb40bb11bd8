import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Severity } from '../core/finding.ts';
import type { Settings } from '../core/rule.ts';
import { SourceFile, type Span } from '../core/source-file.ts';
import type { RegistryEntry } from '../rules/define-rule.ts';
import { ConfigError } from './config-error.ts';
import { ConfigData, TooLargeError } from './data.ts';
import { explainError } from './explain-error.ts';
import { patternMistake } from './path-patterns.ts';
import type { RuleNames } from './rule-names.ts';

export type Profile = 'recommended' | 'strict' | 'all';

/** What the configuration says of a rule; a missing severity leaves it as it is. */
export interface RuleChange {
  readonly severity?: Severity | 'off';
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Changes by rule id, of `topic/*` entries too. */
export type RuleChanges = ReadonlyMap<string, RuleChange>;

export interface Config {
  /** Absolute path; undefined when there is no configuration. */
  readonly file: string | undefined;
  readonly extends: Profile;
  readonly rules: RuleChanges;
  readonly overrides: readonly { readonly files: readonly string[]; readonly rules: RuleChanges }[];
  readonly exclude: readonly string[];
  /** Pattern and format, in file order. */
  readonly formats: readonly (readonly [pattern: string, format: string])[];
  /** Pattern of paths and what the policies of the files do, in file order. */
  readonly policies: readonly (readonly [pattern: string, kind: string])[];
  /** Pattern of template paths and values of their parameters, in file order. */
  readonly parameters: readonly (readonly [pattern: string, values: ReadonlyMap<string, string>])[];
  /** Other tools whose exceptions hold for lintel too. */
  readonly compat: readonly string[];
  readonly settings: Settings;
}

export const noConfig: Config = {
  file: undefined,
  extends: 'recommended',
  rules: new Map(),
  overrides: [],
  exclude: [],
  formats: [],
  policies: [],
  parameters: [],
  compat: [],
  settings: { accounts: [], trustedAccounts: [], partitions: [], allowedRegistries: [], mirror: undefined, packagesInternal: [], regions: [] },
};

export const configNames = ['lintel.config.yaml', 'lintel.config.yml', 'lintel.config.json'] as const;

/**
 * The configuration that applies to a folder: in it or above it, up to the root of the git repository or of the file system.
 * Throws a ConfigError when one folder has two.
 */
export function findConfig(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const found: string[] = configNames.filter((name) => existsSync(join(at, name)));
    if (packageHasConfig(join(at, 'package.json'))) found.push('package.json');
    if (found.length > 1) {
      throw new ConfigError([
        { file: join(at, found[1] as string), line: 1, column: 1, text: `there is a configuration in ${found[0]} too; keep one of them` },
      ]);
    }
    if (found[0]) return join(at, found[0]);
    if (existsSync(join(at, '.git')) || dirname(at) === at) return undefined;
  }
}

function packageHasConfig(path: string): boolean {
  try {
    const text = readFileSync(path, 'utf8');
    // Most have none; a broken package.json is npm's business.
    return text.includes('"lintel"') && Object.hasOwn(JSON.parse(text), 'lintel');
  } catch {
    return false;
  }
}

interface Known {
  readonly names: RuleNames;
  readonly rules: readonly RegistryEntry[];
  readonly formats: readonly string[];
}

/** Reads and checks a configuration file. Throws a ConfigError with every mistake in it, and whatever reading the file throws. */
export async function loadConfig(path: string, known: Known): Promise<Config> {
  const text = readFileSync(path, 'utf8');
  const { parseJson, parseYaml } = await import('../parsers/yaml/parse.ts');
  const file = new SourceFile(path, text);
  const isPackage = path.endsWith('package.json');
  const tree = await (/\.json$/i.test(path) ? parseJson(file) : parseYaml(file));
  const check = new Check(file);
  for (const { span, text: problem } of tree.problems) check.mistake(span, problem.replace(/\.$/, ''));
  if (tree.roots.length > 1) check.mistake(tree.roots[1]?.span as Span, 'a second document; a configuration has one');
  check.done();
  const root = tree.roots[0];
  const own = isPackage && root?.kind === 'map' ? root.get('lintel')?.value : root;
  try {
    const data = new ConfigData(file, own?.kind === 'scalar' && own.isNull ? undefined : own);
    return await new Reader(data, check, known).read(path);
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
    check.mistake(error.span, 'the configuration has too many or too deeply nested values');
    return check.done();
  }
}

/** Collects mistakes, in file order. */
class Check {
  readonly #mistakes = new Map<string, { span: Span; text: string }>();

  constructor(readonly file: SourceFile) {}

  mistake(span: Span, text: string): void {
    this.#mistakes.set(`${span.start}:${text}`, { span, text });
  }

  /** Throws when there were any. */
  done(): never;
  done(): void;
  done(): void {
    if (this.#mistakes.size === 0) return;
    const sorted = [...this.#mistakes.values()].sort((a, b) => a.span.start - b.span.start);
    throw new ConfigError(sorted.map(({ span, text }) => ({ file: this.file.path, ...this.file.positionAt(span.start), text })));
  }
}

type RawRules = Readonly<Record<string, string | RuleChange>>;

/** The file's content, once the schema accepted it. */
interface RawConfig {
  readonly extends?: Profile;
  readonly rules?: RawRules;
  readonly overrides?: readonly { readonly files: readonly string[]; readonly rules: RawRules }[];
  readonly exclude?: readonly string[];
  readonly formats?: Readonly<Record<string, string>>;
  readonly policies?: Readonly<Record<string, string>>;
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, string | boolean | readonly (string | boolean)[]>>>>;
  readonly compat?: readonly string[];
  readonly settings?: Partial<Omit<Settings, 'packagesInternal'>> & { readonly packages?: { readonly internal?: readonly string[] } };
}

class Reader {
  constructor(
    private readonly data: ConfigData,
    private readonly check: Check,
    private readonly known: Known,
  ) {}

  async read(path: string): Promise<Config> {
    const { loadValidator } = await import('./validator.ts');
    const validate = await loadValidator(this.known.rules, this.known.formats);
    const errors = validate(this.data.value) ?? [];
    for (const error of errors) {
      const mistake = explainError(error, (name) => this.known.names.find(name) !== undefined);
      if (mistake) this.check.mistake(this.data.spanOf(mistake.path, mistake.at), mistake.text);
    }
    const value = this.data.value as RawConfig;
    const rulesAt = (raw: unknown, at: readonly string[]): RuleChanges => (isMap(raw) ? this.#rules(raw as RawRules, at) : new Map());
    const rules = rulesAt(value?.rules, ['rules']);
    const overrides = (Array.isArray(value?.overrides) ? (value.overrides as NonNullable<RawConfig['overrides']>) : []).map((override, i) => {
      this.#patterns(override?.files, ['overrides', String(i), 'files']);
      return { files: override?.files, rules: rulesAt(override?.rules, ['overrides', String(i), 'rules']) };
    });
    this.#patterns(value?.exclude, ['exclude']);
    const formats = this.#byPattern(value?.formats, 'formats', 'a format is');
    const policies = this.#byPattern(value?.policies, 'policies', 'a kind is');
    const parameters = this.#byPattern(value?.parameters, 'parameters', 'parameters are');
    this.check.done();
    const { packages, ...settings } = value.settings ?? {};
    return {
      file: path,
      extends: value.extends ?? 'recommended',
      rules,
      overrides,
      exclude: value.exclude ?? [],
      formats,
      policies,
      parameters: parameters.map(([pattern, values]) => [pattern, new Map(Object.entries(values).map(([name, given]) => [name, String(given)]))]),
      compat: value.compat ?? [],
      settings: { ...noConfig.settings, ...settings, packagesInternal: packages?.internal ?? [] },
    };
  }

  /** Changes by id: former ids become present ones, `topic/*` is spread over its rules, an id wins over `topic/*`. */
  #rules(raw: RawRules, at: readonly string[]): RuleChanges {
    const { names } = this.known;
    const changes = new Map<string, RuleChange>();
    const written = new Map<string, string>();
    const entries = Object.entries(raw).sort(([a], [b]) => Number(b.endsWith('/*')) - Number(a.endsWith('/*')));
    for (const [name, entry] of entries) {
      const ids = names.find(name);
      if (!ids) {
        this.check.mistake(this.data.spanOf([...at, name], 'key'), names.unknown(name));
        continue;
      }
      const change: RuleChange = typeof entry === 'object' && entry !== null ? entry : { severity: entry as Severity | 'off' };
      const single = ids[0] as string;
      const earlier = written.get(single);
      if (!name.endsWith('/*')) {
        if (earlier !== undefined) this.check.mistake(this.data.spanOf([...at, name], 'key'), `"${name}" and "${earlier}" are the same rule; keep "${single}"`);
        written.set(single, name);
      }
      for (const id of ids) {
        // Rules on demand need to be named: most do nothing without an option.
        if (name.endsWith('/*') && change.severity !== 'off' && this.known.rules.find((rule) => rule.id === id)?.profile === 'on-demand') continue;
        changes.set(id, { ...changes.get(id), ...change });
      }
    }
    return changes;
  }

  /** The entries of a map by patterns. `given`: what it gives to the paths that match. */
  #byPattern<T>(map: Readonly<Record<string, T>> | undefined, key: string, given: string): [pattern: string, value: T][] {
    const entries = isMap(map) ? (Object.entries(map) as [string, T][]) : [];
    for (const [pattern] of entries) {
      const mistake = pattern.startsWith('!') ? `"${pattern}" takes back; ${given} given by what matches` : patternMistake(pattern);
      if (mistake) this.check.mistake(this.data.spanOf([key, pattern], 'key'), mistake);
    }
    return entries;
  }

  #patterns(patterns: unknown, at: readonly string[]): void {
    if (!Array.isArray(patterns)) return;
    for (const [i, pattern] of patterns.entries()) {
      const mistake = typeof pattern === 'string' && pattern !== '' ? patternMistake(pattern) : undefined;
      if (mistake) this.check.mistake(this.data.spanOf([...at, String(i)]), mistake);
    }
  }
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
