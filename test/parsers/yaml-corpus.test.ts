import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isAlias, isMap, isScalar, isSeq, Lexer, parseAllDocuments } from 'yaml';
import { SourceFile } from '../../src/core/source-file.ts';
import type { Node, Tree } from '../../src/parsers/yaml/node.ts';
import { parseTree } from '../../src/parsers/yaml/parse.ts';

const corpus = new URL('../../../shared/corpus/', import.meta.url);
const here = existsSync(corpus);
if (!here) console.log('skipped: the corpus tests of YAML and JSON (no ../shared)');

const paths = here
  ? readdirSync(corpus, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:ya?ml|json|template)$/.test(path))
      .sort()
  : [];

/** Tests of the parsers of others: what they hold against YAML is theirs. */
const isSuite = (path: string): boolean => path.startsWith('broken/nst__') || path.startsWith('broken/yaml__');

function read(path: string): SourceFile {
  return new SourceFile(path, readFileSync(new URL(encodeURI(path).replaceAll('#', '%23'), corpus), 'utf8'));
}

/** Differences of our tree from the library's, at most a few. Block scalars are compared by start: the library's ends include blank lines. */
function compare(ours: Node | undefined, theirs: unknown, anchors: Map<string, unknown>, found: string[], at: string): void {
  if (found.length > 3) return;
  const node = isAlias(theirs) ? anchors.get(theirs.source) : theirs;
  const empty = !node || (isScalar(node) && node.source === '');
  if (!ours || empty) {
    if (ours && (ours.kind !== 'scalar' || ours.value !== '')) found.push(`${at}: ours ${ours.kind}, theirs empty`);
    else if (!ours && !empty) found.push(`${at}: ours missing`);
    return;
  }
  if (isScalar(node)) {
    if (node.anchor) anchors.set(node.anchor, node);
    if (ours.kind !== 'scalar') {
      found.push(`${at}: ours ${ours.kind}, theirs scalar`);
      return;
    }
    const value = String(node.value);
    if (ours.value !== value) found.push(`${at}: ${JSON.stringify(ours.value.slice(0, 60))} is ${JSON.stringify(value.slice(0, 60))}`);
    const [start, end] = node.range ?? [];
    const block = ours.style === 'literal' || ours.style === 'folded';
    if (!isAlias(theirs) && (ours.span.start !== start || (!block && ours.span.end !== end)))
      found.push(`${at}: span ${ours.span.start}-${ours.span.end} is ${start}-${end}`);
  } else if (ours.kind === 'scalar' && ours.value.startsWith('{{')) {
    // A template expression is kept as its text; to the library it is a map in a map.
  } else if (isMap(node)) {
    if (node.anchor) anchors.set(node.anchor, node);
    if (ours.kind !== 'map') {
      found.push(`${at}: ours ${ours.kind}, theirs map`);
      return;
    }
    const items = node.items.filter(({ key }) => !(isScalar(key) && key.value === '<<'));
    const own = ours.pairs.filter(({ merged }) => !merged);
    if (own.length !== items.length) found.push(`${at}: ${own.length} pairs are ${items.length}`);
    if (node.flow && ours.span.end !== node.range?.[1]) found.push(`${at}: end ${ours.span.end} is ${node.range?.[1]}`);
    for (const [i, { key, value }] of items.entries()) {
      compare(own[i]?.key, key, anchors, found, `${at}/key ${i}`);
      compare(own[i]?.value, value, anchors, found, `${at}/${own[i]?.name}`);
    }
  } else if (isSeq(node)) {
    if (node.anchor) anchors.set(node.anchor, node);
    if (ours.kind !== 'seq') {
      found.push(`${at}: ours ${ours.kind}, theirs seq`);
      return;
    }
    if (ours.items.length !== node.items.length) found.push(`${at}: ${ours.items.length} items are ${node.items.length}`);
    for (const [i, item] of node.items.entries()) compare(ours.items[i], item, anchors, found, `${at}/${i}`);
  }
}

/** Offsets of comments as the library's lexer sees them. */
function theirComments(text: string): number[] {
  const found: number[] = [];
  let offset = 0;
  let scalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === '\x02' || lexeme === '\x18' || lexeme === '\x1f') {
      scalar = lexeme === '\x1f';
      continue;
    }
    if (!scalar && lexeme.startsWith('#')) found.push(offset);
    scalar = false;
    offset += lexeme.length;
  }
  return found;
}

function scalars(node: Node, found: Set<Node> = new Set()): Set<Node> {
  if (found.has(node)) return found;
  found.add(node);
  if (node.kind === 'map') for (const { key, value } of node.pairs) scalars(value, scalars(key, found));
  if (node.kind === 'seq') for (const item of node.items) scalars(item, found);
  return found;
}

describe.skipIf(!here)('the corpus', () => {
  it('reads as the reference library reads it: values, spans, comments, acceptance', { timeout: 300_000 }, async () => {
    const differences: string[] = [];
    const acceptance: string[] = [];
    let compared = 0;
    for (const path of paths.filter((path) => !isSuite(path))) {
      const file = read(path);
      const tree = await parseTree(file);
      const syntax = tree.problems.some(({ rule, text }) => /^(?:yaml|json)\/syntax$/.test(rule) && !/the alias \*|template expression/i.test(text));
      const mild = tree.problems.some(({ rule }) => rule === 'yaml/quoted-continuation-indent');
      const json = tree.language === 'json';
      const documents = parseAllDocuments(file.text, { uniqueKeys: false, logLevel: 'silent', schema: 'failsafe', version: '1.2' });
      const errors = documents.flatMap?.((document) => document.errors.filter(({ code }) => code !== 'TAG_RESOLVE_FAILED')) ?? [];
      if (json) {
        let accepted = true;
        try {
          JSON.parse(file.text.replace(/^\ufeff/, ''));
        } catch {
          accepted = false;
        }
        if (accepted === syntax) acceptance.push(`${path}: JSON.parse ${accepted ? 'accepts' : 'rejects'}`);
      } else if (syntax !== errors.length > 0 && !mild && !tree.problems.some(({ text }) => text.includes('template expression'))) {
        acceptance.push(`${path}: the library ${errors.length > 0 ? `rejects (${errors[0]?.code})` : 'accepts'}`);
      }
      if (syntax || errors.length > 0 || tree.recovered || !Array.isArray(documents)) continue;
      compared++;
      const roots = documents.map(({ contents }) => contents).filter((node) => node && !(isScalar(node) && node.source === '' && !node.tag && !node.anchor));
      const found: string[] = [];
      if (roots.length !== tree.roots.length) found.push(`${tree.roots.length} documents are ${roots.length}`);
      for (const [i, root] of roots.entries()) compare(tree.roots[i], root, new Map(), found, String(i));
      if (!json) {
        const ours = tree.comments().map(({ span }) => span.start);
        const theirs = theirComments(file.text);
        if (ours.join() !== theirs.join())
          found.push(
            `comments ${ours.length} are ${theirs.length}: ${ours.find((offset, i) => offset !== theirs[i])} ${theirs.find((offset, i) => offset !== ours[i])}`,
          );
      }
      differences.push(...found.map((difference) => `${path}: ${difference}`));
    }
    console.log(`compared ${compared} files of ${paths.length}`);
    expect(differences).toEqual([]);
    // What YAML 1.2 forbids and the readers of 1.1 take (CloudFormation among them) is read without an error.
    expect(acceptance).toEqual([
      // A lone dash in brackets.
      'cloudformation/aws-samples__emr-serverless-samples/cloudformation/mwaa_emr_serverless.yaml: the library rejects (MULTILINE_IMPLICIT_KEY)',
      // Lines inside brackets that are not indented under their key.
      'k8s/apache__submarine/submarine-cloud-v3/artifacts/submarine-mlflow.yaml: the library rejects (BAD_INDENT)',
      'sam/alexcasalboni__aws-lambda-power-tuning/template.yml: the library rejects (BAD_INDENT)',
    ]);
  });

  it('yields nodes after the error of a broken file', { timeout: 120_000 }, async () => {
    const lively: string[] = [];
    const without: string[] = [];
    for (const path of paths.filter((path) => !path.startsWith('broken/nst__'))) {
      const file = read(path);
      const tree: Tree = await parseTree(file);
      const [problem] = tree.problems.filter(({ rule }) => /^(?:yaml|json)\/syntax$/.test(rule));
      if (!tree.recovered || !problem) continue;
      const { line } = file.positionAt(problem.span.start);
      const nodes = tree.roots.flatMap((root) => [...scalars(root)]);
      const after = nodes.some((node) => file.positionAt(node.span.start).line > line);
      const rest = file.lineCount - line > 3;
      if (after) lively.push(path);
      else if (rest) without.push(`${path}:${line} of ${file.lineCount}`);
    }
    console.log(`broken files with nodes after the first error: ${lively.length}; without: ${without.join(', ')}`);
    expect(lively.length).toBeGreaterThanOrEqual(40);
    expect(without.length).toBeLessThan(lively.length / 10);
  });
});
