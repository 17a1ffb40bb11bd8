import { expect, test } from 'vitest';
import { noConfig } from '../../src/config/load.ts';
import { MAX_RUNS } from '../../src/core/choices.ts';
import { noHost } from '../../src/core/host.ts';
import { lint } from '../../src/core/lint.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import { parsers } from '../../src/parsers/index.ts';
import { rules } from '../../src/rules/index.ts';
import { run, visits } from './branching-rule.ts';

/** The bench's own template; its modules are plain JavaScript. */
const { conditionsTemplate } = (await import(new URL('../../bench/conditions-template.mjs', import.meta.url).href)) as {
  conditionsTemplate(conditions: boolean): string;
};

/** How often rules look at something of a template. A count, because times say more of the machine than of the program. */
async function work(text: string): Promise<{ visits: number; notes: readonly object[]; findings: number }> {
  let count = 0;
  const counting = rules.map((entry) => ({
    ...entry,
    load: async () => {
      const rule = await entry.load();
      const { create } = rule;
      if (!create) return rule;
      return {
        ...rule,
        create: (context: Parameters<typeof create>[0]) => {
          count++;
          return create.call(rule, context);
        },
      };
    },
  }));
  const outcome = await lint([new SourceFile('t.json', text)], {
    parsers,
    rules: counting,
    host: noHost,
    settings: noConfig.settings,
    now: new Date(0),
    wholeRoot: false,
    setting: () => ({ enabled: true }),
    formatOf: () => undefined,
    suppress: ({ findings }) => ({ findings, problems: [] }),
  });
  expect(outcome.failures).toEqual([]);
  return { visits: count, notes: outcome.notes, findings: outcome.findings.length };
}

test('41 conditions over 74 parameters take at most twice the visits of the same template without conditions', async () => {
  const without = await work(conditionsTemplate(false));
  const withThem = await work(conditionsTemplate(true));
  expect(withThem.notes).toEqual([]);
  expect(withThem.findings).toBeGreaterThanOrEqual(without.findings);
  console.log(`branching: ${withThem.visits} visits with conditions, ${without.visits} without`);
  expect(withThem.visits / without.visits).toBeLessThanOrEqual(2);
}, 60_000);

const mapping = (cell: (row: number, column: number) => string): string =>
  `Parameters: {T: {Type: String}}\nMappings:\n  M:\n${Array.from(
    { length: 60 },
    (_, row) => `    t${row}: {${Array.from({ length: 20 }, (_, column) => `r${column}: ${cell(row, column)}`).join(', ')}}`,
  ).join('\n')}\nResources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {Handler: h, Runtime: !FindInMap [M, !Ref T, !Ref 'AWS::Region']}\n`;

test.each<[string, (row: number, column: number) => string, number, Record<string, string> | undefined]>([
  ['one cell is bad', (row, column) => (row === 17 && column === 3 ? 'bad' : 'good'), 6, { T: 't17', 'AWS::Region': 'r3' }],
  ['one row is bad', (row) => (row === 17 ? 'bad' : 'good'), 5, { T: 't17' }],
  ['one column is bad', (_row, column) => (column === 3 ? 'bad' : 'good'), 4, { 'AWS::Region': 'r3' }],
  ['all is bad', () => 'bad', 3, undefined],
  [
    'every row has its own pattern of three values',
    (row, column) => ['good', 'bad', 'fine'][(row * 7 + column * column) % 3] as string,
    60 * 3 + 2,
    { T: 't0', 'AWS::Region': 'r1' },
  ],
])('a mapping of 60 × 20 entries: %s', async (_name, cell, most, when) => {
  const before = visits.count;
  const { findings, notes } = await run(mapping(cell));
  expect(notes).toEqual([]);
  expect(findings.map((finding) => finding.when)).toEqual([when]);
  expect(visits.count - before).toBeLessThanOrEqual(most);
  expect(visits.count - before).toBeLessThan(MAX_RUNS);
});

test('conditions that build on each other a thousand deep are judged to the depth that is read, and nothing overflows', async () => {
  const conditions = Array.from({ length: 1000 }, (_, i) => `  C${i}: !${i % 2 ? 'And' : 'Or'} [!Condition C${i + 1}, !Equals [!Ref P, x${i}]]`);
  const text = `Parameters: {P: {Type: String}}\nConditions:\n${conditions.join('\n')}\n  C1000: !Equals [!Ref P, y]\nResources:\n  F: {Type: AWS::Lambda::Function, Condition: C0, Properties: {Handler: h, Runtime: bad}}\n`;
  const { findings, failures } = await run(text);
  expect(failures).toEqual([]);
  expect(findings.map((finding) => finding.when)).toEqual([{ C0: 'true' }]);
});
