import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { type Host, noHost } from '../../src/core/host.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import { claims as emrClaims } from '../../src/parsers/emr/claims.ts';
import { claims } from '../../src/parsers/hadoop/claims.ts';
import { readConfiguration } from '../../src/parsers/hadoop/configuration.ts';
import parser from '../../src/parsers/hadoop/parse.ts';
import { readXml } from '../../src/parsers/xml/read.ts';
import { queueKey } from '../../src/parsers/yarn/keys.ts';
import type { QueueTree } from '../../src/parsers/yarn/tree.ts';

const P = 'yarn.scheduler.capacity.';
const file = (text: string, path = 'capacity-scheduler.xml'): SourceFile => new SourceFile(path, text);
const slice = ({ file, span }: { file: SourceFile; span: { start: number; end: number } }): string => file.text.slice(span.start, span.end);

/** Names and values, holes as `${name}`, what is unknown as such. */
function propertiesOf(text: string, host: Host = noHost): Record<string, string> {
  const { properties } = readConfiguration(file(text), host);
  return Object.fromEntries([...properties].map(([name, { value }]) => [name, value.display]));
}

/** Where a text is refused: `line:column rule text`. */
function refusals(text: string): string[] {
  const source = file(text);
  return readXml(source).problems.map(({ span, text: said }) => {
    const { line, column } = source.positionAt(span.start);
    return `${line}:${column} ${said}`;
  });
}

function treeOf(text: string, host: Host = noHost): QueueTree {
  const [subject] =
    parser.parse(file(text), host) instanceof Promise
      ? []
      : [...(parser.parse(file(text), host) as { document: { subjects(): Iterable<never> } }).document.subjects()];
  return (subject as unknown as { node: { read(): QueueTree } }).node.read();
}

describe('properties, as Hadoop reads them', () => {
  test('names are trimmed, values are not', () => {
    const text = '<configuration><property><name>\n a.b </name><value> </value></property></configuration>';
    const property = readConfiguration(file(text), noHost).properties.get('a.b');
    expect(property && [slice(property.at), property.value.string, slice(property.value)]).toEqual(['a.b', ' ', ' ']);
  });

  test('the short form, CDATA, references, line ends and comments inside a value', () => {
    expect(
      propertiesOf(
        '<configuration><property name="a" value="1&#x41;"/><property><name>b</name><value><![CDATA[<&]]>x<!-- no -->&amp;\r\ny</value></property></configuration>',
      ),
    ).toEqual({ a: '1A', b: '<&x&\ny' });
  });

  test('the last holds, but none after a final one; without a name or value there is none', () => {
    const property = (name: string, value: string, more = ''): string => `<property><name>${name}</name><value>${value}</value>${more}</property>`;
    expect(
      propertiesOf(
        `<configuration>${property('a', '1')}${property('a', '2')}${property('b', '1', '<final>true</final>')}${property('b', '2')}${property('c', '1', '<final> true</final>')}${property('c', '2')}${property('d', '')}<property><name>e</name><vaule>1</vaule></property><property><value>1</value></property></configuration>`,
      ),
    ).toEqual({ a: '2', b: '1', c: '2' });
  });

  test('${names} are put in where this configuration has them', () => {
    const all = Object.entries({
      a: '1',
      b: '${a}${a}',
      c: '${b}-${other}',
      d: '${env.HOME:-x}',
      e: '${f}',
      f: '${e}',
      g: '${ a}',
      h: '$a ${}',
      i: '{{HOME}}/x',
    });
    const text = `<configuration>${all.map(([name, value]) => `<property><name>${name}</name><value>${value}</value></property>`).join('')}</configuration>`;
    const { e, f, i, ...known } = propertiesOf(text);
    expect(known).toEqual({ a: '1', b: '11', c: '11-${other}', d: '${env.HOME:-x}', g: '${ a}', h: '$a ${}' });
    for (const name of ['e', 'f', 'i']) expect(readConfiguration(file(text), noHost).properties.get(name)?.value.isUnknown).toBe(true);
    expect([e, f, i]).toEqual(['(unknown)', '(unknown)', '(unknown)']);
  });

  test('entities of a document type are not expanded', () => {
    const bomb = `<!DOCTYPE x [${Array.from({ length: 30 }, (_, i) => `<!ENTITY e${i} "${`&e${i - 1};`.repeat(10)}">`).join('')}]><configuration><property><name>a</name><value>&e29;</value></property></configuration>`;
    const { properties, problems } = readConfiguration(file(bomb), noHost);
    expect(problems).toEqual([]);
    expect(properties.get('a')?.value.isUnknown).toBe(true);
  });

  test('names that JavaScript objects have are data', () => {
    expect(Object.keys(propertiesOf('<configuration><property><name>constructor</name><value>1</value></property><__proto__/></configuration>'))).toEqual([
      'constructor',
    ]);
  });
});

describe('includes', () => {
  const hostOf = (files: Record<string, string>): Host => ({
    ...noHost,
    read: (_, reference) => (reference.startsWith('..') ? 'outside' : files[reference] === undefined ? 'missing' : file(files[reference], reference)),
  });
  const include = (href: string, inside = ''): string =>
    `<configuration xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="${href}">${inside}</xi:include></configuration>`;
  const property = '<property><name>a</name><value>1</value></property>';

  test('are read where they stand, and told at their own place', () => {
    const text = include('more.xml');
    const { properties, complete } = readConfiguration(file(text), hostOf({ 'more.xml': `<configuration>${property}</configuration>` }));
    const found = properties.get('a');
    expect([complete, found?.value.string, found && slice(found.value), found?.value.file.path]).toEqual([true, '1', 'more.xml', 'capacity-scheduler.xml']);
  });

  test('that are missing, outside, or loop leave the rest unknown', () => {
    for (const href of ['gone.xml', '../outside.xml', 'https://example.com/x.xml', '/etc/x.xml', '']) {
      const { complete, properties } = readConfiguration(file(include(href)), hostOf({}));
      expect([href, complete, properties.size]).toEqual([href, false, 0]);
    }
    const loop = readConfiguration(file(include('a.xml')), hostOf({ 'a.xml': include('b.xml'), 'b.xml': include('a.xml') }));
    expect(loop.complete).toBe(false);
  });

  test('have a fallback', () => {
    const fallback = `<xi:fallback>${property}</xi:fallback>`;
    expect(propertiesOf(include('gone.xml', fallback), hostOf({}))).toEqual({ a: '1' });
    expect(propertiesOf(include('more.xml', fallback), hostOf({ 'more.xml': '<configuration/>' }))).toEqual({});
  });
});

describe('broken texts', () => {
  test.each([
    ['<configuration>\n  <property>\n</configuration>', ['2:4 <property> is not closed before </configuration>.']],
    ['<a></b></a>', ['1:4 </b> closes no element.']],
    ['<a><b>x</c></a>', ['1:8 </c> stands where <b> ends.']],
    ['<a><!-- b -- c --></a>', ['1:11 Two hyphens stand inside a comment.']],
    ['\n<?xml version="1.0"?><a/>', ['2:1 White space stands before the XML declaration, which must be the first thing in the file.']],
    ['\ufeff<?xml version="1.0"?><a/>', []],
    [
      '<a b="1" b="2" c=d e/>',
      ['1:10 The tag <a> has the attribute b twice.', '1:16 The attribute c has no value in quotes.', '1:20 The attribute e has no value in quotes.'],
    ],
    ['<a b="1 < 2"/>', ['1:9 A < stands in the value of the attribute b.']],
    ['<a b="1>\n<b/></a>', ['1:2 The tag <a has no > at its end.', '1:6 The value of the attribute b has no closing quote.']],
    ['<a>]]></a>', ['1:4 ]]> stands in text.']],
    [
      '<a>\u0001&#0;&#xD800;</a>',
      [
        '1:4 The character U+0001 stands in the text, which XML has no place for.',
        '1:5 &#0; stands for no character that XML has.',
        '1:9 &#xD800; stands for no character that XML has.',
      ],
    ],
    ['<!DOCTYPE a SYSTEM "x.dtd"><a>&x;</a>', []],
    ['<!DOCTYPE a [ <!-- ]> --> <!ENTITY x "]>"> ]><a>&x;</a>', []],
    ['<a/><!DOCTYPE a>', ['1:5 A document type stands after the root element has begun.']],
    ['<a><![CDATA[x</a>', ['1:4 The CDATA section that begins here never ends.']],
    ['<a><?x</a>', ['1:4 The processing instruction that begins here never ends.']],
    ['', ['1:1 The file holds no element.']],
    ['x<a/>', ['1:1 Text stands before the root element.']],
    ['<a', ['1:2 The file ends before <a> is closed.']],
    ['<a><b>1<', ['1:5 The file ends before <b> is closed; <a> is open, too.']],
    ['<a><b>1<pro', ['1:5 The file ends before <b> is closed; <a> is open, too.']],
    ['<a><b>1</', ['1:5 The file ends before <b> is closed; <a> is open, too.']],
    ['<a><bc>1</b', ['1:5 The file ends before <bc> is closed; <a> is open, too.']],
    ['<a></a', ['1:4 The end tag </a has no >.']],
    ['<x:a xmlns:x="y"><x:b/></x:a>', []],
    // What fast-xml-parser refuses besides.
    ['<!DOCTYPE a [ <!ENTITY</ "x"> ]>\n<a/>', ['1:1 The document type that begins here is malformed: a parser finds no element after it.']],
    ['<a>\n  <b c😀="d"/>\n</a>', ["2:6 This is no well-formed XML: Attribute 'c😀' is an invalid name."]],
    ['<a></a></', ["1:10 This is no well-formed XML: Invalid space after '<'."]],
    // What it takes for markup in quotes.
    ['<!DOCTYPE a [ <!ENTITY e "<!--x"> ]>\n<a/>', []],
  ])('%j', (text, expected) => {
    expect([...refusals(text)].sort()).toEqual([...expected].sort());
  });

  test('as much as can be read is read', () => {
    const text =
      '<configuration>\n<property><name>a</nam><value>1</value></property>\n<property><name>b</name><value>2\n<property><name>c</name><value>3</value></property>\n<property><name>d</name><val';
    const { properties, complete } = readConfiguration(file(text), noHost);
    expect([[...properties.keys()], complete]).toEqual([['a', 'c'], false]);
  });

  test('nothing hostile takes long', () => {
    const hostile = [
      '<a>',
      '</a>',
      '<a b="',
      '<!--',
      '<a <',
      '&',
      '<![CDATA[',
      ']]>',
      '<?x',
      '<!DOCTYPE [',
      '"',
      '<a b=c ',
      '<property><name>',
      '${a}',
      '<a/>',
      '--',
      '\u00a0',
      '</',
    ].flatMap((piece) => [piece.repeat(50_000), `<configuration>${piece.repeat(50_000)}</configuration>`]);
    hostile.push(`${'<a>'.repeat(900)}${'<b></c>'.repeat(20_000)}`, `<configuration><!-- ${'-'.repeat(200_000)} --></configuration>`);
    for (const text of hostile) {
      const started = performance.now();
      const { problems, properties } = readConfiguration(file(text), noHost);
      expect(problems.length).toBeLessThanOrEqual(20);
      void properties;
      expect(performance.now() - started, text.slice(0, 40)).toBeLessThan(1500);
    }
  });
});

test('what is written is read back, at its place', () => {
  const value = fc
    .string({ unit: 'binary', maxLength: 12 })
    .map((text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff{@$]/g, ''));
  const name = fc.stringMatching(/^[a-z][a-z.-]{0,8}[a-z]$/);
  const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll(']]>', ']]&gt;').replaceAll('\r', '&#13;');
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value, fc.boolean()), { maxLength: 8 }), fc.constantFrom('\n', '\r\n', ' '), (properties, blank) => {
      const text = `<configuration>${blank}${properties
        .map(([key, content, short]) =>
          short
            ? `<property value='${escaped(content).replaceAll("'", '&apos;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}' name="${key}" />`
            : `<!-- ${key.replaceAll('-', '')} -->${blank}<property><name>${blank}${key}</name><description>x</description><value>${escaped(content)}</value></property>`,
        )
        .join(blank)}</configuration>`;
      const read = readConfiguration(file(text), noHost);
      expect(read.problems).toEqual([]);
      const expected = new Map<string, string>();
      for (const [key, content, short] of properties) if (short || content !== '') expected.set(key, content);
      expect(new Map([...read.properties].map(([key, property]) => [key, property.value.string]))).toEqual(expected);
      for (const { at, name: key } of read.properties.values()) expect(slice(at)).toBe(key);
      expect(read.comments.length).toBe(properties.filter(([, , short]) => !short).length);
    }),
    { numRuns: 200 },
  );
});

describe('queues', () => {
  const of = (properties: Record<string, string>): QueueTree =>
    treeOf(
      `<configuration>${Object.entries(properties)
        .map(([name, value]) => `<property><name>${P}${name}</name><value>${value}</value></property>`)
        .join('')}</configuration>`,
    );

  test('stand in the lists of their parents', () => {
    const tree = of({ 'root.queues': ' a, b,,a ', 'root.a.queues': 'c', 'root.d.queues': 'e' });
    expect(tree.queues.map(({ path, complete }) => [path, complete])).toEqual([
      ['root', true],
      ['root.a', true],
      ['root.b', true],
      ['root.a.c', true],
    ]);
    expect(tree.queues.map(({ at }) => slice(at))).toEqual(['configuration', 'a', 'b', 'c']);
    expect(['root.a.c', 'root.a.x', 'root.d.e'].map((path) => tree.has(path))).toEqual(['yes', 'no', 'no']);
    expect(tree.capacity({ path: 'root.a' })).toEqual({ kind: 'absent' });
  });

  test('have their place in lists of several lines, too', () => {
    const list = '\r\n  etl,\r\n  adhoc,\r\n\r\n  ml\r\n';
    const tree = of({ 'root.queues': list });
    expect(tree.root.children.map(({ at, name }) => [name, slice(at)])).toEqual([
      ['etl', 'etl'],
      ['adhoc', 'adhoc'],
      ['ml', 'ml'],
    ]);
    expect(of({ 'root.queues': 'a&#44;b' }).root.children.map(({ at }) => slice(at))).toEqual(['a&#44;b', 'a&#44;b']);
  });

  test('what a part of a configuration lacks is unknown', () => {
    const tree = of({ 'root.a.capacity': '5' });
    expect([tree.has('root.a'), tree.capacity({ path: 'root.b' }).kind, tree.root.complete]).toEqual(['maybe', 'unknown', false]);
  });

  test.each([
    ['root.a.capacity', { path: 'root.a', setting: 'capacity' }],
    ['root.a.b.accessible-node-labels.GPU.maximum-capacity', { path: 'root.a.b', setting: 'maximum-capacity', label: 'GPU' }],
    ['root.a.accessible-node-labels', { path: 'root.a', setting: 'accessible-node-labels' }],
    ['root.a.intra-queue-preemption.disable_preemption', { path: 'root.a', setting: 'intra-queue-preemption.disable_preemption' }],
    ['root.a.user-settings.jane.doe.weight', { path: 'root.a', setting: 'user-settings' }],
    ['root.priority.priority', { path: 'root.priority', setting: 'priority' }],
    ['root.a.leaf-queue-template.capacity', undefined],
    ['root.*.capacity', undefined],
    ['root', undefined],
    ['resource-calculator', undefined],
    ['root.a.max-capacity', undefined],
  ])('%s', (key, expected) => expect(queueKey(key)).toEqual(expected));
});

test('claims', () => {
  const text = '<?xml version="1.0"?>\n<configuration>\n  <property>\n    <name>a</name>\n  </property>\n</configuration>';
  expect(claims('conf/yarn-site.xml', '<configuration/>')?.sure).toBe(true);
  expect(claims('conf/other.xml', text)?.sure).toBe(true);
  expect(claims('logback.xml', '<configuration><property name="a" value="b"/></configuration>')).toBeUndefined();
  expect(claims('yarn-site.xml', `<% if x %>${text}`)).toBeUndefined();
  expect(claims('pom.xml', '<project><name>a</name></project>')).toBeUndefined();
  expect(emrClaims('a.json', '[{"Classification": "x", "Properties": {}}]')?.sure).toBe(true);
  expect(emrClaims('a.json', '[{"classification": "x", "properties": {}}]')?.sure).toBe(true);
  expect(emrClaims('a.json', '{"Instances": {}, "Configurations": [{"Classification": "x", "Properties": {}}]}')).toBeDefined();
  expect(emrClaims('a.json', '{"Classification": "x", "Properties": {}}')).toBeUndefined();
});

const shared = new URL('../../../shared/corpus/', import.meta.url);
function xmlFiles(folder: string): { path: string; text: string }[] {
  const root = fileURLToPath(new URL(folder, shared));
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.xml$/.test(path))
    .sort()
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(`${root}/${path}`, 'utf8') }));
}
if (!existsSync(shared)) console.log('skipped: XML of the corpus, which is not here');

describe.skipIf(!existsSync(shared))('the corpus', () => {
  /** Templates of other languages. */
  const TEMPLATES = ['apache__bigtop/bigtop-deploy/puppet/modules/hadoop/templates/yarn-site.xml'];

  test('sound files are read without a refusal, with the elements that fast-xml-parser finds', () => {
    const files = [...xmlFiles('capacity-scheduler'), ...xmlFiles('saml-metadata')].filter(({ path }) => !TEMPLATES.includes(path));
    let elements = 0;
    for (const { path, text } of files) {
      const reading = readXml(file(text, path));
      if (XMLValidator.validate(text) !== true) continue;
      expect(
        reading.problems.map((problem) => problem.text),
        path,
      ).toEqual([]);
      const own = reading.events.flatMap((event) => (event.kind === 'start' ? [`${event.name}@${event.span.start}`] : []));
      expect(own, path).toEqual(startsOf(text));
      elements += own.length;
    }
    console.log(`XML: ${files.length} files, ${elements} elements as in fast-xml-parser`);
    expect(elements).toBeGreaterThan(1000);
  });

  test('broken files are refused, and what stands before is read', () => {
    const broken = xmlFiles('broken').filter(({ text }) => XMLValidator.validate(text) !== true);
    for (const { path, text } of broken) {
      const { problems, complete } = readConfiguration(file(text, path), noHost);
      expect(problems.length, path).toBeGreaterThan(0);
      expect(complete, path).toBe(false);
    }
    console.log(`XML: ${broken.length} broken files refused`);
    expect(broken.length).toBeGreaterThan(10);
  });
});

/** Elements and where they start, of fast-xml-parser. */
function startsOf(text: string): string[] {
  const metadata = XMLParser.getMetaDataSymbol() as symbol;
  const options = {
    preserveOrder: true,
    captureMetaData: true,
    trimValues: false,
    parseTagValue: false,
    processEntities: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
  };
  type Item = Record<string | symbol, unknown>;
  const result: string[] = [];
  const stack: Item[] = [...(new XMLParser(options).parse(text) as Item[])].reverse();
  for (let item = stack.pop(); item; item = stack.pop()) {
    const name = Object.keys(item).find((key) => key !== ':@') as string;
    if (name === '#text') continue;
    result.push(`${name}@${(item[metadata] as { startIndex: number }).startIndex}`);
    stack.push(...[...(item[name] as Item[])].reverse());
  }
  return result;
}
