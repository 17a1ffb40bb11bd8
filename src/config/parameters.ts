import { posix } from 'node:path';
import type { ParameterFile, ParameterValues } from './parameter-file.ts';
import { PathPatterns } from './path-patterns.ts';

/** A parameter file that was found, and the templates that it is for: a root-relative folder and stems, or every template. */
export interface GivenFile {
  readonly sets: ParameterFile['sets'];
  /** Root-relative path, when the file gives values only to the templates that its name or content says. */
  readonly path: string | undefined;
}

/** Which values the parameters of which document have: those of the configuration, and over them those of parameter files. */
export class GivenParameters {
  readonly #patterns: readonly { readonly paths: PathPatterns; readonly values: ParameterValues }[];

  constructor(
    configured: readonly (readonly [pattern: string, values: ParameterValues])[],
    private readonly files: readonly GivenFile[],
  ) {
    this.#patterns = configured.map(([pattern, values]) => ({ paths: new PathPatterns([pattern]), values }));
  }

  /** The sets of values that the parameters of a document (root-relative path) are given, each set together. Arrow: it is handed to the engine. */
  readonly valuesFor = (path: string): readonly ParameterValues[] => {
    const base = this.#patterns.flatMap(({ paths, values }) => (paths.covers(path) ? [...values] : []));
    const sets = this.files.flatMap((file) => file.sets.filter(({ template }) => file.path === undefined || isFor(file.path, template, path)));
    if (sets.length === 0) return base.length === 0 ? [] : [new Map(base)];
    return sets.map(({ values }) => new Map([...base, ...values]));
  };
}

const stemOf = (path: string): string => posix.basename(path).replace(/\.[^.]*$/, '');

/**
 * Whether a file in a folder of parameter files is for a template: the template that it names; without one `template.yaml` for a samconfig (SAM's own
 * default); else the template of the same name: `network.json`, `network.prod.json` and `prod/network.json` are for `network.yaml`.
 */
function isFor(file: string, named: string | undefined, template: string): boolean {
  const stem = stemOf(file);
  if (named !== undefined) {
    const wanted = posix.normalize(posix.join(posix.dirname(file), named));
    return template === wanted || template.endsWith(`/${wanted.replace(/^(\.\.\/)+/, '')}`);
  }
  const own = stemOf(template);
  return /^samconfig/i.test(stem) ? own === 'template' : stem === own || stem.startsWith(`${own}.`);
}
