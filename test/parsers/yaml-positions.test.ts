import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceFile, type Span } from '../../src/core/source-file.ts';
import { embed } from '../../src/parsers/yaml/embed.ts';
import type { MapNode, Node, ScalarNode, Tree } from '../../src/parsers/yaml/node.ts';
import { parseJson, parseYaml } from '../../src/parsers/yaml/parse.ts';

const runs = 1500;

function yaml(text: string): Tree {
  const tree = parseYaml(new SourceFile('test.yaml', text));
  if (tree instanceof Promise) throw new Error(`not sound: ${JSON.stringify(text)}`);
  return tree;
}

function json(text: string): Tree {
  const tree = parseJson(new SourceFile('test.json', text));
  if (tree.recovered) throw new Error(`not sound: ${JSON.stringify(text)}`);
  return tree;
}

/** The scalar under the key `k`, wherever it stands. */
function scalarAt(node: Node | undefined): ScalarNode {
  if (node?.kind === 'map') {
    const value = node.get('k')?.value ?? node.pairs[0]?.value;
    return scalarAt(value);
  }
  if (node?.kind === 'seq') return scalarAt(node.items[0]);
  if (node?.kind !== 'scalar') throw new Error('no scalar');
  return node;
}

/** Everything but one scalar, as data. */
function rest(node: Node | undefined, but: Node): unknown {
  if (node === but) return '…';
  if (node?.kind === 'map') return node.pairs.map(({ name, value }) => [name, rest(value, but)]);
  if (node?.kind === 'seq') return node.items.map((item) => rest(item, but));
  return node?.value;
}

function apply(text: string, { start, end }: Span, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/** Replaces a span of the scalar's text; the text must read back so, and nothing else may change. */
function checkReplace(parse: (text: string) => Tree, text: string, start: number, end: number, replacement: string): boolean {
  const tree = parse(text);
  const scalar = scalarAt(tree.roots[0]);
  const { value } = scalar;
  const map = scalar.positions();
  const edit = map.encode({ start, end }, replacement);
  if (edit === 'not-expressible') return false;
  expect(edit.span.start).toBeGreaterThanOrEqual(0);
  expect(edit.span.end).toBeLessThanOrEqual(text.length);
  const edited = apply(text, edit.span, edit.text);
  const after = parse(edited);
  const again = scalarAt(after.roots[0]);
  expect({ edited, value: again.value }).toEqual({ edited, value: value.slice(0, start) + replacement + value.slice(end) });
  expect(rest(after.roots[0], again)).toEqual(rest(tree.roots[0], scalar));
  return true;
}

/** Text with what gives encodings trouble. */
const pieces = fc.constantFrom(
  'a',
  'Z9',
  ' ',
  '  ',
  '\n',
  '\n\n',
  '"',
  "'",
  '\\',
  '#',
  ': ',
  '- ',
  '\t',
  'é',
  '😀',
  '{',
  ']',
  ',',
  '%',
  '&',
  '*',
  '|',
  '>',
  '\u0085',
  '\u2028',
  '\u0001',
  '\ufeff',
  '---',
  'arn:aws:',
  '${X}',
);
const anyText = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));
const wordText = fc.array(fc.constantFrom('alpha', 'b', 'C3', 'é', '😀', "don't", 'x"y', 'arn:aws:s3:::b'), { minLength: 1, maxLength: 5 });

function spanOf(length: number, a: number, b: number): [number, number] {
  const from = a % (length + 1);
  const to = b % (length + 1);
  return from < to ? [from, to] : [to, from];
}

/** Runs the property for sources of one encoding; at least `expressible` of the edits must be possible. */
function property(parse: (text: string) => Tree, source: fc.Arbitrary<string>, expressible: number): void {
  let done = 0;
  let all = 0;
  fc.assert(
    fc.property(source, anyText, fc.nat(200), fc.nat(200), (text, replacement, a, b) => {
      const { value } = scalarAt(parse(text).roots[0]);
      const [start, end] = spanOf(value.length, a, b);
      all++;
      if (checkReplace(parse, text, start, end, replacement)) done++;
    }),
    { numRuns: runs },
  );
  expect(done / all).toBeGreaterThanOrEqual(expressible);
}

const ending = fc.constantFrom('\n', '\r\n');
const block = fc
  .record({
    header: fc.constantFrom('|', '>', '|-', '>-', '|+', '>+', '|2', '>2-', '| # why', '>+ # why'),
    lines: fc.array(fc.constantFrom('alpha beta', '  more', 'x', '', '', '\ttab', '# no comment', 'end: 1', '- item'), { minLength: 1, maxLength: 7 }),
    ending,
    wrap: fc.constantFrom('map', 'nested', 'seq'),
    tail: fc.constantFrom('', 'other: 1\n', '# comment\nother: 1\n'),
  })
  .map(({ header, lines, ending: eol, wrap, tail }) => {
    // Without a digit the first line sets the indentation, so it must not be indented itself.
    const sound = /\d/.test(header) ? lines : ['first', ...lines];
    const indent = wrap === 'nested' ? '    ' : '  ';
    const body = sound.map((line) => (line === '' ? '' : indent + line)).join('\n');
    const head = wrap === 'map' ? 'k: ' : wrap === 'nested' ? 'a:\n  k: ' : 'a:\n- ';
    const text = `${head}${header}\n${body}\n${tail}`;
    return eol === '\n' ? text : text.replaceAll('\n', '\r\n');
  });

const double = fc
  .record({
    parts: fc.array(
      fc.constantFrom(
        'a',
        'b c',
        '\\n',
        '\\"',
        '\\\\',
        '\\t',
        '\\u00e9',
        '\\ud83d\\ude00',
        '\\U0001F600',
        '\\x41',
        '😀',
        ' ',
        '\n    ',
        '\n\n   ',
        '\\\n   ',
        "'",
        '#',
        ': ',
      ),
      { maxLength: 10 },
    ),
    head: fc.constantFrom('k: ', 'a:\n  - ', 'a: [', 'a: {k: '),
    ending,
  })
  .map(({ parts, head, ending: eol }) =>
    `${head}"x${parts.join('')}y"${head.endsWith('[') ? ', z]' : head.includes('{') ? ', z: 1}' : ''}\nother: 1\n`.replaceAll('\n', eol),
  );

const single = fc
  .record({
    parts: fc.array(fc.constantFrom('a', 'b c', "''", '"', '\\', '\n    ', '\n\n   ', '#', ': ', '  '), { maxLength: 10 }),
    head: fc.constantFrom('k: ', 'a:\n  - ', 'a: ['),
    ending,
  })
  .map(({ parts, head, ending: eol }) => `${head}'x${parts.join('')}y'${head.endsWith('[') ? ', z]' : ''}\nother: 1\n`.replaceAll('\n', eol));

const plain = fc
  .record({ words: wordText, join: fc.constantFrom(' ', '  ', '\n    ', '\n\n    '), head: fc.constantFrom('k: ', 'a:\n  - ', 'a:\n  k: ', '- k: '), ending })
  .map(({ words, join, head, ending: eol }) => `${head}p${words.join(join)}\n${head.startsWith('-') ? '' : 'other: 1\n'}`.replaceAll('\n', eol));

const flow = fc
  .record({ words: wordText, head: fc.constantFrom('a: [', 'a: {k: ', '{k: ') })
  .map(({ words, head }) => `${head}p${words.join(' ')}${head.endsWith('[') ? ', z]' : '}'}\n`);

const jsonText = fc
  .record({ value: anyText, style: fc.constantFrom('plain', 'escaped', 'solidus'), head: fc.constantFrom('{"k":', '{"a":[', '{"a":{"k": ') })
  .map(({ value, style, head }) => {
    let text = JSON.stringify(value);
    if (style === 'escaped')
      text = `"${[...value].map((char) => [...Array(char.length).keys()].map((i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')).join('')}"`;
    if (style === 'solidus') text = text.replace('"', '"\\/');
    return `${head}${text}${head.endsWith('[') ? ',1]}' : head.includes('a') ? '},"z":1}' : ',"z":1}'}`;
  });

describe('replacing text at a mapped span and parsing again gives that text', () => {
  it('JSON strings', () => property(json, jsonText, 1));
  it('JSON literals', () => property(json, fc.constantFrom('{"k":123,"z":1}', '{"k":true}', '{"a":[null,2]}'), 1));
  it('YAML double-quoted', () => property(yaml, double, 1));
  it('YAML single-quoted', () => property(yaml, single, 1));
  it('YAML plain, on one line and on several', () => property(yaml, plain, 1));
  it('YAML plain in brackets', () => property(yaml, flow, 1));
  // Block scalars can hold neither control characters nor a first line that starts with a blank.
  it('YAML block scalars, literal and folded', () => property(yaml, block, 0.3));
  it('values that are not written', () =>
    property(yaml, fc.constantFrom('k:\nother: 1\n', 'k: \n', 'a: {k: , b: 1}\n', 'a:\n-\n- b\n', 'k: !Ref\nother: 1\n'), 1));
});

describe('ordinary text is expressible in block scalars', () => {
  it('words and lines', () => {
    const ordinary = fc.array(fc.constantFrom('one', 'two words', '\n', 'x: y', '  '), { minLength: 1, maxLength: 6 }).map((parts) => `w${parts.join('')}w`);
    fc.assert(
      fc.property(block, ordinary, fc.nat(200), fc.nat(200), (text, replacement, a, b) => {
        const { value } = scalarAt(yaml(text).roots[0]);
        if (value.trim() === '') return;
        const [start, end] = spanOf(value.length, a, b);
        const wanted = value.slice(0, start) + replacement + value.slice(end);
        if (/^\s/.test(wanted)) return;
        expect({ text, start, end, replacement, done: checkReplace(yaml, text, start, end, replacement) }).toMatchObject({ done: true });
      }),
      { numRuns: runs },
    );
  });
});

describe('an anchor used twice', () => {
  it('is edited where it is written', () => {
    const text = 'a: &x one two\nk: *x\nc: *x\n';
    const tree = yaml(text);
    const scalar = scalarAt(tree.roots[0]);
    const edit = scalar.positions().encode({ start: 4, end: 7 }, 'three');
    if (edit === 'not-expressible') throw new Error(edit);
    const after = yaml(apply(text, edit.span, edit.text)).roots[0] as MapNode;
    expect(after.pairs.map(({ value }) => (value as ScalarNode).value)).toEqual(['one three', 'one three', 'one three']);
    expect((tree.roots[0] as MapNode).pairs[1]?.aliasSpan).toEqual({ start: 17, end: 19 });
  });
});

describe('texts in texts', () => {
  it('JSON in a JSON string in a YAML block scalar: edits reach the root file', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.constantFrom('|', '>'), fc.nat(50), fc.nat(50), (inner, replacement, style, a, b) => {
        const innermost = JSON.stringify({ k: inner });
        const middle = JSON.stringify({ a: { k: innermost }, z: 1 }, null, 2);
        const text = `data:\n  k: ${style}\n${middle
          .split('\n')
          .map((line) => `    ${line}`)
          .join('\n')}\n  other: 1\n`;
        // Breaks and unprintable characters can't stand in a block scalar as they are.
        fc.pre(!/[\x01\u0085\u2028\ufeff]/.test(inner));
        const root = new SourceFile('t.yaml', text);
        const one = embed(root, scalarAt(yaml(text).roots[0]), 'data/k');
        const two = embed(one, scalarAt(json(one.text).roots[0]), 'a/k');
        const target = scalarAt(json(two.text).roots[0]);
        const [start, end] = spanOf(inner.length, a, b);
        let edit = target.positions().encode({ start, end }, replacement);
        let file = two;
        while (edit !== 'not-expressible' && file.embedded) {
          const { host, map } = file.embedded;
          edit = map.encode(edit.span, edit.text);
          file = host;
        }
        if (edit === 'not-expressible') {
          expect(replacement).toMatch(/[\u0085\u2028]/);
          return;
        }
        const edited = apply(text, edit.span, edit.text);
        const outer = yaml(edited);
        const again = scalarAt(json(scalarAt(json(scalarAt(outer.roots[0]).value).roots[0]).value).roots[0]);
        expect(again.value).toBe(inner.slice(0, start) + replacement + inner.slice(end));
      }),
      { numRuns: 600 },
    );
  });

  it('spans of the innermost text point at the characters of the root file', () => {
    const text = 'k: |\n  {"k": "{\\"k\\": \\"needle\\"}"}\n';
    const root = new SourceFile('t.yaml', text);
    const one = embed(root, scalarAt(yaml(text).roots[0]), 'k');
    const two = embed(one, scalarAt(json(one.text).roots[0]), 'k');
    const target = scalarAt(json(two.text).roots[0]);
    const [inner] = target.positions().toHost({ start: 0, end: 6 });
    const [span] = two.toRoot(inner as Span);
    expect(span && text.slice(span.start, span.end)).toBe('needle');
    expect(two.root).toBe(root);
  });
});

describe('host spans', () => {
  const shown = (text: string, start: number, end: number): string[] => {
    const scalar = scalarAt(yaml(text).roots[0]);
    return scalar
      .positions()
      .toHost({ start, end })
      .map((span) => text.slice(span.start, span.end));
  };

  it('leave out the indentation of a literal', () => {
    expect(shown('k: |\n    one\n    two\n', 0, 7)).toEqual(['one\n', 'two']);
    expect(shown('k: |\r\n    one\r\n    two\r\n', 0, 7)).toEqual(['one\r\n', 'two']);
  });
  it('leave out what a fold drops', () => {
    expect(shown('k: >\n  one\n  two\n\n  six\n', 0, 11)).toEqual(['one\n', 'two\n', 'six']);
    expect(shown('k: "one  \n   two"\n', 2, 5)).toEqual(['e', '\n', 't']);
  });
  it('cover whole escapes', () => {
    expect(shown('k: "a\\u00e9b"\n', 1, 2)).toEqual(['\\u00e9']);
    expect(shown("k: 'don''t'\n", 3, 4)).toEqual(["''"]);
  });
  it('are one empty span for an empty span', () => {
    const scalar = scalarAt(yaml('k: |\n  one\n  two\n').roots[0]);
    expect(scalar.positions().toHost({ start: 4, end: 4 })).toEqual([{ start: 13, end: 13 }]);
    expect(scalar.positions().toHost({ start: 99, end: 99 })).toEqual([{ start: 17, end: 17 }]);
  });
});
