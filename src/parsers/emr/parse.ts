import type { Parser, SubjectOf } from '../../core/document.ts';
import type { Subjects } from '../subjects.ts';
import { scalarSubjects } from '../text/model.ts';
import { nodeFrom } from '../yaml/find.ts';
import type { Node, SeqNode, Tree } from '../yaml/node.ts';
import { parseJson } from '../yaml/parse.ts';
import { plainValue } from '../yaml/value.ts';
import { claims } from './claims.ts';
import { queueTreeOf } from './classifications.ts';

/** Configurations of EMR clusters in JSON files. */
const parser: Parser<Subjects> = {
  format: 'emr',
  claims,
  parse(file) {
    const tree = parseJson(file);
    return {
      problems: tree.problems,
      document: {
        file,
        format: 'emr',
        surface: 'json',
        subjects: () => subjects(tree),
        comments: () => tree.comments(),
        nodeAt: (offset) => nodeFrom(tree.roots, offset),
      },
    };
  },
};
export default parser;

function* subjects(tree: Tree): Generator<SubjectOf<Subjects>> {
  const { file } = tree;
  for (const node of tree.roots.flatMap(configurationLists)) {
    const at = { file, span: node.span, path: '' };
    const read = () => plainValue(file, node, '');
    yield { type: 'emr.configuration', node: { at, settings: 'Properties', read } };
    yield { type: 'yarn.queueTree', node: { at, read: () => queueTreeOf(read(), 'emr') } };
  }
  yield* scalarSubjects(tree);
}

/** Lists with a classification for the scheduler, at the top or of an instance group; those inside a list belong to it. */
function configurationLists(root: Node): SeqNode[] {
  const lists: SeqNode[] = [];
  const stack: Node[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.kind === 'seq' && node.items.some(isClassification)) lists.push(node);
    else if (node.kind === 'seq') stack.push(...[...node.items].reverse());
    else if (node.kind === 'map') stack.push(...node.pairs.map(({ value }) => value).reverse());
  }
  return lists;
}

const isClassification = (node: Node): boolean => node.kind === 'map' && (node.get('Classification') ?? node.get('classification'))?.value.kind === 'scalar';
