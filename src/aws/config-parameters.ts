import { RuleNames } from '../config/rule-names.ts';
import type { Severity } from '../core/finding.ts';
import type { Profile, Settings } from '../core/rule.ts';
import { nearest } from '../core/text.ts';
import type { RegistryEntry } from '../rules/define-rule.ts';
import { EventError } from './config-event.ts';

/** What the parameters of a rule of AWS Config say. */
export interface Parameters {
  readonly rules: readonly RegistryEntry[];
  /** Findings of this severity and above make a resource non-compliant. */
  readonly failOn: Severity;
  readonly settings: Settings;
  /** What a scheduled rule looks at. */
  readonly resourceTypes: readonly string[];
  /** Whether the role that AWS Config names is taken, for rules of other accounts; its name where it is another. */
  readonly assumeRole: boolean;
  readonly executionRoleName: string | undefined;
}

const names = [
  'rules',
  'skip',
  'profile',
  'failOn',
  'resourceTypes',
  'assumeRole',
  'executionRoleName',
  'accounts',
  'trustedAccounts',
  'allowedRegistries',
  'mirror',
] as const;
type Name = (typeof names)[number];

/**
 * Reads `ruleParameters`: texts all, lists with commas. Throws an EventError that names the parameter and what it takes.
 * `all`: the rules that run on the surface in question.
 */
export function readParameters(given: Readonly<Record<string, unknown>>, all: readonly RegistryEntry[]): Parameters {
  const values = new Map<Name, string>();
  for (const [name, value] of Object.entries(given)) {
    const known = names.find((other) => other === name);
    if (!known) {
      const near = nearest(name, names);
      throw new EventError(`ruleParameters: unknown parameter "${name}"${near ? `; did you mean "${near}"?` : `. Parameters: ${names.join(', ')}`}`);
    }
    if (typeof value !== 'string' && typeof value !== 'boolean' && typeof value !== 'number') throw new EventError(`ruleParameters: ${name} is no text`);
    if (value !== '') values.set(known, String(value));
  }
  const list = (name: Name): string[] =>
    (values.get(name) ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  const one = <T extends string>(name: Name, choices: readonly T[], otherwise: T): T => {
    const value = values.get(name)?.trim();
    if (value === undefined) return otherwise;
    const choice = choices.find((other) => other === value);
    if (!choice) throw new EventError(`ruleParameters: ${name} is ${choices.join(', ').replace(/, ([^,]*)$/, ' or $1')}, not "${value}"`);
    return choice;
  };
  const ruleNames = new RuleNames(all);
  const ids = (name: 'rules' | 'skip'): Set<string> =>
    new Set(
      list(name).flatMap((part) => {
        const found = ruleNames.find(part);
        if (!found) throw new EventError(`ruleParameters: ${name}: ${ruleNames.unknown(part)}`);
        return found;
      }),
    );
  const selected = ids('rules');
  const skipped = ids('skip');
  const profile = one('profile', ['recommended', 'strict', 'all'], 'recommended');
  const profiles: readonly Profile[] =
    profile === 'all' ? ['recommended', 'strict', 'on-demand'] : profile === 'strict' ? ['recommended', 'strict'] : ['recommended'];
  const executionRoleName = values.get('executionRoleName');
  if (executionRoleName !== undefined && !/^[\w+=,.@/-]{1,576}$/.test(executionRoleName))
    throw new EventError('ruleParameters: executionRoleName is no name of a role');
  const resourceTypes = list('resourceTypes');
  for (const type of resourceTypes)
    if (!/^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$/.test(type))
      throw new EventError(`ruleParameters: resourceTypes: "${type}" is no resource type such as AWS::IAM::Role`);
  return {
    rules: all.filter(({ id, profile: own }) => !skipped.has(id) && (selected.size > 0 ? selected.has(id) : profiles.includes(own))),
    failOn: one('failOn', ['info', 'warning', 'error'], 'warning'),
    resourceTypes,
    assumeRole: one('assumeRole', ['true', 'false'], executionRoleName === undefined ? 'false' : 'true') === 'true',
    executionRoleName,
    settings: {
      accounts: list('accounts'),
      trustedAccounts: list('trustedAccounts'),
      partitions: [],
      allowedRegistries: list('allowedRegistries'),
      mirror: values.get('mirror'),
      packagesInternal: [],
      regions: [],
    },
  };
}
