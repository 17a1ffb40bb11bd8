import { readSync, type Stats } from 'node:fs';

/** Compiled code of a module in a file, and what it was made of. */
export interface Entry {
  /** Checksum of the source. */
  readonly source: number;
  readonly at: number;
  readonly length: number;
  /** Checksum of the code. */
  readonly sum: number;
  /** How many milliseconds of processor time the run took that it is of. */
  readonly cpu: number;
}

/** A file of compiled code: the checksum of the index and its length in four bytes each, the index as JSON, the codes. */
export interface Pack {
  readonly descriptor: number;
  /** Where the codes begin. */
  readonly start: number;
  readonly entries: Readonly<Record<string, Entry>>;
}

/** A folder where compiled code may lie. */
export interface Place {
  readonly folder: string;
  readonly owner: number;
  readonly writable: boolean;
  /** Undefined until it was looked for, and null if there is none to take. */
  pack?: Pack | null;
}

export type Kept = Entry & { readonly code: Buffer };

/** Nobody but its owner may have written it. In Windows that is up to the rights of the folder above; there all is said to be of user 0. */
export const isOf = (owner: number, stats: Stats | undefined): boolean => stats?.uid === owner && (process.platform === 'win32' || (stats.mode & 0o022) === 0);

/** Bytes of an open file, fewer where it ends before. */
export function bytes(descriptor: number, at: number, length: number): Buffer {
  const read = Buffer.allocUnsafeSlow(length);
  return read.subarray(0, readSync(descriptor, read, 0, length, at));
}
