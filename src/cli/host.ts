import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { compileWildcard } from '../config/wildcard.ts';
import type { Host } from '../core/host.ts';
import { SourceFile } from '../core/source-file.ts';
import { isInside, readText, slashed } from './files.ts';

/** More matches than any include has. */
const mostMatches = 10_000;
const deepestFolder = 30;

/** A question that a parser asked about other files: what a cache of its result depends on. */
export interface Query {
  /** The root-relative path of the file whose parser asked. */
  readonly from: string;
  readonly kind: 'read' | 'glob' | 'siblings';
  /** Root-relative path or pattern. */
  readonly about: string;
  readonly found: boolean;
}

/** The files below a root, as parsers may see them. Links that leave the root are outside. */
export class DiskHost implements Host {
  readonly #queries = new Map<string, Query>();

  /** `root`: absolute, resolved. `texts`: files as they are to be, by root-relative path, instead of as they are on disk. */
  constructor(
    private readonly root: string,
    private readonly texts: ReadonlyMap<string, string> = new Map(),
  ) {}

  /** Every question that was asked, misses too. */
  get queries(): readonly Query[] {
    return [...this.#queries.values()];
  }

  read(from: SourceFile, ref: string): SourceFile | 'missing' | 'outside' | 'unknown' {
    const path = resolve(from, ref);
    if (path === undefined) return 'outside';
    const result = this.#read(path);
    this.#record(from, 'read', path, typeof result !== 'string');
    return result;
  }

  glob(from: SourceFile, pattern: string): string[] | 'outside' {
    const path = resolve(from, pattern);
    if (path === undefined) return 'outside';
    const found = this.#glob(path.split('/'));
    this.#record(from, 'glob', path, found.length > 0);
    return found;
  }

  siblings(from: SourceFile): string[] {
    const folder = posix.dirname(from.root.path);
    const names = this.#entries(folder).map(({ name }) => name);
    this.#record(from, 'siblings', folder, names.length > 0);
    return names;
  }

  #read(path: string): SourceFile | 'missing' | 'outside' | 'unknown' {
    let real: string;
    try {
      real = realpathSync.native(join(this.root, path));
      if (!statSync(real).isFile()) return 'missing';
    } catch {
      return 'missing';
    }
    if (!isInside(this.root, real)) return 'outside';
    const resolved = slashed(real.slice(this.root.length).replace(/^[/\\]/, ''));
    const changed = this.texts.get(resolved);
    if (changed !== undefined) return new SourceFile(resolved, changed);
    const result = readText(real);
    return result.kind === 'text' ? new SourceFile(resolved, result.text) : 'unknown';
  }

  /** Paths that match, segment by segment; `**` stands for any folders. Sorted. */
  #glob(segments: readonly string[]): string[] {
    const found = new Set<string>();
    const seen = new Set<string>();
    const matches = segments.map(compileWildcard);
    const stack = [{ folder: '.', at: 0, depth: 0 }];
    for (let next = stack.pop(); next && found.size < mostMatches; next = stack.pop()) {
      const { folder, at, depth } = next;
      const key = `${folder}\0${at}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const segment = segments[at];
      if (segment === undefined || depth > deepestFolder) continue;
      if (segment === '**') stack.push({ folder, at: at + 1, depth });
      for (const { name, isFolder } of this.#entries(folder)) {
        const path = posix.join(folder, name);
        const hidden = name.startsWith('.') && !segment.startsWith('.');
        if (segment === '**') {
          if (isFolder && !hidden) stack.push({ folder: path, at, depth: depth + 1 });
          else if (!isFolder && !hidden && at === segments.length - 1) found.add(path);
        } else if (!hidden && matches[at]?.(name)) {
          if (isFolder) stack.push({ folder: path, at: at + 1, depth: depth + 1 });
          else if (at === segments.length - 1) found.add(path);
        }
      }
    }
    return [...found].sort();
  }

  /** What a folder of the root holds, by name; links out of the root and folder links are left out. */
  #entries(folder: string): { name: string; isFolder: boolean }[] {
    try {
      const absolute = realpathSync.native(join(this.root, folder));
      if (!isInside(this.root, absolute)) return [];
      return readdirSync(absolute, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() || entry.isFile() || (entry.isSymbolicLink() && this.#isOwnFile(join(absolute, entry.name))))
        .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch {
      return [];
    }
  }

  #isOwnFile(path: string): boolean {
    try {
      const real = realpathSync.native(path);
      return isInside(this.root, real) && statSync(real).isFile();
    } catch {
      return false;
    }
  }

  #record(from: SourceFile, kind: Query['kind'], about: string, found: boolean): void {
    const query = { from: from.root.path, kind, about, found };
    this.#queries.set(`${query.from}\0${kind}\0${about}`, query);
  }
}

/** The root-relative path that a reference from a file means; undefined when it leaves the root. */
function resolve(from: SourceFile, ref: string): string | undefined {
  if (ref.startsWith('/') || /^[A-Za-z]:[\\/]/.test(ref)) return undefined;
  const path = posix.normalize(posix.join(posix.dirname(from.root.path), ref));
  return path === '..' || path.startsWith('../') ? undefined : path;
}
