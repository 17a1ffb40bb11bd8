import type { Document, Parser, Problem, SubjectOf } from '../../core/document.ts';
import { SourceFile } from '../../core/source-file.ts';
import { map, unknown, type Value } from '../../core/value.ts';
import { arnSubjects } from '../arn/model.ts';
import { intrinsic } from '../cloudformation/intrinsics.ts';
import type { Subjects } from '../subjects.ts';
import { scalarSubjects } from '../text/model.ts';
import { embed } from '../yaml/embed.ts';
import { nodeFrom } from '../yaml/find.ts';
import type { ScalarNode, Tree } from '../yaml/node.ts';
import { parseJson } from '../yaml/parse.ts';
import { once, type Read, structure } from '../yaml/value.ts';
import { claims, ENCODED_WHOLE } from './claims.ts';
import { type FoundPolicy, type FoundText, findPolicies, kindOf } from './find.ts';
import { type PolicyKind, policySubjects } from './model.ts';
import { urlDecode } from './url-encoded.ts';

/** Most texts inside texts that are followed: an encoded policy in a JSON string in a JSON file needs three. */
const MAX_EMBEDDING = 4;

/** What a file and the texts in it hold, in document order. */
interface Contents {
  readonly policies: FoundPolicy[];
  readonly trees: Tree[];
  readonly problems: Problem[];
  /** Scalars that were parsed as texts of their own. */
  readonly parsed: Set<ScalarNode>;
}

const parser: Parser<Subjects> = {
  format: 'iam',
  claims,
  parse(file, _, inputs) {
    const contents: Contents = { policies: [], trees: [], problems: [], parsed: new Set() };
    collect(parseJson(encodedFile(file) ?? file), '', 0, contents);
    return { document: documentOf(file, contents, inputs?.policyKind as PolicyKind | undefined), problems: contents.problems };
  },
};
export default parser;

/** The text of a file that is percent-encoded as a whole, as what programs print of the IAM API; undefined for other files. */
function encodedFile(file: SourceFile): SourceFile | undefined {
  const quoted = /^\uFEFF?\s{0,200}"/.exec(file.text);
  // In quotes it is a JSON string, that is found like those in maps.
  if (quoted || !ENCODED_WHOLE.test(file.text)) return undefined;
  const decoded = urlDecode(file.text);
  return decoded && new SourceFile(file.path, decoded.text, { host: file, map: decoded.positions, path: '' });
}

/** Adds the policies of a tree and of the texts in it. `name`: the key that holds the tree's text. */
function collect(tree: Tree, name: string, depth: number, contents: Contents): void {
  contents.trees.push(tree);
  contents.problems.push(...tree.problems);
  for (const found of findPolicies(tree, name)) {
    if ('policy' in found) {
      contents.policies.push(found);
      continue;
    }
    const text = depth < MAX_EMBEDDING ? innerFile(tree.file, found) : undefined;
    if (!text) continue;
    contents.parsed.add(found.scalar);
    collect(parseJson(text), found.name, depth + 1, contents);
  }
}

/** The text of a scalar as a file of its own; undefined when its percent-encoding is broken. */
function innerFile(file: SourceFile, { scalar, path, encoded }: FoundText): SourceFile | undefined {
  const text = embed(file, scalar, path);
  if (!encoded) return text;
  const decoded = urlDecode(text.text);
  return decoded && new SourceFile(file.path, decoded.text, { host: text, map: decoded.positions, path: '' });
}

function* subjects({ policies, trees, parsed }: Contents, configured: PolicyKind | undefined): Generator<SubjectOf<Subjects>> {
  for (const found of policies) {
    const read = (): Value => readNode(found.policy, { file: found.file, span: found.policy.span, path: found.path() });
    const statements = read().get('Statement').items;
    yield* policySubjects({ kind: kindOf(found, configured), document: { read }, statements: statements.map((statement) => ({ read: () => statement })) });
  }
  for (const tree of trees) yield* arnSubjects(tree, 'policy');
  for (const tree of trees) yield* scalarSubjects(tree, '', (node) => parsed.has(node));
}

function documentOf(file: SourceFile, contents: Contents, configured: PolicyKind | undefined): Document<Subjects> {
  const { trees } = contents;
  return {
    file,
    format: 'iam',
    surface: 'iam-json',
    subjects: () => subjects(contents, configured),
    comments: () => (trees[0] as Tree).comments(),
    // Offsets are of the file itself, and lines of a text that is encoded as a whole are none.
    nodeAt: (offset) => (trees[0]?.file === file ? nodeFrom(trees[0].roots, offset) : undefined),
  };
}

/**
 * The Value of a node as it stands. What a template's function would give (`{"Ref": …}` in a policy that is included somewhere) is unknown,
 * and a map that the text breaks off in may have more than what is seen.
 */
const readNode: Read = (node, place) => {
  if (node.kind !== 'map') return structure(node, place, readNode, once);
  if (intrinsic(node)) return unknown(place, 'filled in by a template');
  const value = structure(node, place, readNode, once);
  const { content } = value;
  if (content.kind !== 'map' || place.file.text[node.span.end - 1] === '}') return value;
  const { map: seen } = content;
  return map(place, {
    keys: () => seen.keys(),
    complete: false,
    keyAt: (key) => seen.keyAt(key),
    get: (key) => (seen.keyAt(key) ? seen.get(key) : unknown(place, 'the text breaks off')),
  });
};
