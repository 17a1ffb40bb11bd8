import { join } from 'node:path';
import { recognise } from '../core/lint.ts';
import { visible } from '../reporters/visible.ts';
import type { Arguments } from './arguments.ts';
import { discover, readText } from './files.ts';
import type { Io } from './io.ts';
import { openProject, type Parts } from './project.ts';

/** The files command: a line for each file with its format and why, in path order; what is not linted stands there with the reason. */
export async function listFiles(args: Arguments, io: Io, parts: Parts): Promise<0 | 2> {
  const project = await openProject(args, args.operands, io, parts);
  const { root, targets, exclude, shown, pathOf, formatOf } = project;
  const found = discover(targets, { root, exclude, forceExclude: args.has('force-exclude'), shown });
  const errors = [...found.errors];
  const rows = found.notes.map(({ path, reason }) => ({ path, format: '-', reason }));
  for (const { path, named } of found.files) {
    const result = readText(join(root, path), named);
    if (result.kind === 'error') errors.push(`${visible(pathOf(path))}: ${result.reason}`);
    else if (result.kind === 'skipped') rows.push({ path, format: '-', reason: result.reason });
    else {
      const taken = recognise(path, result.text, { parsers: parts.parsers, formatOf });
      rows.push({ path, format: taken?.entry.format ?? '-', reason: taken?.reason ?? 'no format that lintel reads' });
    }
  }
  rows.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const width = Math.max(0, ...rows.map(({ format }) => format.length));
  io.stdout.write(rows.map(({ path, format, reason }) => `${format.padEnd(width)}  ${visible(pathOf(path))}  (${visible(reason)})\n`).join(''));
  for (const error of errors) io.stderr.write(`lintel: ${error}\n`);
  return errors.length > 0 ? 2 : 0;
}
