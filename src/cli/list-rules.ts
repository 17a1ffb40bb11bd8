import { RuleNames } from '../config/rule-names.ts';
import { nearest } from '../core/text.ts';
import type { Arguments } from './arguments.ts';
import { type Io, UsageError } from './io.ts';
import type { Parts } from './project.ts';

/** The rules command: a line for each rule, or all that is said of it as JSON. */
export async function listRules(args: Arguments, io: Io, parts: Parts): Promise<0> {
  if (args.operands.length > 0) throw new UsageError('rules takes no paths; `lintel explain <rule>` says more of one');
  const format = args.value('format') ?? 'text';
  if (format !== 'text' && format !== 'json') throw new UsageError(`rules has the formats text and json, not "${format}"`);
  let rules = parts.rules;
  const equivalent = args.value('equivalent');
  if (equivalent !== undefined) {
    const ids = new Set(new RuleNames(parts.rules).equivalentsOf(equivalent).map(({ id }) => id));
    rules = rules.filter(({ id }) => ids.has(id));
  }
  const surface = args.value('surface');
  if (surface !== undefined) {
    const known = [...new Set(parts.rules.flatMap((rule) => rule.surfaces))].sort();
    if (!known.some((other) => other === surface)) {
      const near = nearest(surface, known);
      throw new UsageError(`there is no surface "${surface}"${near ? `; did you mean ${near}?` : ''} Surfaces: ${known.join(', ')}`);
    }
    rules = rules.filter((rule) => rule.surfaces.some((other) => other === surface));
  }
  if (format === 'json') {
    const metas = await Promise.all(rules.map(async (rule) => ({ ...(await rule.describe()), surfaces: rule.surfaces })));
    io.stdout.write(`${JSON.stringify(metas, undefined, 2)}\n`);
    return 0;
  }
  if (rules.length === 0) io.stderr.write(`lintel: no rule ${equivalent === undefined ? '' : `checks the same as ${equivalent}`}\n`);
  const width = Math.max(0, ...rules.map(({ id }) => id.length));
  io.stdout.write(
    rules.map(({ id, severity, profile, summary }) => `${id.padEnd(width)}  ${severity.padEnd(7)}  ${profile.padEnd(11)}  ${summary}\n`).join(''),
  );
  return 0;
}
