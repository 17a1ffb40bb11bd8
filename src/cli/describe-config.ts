import { relative } from 'node:path';
import type { RuleSettings } from '../config/rule-settings.ts';
import type { Arguments } from './arguments.ts';
import { slashed } from './files.ts';
import type { Project } from './project.ts';

/** What applies, as JSON: where it comes from, and every rule that runs on the named path (without one: wherever no override applies). */
export function describeConfig({ config, root, cwd, targets, shown }: Project, settings: RuleSettings, args: Arguments): string {
  const path = args.operands.length > 0 ? slashed(relative(root, targets[0] as string)) || '.' : '.';
  const rules: Record<string, object> = {};
  for (const { id, severity } of settings.rules) {
    const setting = settings.setting(id, path);
    if (setting.enabled) rules[id] = { severity: setting.severity ?? severity, ...(setting.options !== undefined && { options: setting.options }) };
  }
  const { packagesInternal, ...shared } = config.settings;
  return `${JSON.stringify(
    {
      config: config.file === undefined ? null : shown(config.file),
      root: slashed(relative(cwd, root)) || '.',
      extends: args.value('profile') ?? config.extends,
      rules,
      exclude: config.exclude,
      formats: Object.fromEntries(config.formats),
      policies: Object.fromEntries(config.policies),
      parameters: Object.fromEntries(config.parameters.map(([pattern, values]) => [pattern, Object.fromEntries(values)])),
      compat: config.compat,
      settings: { ...shared, packages: { internal: packagesInternal } },
    },
    undefined,
    2,
  )}\n`;
}
