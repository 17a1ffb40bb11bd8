import { describe, expect, test } from 'vitest';
import { SourceFile } from '../../src/core/source-file.ts';
import { insertPair, literalEdit, removePair } from '../../src/parsers/yaml/edit.ts';
import type { MapNode, Node } from '../../src/parsers/yaml/node.ts';
import { parseJson, parseYaml } from '../../src/parsers/yaml/parse.ts';

const parse = async (text: string): Promise<{ file: SourceFile; root: Node | undefined; problems: number }> => {
  const file = new SourceFile('t', text);
  const tree = await (/^\s*[{[]/.test(text) && text.includes('"') ? parseJson(file) : parseYaml(file));
  return { file, root: tree.roots[0], problems: tree.problems.length };
};
const at = (root: Node | undefined, path: readonly string[]): Node | undefined =>
  path.reduce<Node | undefined>((node, key) => (node?.kind === 'map' ? node.get(key)?.value : undefined), root);

/** The text with `NoEcho: true` added to the map at P. */
async function inserted(text: string): Promise<string | undefined> {
  const { file, root } = await parse(text);
  const edit = insertPair(file, at(root, ['P']) as MapNode, 'P', 'NoEcho', 'true');
  return edit && text.slice(0, edit.at.span.start) + edit.text + text.slice(edit.at.span.end);
}

describe('a pair is added in the style of its map', () => {
  const cases: [string, string, string][] = [
    ['block', 'P:\n  Type: String\n  MinLength: 8\nR: 1\n', 'P:\n  Type: String\n  NoEcho: true\n  MinLength: 8\nR: 1\n'],
    ['comment behind the value', 'P:\n  Type: String # text\nR: 1\n', 'P:\n  Type: String # text\n  NoEcho: true\nR: 1\n'],
    ['last line without an end', 'P:\n    Type: String', 'P:\n    Type: String\n    NoEcho: true'],
    ['CRLF', 'P:\r\n  Type: String\r\nR: 1\r\n', 'P:\r\n  Type: String\r\n  NoEcho: true\r\nR: 1\r\n'],
    ['nothing on one line', 'P:\n  D: |\n    a\n  L:\n    - a\n', 'P:\n  NoEcho: true\n  D: |\n    a\n  L:\n    - a\n'],
    ['quoted keys', 'P:\n  "Type": String\n', 'P:\n  "Type": String\n  "NoEcho": true\n'],
    ['flow', 'P: {Type: String, MinLength: 8}\n', 'P: {Type: String, NoEcho: true, MinLength: 8}\n'],
    ['flow with a trailing comma', 'P: {Type: String,}\n', 'P: {Type: String, NoEcho: true,}\n'],
    ['flow without value', 'P: {Type: }\n', 'P: {NoEcho: true, Type: }\n'],
    ['empty flow', 'P: {}\n', 'P: {NoEcho: true}\n'],
    ['flow over lines', 'P: {\n  Type: String,\n  MinLength: 8\n  }\n', 'P: {\n  Type: String,\n  NoEcho: true,\n  MinLength: 8\n  }\n'],
    ['JSON', '{\n  "P": {\n    "Type": "String"\n  }\n}\n', '{\n  "P": {\n    "Type": "String",\n    "NoEcho": true\n  }\n}\n'],
    ['JSON on one line', '{ "P": { "Type": "String" } }', '{ "P": { "Type": "String", "NoEcho": true } }'],
    [
      'JSON with tabs',
      '{\n\t"P": {\n\t\t"L": [1],\n\t\t"Type": "String"\n\t}\n}\n',
      '{\n\t"P": {\n\t\t"L": [1],\n\t\t"Type": "String",\n\t\t"NoEcho": true\n\t}\n}\n',
    ],
    ['merged pairs', 'B: &b\n  Type: String\nP:\n  <<: *b\n  D: x\n', 'B: &b\n  Type: String\nP:\n  <<: *b\n  D: x\n  NoEcho: true\n'],
  ];
  test.each(cases)('%s', async (_, text, expected) => {
    const result = await inserted(text);
    expect(result).toBe(expected);
    const before = await parse(text);
    const after = await parse(expected);
    expect(after.problems).toBe(before.problems);
    const added = at(after.root, ['P', 'NoEcho']);
    expect(added?.kind === 'scalar' && added.value).toBe('true');
    const keys = (node: Node | undefined): string[] => (node?.kind === 'map' ? node.pairs.map((pair) => pair.name) : []);
    expect(
      keys(at(after.root, ['P']))
        .filter((key) => key !== 'NoEcho')
        .sort(),
    ).toEqual(keys(at(before.root, ['P'])).sort());
  });

  test('not where there is no safe place', async () => {
    expect(await inserted('P:\n  ? Type\n  : String\n')).toBeUndefined();
  });
});

test('a literal is replaced where it is written out, and only there', () => {
  const text = 'Runtime: "nodejs16.x"\nOther: !Sub nodejs${V}\n';
  const file = new SourceFile('t', text);
  const place = (start: number, end: number) => ({ file, span: { start, end }, path: '' });
  const edit = literalEdit(place(9, 21), 'nodejs16.x', 'nodejs24.x');
  expect(edit && [edit.at.span, edit.text]).toEqual([{ start: 10, end: 20 }, 'nodejs24.x']);
  expect(literalEdit(place(34, 44), 'nodejs16.x', 'nodejs24.x')).toBeUndefined();
  expect(literalEdit(place(9, 21), 'nodejs16.x', 'a: b')).toBeUndefined();
  expect(literalEdit(place(9, 21), undefined, 'a')).toBeUndefined();
});

describe('a pair is taken out of its map', () => {
  const removed = async (text: string): Promise<string | undefined> => {
    const { file, root } = await parse(text);
    const pair = (at(root, ['P']) as MapNode).get('X');
    const edit = pair && removePair({ file, span: pair.key.span, path: 'P/X' }, { file, span: pair.value.span, path: 'P/X' });
    return edit && text.slice(0, edit.at.span.start) + edit.text + text.slice(edit.at.span.end);
  };
  const cases: [string, string, string | undefined][] = [
    ['block', 'P:\n  A: 1\n  X: 2\n  B: 3\n', 'P:\n  A: 1\n  B: 3\n'],
    ['block, behind a comma', 'P:\n  A: one,\n  X: 2\n', 'P:\n  A: one,\n'],
    ['the last line', 'P:\r\n  A: 1\r\n  X: 2', 'P:\r\n  A: 1\r\n'],
    ['CRLF', 'P:\r\n  X: 2\r\n  A: 1\r\n', 'P:\r\n  A: 1\r\n'],
    ['flow, first', 'P: {X: 2, A: 1}\n', 'P: {A: 1}\n'],
    ['flow, last', 'P: {A: 1, X: 2}\n', 'P: {A: 1}\n'],
    ['JSON, last', '{\n  "P": {\n    "A": 1,\n    "X": "2"\n  }\n}\n', '{\n  "P": {\n    "A": 1\n  }\n}\n'],
    ['JSON, first', '{\n  "P": {\n    "X": 2,\n    "A": 1\n  }\n}\n', '{\n  "P": {\n    "A": 1\n  }\n}\n'],
    ['the only one in braces', 'P: {X: 2}\n', undefined],
    ['a comment on the line', 'P:\n  A: 1\n  X: 2 # two\n', undefined],
    ['several lines', 'P:\n  A: 1\n  X: |\n    two\n', undefined],
  ];
  test.each(cases)('%s', async (_, text, expected) => expect(await removed(text)).toBe(expected));
});
