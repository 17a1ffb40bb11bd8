import { SourceFile } from '../../core/source-file.ts';
import type { ScalarNode } from './node.ts';

/**
 * The text of a scalar as a file of its own: a policy in a JSON string, a configuration in a ConfigMap. Works in embedded files, too.
 * `path`: the scalar's logical path in `file`.
 */
export function embed(file: SourceFile, scalar: ScalarNode, path: string): SourceFile {
  return new SourceFile(file.path, scalar.value, { host: file, map: scalar.positions(), path });
}
