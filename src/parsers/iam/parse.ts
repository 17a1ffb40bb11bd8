import type { Document, Parser, Problem, SubjectOf } from '../../core/document.ts';
import { SourceFile } from '../../core/source-file.ts';
import type { Subjects } from '../subjects.ts';
import { scalarSubjects } from '../text/model.ts';
import { nodeFrom } from '../yaml/find.ts';
import type { Tree } from '../yaml/node.ts';
import { embed, parseJson } from '../yaml/parse.ts';
import { plainValue } from '../yaml/value.ts';
import { claims } from './claims.ts';
import { type FoundPolicy, type FoundText, findPolicies, kindOf } from './find.ts';
import { policySubjects } from './model.ts';
import { urlDecode } from './url-encoded.ts';

/** Most texts inside texts that are followed: an encoded policy in a JSON string in a JSON file needs three. */
const MAX_EMBEDDING = 4;

interface Policies {
  readonly policies: FoundPolicy[];
  readonly problems: Problem[];
}

const parser: Parser<Subjects> = {
  format: 'iam',
  claims,
  async parse(file) {
    const tree = await parseJson(file);
    const found = await collect(tree, '', 0);
    return { document: document(file, tree, found.policies), problems: [...tree.problems, ...found.problems] };
  },
};
export default parser;

/** The policies of a tree and of the texts in it, in document order. `name`: the key that holds the tree's text. */
async function collect(tree: Tree, name: string, depth: number): Promise<Policies> {
  const result: Policies = { policies: [], problems: [] };
  for (const found of findPolicies(tree, name)) {
    if ('policy' in found) {
      result.policies.push(found);
      continue;
    }
    const text = depth < MAX_EMBEDDING ? innerFile(tree.file, found) : undefined;
    if (!text) continue;
    const inner = await parseJson(text);
    const more = await collect(inner, found.name, depth + 1);
    result.policies.push(...more.policies);
    result.problems.push(...inner.problems, ...more.problems);
  }
  return result;
}

/** The text of a scalar as a file of its own; undefined when its percent-encoding is broken. */
function innerFile(file: SourceFile, { scalar, path, encoded }: FoundText): SourceFile | undefined {
  const text = embed(file, scalar, path);
  if (!encoded) return text;
  const decoded = urlDecode(text.text);
  return decoded && new SourceFile(file.path, decoded.text, { host: text, map: decoded.positions, path: '' });
}

function document(file: SourceFile, tree: Tree, policies: readonly FoundPolicy[]): Document<Subjects> {
  return {
    file,
    format: 'iam',
    surface: 'iam-json',
    *subjects() {
      for (const found of policies) {
        const read = (): ReturnType<typeof plainValue> => plainValue(found.file, found.policy, found.path());
        const statements = read().get('Statement').items;
        yield* policySubjects({
          kind: kindOf(found),
          document: { read },
          statements: statements.map((statement) => ({ read: () => statement })),
        }) as SubjectOf<Subjects>[];
      }
      yield* scalarSubjects(tree, '');
    },
    comments: () => tree.comments(),
    nodeAt: (offset) => nodeFrom(tree.roots, offset),
  };
}
