// Keeps the code that V8 compiled of the program's modules for the next run (load.ts). Whatever stands in the way, lintel runs without.
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { bytes, type Entry, isOf, type Kept, type Place } from './compiled.ts';
import type { Module } from './load.ts';

interface Run {
  /** How many milliseconds of processor time it took. */
  readonly cpu: number;
  readonly places: readonly Place[];
  /** The name of the file. */
  readonly file: string;
  /** The folder that the names of modules start from. */
  readonly root: string;
}

type Code = Omit<Kept, 'at' | 'length'>;

/** There are files for other versions of Node, other flags and other places of the program: beyond so many the oldest go. */
const mostFiles = 8;

/** Writes to the first place where that can be done. */
export function keep(modules: readonly Module[], run: Run): void {
  for (const place of run.places) {
    if (place.writable && attempt(() => write(place, run.file, () => codesOf(modules, run, place)))) {
      attempt(() => removeOldest(place.folder));
      return;
    }
  }
}

function attempt(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

/** Puts a new file in the place of the old one: who reads meanwhile reads the one or the other. `codes` takes its time, so it comes after what may fail. */
function write({ folder, owner }: Place, file: string, codes: () => ReadonlyMap<string, Code>): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (!isOf(owner, statSync(folder))) throw new Error(`${folder} is open to others`);
  const path = join(folder, file);
  const written = `${path}.${process.pid}`;
  const descriptor = openSync(written, 'wx', 0o644);
  try {
    try {
      writeFileSync(descriptor, packed(codes()));
    } finally {
      closeSync(descriptor);
    }
    renameSync(written, path);
  } catch (error) {
    rmSync(written, { force: true });
    throw error;
  }
}

/** The code of each module by name: of those of this run, and of others that were kept before. */
function codesOf(modules: readonly Module[], { cpu, root }: Run, { pack }: Place): ReadonlyMap<string, Code> {
  const codes = new Map(modules.map((module) => [module.name, codeOf(module, cpu)]));
  for (const [name, entry] of Object.entries(pack?.entries ?? {})) {
    if (pack && !codes.has(name) && existsSync(join(root, name)))
      codes.set(name, { ...entry, code: bytes(pack.descriptor, pack.start + entry.at, entry.length) });
  }
  return codes;
}

/** V8 forgets the code of functions that were not called for a while. */
function codeOf({ script, sum: source, kept }: Module, cpu: number): Code {
  const code = script.createCachedData();
  return kept && kept.length > code.length ? { ...kept, cpu } : { source, code, sum: crc32(code), cpu };
}

function packed(codes: ReadonlyMap<string, Code>): Buffer {
  let at = 0;
  const entries: Record<string, Entry> = {};
  for (const [name, { source, code, sum, cpu }] of codes) {
    entries[name] = { source, at, length: code.length, sum, cpu };
    at += code.length;
  }
  const index = Buffer.from(JSON.stringify(entries));
  const head = Buffer.alloc(8);
  head.writeUInt32LE(crc32(index), 0);
  head.writeUInt32LE(index.length, 4);
  return Buffer.concat([head, index, ...[...codes.values()].map(({ code }) => code)]);
}

function removeOldest(folder: string): void {
  const files = readdirSync(folder).map((name) => ({ path: join(folder, name), time: statSync(join(folder, name)).mtimeMs }));
  files.sort((a, b) => b.time - a.time);
  for (const { path } of files.slice(mostFiles)) rmSync(path);
}
