import type { SubjectOf } from '../../core/document.ts';
import { known } from '../../core/value.ts';
import { type CredentialSubjects, mayBeCredential } from '../credential/model.ts';
import type { ImageSubjects } from '../image/model.ts';
import { commandCredentials, commandImages } from '../text/commands.ts';
import { scan } from '../text/scan.ts';
import { embed } from '../yaml/embed.ts';
import type { MapNode, Node, Tree } from '../yaml/node.ts';

const REPLACEMENT = 'Move it to env.secrets-manager (or env.parameter-store), which takes the name of the secret: {name}: <secret>:<key>.';

/** What a buildspec of CodeBuild sets and runs: its variables as credentials, the images and credentials of its commands. */
export function* buildspecSubjects(tree: Tree): Generator<SubjectOf<CredentialSubjects & ImageSubjects>> {
  const { file } = tree;
  const [root] = tree.roots;
  if (root?.kind !== 'map') return;
  for (const { name, value } of mapAt(mapAt(root, 'env'), 'variables')?.pairs ?? []) {
    if (value.kind !== 'scalar' || value.isNull || !mayBeCredential(name, value.value)) continue;
    const place = { file, span: value.span, path: `env/variables/${name}` };
    yield {
      type: 'credential',
      node: {
        name,
        surface: 'yaml',
        holder: 'the variables of this buildspec',
        replacement: REPLACEMENT.replace('{name}', name),
        isSecretPlace: false,
        value: () => known(place, value.value, { quoted: value.style !== 'plain' }),
      },
    };
  }
  for (const { name: phase, value } of mapAt(root, 'phases')?.pairs ?? []) {
    for (const key of ['commands', 'finally']) {
      for (const command of itemsOf(value.kind === 'map' ? value.get(key)?.value : undefined)) {
        if (command.kind !== 'scalar') continue;
        const text = embed(file, command, `phases/${phase}/${key}`);
        const { lines } = scan(text.text, 'shell');
        yield* commandImages(text, lines, 'yaml');
        yield* commandCredentials(text, lines, 'shell', 'yaml');
      }
    }
  }
}

function mapAt(node: MapNode | undefined, key: string): MapNode | undefined {
  const value = node?.get(key)?.value;
  return value?.kind === 'map' ? value : undefined;
}

const itemsOf = (node: Node | undefined): readonly Node[] => (node?.kind === 'seq' ? node.items : []);
