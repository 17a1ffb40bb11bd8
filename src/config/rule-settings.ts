import type { RuleSetting } from '../core/lint.ts';
import type { RegistryEntry } from '../rules/define-rule.ts';
import type { Config, Profile, RuleChange } from './load.ts';
import { PathPatterns } from './path-patterns.ts';

/** What the command line says of rules: ids, already resolved. */
export interface Selection {
  /** Replaces `extends`. */
  readonly profile?: Profile | undefined;
  /** Only these run, whatever their profile and whatever `rules` says; overrides by path still apply. */
  readonly select?: ReadonlySet<string> | undefined;
  readonly skip?: ReadonlySet<string> | undefined;
}

/** Which rules run where, how severe, with which options: profile, then `rules`, then `overrides` in order. */
export class RuleSettings {
  /** Rules that run on some path. */
  readonly rules: readonly RegistryEntry[];
  readonly #base = new Map<string, RuleSetting>();
  readonly #overrides: readonly { readonly paths: PathPatterns; readonly rules: ReadonlyMap<string, RuleChange> }[];
  readonly #known = new Map<string, RuleSetting>();
  #lastPath: string | undefined;
  #lastMatches: readonly number[] = [];

  constructor(all: readonly RegistryEntry[], config: Config, selection: Selection = {}) {
    this.#overrides = config.overrides.map(({ files, rules }) => ({ paths: new PathPatterns(files), rules }));
    const profile = selection.profile ?? config.extends;
    this.rules = all.filter((rule) => {
      if (selection.skip?.has(rule.id) || selection.select?.has(rule.id) === false) return false;
      const base = apply({ enabled: inProfile(rule, profile) }, config.rules.get(rule.id));
      this.#base.set(rule.id, selection.select ? { ...base, enabled: true } : base);
      return this.#base.get(rule.id)?.enabled || config.overrides.some(({ rules }) => rules.has(rule.id));
    });
  }

  /** Arrow: it is handed to the engine. */
  readonly setting = (ruleId: string, path: string): RuleSetting => {
    const base = this.#base.get(ruleId) ?? off;
    if (this.#overrides.length === 0) return base;
    const matches = this.#matches(path);
    if (matches.length === 0) return base;
    const key = `${ruleId}\0${matches.join(',')}`;
    let setting = this.#known.get(key);
    if (!setting) {
      setting = base;
      for (const i of matches) setting = apply(setting, this.#overrides[i]?.rules.get(ruleId));
      this.#known.set(key, setting);
    }
    return setting;
  };

  /** Indices of the overrides that apply to a path. The engine asks path by path, so one is remembered. */
  #matches(path: string): readonly number[] {
    if (path !== this.#lastPath) {
      this.#lastPath = path;
      this.#lastMatches = this.#overrides.flatMap(({ paths }, i) => (paths.covers(path) ? [i] : []));
    }
    return this.#lastMatches;
  }
}

const off: RuleSetting = { enabled: false };

function inProfile({ profile }: RegistryEntry, chosen: Profile): boolean {
  return profile === 'recommended' || chosen === 'all' || (chosen === 'strict' && profile === 'strict');
}

/** A severity turns a rule on or off; options alone turn on what only the profile left out, and never what was turned off. */
function apply(setting: RuleSetting & { readonly turnedOff?: boolean }, change: RuleChange | undefined): RuleSetting & { readonly turnedOff?: boolean } {
  if (!change) return setting;
  const { severity } = change;
  const options = change.options ? { ...(setting.options as object | undefined), ...change.options } : setting.options;
  const turnedOff = severity === undefined ? (setting.turnedOff ?? false) : severity === 'off';
  const kept = severity === undefined || severity === 'off' ? setting.severity : severity;
  return { enabled: !turnedOff, turnedOff, ...(kept && { severity: kept }), ...(options !== undefined && { options }) };
}
