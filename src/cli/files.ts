import { isUtf8 } from 'node:buffer';
import { closeSync, type Dirent, existsSync, fstatSync, lstatSync, openSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { PathPatterns } from '../config/path-patterns.ts';
import type { Note } from '../core/finding.ts';

/** A file larger than this is data, not configuration. */
export const largestFile = 5 * 1024 * 1024;
/** One that is named is meant: what `lintel aws iam` saves of a large account has some ten megabytes. */
const largestNamed = 50 * 1024 * 1024;
/** Folders nested deeper are not walked. */
const deepestFolder = 100;
/** How far into a file a NUL makes it binary, as git looks. */
const binaryProbe = 8192;
/** Never walked: git's own data, and other people's packages. */
const skippedFolders = new Set(['.git', 'node_modules']);
/** What pip wrote into a folder (of a Lambda layer, mostly): `botocore` beside `botocore-1.40.1.dist-info`, and that itself. */
const packagesOf = (entries: readonly Dirent[]): ReadonlySet<string> => new Set(entries.flatMap(({ name }) => /^([^-]+)-\d.*\.dist-info$/.exec(name) ?? []));
/** Names of files that hold no text that anyone lints; not even opened. */
const neverText =
  /\.(?:png|jpe?g|gif|webp|avif|bmp|ico|icns|tiff?|psd|pdf|woff2?|ttf|otf|eot|mp[34]|m4a|mov|avi|mkv|webm|wav|ogg|flac|zip|gz|tgz|bz2|xz|zst|7z|rar|tar|jar|war|ear|whl|egg|deb|rpm|dmg|iso|img|exe|dll|so|dylib|a|o|obj|lib|class|pyc|pyo|wasm|bin|dat|db|sqlite3?|parquet|avro|orc|npy|npz|pkl|pt|onnx|h5|map|min\.js|min\.css|lock|snap)$/i;

/** Whether a file of this name can hold text that lintel reads. */
export const mayHoldText = (name: string): boolean => !neverText.test(name);

/** The folder above or at `folder` that holds `.git`. */
export function gitRootOf(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

export const isInside = (folder: string, path: string): boolean => path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** The nearest folder that holds two; undefined when there is none, as on two drives of Windows. */
export function commonFolder(a: string, b: string): string | undefined {
  for (let folder = a; ; folder = dirname(folder)) {
    if (isInside(folder, b)) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

export interface FoundFile {
  /** Root-relative, with forward slashes, with symbolic links resolved. */
  readonly path: string;
  /** Whether the user named the file itself. */
  readonly named: boolean;
}

export interface Discovered {
  /** In code-unit order of their paths. */
  readonly files: readonly FoundFile[];
  readonly notes: readonly Note[];
  /** What was named and is not there, and what could not be read: each a sentence, with the path as the user knows it. */
  readonly errors: readonly string[];
  /** Named files and folders that exclusions took out. */
  readonly excluded: number;
  /** Whether the whole root was walked. */
  readonly wholeRoot: boolean;
}

export interface DiscoveryOptions {
  /** Absolute, resolved. */
  readonly root: string;
  /** Patterns of paths that are not linted. */
  readonly exclude: readonly PathPatterns[];
  /** Whether exclusions and .gitignore hold for named paths too. */
  readonly forceExclude: boolean;
  /** How the user knows an absolute path. */
  shown(path: string): string;
}

/** Finds the files to lint below the given absolute paths. Folders come with what git doesn't ignore; folder links are not followed, and no link out of the root. */
export function discover(targets: readonly string[], options: DiscoveryOptions): Discovered {
  return new Discovery(options).run(targets);
}

class Discovery {
  readonly #files = new Map<string, boolean>();
  readonly #notes: Note[] = [];
  readonly #errors: string[] = [];
  readonly #ignoreFiles = new Map<string, PathPatterns | undefined>();
  /** What .gitignore patterns are relative to: the git root when the root lies in it. */
  readonly #top: string;
  #excluded = 0;

  constructor(private readonly options: DiscoveryOptions) {
    this.#top = gitRootOf(options.root) ?? options.root;
  }

  run(targets: readonly string[]): Discovered {
    let wholeRoot = false;
    for (const target of targets) {
      if (this.#target(target) === this.options.root) wholeRoot = true;
    }
    const files = [...this.#files].map(([path, named]) => ({ path, named })).sort((a, b) => (a.path < b.path ? -1 : 1));
    return { files, notes: this.#notes, errors: this.#errors, excluded: this.#excluded, wholeRoot };
  }

  /** Answers the folder that was walked. */
  #target(target: string): string | undefined {
    const { root, forceExclude, shown } = this.options;
    let real: string;
    try {
      lstatSync(target);
    } catch (error) {
      this.#errors.push(isMissing(error) ? `${shown(target)}: no such file or folder` : `${shown(target)}: ${reasonOf(error)}`);
      return undefined;
    }
    try {
      real = realpathSync.native(target);
    } catch (error) {
      this.#errors.push(isMissing(error) ? `${shown(target)}: the symbolic link leads nowhere` : `${shown(target)}: ${reasonOf(error)}`);
      return undefined;
    }
    if (!isInside(root, real)) {
      this.#note(target, 'a symbolic link out of the root, which is not followed');
      return undefined;
    }
    const stats = statSync(real);
    if (forceExclude && real !== root && this.#isLeftOut(real, stats.isDirectory())) {
      this.#excluded++;
      return undefined;
    }
    if (stats.isDirectory()) {
      this.#walk(real);
      return real;
    }
    if (stats.isFile()) this.#files.set(this.#relative(real), true);
    else this.#note(target, 'neither a file nor a folder');
    return undefined;
  }

  #walk(start: string): void {
    const stack = [{ folder: start, layers: start === this.#top ? [] : this.#layersOf(dirname(start)), depth: 0 }];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const { folder, depth } = next;
      const own = this.#ignoreFileOf(folder);
      const layers = own ? [...next.layers, own] : next.layers;
      let entries: Dirent[];
      try {
        entries = readdirSync(folder, { withFileTypes: true });
      } catch (error) {
        this.#errors.push(`${this.options.shown(folder)}: ${reasonOf(error)}`);
        continue;
      }
      const installed = packagesOf(entries);
      for (const entry of entries) {
        if (skippedFolders.has(entry.name) || installed.has(entry.name)) continue;
        const path = join(folder, entry.name);
        const isFolder = entry.isDirectory();
        if (!isFolder && !mayHoldText(entry.name)) continue;
        if (
          isIgnored(layers, this.#topRelative(path), isFolder) ||
          this.options.exclude.some((patterns) => patterns.match(this.#relative(path), isFolder) === 'matched')
        )
          continue;
        if (isFolder) {
          if (depth < deepestFolder) stack.push({ folder: path, layers, depth: depth + 1 });
          else this.#note(path, `more than ${deepestFolder} folders deep`);
        } else if (entry.isFile()) this.#add(path);
        else if (entry.isSymbolicLink()) this.#link(path);
      }
    }
  }

  /** A link to a file of the root stands for that file, once; links to folders lead to files that are found anyway. */
  #link(path: string): void {
    let real: string;
    try {
      real = realpathSync.native(path);
      if (!statSync(real).isFile()) return;
    } catch {
      return;
    }
    if (!isInside(this.options.root, real)) this.#note(path, 'a symbolic link out of the root, which is not followed');
    else if (!this.#isLeftOut(real, false) && mayHoldText(real)) this.#add(real);
  }

  #add(path: string): void {
    const name = this.#relative(path);
    if (!this.#files.has(name)) this.#files.set(name, false);
  }

  /** Whether git, the configuration or lintel itself leaves out a path or a folder above it. */
  #isLeftOut(path: string, isFolder: boolean): boolean {
    const { root, exclude } = this.options;
    if (exclude.some((patterns) => patterns.covers(this.#relative(path), isFolder))) return true;
    if (
      relative(root, path)
        .split(sep)
        .some((part) => skippedFolders.has(part))
    )
      return true;
    const parts = relative(this.#top, path).split(sep);
    return parts.some((_, i) => {
      const above = join(this.#top, ...parts.slice(0, i + 1));
      return isIgnored(this.#layersOf(dirname(above)), this.#topRelative(above), i < parts.length - 1 || isFolder);
    });
  }

  /** The ignore files that hold in a folder, outermost first. */
  #layersOf(folder: string): PathPatterns[] {
    const parts = relative(this.#top, folder)
      .split(sep)
      .filter((part) => part !== '');
    const layers = [];
    for (let i = 0; i <= parts.length; i++) {
      const layer = this.#ignoreFileOf(join(this.#top, ...parts.slice(0, i)));
      if (layer) layers.push(layer);
    }
    return layers;
  }

  #ignoreFileOf(folder: string): PathPatterns | undefined {
    if (!this.#ignoreFiles.has(folder)) {
      const names = folder === this.#top ? ['.git/info/exclude', '.gitignore'] : ['.gitignore'];
      const patterns = names.flatMap((name) => linesOf(join(folder, name)));
      const base = folder === this.#top ? '' : `${this.#topRelative(folder)}/`;
      this.#ignoreFiles.set(folder, patterns.length > 0 ? new PathPatterns(patterns, base) : undefined);
    }
    return this.#ignoreFiles.get(folder);
  }

  #note(path: string, reason: string): void {
    this.#notes.push({ path: this.#relative(path), kind: 'skipped', reason });
  }

  #relative(path: string): string {
    return slashed(relative(this.options.root, path));
  }
  #topRelative(path: string): string {
    return slashed(relative(this.#top, path));
  }
}

export const slashed = (path: string): string => (sep === '/' ? path : path.replaceAll(sep, '/'));

/** The innermost ignore file that says something of a path decides. */
function isIgnored(layers: readonly PathPatterns[], path: string, isFolder: boolean): boolean {
  for (let i = layers.length - 1; i >= 0; i--) {
    const match = layers[i]?.match(path, isFolder);
    if (match) return match === 'matched';
  }
  return false;
}

function linesOf(path: string): string[] {
  try {
    const stats = lstatSync(path);
    if (!stats.isFile() || stats.size > largestFile) return [];
    return readFileSync(path, 'utf8')
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/);
  } catch {
    return [];
  }
}

/** What became of a file that was to be read. */
export type ReadResult =
  | { readonly kind: 'text'; readonly text: string /** False when bytes that are no UTF-8 were replaced. */; readonly isUtf8: boolean }
  | { readonly kind: 'skipped'; readonly reason: string /** False for what nobody expects to be linted. */; readonly binary: boolean }
  | { readonly kind: 'error'; readonly reason: string };

/** Reads a text file, keeping its byte order mark. */
export function readText(path: string, named = false): ReadResult {
  const most = named ? largestNamed : largestFile;
  let bytes: Buffer;
  try {
    const descriptor = openSync(path, 'r');
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isFile()) return { kind: 'skipped', reason: 'neither a file nor a folder', binary: false };
      if (stats.size > most) {
        return { kind: 'skipped', reason: `${megabytes(stats.size)} MB; files of more than ${megabytes(most)} MB are not read`, binary: false };
      }
      bytes = readFileSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return { kind: 'error', reason: reasonOf(error) };
  }
  return decode(bytes);
}

/** The text of some bytes, as {@link readText} gives it. */
export function decode(bytes: Buffer): ReadResult {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { kind: 'skipped', reason: 'UTF-16 text; write it as UTF-8', binary: false };
  }
  if (bytes.subarray(0, binaryProbe).includes(0)) return { kind: 'skipped', reason: 'binary', binary: true };
  return { kind: 'text', text: bytes.toString('utf8'), isUtf8: isUtf8(bytes) };
}

const megabytes = (bytes: number): string => String(Math.round((bytes / 1024 / 1024) * 10) / 10);

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code));

/** Why the system refused, in words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const words: Readonly<Record<string, string>> = {
    EACCES: 'not readable (permission denied)',
    EPERM: 'not allowed',
    ENOENT: 'no such file or folder',
    ENOTDIR: 'no such file or folder',
    EISDIR: 'is a folder',
    ELOOP: 'a loop of symbolic links',
    ENAMETOOLONG: 'the name is too long',
    EMFILE: 'too many open files',
    EIO: 'not readable (input/output error)',
  };
  return (code !== undefined && words[code]) || message;
}
