// Loads the program's modules with the code that V8 compiled of them in an earlier run: a start compiles for half of its time otherwise.
// Node does the same from 22.8 on (`module.enableCompileCache`), with a file more to open for each module; Node 20 needs this, and it serves all.
//
// V8 looks whether it compiled that code itself, with the same flags and from a source of the same length. Whether the source is the same, and
// whether the code is whole (V8 would run what is left of it), is seen to here by checksums.
import { constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import { bytes, isOf, type Kept, type Pack, type Place } from './compiled.ts';

export interface Module {
  readonly exports: Record<string, unknown>;
  readonly require: (name: string) => unknown;
  /** What the build makes of `import()`. */
  readonly import: (name: string) => Promise<unknown>;
  /** The path below the root. */
  readonly name: string;
  /** Checksum of the source. */
  readonly sum: number;
  readonly script: Script;
  /** The code that V8 took. */
  readonly kept: Kept | undefined;
}

const { arch, env, platform, versions } = process;
const root = dirname(__dirname);
/** Measuring coverage makes V8 compile otherwise. */
const isOff = Boolean(env.NODE_DISABLE_COMPILE_CACHE || env.NODE_V8_COVERAGE);
const hex = (number: number) => number.toString(16).padStart(8, '0');
/** A file for each set of flags, and for each place of the program: compiled code tells the path of its source when something fails. */
const file = isOff ? '' : `node-${versions.node}-${arch}-${hex(cachedDataVersionTag())}-${hex(crc32(root))}`;
const places = isOff ? [] : placesOf(process.geteuid?.() ?? 0);
const prefix = '(function (exports, require, module, __filename, __dirname) { ';
const modules = new Map<string, Module>();

/** The exports of a CommonJS module of the program. */
export function load(path: string): Record<string, unknown> {
  const known = modules.get(path);
  if (known) return known.exports;
  const source = readFileSync(path);
  const name = relative(root, path);
  const sum = crc32(source);
  const kept = keptCode(name, sum);
  const script = new Script(`${prefix}${source.toString('latin1')}\n})`, {
    filename: pathToFileURL(path).href,
    columnOffset: -prefix.length,
    cachedData: kept?.code,
  });
  const folder = dirname(path);
  const requireHere = (wanted: string): unknown => (wanted.startsWith('.') ? load(join(folder, wanted)) : module.require(wanted));
  const loaded: Module = {
    exports: {},
    require: requireHere,
    import: async (wanted) => requireHere(wanted),
    name,
    sum,
    script,
    kept: script.cachedDataRejected ? undefined : kept,
  };
  modules.set(path, loaded);
  script.runInThisContext().call(undefined, loaded.exports, requireHere, loaded, path, folder);
  return loaded.exports;
}

/**
 * Beside the program if that is the user's own, and else among the user's caches. What its owner keeps beside a program of somebody else is
 * taken as the program itself is; to write there would leave files that the owner can't remove.
 */
function placesOf(user: number): Place[] {
  const owner = (path: string) => statSync(path, { throwIfNoEntry: false })?.uid ?? user;
  const beside = { folder: join(root, '.cache'), owner: owner(root), writable: owner(root) === user };
  const ofSystem = platform === 'win32' ? env.LOCALAPPDATA : env.XDG_CACHE_HOME;
  const [home, ...names] = ofSystem && isAbsolute(ofSystem) ? [ofSystem, 'lintel'] : [env.HOME, '.cache', 'lintel'];
  if (!home || owner(home) !== user) return [beside];
  const among = { folder: join(home, ...names), owner: user, writable: true };
  return beside.writable ? [beside, among] : [among, beside];
}

/** What an earlier run kept of a module. */
function keptCode(name: string, sum: number): Kept | undefined {
  for (const place of places) {
    if (place.pack === undefined) place.pack = openPack(place);
    const entry = place.pack?.entries[name];
    if (!place.pack || entry?.source !== sum) continue;
    const code = bytes(place.pack.descriptor, place.pack.start + entry.at, entry.length);
    if (crc32(code) === entry.sum) return { ...entry, code };
  }
  return undefined;
}

function openPack({ folder, owner }: Place): Pack | null {
  try {
    if (!isOf(owner, statSync(folder, { throwIfNoEntry: false }))) return null;
    // Without waiting, should it be a pipe.
    const descriptor = openSync(join(folder, file), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(descriptor);
    if (!stats.isFile() || !isOf(owner, stats)) return null;
    const head = bytes(descriptor, 0, 8);
    const length = head.readUInt32LE(4);
    if (length > stats.size) return null;
    const index = bytes(descriptor, 8, length);
    return crc32(index) === head.readUInt32LE(0) ? { descriptor, start: 8 + length, entries: JSON.parse(index.toString()) } : null;
  } catch {
    return null;
  }
}

if (!isOff) {
  process.once('exit', () => {
    const { user, system } = process.cpuUsage();
    const cpu = Math.round((user + system) / 1000);
    const loaded = [...modules.values()];
    // A run that took twice as long has been to functions where none of the earlier ones was.
    if (loaded.some(({ kept }) => kept === undefined || cpu > 2 * kept.cpu)) module.require('./keep.cjs').keep(loaded, { cpu, places, file, root });
  });
}
