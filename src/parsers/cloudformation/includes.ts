import type { Host } from '../../core/host.ts';
import type { SourceFile } from '../../core/source-file.ts';
import type { MapNode, Node, Pair } from '../yaml/node.ts';
import { parseJson, parseYaml } from '../yaml/parse.ts';
import { intrinsic, literal } from './intrinsics.ts';
import { withPairs, withValue } from './nodes.ts';

/** More than any template includes. */
const MAX_INCLUDES = 100;
const MAX_DEPTH = 200;

/**
 * Puts the content of local files in the place of `AWS::Include`, as packaging and the transform do: a map's `Fn::Transform` gives way to the entries
 * of the file. What lies in S3, outside of the root or nowhere stays as it is written: unknown.
 */
export async function include(root: MapNode, file: SourceFile, host: Host): Promise<MapNode> {
  return (await new Includer(file, host).inside(root, 0)) as MapNode;
}

class Includer {
  #count = 0;

  constructor(
    private readonly file: SourceFile,
    private readonly host: Host,
  ) {}

  async inside(node: Node, depth: number): Promise<Node> {
    if (node.kind !== 'map' || depth > MAX_DEPTH) return node;
    const pairs: Pair[] = [];
    let changed = false;
    for (const pair of node.pairs) {
      const included = pair.name === 'Fn::Transform' || (depth === 0 && pair.name === 'Transform') ? await this.#entries(pair.value) : undefined;
      const value = included ? pair.value : await this.inside(pair.value, depth + 1);
      if (included) pairs.push(...included);
      else pairs.push(value === pair.value ? pair : withValue(pair, value));
      changed ||= included !== undefined || value !== pair.value;
    }
    return changed ? withPairs(node, pairs) : node;
  }

  /** The entries of the file that an include names; undefined for other macros and for files that can't be read. */
  async #entries(node: Node): Promise<Pair[] | undefined> {
    if (node.kind !== 'map' || literal(node.get('Name')?.value) !== 'AWS::Include') return undefined;
    const parameters = node.get('Parameters')?.value;
    const location = parameters?.kind === 'map' ? literal(parameters.get('Location')?.value) : undefined;
    if (location === undefined || /^[a-z0-9]+:\/\//i.test(location) || ++this.#count > MAX_INCLUDES) return undefined;
    const file = this.host.read(this.file, location);
    if (typeof file === 'string') return undefined;
    const tree = await (/^\uFEFF?\s*[{[]/.test(file.text) ? parseJson(file) : parseYaml(file));
    const [root] = tree.roots;
    if (root?.kind !== 'map' || intrinsic(root)) return undefined;
    return root.pairs.map(({ key, value, name, aliasSpan, merged }) => ({ key, value, name, aliasSpan, merged, file }));
  }
}
