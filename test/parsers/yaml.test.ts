import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SourceFile } from '../../src/core/source-file.ts';
import type { MapNode, Node, ScalarNode, Tree } from '../../src/parsers/yaml/node.ts';
import { parseTree, parseYaml } from '../../src/parsers/yaml/parse.ts';

const fixtures = new URL('../fixtures/_parsers/', import.meta.url);

async function load(name: string): Promise<Tree> {
  return parseTree(new SourceFile(name, readFileSync(new URL(name, fixtures), 'utf8')));
}

async function yaml(text: string): Promise<Tree> {
  return parseYaml(new SourceFile('test.yaml', text));
}

/** A tree as data: scalars as text, null where they are null. */
function data(node: Node | undefined): unknown {
  if (node?.kind === 'map') return Object.fromEntries(node.pairs.map(({ name, value }) => [name, data(value)]));
  if (node?.kind === 'seq') return node.items.map(data);
  return node === undefined || node.isNull ? null : node.value;
}

function at(node: Node | undefined, ...path: string[]): Node {
  for (const name of path) node = node?.kind === 'map' ? node.get(name)?.value : node?.kind === 'seq' ? node.items[Number(name)] : undefined;
  if (!node) throw new Error(`nothing at ${path.join('/')}`);
  return node;
}

/** `line:column-line:column rule text` of each problem. */
function problems({ file, problems: all }: Tree): string[] {
  return all.map(({ span, rule, text }) => {
    const from = file.positionAt(span.start);
    const to = file.positionAt(span.end);
    return `${from.line}:${from.column}-${to.line}:${to.column} ${rule} ${text}`;
  });
}

function source({ file }: Tree, { span }: Pick<Node, 'span'>): string {
  return file.text.slice(span.start, span.end);
}

describe('sound YAML', () => {
  it('keeps both of duplicate keys, gives the later, and says so at it', async () => {
    const tree = await load('yaml/duplicate-keys.yaml');
    expect(problems(tree)).toEqual([
      '5:3-5:9 yaml/duplicate-key Key "Role" stands twice in this map; the later one wins.',
      '6:30-6:31 yaml/duplicate-key Key "A" stands twice in this map; the later one wins.',
    ]);
    expect(tree.problems[0]?.path).toBe('Function/Role');
    const [first] = tree.problems[0]?.related ?? [];
    expect(first && tree.file.positionAt(first.at.span.start)).toEqual({ line: 3, column: 3 });
    const map = at(tree.roots[0], 'Function') as MapNode;
    expect(map.pairs.map(({ name }) => name)).toEqual(['Role', 'Timeout', 'Role', 'Environment']);
    expect(data(at(map, 'Role'))).toBe('second');
    expect(tree.recovered).toBe(false);
  });

  it('finds duplicates in large maps, and the last by name', async () => {
    const keys = Array.from({ length: 30 }, (_, i) => `k${i}: ${i}`);
    const tree = await yaml(`${keys.join('\n')}\nk7: again\n`);
    expect(problems(tree)).toEqual(['31:1-31:3 yaml/duplicate-key Key "k7" stands twice in this map; the later one wins.']);
    expect((at(tree.roots[0], 'k7') as ScalarNode).value).toBe('again');
  });

  it('resolves aliases and says which have no anchor', async () => {
    const tree = await load('yaml/aliases.yaml');
    expect(problems(tree)).toEqual([
      '4:8-4:14 yaml/syntax Nothing before this place has the anchor &shard, so the alias *shard has no value.',
      '6:5-6:10 yaml/syntax The alias *loop stands inside the node with its own anchor &loop, which would never end.',
    ]);
    expect(tree.problems[0]?.advice).toContain('*shared');
    const root = tree.roots[0] as MapNode;
    expect(at(root, 'second')).toBe(at(root, 'first'));
    const pair = root.get('second');
    expect(tree.file.text.slice(pair?.aliasSpan?.start, pair?.aliasSpan?.end)).toBe('*shared');
    expect(at(root, 'third')).toMatchObject({ kind: 'scalar', style: 'empty', value: '' });
  });

  it('takes the last anchor of a name before the alias', async () => {
    const tree = await yaml('a: &x 1\nb: *x\nc: &x 2\nd: *x\n');
    expect(data(tree.roots[0])).toEqual({ a: '1', b: '1', c: '2', d: '2' });
  });

  it('stops at an alias bomb', async () => {
    const levels = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [i, name] of [...'bcdefghi'].entries()) levels.push(`${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[i]}`).join(', ')}]`);
    const started = performance.now();
    const tree = await yaml(`${levels.join('\n')}\n`);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(problems(tree)).toHaveLength(1);
    expect(problems(tree)[0]).toMatch(/^5:\d+-5:\d+ yaml\/syntax With this alias the file expands to more than 100,000 nodes/);
    const count = (node: Node): number =>
      node.kind === 'scalar'
        ? 1
        : node.kind === 'seq'
          ? node.items.reduce((sum, item) => sum + count(item), 1)
          : node.pairs.reduce((sum, { value }) => sum + count(value), 1);
    expect(count(tree.roots[0] as Node)).toBeLessThan(250_000);
  });

  it('stops at a bomb of merges', async () => {
    const lines = ['m0: &m0 {k0: 0}'];
    for (let i = 1; i < 1500; i++) lines.push(`m${i}: &m${i}\n  <<: *m${i - 1}\n  k${i}: ${i}`);
    const tree = await yaml(lines.join('\n'));
    expect(problems(tree)).toHaveLength(1);
  });

  it('merges: own keys win, then the earlier map', async () => {
    const tree = await load('yaml/merge-keys.yaml');
    const root = tree.roots[0];
    expect(data(at(root, 'function'))).toEqual({ timeout: '30', handler: 'index.handler', runtime: 'nodejs22.x', memory: '128' });
    expect((at(root, 'function') as MapNode).pairs.map(({ name, merged }) => [name, merged])).toEqual([
      ['timeout', false],
      ['handler', false],
      ['runtime', true],
      ['memory', true],
    ]);
    expect(data(at(root, 'inline'))).toEqual({ a: '1' });
    expect(data(at(root, 'quoted'))).toEqual({ '<<': { runtime: 'nodejs22.x', timeout: '3' } });
    expect(problems(tree)).toEqual([]);
  });

  it('keeps a << that merges nothing', async () => {
    expect(data((await yaml('a:\n  <<: text\n  b: 1\n')).roots[0])).toEqual({ a: { '<<': 'text', b: '1' } });
  });

  it('reads several documents, each with its own anchors', async () => {
    const tree = await load('yaml/documents.yaml');
    expect(tree.roots.map(data)).toEqual([
      { kind: 'A', x: 'one' },
      { kind: 'B', x: null },
    ]);
    expect(problems(tree)).toEqual(['10:4-10:6 yaml/syntax Nothing before this place has the anchor &x, so the alias *x has no value.']);
  });

  it('reads a byte order mark, and CRLF', async () => {
    const bom = await load('yaml/bom.yaml');
    expect(data(bom.roots[0])).toEqual({ key: 'value', other: 'x' });
    expect(bom.roots[0]?.span.start).toBe(1);
    const crlf = await load('yaml/crlf.yaml');
    expect(data(crlf.roots[0])).toEqual({ key: 'value', text: 'one\ntwo\n', list: ['a b'] });
    expect(source(crlf, at(crlf.roots[0], 'text'))).toBe('|\r\n  one\r\n  two');
    expect(crlf.comments().map(({ text }) => text)).toEqual(['windows']);
  });

  it('reads line ends of CR alone', async () => {
    const tree = await yaml('a: 1\rb: |\r  x\r  y\r');
    expect(data(tree.roots[0])).toEqual({ a: '1', b: 'x\ny\n' });
  });

  it('takes other breaks of YAML 1.1 as characters', async () => {
    expect(data((await yaml('a: x\u0085y\nb: "x\u2028y"\n')).roots[0])).toEqual({ a: 'x\u0085y', b: 'x\u2028y' });
  });

  it('gives no root for texts without content', async () => {
    for (const text of ['', '\n', '# only\n', '---\n', '---\n...\n', '\ufeff', '\ufeff# x']) {
      const tree = await yaml(text);
      expect({ text, roots: tree.roots, problems: tree.problems }).toEqual({ text, roots: [], problems: [] });
    }
    expect((await yaml('# only\n')).comments().map(({ text }) => text)).toEqual(['only']);
  });

  it('spans: quotes and brackets belong to a node, tags and anchors do not', async () => {
    const tree = await yaml('a: !Sub "x"\nb: &y [ 1, {c: 2} ]\nd: !If\n  - e\n  - f: >-\n      text\n\ng: \n');
    const root = tree.roots[0];
    expect(source(tree, at(root, 'a'))).toBe('"x"');
    expect(at(root, 'a')).toMatchObject({ tag: '!Sub', tagSpan: { start: 3, end: 7 }, style: 'double' });
    expect(source(tree, at(root, 'b'))).toBe('[ 1, {c: 2} ]');
    expect(source(tree, at(root, 'b', '1'))).toBe('{c: 2}');
    expect(source(tree, at(root, 'd'))).toBe('- e\n  - f: >-\n      text');
    expect(at(root, 'd').tag).toBe('!If');
    expect(source(tree, at(root, 'd', '1', 'f'))).toBe('>-\n      text');
    expect(at(root, 'g').span).toEqual({ start: tree.file.text.length - 2, end: tree.file.text.length - 2 });
    expect(source(tree, root as Node)).toBe(tree.file.text.slice(0, -2));
  });

  it('places values that are not written after their indicator', async () => {
    const spot = async (text: string, ...path: string[]): Promise<string> => {
      const { start } = at((await yaml(text)).roots[0], ...path).span;
      return `${text.slice(0, start)}^${text.slice(start)}`;
    };
    expect(await spot('a: # why\nb: 1\n', 'a')).toBe('a:^ # why\nb: 1\n');
    expect(await spot('a: !Ref\nb: 1\n', 'a')).toBe('a: !Ref^\nb: 1\n');
    expect(await spot('"a" :\nb: 1\n', 'a')).toBe('"a" :^\nb: 1\n');
    expect(await spot('- x\n# y\n-\n- z\n', '1')).toBe('- x\n# y\n-^\n- z\n');
    expect(await spot('{a: [x], b}', 'b')).toBe('{a: [x], b^}');
    expect(await spot('{a: [x], b: }', 'b')).toBe('{a: [x], b:^ }');
    expect(await spot('? a\n? b\n', 'a')).toBe('? a^\n? b\n');
  });

  it('keeps the source text of plain scalars and tells null from text', async () => {
    const tree = await yaml('a: 012\nb: on\nc: ~\nd: "null"\ne: NULL\nf: nULL\ng:\nh: 1e3\n');
    const root = tree.roots[0] as MapNode;
    expect(root.pairs.map(({ value }) => [(value as ScalarNode).value, (value as ScalarNode).isNull])).toEqual([
      ['012', false],
      ['on', false],
      ['~', true],
      ['null', false],
      ['NULL', true],
      ['nULL', false],
      ['', true],
      ['1e3', false],
    ]);
  });

  it('treats the names of prototypes as data', async () => {
    const root = (await yaml('__proto__: {a: 1}\nconstructor: b\n')).roots[0] as MapNode;
    expect(root.pairs.map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
    expect(root.get('toString')).toBeUndefined();
    expect((at(root, '__proto__', 'a') as ScalarNode).value).toBe('1');
  });

  it('finds comments wherever they stand, and none in texts', async () => {
    const tree = await load('yaml/comments.yaml');
    expect(tree.comments().map(({ text }) => text)).toEqual(['first', 'after a value', 'in a header', 'between', 'after quotes', 'in brackets', 'last']);
    for (const { span } of tree.comments()) expect(tree.file.text[span.start]).toBe('#');
  });

  it('says that a collection is no key', async () => {
    const tree = await yaml('? [a, b]\n: c\nd: e\n');
    expect(problems(tree)).toEqual(['1:3-1:4 yaml/syntax A key here is a list, which no reader of configuration accepts.']);
    expect((tree.roots[0] as MapNode).pairs.map(({ name }) => name)).toEqual(['', 'd']);
    expect((tree.roots[0] as MapNode).get('')).toBeUndefined();
  });

  it('reads JSON in a YAML file', async () => {
    expect(data((await yaml('{"a":1,\n\t"b":[true,"x\\/\\u00e9"]}')).roots[0])).toEqual({ a: '1', b: ['true', 'x/é'] });
  });
});

describe('broken YAML', () => {
  it('a section without indentation under its key: said there, all else is read', async () => {
    const tree = await load('yaml/unindented-block.yaml');
    expect(problems(tree)).toEqual([
      '8:1-8:9 yaml/syntax The text of the block scalar "output.conf" starts here without indentation, so it is not part of it.',
    ]);
    expect(data(at(tree.roots[0], 'data'))).toEqual({
      'input.conf': '[INPUT]\n    Name  tail\n',
      'output.conf': '',
      'parsers.conf': '[PARSER]\n    Name  json\n',
    });
    expect(tree.recovered).toBe(true);
    // The fix makes the file sound, with the section under its key.
    let { text } = tree.file;
    for (const edit of [...(tree.problems[0]?.fix?.edits ?? [])].reverse()) text = text.slice(0, edit.at.span.start) + edit.text + text.slice(edit.at.span.end);
    const fixed = await yaml(text);
    expect(fixed.problems).toEqual([]);
    expect(data(at(fixed.roots[0], 'data', 'output.conf'))).toBe('[OUTPUT]\n    Name  es\n    Match *\n\n[OUTPUT]\n    Name  stdout\n');
  });

  it('quotes that go on without indentation: read, with a mild word', async () => {
    const tree = await load('yaml/quoted-continuation.yaml');
    expect(problems(tree).map((line) => line.slice(0, 44))).toEqual(['3:1-3:37 yaml/quoted-continuation-indent A t']);
    expect(data(tree.roots[0])).toMatchObject({
      Description: 'A cluster with a # that is no comment. **WARNING** It costs money: really.',
      Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
    });
    expect(tree.recovered).toBe(false);
    expect(tree.comments()).toEqual([]);
    const map = (at(tree.roots[0], 'Description') as ScalarNode).positions();
    const [span] = map.toHost({ start: 39, end: 50 });
    expect(span && tree.file.text.slice(span.start, span.end)).toBe('**WARNING**');
  });

  it('brackets whose lines are not indented: read as CloudFormation reads them', async () => {
    const tree = await load('yaml/flow-indentation.yaml');
    expect(problems(tree)).toEqual([]);
    expect(data(tree.roots[0])).toEqual({
      Globals: { Function: { VpcConfig: ['UseVpc', { SubnetIds: 'Subnets' }, 'AWS::NoValue'], Layers: ['a', 'b'] } },
      Resources: {},
    });
    expect(tree.comments().map(({ text }) => text)).toEqual(['the private ones']);
  });

  it('tabs', async () => {
    const tree = await load('yaml/tabs.yaml');
    expect(problems(tree)).toEqual(['2:1-2:2 yaml/syntax A tab indents this line; YAML allows blanks only.']);
    expect(data(tree.roots[0])).toEqual({ services: { web: { image: 'nginx' }, db: { image: 'postgres' } } });
  });

  it('quotes and brackets that are never closed', async () => {
    const tree = await load('yaml/unclosed.yaml');
    expect(problems(tree)).toEqual(['1:8-1:9 yaml/syntax This " is not closed.', '3:7-3:8 yaml/syntax This [ is never closed.']);
    expect(data(tree.roots[0])).toMatchObject({ first: 'never closed', second: 'two', third: 'three' });
  });

  it('templates: said once, and read with the expressions as text', async () => {
    const tree = await load('yaml/helm.yaml');
    expect(problems(tree)).toEqual(['2:1-2:26 yaml/syntax This is a template expression, so the file is YAML only after it was rendered.']);
    expect(data(tree.roots[0])).toMatchObject({ kind: 'Service', metadata: { name: '{{ include "app.name" . }}-web' }, spec: { port: '{{ .Values.port }}' } });
  });

  it('template expressions that happen to be YAML are text, too', async () => {
    const tree = await yaml('a: {{ x }}\nb: {{ y }}\nc: "{{ z }}"\nd: [{{ x }}, 1]\n');
    expect(problems(tree)).toEqual(['1:4-1:11 yaml/syntax This is a template expression, so the file is YAML only after it was rendered.']);
    expect(data(tree.roots[0])).toEqual({ a: '{{ x }}', b: '{{ y }}', c: '{{ z }}', d: ['{{ x }}', '1'] });
  });

  it.each([
    ['a: *.log\nb: 1\n', '1:4-1:9 yaml/syntax Nothing before this place has the anchor &.log, so the alias *.log has no value.', { a: null, b: '1' }],
    ['a: *\nb: 1\n', '1:4-1:5 yaml/syntax A * outside quotes starts an alias, and no name follows.', { a: '*', b: '1' }],
    ['a: @x\nb: 1\n', '1:4-1:5 yaml/syntax A @ outside quotes is reserved and starts no value.', { a: '@x', b: '1' }],
    ['a: b: c\nd: 1\n', '1:5-1:6 yaml/syntax A second colon with a blank after it stands on this line.', { a: 'b: c', d: '1' }],
    ['a: "\\d+"\nb: 1\n', '1:5-1:7 yaml/syntax \\d is no escape of a text in double quotes.', { a: '\\d+', b: '1' }],
    [
      'a: x\u0007y\nb: 1\n',
      '1:5-1:6 yaml/syntax The control character U+0007 stands in the text; YAML allows it only as an escape in double quotes.',
      { a: 'x\ufffdy', b: '1' },
    ],
    [
      'a: x\0y\nb: 1\n',
      '1:5-1:6 yaml/syntax The control character U+0000 stands in the text; YAML allows it only as an escape in double quotes.',
      { a: 'x\ufffdy', b: '1' },
    ],
    ['a: 1\nb\nc: 3\n', '2:1-2:2 yaml/syntax This line is no "key: value" pair.', { a: '1', b: null, c: '3' }],
  ])('%j', async (text, problem, tree) => {
    const parsed = await yaml(text);
    expect(problems(parsed)).toEqual([problem]);
    expect(data(parsed.roots[0])).toEqual(tree);
    expect(parsed.problems[0]?.advice).not.toBe('');
  });

  it('no-break spaces where blanks belong: read as blanks, said once', async () => {
    const tree = await load('yaml/no-break-spaces.yaml');
    expect(problems(tree)).toEqual([
      '2:1-2:2 text/invisible-character This is a no-break space (U+00A0) and not a blank (and 2 more in this file); it is no white space to a parser.',
    ]);
    expect(data(tree.roots[0])).toEqual({ Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Sid: 'in\u00a0quotes' }] });
  });

  it('leaves no-break spaces in texts alone', async () => {
    const tree = await yaml('a: "\u00a0x"\nb: |\n  y\n  \u00a0z\nc: one\u00a0two\n# d\u00a0\n');
    expect(problems(tree)).toEqual([]);
    expect(data(tree.roots[0])).toEqual({ a: '\u00a0x', b: 'y\n\u00a0z\n', c: 'one\u00a0two' });
  });

  it.each([
    ['['.repeat(100_000), 'brackets'],
    ['{a: '.repeat(100_000), 'braces'],
    ['- '.repeat(100_000), 'dashes'],
    [`x: "unclosed\n${'['.repeat(100_000)}`, 'brackets after another error'],
  ])('100,000 nested %#', async (text) => {
    const started = performance.now();
    const tree = await yaml(text);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(tree.problems.length).toBeGreaterThan(0);
  });
});
