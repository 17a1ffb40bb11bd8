import { existsSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { configNames, findConfig } from '../config/load.ts';
import type { Arguments } from './arguments.ts';
import { reasonOf, slashed } from './files.ts';
import { type Io, UsageError } from './io.ts';

const schema = './node_modules/lintel/schema/lintel.schema.json';

/** The init command: writes a configuration to start from, unless there is one. */
export async function init(args: Arguments, io: Io): Promise<0> {
  if (args.operands.length > 0) throw new UsageError('init takes no paths; it writes to the working directory');
  const existing = findConfig(io.cwd);
  if (existing !== undefined) throw new UsageError(`there is a configuration already: ${slashed(relative(io.cwd, existing))}`);
  const [name] = configNames;
  try {
    writeFileSync(join(io.cwd, name), content(existsSync(join(io.cwd, schema))), { flag: 'wx' });
  } catch (error) {
    throw new UsageError(`${name}: ${reasonOf(error)}`);
  }
  io.stderr.write(`lintel: wrote ${name}\n`);
  return 0;
}

const content = (
  withSchema: boolean,
): string => `${withSchema ? `# yaml-language-server: $schema=${schema}\n` : ''}# The rules to start from: recommended, strict or all.
extends: recommended

# Rules by id or topic/*: off, info, warning, error, or {severity, options}. \`lintel rules\` lists them.
rules: {}

# Other settings for some paths (.gitignore syntax), for example:
# overrides:
#   - files: ['test/**']
#     rules: { image/unpinned-tag: off }

# Paths that are not linted, besides what .gitignore names.
exclude: []

# What policies in JSON files do, by path, for example:
# policies:
#   org/scps/**: scp

# Facts that several rules share, for example:
# settings:
#   accounts: ['123456789012']
#   regions: [eu-west-1]
`;
