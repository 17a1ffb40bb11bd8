import { realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ConfigError } from '../config/config-error.ts';
import { type Config, findConfig, loadConfig, noConfig } from '../config/load.ts';
import { PathPatterns, patternMistake } from '../config/path-patterns.ts';
import { RuleNames } from '../config/rule-names.ts';
import type { LintOptions, ParserEntry } from '../core/lint.ts';
import type { Subjects } from '../parsers/subjects.ts';
import { visible } from '../reporters/visible.ts';
import type { RegistryEntry } from '../rules/define-rule.ts';
import type { Arguments } from './arguments.ts';
import { commonFolder, gitRootOf, isInside, reasonOf, slashed } from './files.ts';
import { type Io, UsageError } from './io.ts';

/** What lintel is made of; a test may give its own. */
export interface Parts {
  readonly parsers: readonly ParserEntry<Subjects>[];
  readonly rules: readonly RegistryEntry[];
}

/** What is linted and by what configuration. */
export interface Project {
  /** Absolute, resolved: the configuration's folder, else the git root, else the working directory; of paths elsewhere what they have in common. */
  readonly root: string;
  /** Absolute, resolved. */
  readonly cwd: string;
  /** The root of the git repository that holds `root`, absolute and resolved; undefined outside of any. */
  readonly gitRoot: string | undefined;
  /** The paths that were named, absolute. */
  readonly targets: readonly string[];
  readonly config: Config;
  readonly names: RuleNames;
  readonly exclude: readonly PathPatterns[];
  readonly formatOf: LintOptions<Subjects>['formatOf'];
  readonly policyKindOf: LintOptions<Subjects>['formatOf'];
  /** A root-relative path as the user knows it: relative to the working directory, with forward slashes. */
  pathOf(path: string): string;
  /** A root-relative path as the repository's host knows it: relative to the git root, else to the root. */
  repositoryPathOf(path: string): string;
  /** A path as the user knows it, for an absolute path. */
  shown(path: string): string;
}

/** Finds and reads the configuration and settles the root. Throws a UsageError or ConfigError. */
export async function openProject(args: Arguments, paths: readonly string[], io: Io, parts: Parts): Promise<Project> {
  const cwd = realpathSync.native(io.cwd);
  if (args.has('config') && args.has('no-config')) throw new UsageError('--config and --no-config exclude each other');
  const names = new RuleNames(parts.rules);
  const given = args.value('config');
  const configFile = given !== undefined ? resolve(cwd, given) : args.has('no-config') ? undefined : findConfig(cwd);
  const config = configFile === undefined ? noConfig : await readConfig(configFile, names, parts);
  const gitRoot = gitRootOf(cwd);
  const usual = config.file ? realpathSync.native(dirname(config.file)) : (gitRoot ?? cwd);
  const targets = (paths.length > 0 ? paths : ['.']).map((path) => resolve(cwd, path));
  const { root, resolved } = settleRoot(usual, targets);
  const ownGitRoot = gitRootOf(root);
  const shown = (path: string): string => visible(slashed(relative(cwd, path)) || '.');
  const excluded = args.values('exclude');
  for (const pattern of excluded) {
    const mistake = patternMistake(pattern);
    if (mistake) throw new UsageError(`--exclude: ${mistake}`);
  }
  const base = isInside(root, cwd) && cwd !== root ? `${slashed(relative(root, cwd))}/` : '';
  return {
    root,
    cwd,
    gitRoot: ownGitRoot,
    targets: resolved,
    config,
    names,
    exclude: [new PathPatterns(config.exclude), new PathPatterns(excluded, base)],
    formatOf: lastMatch(config.formats),
    policyKindOf: lastMatch(config.policies),
    pathOf: (path) => slashed(relative(cwd, join(root, path))) || '.',
    repositoryPathOf: (path) => slashed(relative(ownGitRoot ?? root, join(root, path))) || '.',
    shown,
  };
}

/** What the last pattern that covers a path gives it. */
function lastMatch(given: readonly (readonly [pattern: string, what: string])[]): (path: string) => string | undefined {
  const entries = given.map(([pattern, what]) => ({ paths: new PathPatterns([pattern]), what }));
  return (path) => entries.findLast(({ paths }) => paths.covers(path))?.what;
}

async function readConfig(file: string, names: RuleNames, parts: Parts): Promise<Config> {
  try {
    return await loadConfig(file, { names, rules: parts.rules, formats: parts.parsers.map(({ format }) => format) });
  } catch (error) {
    if (error instanceof ConfigError || !(error instanceof Error) || !('code' in error)) throw error;
    throw new UsageError(`${file}: ${reasonOf(error)}`);
  }
}

/** The usual root when everything that is named lies in it; else what the named paths have in common, up to its git root. */
function settleRoot(usual: string, targets: readonly string[]): { root: string; resolved: string[] } {
  const resolved = targets.map((target) => (isInside(usual, target) ? target : realOf(target)));
  if (resolved.every((target) => isInside(usual, target))) return { root: usual, resolved };
  const folders = resolved.flatMap((target) => {
    const folder = folderOf(target);
    return folder === undefined ? [] : [folder];
  });
  const [first, ...others] = folders;
  if (first === undefined) return { root: usual, resolved };
  const common = others.reduce<string | undefined>((known, folder) => known && commonFolder(known, folder), first);
  if (common === undefined) throw new UsageError('the paths are on different drives; lint those of one drive at a time');
  return { root: gitRootOf(common) ?? common, resolved };
}

/** The path with links in its folders resolved; the last part stays, because a link that is named may lead anywhere. */
function realOf(path: string): string {
  try {
    return statSync(path).isDirectory()
      ? realpathSync.native(path)
      : join(realpathSync.native(dirname(path)), path.slice(dirname(path).length).replaceAll(sep, ''));
  } catch {
    return path;
  }
}

function folderOf(path: string): string | undefined {
  try {
    return statSync(path).isDirectory() ? path : dirname(path);
  } catch {
    return undefined;
  }
}
