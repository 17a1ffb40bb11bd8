import { XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { noHost } from '../../src/core/host.ts';
import { SourceFile, type Span } from '../../src/core/source-file.ts';
import { claims as emrClaims } from '../../src/parsers/emr/claims.ts';
import emr from '../../src/parsers/emr/parse.ts';
import { claims } from '../../src/parsers/hadoop/claims.ts';
import { readConfiguration } from '../../src/parsers/hadoop/configuration.ts';
import hadoop from '../../src/parsers/hadoop/parse.ts';
import type { SchedulerConfiguration } from '../../src/parsers/yarn/tree.ts';
import { rules } from '../../src/rules/index.ts';

const COUNT = Number(process.env.FUZZ ?? 500);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
/** Milliseconds for one text: far above what any of them takes. */
const HANG = 2000;
const P = 'yarn.scheduler.capacity.';

const XML = [
  `<?xml version="1.0"?>\n<!DOCTYPE configuration [ <!ENTITY e "x"> ]>\n<configuration xmlns:xi="http://www.w3.org/2001/XInclude">\n  <!-- one -->\n  <property>\n    <name>${P}root.queues</name>\n    <value>etl, adhoc,\n ml</value>\n    <final>true</final>\n  </property>\n  <property><name>${P}root.etl.capacity</name><value>\${half}</value></property>\n  <property name="half" value='5&#48;'/>\n  <property><name>${P}root.adhoc.capacity</name><value><![CDATA[50]]></value></property>\n  <xi:include href="more.xml"><xi:fallback/></xi:include>\n</configuration>\n`,
  `<configuration>\r\n<property><name>${P}root.queues</name><value>a,b</value></property>\r\n<property><name>${P}root.a.queues</name><value>c</value></property>\r\n<property><name>${P}root.a.c.accessible-node-labels.GPU.capacity</name><value>101</value></property>\r\n<property><name>${P}root.b.capacity</name><value>2w</value></property>\r\n<property><name>${P}root.a.maximum-capacity</name><value>50%</value></property>\r\n<property><name>${P}root.x.c.state</name><value>&e;</value></property>\r\n<property><name>${P}queue-mappings</name><value>u:a:c,g:b:a,u:%user:%user,u:x:nowhere</value></property>\r\n</configuration>`,
];
const JSON_SEEDS = [
  JSON.stringify(
    [
      { Classification: 'yarn-site', Properties: { 'yarn.acl.enable': 'true' } },
      {
        Classification: 'capacity-scheduler',
        Properties: { [`${P}root.queues`]: 'a,b', [`${P}root.a.capacity`]: '60', [`${P}root.b.capacity`]: 50, [`${P}queue-mappings`]: 'u:x:c' },
        Configurations: [{ classification: 'capacity-scheduler', properties: { [`${P}root.c.priority`]: null } }],
      },
    ],
    null,
    1,
  ),
];
const PIECES = [
  ...[
    '<',
    '>',
    '/>',
    '</',
    '<property>',
    '</property>',
    '<name>',
    '</value>',
    '<value>',
    '<configuration>',
    '<!--',
    '-->',
    '--',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
  ],
  ...[
    '<!DOCTYPE',
    '<!ENTITY ',
    '&',
    '&amp;',
    '&#',
    ';',
    '"',
    "'",
    '=',
    ' ',
    '\t',
    '\n',
    '\r',
    '${',
    '}',
    '%',
    ',',
    ':',
    '.',
    '[',
    ']',
    '{',
    'w',
    '-1',
    '101',
    '1e9',
    'NaN',
  ],
  ...[
    '\u00a0',
    '\ufeff',
    '\u0000',
    '\ud83d\ude00',
    '\ud800',
    '__proto__',
    'constructor',
    'root',
    'root.',
    '.queues',
    '.capacity',
    'xi:',
    'include',
    'final',
    'accessible-node-labels.',
    '.*',
  ],
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

function mutated(next: (below: number) => number, seeds: readonly string[]): string {
  let text = seeds[next(seeds.length)] as string;
  for (let edits = 1 + next(5); edits > 0; edits--) {
    const at = next(text.length + 1);
    const insert = next(3) === 0 ? '' : next(2) ? (PIECES[next(PIECES.length)] as string) : text.slice(next(text.length + 1)).slice(0, next(80));
    text = text.slice(0, at) + insert + text.slice(at + (next(2) ? next(20) : 0));
  }
  return text;
}

const own = await Promise.all(rules.filter(({ id }) => id.startsWith('yarn/')).map((entry) => entry.load()));

/** All places of a document's queues, and of what the rules say of them. */
function* spansOf(configuration: SchedulerConfiguration): Generator<Span> {
  const tree = configuration.read();
  for (const { at } of tree.queues) yield at.span;
  for (const { at, value } of tree.settings) yield* [at.span, value.span];
  for (const rule of own) {
    const spans: Span[] = [];
    rule
      .create?.({
        options: undefined,
        settings: {} as never,
        now: new Date(0),
        report: ({ at, related = [], fix }) => {
          spans.push(at.span, ...related.map((other) => ('at' in other ? other.at.span : other.span)), ...(fix?.edits ?? []).map((edit) => edit.at.span));
        },
        locate: undefined as never,
      })
      ['yarn.queueTree']?.(configuration);
    yield* spans;
  }
}

test(`Hadoop XML and EMR JSON: ${COUNT} mutations from seed ${SEED}`, { timeout: 600_000 }, async () => {
  let read = 0;
  let sound = 0;
  let missed = 0;
  for (let i = 0; i < COUNT; i++) {
    const next = random(SEED + i);
    const isJson = next(4) === 0;
    const text = mutated(next, isJson ? JSON_SEEDS : XML);
    const file = new SourceFile(isJson ? 'emr.json' : 'capacity-scheduler.xml', text);
    const started = performance.now();
    try {
      void [claims(file.path, text), emrClaims(file.path, text)];
      const { document, problems } = await (isJson ? emr : hadoop).parse(file, noHost);
      const spans: Span[] = problems.flatMap(({ span, fix }) => [span, ...(fix?.edits ?? []).map(({ at }) => at.span)]);
      for (const { span } of document.comments()) spans.push(span, document.nodeAt?.(span.start) ?? span);
      for (const { type, node } of document.subjects()) if (type === 'yarn.queueTree') spans.push(...spansOf(node as SchedulerConfiguration));
      for (const { start, end } of spans) if (!(start >= 0 && start <= end && end <= text.length)) throw new Error(`span ${start}-${end}`);
      if (!isJson) {
        read += readConfiguration(file, noHost).properties.size;
        if (problems.length === 0) sound++;
        // What it refuses and this does not is listed below; it knows less of names and entities.
        if (problems.length === 0 && XMLValidator.validate(text) !== true) missed++;
      }
      if (performance.now() - started > HANG) throw new Error('too slow');
    } catch (error) {
      throw new Error(`seed ${SEED + i}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
  console.log(`hadoop: ${COUNT} mutations from seed ${SEED}, ${read} properties read, ${sound} texts sound, ${missed} of them refused by fast-xml-parser`);
  expect(read).toBeGreaterThan(COUNT);
});
