import { ChoiceSpace } from '../../core/choices.ts';
import type { Document, Parser, SubjectOf } from '../../core/document.ts';
import type { Host } from '../../core/host.ts';
import type { SourceFile } from '../../core/source-file.ts';
import type { FluentBitInConfigMaps } from '../fluent-bit/config-map.ts';
import type { Subjects } from '../subjects.ts';
import { scalarSubjects } from '../text/model.ts';
import { readEvents } from '../yaml/events.ts';
import { nodeFrom } from '../yaml/find.ts';
import type { Node, Tree } from '../yaml/node.ts';
import { parseJson, parseYaml } from '../yaml/parse.ts';
import { claims, kindOf } from './claims.ts';
import { objectCredentials } from './credentials.ts';
import { kustomizedImages, replacedBeside } from './kustomization.ts';
import { mapsAt, objectsOf } from './model.ts';
import { podImages, type Replaced } from './pods.ts';
import { valueCredentials, valueImages } from './values.ts';

type Subject = SubjectOf<Subjects>;

/** Whether a manifest may hold a configuration of Fluent Bit in a ConfigMap: its reader loads for these alone. */
const mayHoldFluentBit = (text: string): boolean => text.includes('ConfigMap') && /\[(?:service|input|filter|output|parser)|\bpipeline\b/i.test(text);

/** Kubernetes: manifests, kustomizations, values of Helm charts. */
const parser: Parser<Subjects> = {
  format: 'kubernetes',
  claims,
  async parse(file, host) {
    const isJson = /\.json$/i.test(file.path);
    const tree = isJson ? parseJson(file) : await readYaml(file);
    if (!tree) return { document: template(file), problems: [] };
    const space = new ChoiceSpace();
    const fluentBit = mayHoldFluentBit(file.text) ? await (await import('../fluent-bit/config-map.ts')).fluentBitInConfigMaps(tree, space) : undefined;
    const isReplaced = file.text.includes('image') ? await replacedBeside(file, host) : () => false;
    return {
      problems: [...tree.problems, ...(fluentBit?.problems ?? [])],
      document: {
        file,
        format: 'kubernetes',
        surface: 'kubernetes',
        choices: space,
        subjects: () => subjects(tree, host, isReplaced, fluentBit),
        comments: () => [...tree.comments(), ...(fluentBit?.comments() ?? [])],
        nodeAt: (offset) => nodeFrom(tree.roots, offset),
      },
    };
  },
};
export default parser;

function* subjects(tree: Tree, host: Host, isReplaced: Replaced, fluentBit: FluentBitInConfigMaps | undefined): Generator<Subject> {
  yield* ownSubjects(tree, host, isReplaced);
  yield* scalarSubjects(tree);
  if (fluentBit) yield* fluentBit.subjects() as Iterable<Subject>;
}

function* ownSubjects(tree: Tree, host: Host, isReplaced: Replaced): Generator<Subject> {
  const kind = kindOf(tree.file.path, tree.file.text);
  if (kind === 'kustomization') yield* kustomizedImages(tree);
  else if (kind === 'values') {
    yield* valueImages(tree, host);
    yield* valueCredentials(tree);
  } else {
    const objects = objectsOf(tree);
    const accounts = new Set(
      objects.filter(({ kindText, node }) => kindText === 'ServiceAccount' && mapsAt(node, 'imagePullSecrets').length > 0).map(({ name }) => name.string ?? ''),
    );
    for (const object of objects) {
      yield { type: 'kubernetes.object', node: object, selector: object.kindText };
      yield* podImages(object, accounts, isReplaced);
      yield* objectCredentials(object);
    }
  }
}

/** The tree of a text; undefined for one that a template engine has to fill in before it is YAML. */
async function readYaml(file: SourceFile): Promise<Tree | undefined> {
  if (!/\{\{|\{%/.test(file.text)) return parseYaml(file);
  const isSound = Array.isArray(readEvents(file.text));
  // Broken for another reason: expressions stand in strings and comments alone.
  if (!isSound && file.text.split('\n').some(holdsBareExpression)) return undefined;
  const tree = await parseYaml(file);
  return isSound && holdsExpression(tree) ? undefined : tree;
}

/** Whether a line has an expression outside of quotes and comments. */
function holdsBareExpression(line: string): boolean {
  const at = line.search(/\{\{|\{%/);
  return at >= 0 && !/['"#]/.test(line.slice(0, at));
}

/** Whether an expression stands for a whole value without quotes: `name: {{ .Values.name }}`. */
function holdsExpression(tree: Tree): boolean {
  const stack: Node[] = [...tree.roots];
  const seen = new Set<Node>();
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.kind === 'scalar' && node.style === 'plain' && node.value.startsWith('{{')) return true;
    if (node.kind === 'scalar' || seen.has(node)) continue;
    seen.add(node);
    stack.push(...(node.kind === 'seq' ? node.items : node.pairs.map(({ value }) => value)));
  }
  return false;
}

/** A template: nothing to judge before it is rendered. */
function template(file: SourceFile): Document<Subjects> {
  return {
    file,
    format: 'kubernetes',
    surface: 'kubernetes',
    subjects: () => [],
    comments: () => [],
    notes: [{ kind: 'skipped', reason: 'a template of Helm or another engine; render it and lint the result' }],
  };
}
