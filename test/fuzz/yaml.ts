import { SourceFile } from '../../src/core/source-file.ts';
import type { Node, Tree } from '../../src/parsers/yaml/node.ts';
import { parseJson, parseTree, parseYaml } from '../../src/parsers/yaml/parse.ts';
import type { FuzzTarget } from './fuzz.ts';

const SEEDS = [
  '# one\na: &x {b: [1, \'two\', "th\\u00e9ree"], c: ~}\nd: *x\n? e\n: !!str f # two\n',
  '%YAML 1.2\n---\n- |\n  one\n   two\n- >-\n  three\n\n  four\n...\n--- !t\na: b\n',
  'base: &base\n  k: 012\n  l: yes\nmore:\n  <<: *base\n  m: "a\\\n    b"\n  k: dup\n',
  'a:\n  - b: c\n    d:\n    - e\n  -\n    f: "quoted\n      twice"\n\r\ng: |+\n\n  text\n\n',
  '{"a": [1, 2.5e3, true, null], "b": {"c": "d\\n\\u0041", "a": ""}}\n',
  '[\n  {"name": "x", "value": -0},\n  {"name": "y", "value": "}]"}\n]',
  '{{ x }}\nkey: {{ y }}\n{% if z %}\n  other: "{{ w }}"\n{% endif %}\n',
  "list: [a, b: c, {d}, 'e''f',\n  g]\nempty:\nRef: !Ref x\nGet: !GetAtt [a, b]\n",
];
// biome-ignore format: a table
const PIECES = [
  '\n', '\r\n', '\r', '\t', ' ', '  ', '    ', '\u00a0', '\ufeff', '\0', '\x07', '\ud800', '\u2028', ':', ': ', '- ', '? ', '#', ' # x', ',', '[',
  ']', '{', '}', '{{ x }}', '{% if %}', '{#', '"', "'", '\\', '\\u00', '\\x', '\\\n', '|', '>', '|-\n', '>2\n', '|+\n  ', '&a ', '*a', '*', '&',
  '!Ref ', '!<', '!!', '%YAML 1.2\n', '---\n', '...\n', '<<: ', '<<: *a\n', '@', '`', '~', 'null', '__proto__', '[OUTPUT]', '//', '/*',
];

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

/** The trees of YAML and JSON that all formats on them stand on, each text read both ways. */
const target: FuzzTarget = {
  seeds: SEEDS.map((text) => ({ path: 'f.yaml', text })),
  pieces: PIECES,
  async check({ text }) {
    const nodes = touch(await parseTree(new SourceFile('f', text)));
    return nodes + touch(/^\s*[[{]/.test(text) ? await parseYaml(new SourceFile('f.yaml', text)) : parseJson(new SourceFile('f.json', text)));
  },
  atLeast: 5,
};
export default target;
