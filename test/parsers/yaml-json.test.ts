import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceFile } from '../../src/core/source-file.ts';
import type { MapNode, Node, Tree } from '../../src/parsers/yaml/node.ts';
import { parseJson, parseTree } from '../../src/parsers/yaml/parse.ts';

const fixtures = new URL('../fixtures/_parsers/json/', import.meta.url);
const corpus = new URL('../../../shared/corpus/', import.meta.url);

function json(text: string): Tree {
  return parseJson(new SourceFile('test.json', text));
}

const load = (name: string): Tree => json(readFileSync(new URL(name, fixtures), 'utf8'));

/** The value as `JSON.parse` gives it; names of prototypes are own properties there, too. */
function value(node: Node): unknown {
  if (node.kind === 'seq') return node.items.map(value);
  if (node.kind === 'scalar') return node.style === 'plain' ? JSON.parse(node.value) : node.value;
  const object: Record<string, unknown> = {};
  for (const { name, value: child } of node.pairs)
    Object.defineProperty(object, name, { value: value(child), enumerable: true, configurable: true, writable: true });
  return object;
}

function parsed(text: string): { value: unknown } | 'rejected' {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return 'rejected';
  }
}

/** Our reading beside that of `JSON.parse`. */
function check(text: string): void {
  const tree = json(text);
  const theirs = parsed(text.replace(/^\ufeff/, ''));
  const faults = tree.problems.filter(({ rule }) => rule !== 'yaml/duplicate-key');
  expect({ text, accepted: faults.length === 0 }).toEqual({ text, accepted: theirs !== 'rejected' });
  if (theirs !== 'rejected') expect({ text, value: value(tree.roots[0] as Node) }).toEqual({ text, value: theirs.value });
  checkSpans(tree);
}

function checkSpans({ file, roots, problems }: Tree): void {
  const visit = (node: Node, from: number, to: number): void => {
    expect(node.span.start).toBeGreaterThanOrEqual(from);
    expect(node.span.end).toBeLessThanOrEqual(to);
    expect(node.span.end).toBeGreaterThanOrEqual(node.span.start);
    const inside = [node.span.start, node.span.end] as const;
    if (node.kind === 'map') for (const pair of node.pairs) for (const child of [pair.key, pair.value]) visit(child, ...inside);
    if (node.kind === 'seq') for (const item of node.items) visit(item, ...inside);
  };
  for (const root of roots) visit(root, 0, file.text.length);
  for (const { span } of problems) expect(span.start >= 0 && span.start <= span.end && span.end <= file.text.length).toBe(true);
}

function problems({ file, problems: all }: Tree): string[] {
  return all.map(({ span, rule, text }) => `${file.positionAt(span.start).line}:${file.positionAt(span.start).column} ${rule} ${text}`);
}

describe('reads JSON as JSON.parse does', () => {
  it('any value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.constantFrom(undefined, 2, '\t'), (data, indent) => check(JSON.stringify(data, null, indent))),
      { numRuns: 2000 },
    );
  });

  it('any arrangement of tokens', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"\\u00e9"',
      '"\\ud800"',
      '1',
      '-0',
      '1e5',
      '01',
      'true',
      'nul',
      ' ',
      '\t',
      '\n',
      "'x'",
      '"x',
      '\\',
      '//x\n',
      '\ufeff',
      '"\t"',
      '\v',
      '"a\nb"',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 12 }), (tokens) => check(tokens.join(''))),
      { numRuns: 20_000 },
    );
  });

  it.each([
    '"\\/"',
    '"\\ud83d\\ude00"',
    '"\\ud800"',
    '{"a":1,"a":2}',
    '{"__proto__":1}',
    '{"":{"":[]}}',
    '1e5',
    '-0',
    '"\u2028\u0085\u007f"',
    `"${'x'.repeat(1_000_000)}"`,
    `{"${'k'.repeat(5000)}":1}`,
    '[\t1,\r\n2]',
    '"\t"',
    '',
    ' ',
  ])('%.40j', (text) => check(text));

  it('every file of the corpus', () => {
    if (!existsSync(corpus)) {
      console.log('skipped: JSON files of the corpus (no ../shared)');
      return;
    }
    let count = 0;
    for (const path of readdirSync(corpus, { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.json')) continue;
      const text = readFileSync(new URL(encodeURI(path).replaceAll('#', '%23'), corpus), 'utf8');
      // Nesting is limited, invisible spaces have a rule of their own.
      if (/\[{1000}|(?:\[\{"":){100}/.test(text)) continue;
      check(text);
      count++;
    }
    console.log(`compared ${count} JSON files`);
    expect(count).toBeGreaterThan(300);
  });
});

describe('broken JSON', () => {
  it('says each fault where it stands, and reads the rest', () => {
    const tree = load('broken.json');
    expect(problems(tree)).toEqual([
      '2:3 json/syntax JSON has no comments.',
      '4:8 json/syntax JSON strings stand in double quotes.',
      '5:3 json/syntax The key c has no quotes.',
      '6:13 json/syntax A comma stands after the last value; JSON allows commas between values only.',
      '7:3 json/syntax A colon is missing after the key "e".',
      '8:8 json/syntax This quote is not closed on its line.',
      '9:8 json/syntax 01 is no number of JSON.',
      '10:13 json/syntax \\d is no escape of JSON.',
      '11:16 json/syntax This ] stands where a } is expected.',
    ]);
    const root = tree.roots[0] as MapNode;
    expect(root.pairs.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'last']);
    expect(root.get('f')?.value).toMatchObject({ value: 'unclosed' });
    expect(root.get('last')?.value).toMatchObject({ value: 'kept' });
    expect(tree.comments().map(({ text }) => text)).toEqual(['comment']);
    expect(tree.recovered).toBe(true);
  });

  it.each([
    ['{"a": 1\n "b": 2}', '1:7 json/syntax A comma is missing after this value.', '{"a": 1,\n "b": 2}'],
    ['{"a": [1, 2,]}', '1:12 json/syntax A comma stands after the last value; JSON allows commas between values only.', '{"a": [1, 2]}'],
    ['{"a" 1}', '1:2 json/syntax A colon is missing after the key "a".', '{"a": 1}'],
  ])('%j has a fix', (text, problem, wanted) => {
    const tree = json(text);
    expect(problems(tree)).toEqual([problem]);
    const [edit] = tree.problems[0]?.fix?.edits ?? [];
    if (!edit) throw new Error('no fix');
    expect(JSON.parse(text.slice(0, edit.at.span.start) + edit.text + text.slice(edit.at.span.end))).toEqual(JSON.parse(wanted));
  });

  it('says where a truncated text is open', () => {
    expect(problems(json('{"a": {"b": [1,\n2'))).toEqual(['1:13 json/syntax This [ is never closed.']);
    expect(problems(json('{"a": {"b": "tex'))).toEqual(['1:13 json/syntax This quote is not closed on its line.']);
  });

  it('duplicate keys by their text', () => {
    const tree = load('duplicate-keys.json');
    expect(problems(tree)).toEqual(['4:3 yaml/duplicate-key Key "Role" stands twice in this object; the later one wins.']);
    expect((tree.roots[0] as MapNode).get('Role')?.value).toMatchObject({ value: 'second' });
    expect(tree.recovered).toBe(false);
  });

  it('no-break spaces are blanks, said once', () => {
    const tree = load('no-break-spaces.json');
    expect(problems(tree)).toEqual([
      '2:1 text/invisible-character This is a no-break space (U+00A0) and not a blank (and 1 more in this file); it is no white space to a parser.',
    ]);
    expect((tree.roots[0] as MapNode).pairs.map(({ name }) => name)).toEqual(['Version', 'Statement']);
  });

  it('a byte order mark is none', () => {
    const tree = load('bom.json');
    expect(tree.problems).toEqual([]);
    expect(value(tree.roots[0] as Node)).toEqual({ key: [true, null, 1e5, '😀/'] });
  });

  it('100,000 nested brackets in bounded time', () => {
    const started = performance.now();
    for (const text of ['['.repeat(100_000), '{"a":'.repeat(100_000), '[{"":'.repeat(100_000)]) {
      expect(problems(json(text))).toHaveLength(1);
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('files that may be either', () => {
  it('are read by extension, else by their first character and their soundness', async () => {
    const language = async (path: string, text: string): Promise<string> => (await parseTree(new SourceFile(path, text))).language;
    expect(await language('a.json', 'a: 1')).toBe('json');
    expect(await language('a.yaml', '{"a": 1}')).toBe('yaml');
    expect(await language('a.template', '{"a": 1}')).toBe('json');
    expect(await language('a.template', '{a: 1}')).toBe('yaml');
    expect(await language('a.template', '{"a": 1')).toBe('json');
    expect(await language('a.template', 'a: 1')).toBe('yaml');
    expect(await language('stdin', '\ufeff [1]')).toBe('json');
  });
});
