import type { SourceFile } from './source-file.ts';

/** What a parser may ask of the world: files confined to the root. Every query and miss is recorded by the implementation. */
export interface Host {
  /** The file that `ref` names, relative to the folder of `from`. 'outside': it leaves the root; 'unknown': there is no file system (stdin, AWS Config). */
  read(from: SourceFile, ref: string): SourceFile | 'missing' | 'outside' | 'unknown';
  /** Root-relative paths that match a pattern relative to the folder of `from`. */
  glob(from: SourceFile, pattern: string): string[] | 'outside' | 'unknown';
  /** Names in the folder of `from`. */
  siblings(from: SourceFile): string[] | 'unknown';
}

/** A host without files. */
export const noHost: Host = {
  read: () => 'unknown',
  glob: () => 'unknown',
  siblings: () => 'unknown',
};
