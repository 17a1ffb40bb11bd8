import type { SubjectOf } from '../../core/document.ts';
import type { Host } from '../../core/host.ts';
import { SourceFile } from '../../core/source-file.ts';
import type { Hole } from '../../core/value.ts';
import type { ImageSubjects } from '../image/model.ts';
import type { Tree } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parse.ts';
import { mapsAt, textAt } from './model.ts';
import { type Piece, pieced } from './pieced.ts';
import type { Replaced } from './pods.ts';

/** The images that a kustomization puts in the place of others. What it leaves as it was is a hole: the manifest's own finding tells of that. */
export function* kustomizedImages(tree: Tree): Generator<SubjectOf<ImageSubjects>> {
  const { file } = tree;
  for (const root of tree.roots) {
    for (const image of root.kind === 'map' ? mapsAt(root, 'images') : []) {
      const name = image.get('newName')?.value;
      const tag = image.get('newTag')?.value;
      const digest = image.get('digest')?.value;
      const path = `images[${(textAt(image, 'name') ?? '').slice(0, 80)}]`;
      const pieces: Piece[] = [name?.kind === 'scalar' && !name.isNull ? name : hole(textAt(image, 'name') ?? 'name')];
      if (digest?.kind === 'scalar' && !digest.isNull) pieces.push('@', digest);
      else if (tag?.kind === 'scalar' && !tag.isNull) pieces.push(':', tag);
      else if (pieces[0] === name) pieces.push(':', hole('tag'));
      else continue;
      yield { type: 'image.reference', node: pieced(file, pieces, path) };
    }
  }
}

const hole = (name: string): Hole => ({ hole: 'any', name });

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Which images the kustomization beside a manifest replaces. */
export async function replacedBeside(file: SourceFile, host: Host): Promise<Replaced> {
  const names = new Set<string>();
  for (const ref of NAMES) {
    const found = host.read(file, ref);
    if (!(found instanceof SourceFile)) continue;
    const tree = await parseYaml(found);
    for (const root of tree.roots) {
      for (const image of root.kind === 'map' ? mapsAt(root, 'images') : []) {
        const name = textAt(image, 'name');
        if (name !== undefined && (image.get('newName') || image.get('newTag') || image.get('digest'))) names.add(name);
      }
    }
  }
  // kustomize compares the image without its tag and digest.
  return (image) => names.size > 0 && names.has(image.replace(/@.*$/s, '').replace(/:[^/:]*$/, ''));
}
