import { RuleNames } from '../config/rule-names.ts';
import { docsUrl } from '../core/docs-url.ts';
import type { Arguments } from './arguments.ts';
import { type Io, UsageError } from './io.ts';
import type { Parts } from './project.ts';

/** The explain command: all that is said of one rule, named by id, former id or another tool's id. */
export async function explain(args: Arguments, io: Io, parts: Parts): Promise<0> {
  const [name, ...more] = args.operands;
  if (name === undefined || more.length > 0) throw new UsageError('explain takes the id of one rule: lintel explain <rule>');
  const names = new RuleNames(parts.rules);
  const foreign = names.equivalentsOf(name);
  const ids = name.endsWith('/*') ? undefined : (names.find(name) ?? (foreign.length > 0 ? foreign.map(({ id }) => id) : undefined));
  if (!ids) throw new UsageError(names.unknown(name));
  const texts = await Promise.all(ids.map((id) => describe(id, parts)));
  io.stdout.write(texts.join('\n'));
  return 0;
}

async function describe(id: string, parts: Parts): Promise<string> {
  const entry = parts.rules.find((rule) => rule.id === id);
  if (!entry) throw new UsageError(`unknown rule "${id}"`);
  const [meta, { messages, options }] = await Promise.all([entry.describe(), entry.load()]);
  const lines = [
    `${meta.id} (${meta.severity}, ${meta.profile}, ${meta.precision} precision)`,
    '',
    meta.summary,
    '',
    'Why',
    ...wrap(meta.why),
    '',
    'What to do',
    ...wrap(meta.remediation),
    '',
  ];
  lines.push('Messages');
  for (const { text, advice } of Object.values(messages)) lines.push(...wrap(text, '  - '), ...wrap(advice, '    '));
  lines.push('', `On: ${entry.surfaces.join(', ')}`);
  if (options)
    lines.push(
      '',
      'Options',
      ...JSON.stringify(options.defaults, undefined, 2)
        .split('\n')
        .map((line) => `  ${line}`),
    );
  if (meta.aliases?.length) lines.push('', `Former names: ${meta.aliases.join(', ')}`);
  if (meta.equivalents?.length) lines.push('', `Elsewhere: ${meta.equivalents.join(', ')}`);
  lines.push('', 'References', ...meta.references.map((url) => `  ${url}`), `  ${docsUrl(meta.id)}`);
  return `${lines.join('\n')}\n`;
}

/** Lines of at most 100 characters; the first starts with `lead`, the others line up with it. */
function wrap(text: string, lead = '  '): string[] {
  const lines: string[] = [];
  let line = lead;
  let empty = true;
  for (const word of text.split(/\s+/)) {
    if (!empty && line.length + 1 + word.length > 100) {
      lines.push(line);
      line = ' '.repeat(lead.length);
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}
