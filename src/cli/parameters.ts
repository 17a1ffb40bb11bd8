import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { ConfigError, type Mistake } from '../config/config-error.ts';
import { readParameterFile } from '../config/parameter-file.ts';
import { type GivenFile, GivenParameters } from '../config/parameters.ts';
import { SourceFile } from '../core/source-file.ts';
import { reasonOf, slashed } from './files.ts';
import { UsageError } from './io.ts';
import type { Project } from './project.ts';

const parameterFile = /\.(json|ya?ml|toml)$/i;
/** Deeper folders hold no parameter files that anyone wrote. */
const deepest = 8;

/**
 * The values that `--parameters` and the configuration give. A file gives its values to every template; a folder's files to the templates
 * that they are named for. Throws a UsageError for what can't be read, a ConfigError for what is wrong in a file.
 */
export async function readParameters(paths: readonly string[], project: Pick<Project, 'cwd' | 'root' | 'config' | 'shown'>): Promise<GivenParameters> {
  const files: GivenFile[] = [];
  const mistakes: Mistake[] = [];
  for (const given of paths) {
    const path = resolve(project.cwd, given);
    const isFolder = reading(given, () => statSync(path).isDirectory());
    const found = isFolder ? reading(given, () => filesBelow(path)) : [path];
    let count = 0;
    for (const one of found) {
      const read = await readParameterFile(
        new SourceFile(
          one,
          reading(given, () => readFileSync(one, 'utf8')),
        ),
      );
      // A folder may hold other files too.
      if (isFolder && !read.recognised) continue;
      count++;
      mistakes.push(...read.mistakes);
      files.push({ sets: read.sets, path: isFolder ? slashed(relative(project.root, one)) : undefined });
    }
    if (isFolder && count === 0) throw new UsageError(`--parameters: ${project.shown(path)} holds no parameter file`);
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return new GivenParameters(project.config.parameters, files);
}

function filesBelow(folder: string, depth = 0): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return depth < deepest && entry.name !== 'node_modules' && !entry.name.startsWith('.') ? filesBelow(path, depth + 1) : [];
    return parameterFile.test(entry.name) ? [path] : [];
  });
}

function reading<T>(given: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(`--parameters: ${given}: ${reasonOf(error)}`);
  }
}
