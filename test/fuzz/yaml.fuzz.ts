import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SourceFile } from '../../src/core/source-file.ts';
import type { Node, Tree } from '../../src/parsers/yaml/node.ts';
import { parseJson, parseTree, parseYaml } from '../../src/parsers/yaml/parse.ts';

const COUNT = Number(process.env.FUZZ ?? 500);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

const fixtures = new URL('../fixtures/_parsers/', import.meta.url);
const corpus = new URL('../../../shared/corpus/', import.meta.url);

/** Files to mutate: our fixtures, and small ones of the corpus when it is there. Inputs that failed once are kept in `fuzz/` and read first. */
function seeds(): string[] {
  const texts = ['yaml', 'json'].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, fixtures)).map((name) => readFileSync(new URL(`${folder}/${name}`, fixtures), 'utf8')),
  );
  if (existsSync(corpus)) {
    const paths = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((path) => /\.(?:ya?ml|json)$/.test(path));
    for (const path of paths.sort().filter((_, i) => i % 9 === 0)) {
      const text = readFileSync(new URL(encodeURI(path).replaceAll('#', '%23'), corpus), 'utf8');
      if (text.length < 1500) texts.push(text);
    }
  }
  return texts;
}

// biome-ignore format: a table
const PIECES = [
  '\n', '\r\n', '\r', '\t', ' ', '  ', '    ', '\u00a0', '\ufeff', '\0', '\x07', '\ud800', '\u2028',
  ':', ': ', '- ', '? ', '#', ' # x', ',', '[', ']', '{', '}', '{{ x }}', '{% if %}', '{#', '"', "'", '\\', '\\u00', '\\x', '\\\n',
  '|', '>', '|-\n', '>2\n', '|+\n  ', '&a ', '*a', '*', '&', '!Ref ', '!<', '!!', '%YAML 1.2\n', '---\n', '...\n', '<<: ', '<<: *a\n', '@', '`', '~', 'null', '__proto__', '[OUTPUT]', '//', '/*',
];

/** mulberry32 */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

function mutated(texts: readonly string[], next: (below: number) => number): string {
  let text = texts[next(texts.length)] as string;
  for (let edits = 1 + next(4); edits > 0; edits--) {
    const at = next(text.length + 1);
    const insert = next(3) === 0 ? '' : next(3) > 0 ? (PIECES[next(PIECES.length)] as string) : text.slice(next(text.length + 1)).slice(0, next(60));
    text = text.slice(0, at) + insert + text.slice(at + (next(2) ? next(20) : 0));
  }
  return next(20) === 0 ? text.slice(0, next(text.length + 1)) : text;
}

/** Reads every part of a tree; spans must lie in the text, and the texts of scalars must agree with their maps. */
function touch(tree: Tree): number {
  const { length } = tree.file.text;
  const inside = ({ start, end }: { start: number; end: number }): void => {
    if (!(start >= 0 && start <= end && end <= length)) throw new Error(`span ${start}-${end} of ${length}`);
  };
  const seen = new Set<Node>();
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    inside(node.span);
    if (node.tagSpan) inside(node.tagSpan);
    if (node.kind === 'seq') for (const item of node.items) visit(item);
    else if (node.kind === 'map') {
      for (const pair of node.pairs) {
        visit(pair.key);
        visit(pair.value);
        if (pair.aliasSpan) inside(pair.aliasSpan);
        if (pair.key.kind === 'scalar' && node.get(pair.name) === undefined) throw new Error(`no pair ${pair.name}`);
      }
    } else {
      const map = node.positions();
      for (const span of map.toHost({ start: 0, end: node.value.length })) inside(span);
      if (seen.size % 8 === 0) {
        const middle = node.value.length >> 1;
        const edit = map.encode({ start: middle, end: middle }, 'x: y\n');
        if (edit !== 'not-expressible') inside(edit.span);
      }
    }
  };
  for (const root of tree.roots) visit(root);
  for (const { span, related, text, advice } of tree.problems) {
    inside(span);
    for (const { at } of related ?? []) inside(at.span);
    if (text === '' || advice === '') throw new Error('a problem without words');
  }
  for (const { span } of tree.comments()) inside(span);
  return seen.size;
}

async function check(text: string): Promise<number> {
  const started = performance.now();
  let nodes = touch(await parseTree(new SourceFile('f', text)));
  nodes += touch(/^\s*[[{]/.test(text) ? await parseYaml(new SourceFile('f.yaml', text)) : parseJson(new SourceFile('f.json', text)));
  const took = performance.now() - started;
  if (took > 2000) throw new Error(`took ${took} ms`);
  return nodes;
}

test('inputs that failed once', async () => {
  for (const name of readdirSync(new URL('fuzz/', fixtures))) {
    if (name.startsWith('yaml-')) await check(readFileSync(new URL(`fuzz/${name}`, fixtures), 'utf8'));
  }
});

test(`YAML and JSON: ${COUNT} mutations from seed ${SEED}`, { timeout: 900_000 }, async () => {
  const texts = seeds();
  let nodes = 0;
  for (let i = 0; i < COUNT; i++) {
    const text = mutated(texts, random(SEED + i));
    try {
      nodes += await check(text);
    } catch (error) {
      throw new Error(`seed ${SEED + i}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
  console.log(`yaml: ${COUNT} mutations from seed ${SEED}, ${nodes} nodes read`);
  expect(nodes).toBeGreaterThan(COUNT);
});
