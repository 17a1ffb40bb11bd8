import type { SubjectOf } from '../../core/document.ts';
import type { Host } from '../../core/host.ts';
import { known } from '../../core/value.ts';
import { type CredentialSubjects, mayBeCredential } from '../credential/model.ts';
import type { ImageSubjects } from '../image/model.ts';
import type { MapNode, Node, ScalarNode, Tree } from '../yaml/node.ts';
import { elementName } from '../yaml/value.ts';
import { type Piece, pieced } from './pieced.ts';

interface Step {
  readonly node: Node;
  readonly path: string;
  /** The key that holds it, and the one above. */
  readonly key: string;
  readonly outer: string;
}

/** The maps of a tree with their logical paths; an anchored one once, where it stands. */
function* mapsOf(tree: Tree): Generator<Step & { readonly node: MapNode }> {
  const seen = new Set<Node>();
  const stack: Step[] = [...tree.roots].reverse().map((node) => ({ node, path: '', key: '', outer: '' }));
  for (let at = stack.pop(); at; at = stack.pop()) {
    const { node, path, key, outer } = at;
    if (node.kind === 'scalar' || seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'seq') {
      for (const item of [...node.items].reverse()) stack.push({ node: item, path: `${path}[${elementName(item, tree.file)}]`, key, outer });
      continue;
    }
    yield { node, path, key, outer };
    for (const pair of [...node.pairs].reverse()) {
      if (!pair.merged) stack.push({ node: pair.value, path: `${path}/${pair.name}`.replace(/^\//, ''), key: pair.name, outer: key });
    }
  }
}

/** Whether a chart's own values: what they leave out nothing else fills in. */
const isOwnChart = (tree: Tree, host: Host): boolean => {
  const names = host.siblings(tree.file);
  return names !== 'unknown' && names.includes('Chart.yaml') && /(?:^|\/)values\.ya?ml$/.test(tree.file.path);
};

/** The images of a chart's values: `{registry, repository, tag, digest}` under a key that is called image. What the chart may fill in is a hole. */
export function* valueImages(tree: Tree, host: Host): Generator<SubjectOf<ImageSubjects>> {
  let own: boolean | undefined;
  for (const { node, path, key, outer } of mapsOf(tree)) {
    const repository = scalar(node, 'repository');
    if (!repository || repository.value === '' || !(/images?$/i.test(key) || /^images$/i.test(outer))) continue;
    const pieces: Piece[] = [];
    const registry = scalar(node, 'registry');
    const slash = repository.value.indexOf('/');
    const namesHost = /[.:]/.test(repository.value.slice(0, Math.max(0, slash)));
    if (registry && registry.value !== '') pieces.push(registry, '/');
    else if (!node.get('registry') && !namesHost && !(own ??= isOwnChart(tree, host))) pieces.push({ hole: 'any', name: 'registry' }, '/');
    pieces.push(repository);
    const digest = scalar(node, 'digest') ?? scalar(node, 'sha');
    const tag = scalar(node, 'tag');
    const named = /[:@]/.test(repository.value.slice(repository.value.lastIndexOf('/') + 1));
    if (digest && digest.value !== '') pieces.push('@', ...(digest.value.includes(':') ? [] : ['sha256:']), digest);
    else if (tag && tag.value !== '') pieces.push(':', tag);
    else if (!named) pieces.push(':', { hole: 'any', name: 'tag' });
    yield { type: 'image.reference', node: pieced(tree.file, pieces, path) };
  }
}

function scalar(node: MapNode, key: string): ScalarNode | undefined {
  const value = node.get(key)?.value;
  return value?.kind === 'scalar' && !value.isNull ? value : undefined;
}

const REPLACEMENT =
  'Name an existing Secret of the cluster here instead (charts call it existingSecret), which External Secrets fills from AWS Secrets Manager.';

/** Values of a chart that may be secrets: by their key, and of environment variables by the name beside. */
export function* valueCredentials(tree: Tree): Generator<SubjectOf<CredentialSubjects>> {
  const { file } = tree;
  for (const { node, path } of mapsOf(tree)) {
    const variable = scalar(node, 'name');
    for (const pair of node.pairs) {
      const { value } = pair;
      if (value.kind !== 'scalar' || value.isNull || pair.merged || pair.aliasSpan) continue;
      const name = pair.name === 'value' && variable ? variable.value : pair.name;
      if (!mayBeCredential(name, value.value)) continue;
      const place = { file, span: value.span, path: `${path}/${pair.name}`.replace(/^\//, '') };
      yield {
        type: 'credential',
        node: {
          name,
          surface: 'kubernetes',
          holder: "the chart's values",
          replacement: REPLACEMENT,
          isSecretPlace: false,
          value: () => known(place, value.value, { quoted: value.style !== 'plain' }),
        },
      };
    }
  }
}
