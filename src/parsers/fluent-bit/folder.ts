import type { Host } from '../../core/host.ts';
import type { SourceFile } from '../../core/source-file.ts';
import { globMatches } from '../iam/glob.ts';

/** What is found under a name: files in the order in which Fluent Bit reads them, or why there are none. */
export type Found = readonly SourceFile[] | 'missing' | 'unknown';

/** Where a configuration finds its other files. */
export interface Folder {
  /** What messages call it. */
  readonly where: string;
  /** The file that `ref` names, or the files that a pattern with `*` does. `from`: the file that names them, where that matters. */
  find(ref: string, from: SourceFile): Found;
  /** Names of files that are there. */
  names(from: SourceFile): readonly string[];
}

const ABSOLUTE = /^(?:[/\\~]|[A-Za-z]:)/;

/** Files in the images of Fluent Bit, beside the configuration that a repository's file replaces there. */
const IN_IMAGE = new Set([
  'fluent-bit.conf',
  'parsers.conf',
  'parsers_ambassador.conf',
  'parsers_cinder.conf',
  'parsers_extra.conf',
  'parsers_java.conf',
  'parsers_openstack.conf',
  'plugins.conf',
]);

/**
 * The file system: the folder of the main file, and those above it, because names are looked for in the working directory of the process first.
 * An absolute path tells of another machine, and some names are in the image already.
 */
export function diskFolder(main: SourceFile, host: Host): Folder {
  const depth = main.path.split('/').length - 1;
  return {
    where: depth === 0 ? 'this folder' : 'its folder',
    find(ref, from) {
      if (ABSOLUTE.test(ref) || ref.includes('\\') || ref.includes('\0')) return 'unknown';
      let missed = false;
      for (let up = 0; up <= depth; up++) {
        const found = findBelow(host, from, `${'../'.repeat(up)}${ref}`);
        if (Array.isArray(found)) return found;
        if (found === 'missing') missed = true;
        else if (up === 0) return 'unknown';
      }
      return missed && !IN_IMAGE.has(ref) ? 'missing' : 'unknown';
    },
    names(from) {
      const names = host.siblings(from);
      return names === 'unknown' ? [] : names;
    },
  };
}

function findBelow(host: Host, from: SourceFile, ref: string): SourceFile[] | 'missing' | 'unknown' {
  if (!ref.includes('*')) {
    const file = host.read(from, ref);
    return typeof file === 'object' ? [file] : file === 'missing' ? 'missing' : 'unknown';
  }
  const paths = host.glob(from, ref);
  if (typeof paths === 'string') return 'unknown';
  if (paths.length === 0) return 'missing';
  const folder = '../'.repeat(from.path.split('/').length - 1);
  return paths.flatMap((path) => {
    const file = host.read(from, `${folder}${path}`);
    return typeof file === 'object' ? [file] : [];
  });
}

/**
 * The keys of a ConfigMap, which stand in one folder when it is mounted. `elsewhere`: whether a name may come from another ConfigMap or from the image,
 * because this one is mounted beside them.
 */
export function keyFolder(files: ReadonlyMap<string, SourceFile>, elsewhere: (name: string) => boolean): Folder {
  return {
    where: 'the ConfigMap',
    find(ref) {
      const absolute = ABSOLUTE.test(ref);
      const name = absolute ? ref.slice(ref.lastIndexOf('/') + 1) : ref.replace(/^(?:\.\/)+/, '');
      const found = [...files].filter(([key]) => globMatches(name, key)).map(([, file]) => file);
      if (found.length > 0) return found;
      return absolute || name.includes('/') || name.includes('\\') || elsewhere(name) ? 'unknown' : 'missing';
    },
    names: () => [...files.keys()],
  };
}
