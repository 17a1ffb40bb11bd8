import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import configItems from '../data/config-items.json' with { type: 'json' };
import type { Rule, RuleMeta, Surface } from '../src/core/rule.ts';
import { SourceFile } from '../src/core/source-file.ts';
import type { Subjects } from '../src/parsers/subjects.ts';
import { rules } from '../src/rules/index.ts';
import { applyFix, type Fixture, fixturesFolder, fixturesOf, type Run, render, run, strayFiles } from './harness.ts';
import samples from './subject-samples.json' with { type: 'json' };

type Sample = { readonly path: string; readonly lines: readonly string[] };
type SubjectSample = { readonly surfaces: Partial<Record<Surface, Sample>> };
const table = samples as unknown as Record<string, SubjectSample>;
const samplesOf = (key: string): SubjectSample | undefined => table[key] ?? table[key.slice(0, key.indexOf(':'))];

/** The resource types that AWS Config records, by CloudFormation's names. */
const recordedTypes = new Set(Object.entries(configItems.types as unknown as Record<string, { readonly as?: string }>).map(([type, { as = type }]) => as));
/** Whether items of AWS Config have a subject: of resources, those of the types that it records. */
const isRecorded = (key: string): boolean => !key.startsWith('cfn.resource:') || recordedTypes.has(key.slice('cfn.resource:'.length));

const updating = process.env.UPDATE === '1';
const loaded = await Promise.all(rules.map(async (entry) => ({ entry, rule: await entry.load(), meta: await entry.describe() })));
const ids = new Set(rules.map(({ id }) => id));

for (const { entry, rule, meta } of loaded) {
  describe(entry.id, () => {
    const fixtures = fixturesOf(entry.id);
    const bad = fixtures.filter(({ kind }) => kind === 'bad');
    const good = fixtures.filter(({ kind }) => kind === 'good');
    const runs = new Map<Fixture, Promise<Run>>();
    const lint = (fixture: Fixture): Promise<Run> => run(rule, entry.subjects, fixture.files, fixture);
    const runOf = (fixture: Fixture): Promise<Run> => {
      const known = runs.get(fixture) ?? lint(fixture);
      runs.set(fixture, known);
      return known;
    };
    const own = ({ outcome }: Run) => outcome.findings.filter(({ ruleId }) => ruleId === entry.id);

    test('has bad and good fixtures, and nothing else beside them', () => {
      expect(bad.length, 'bad fixtures').toBeGreaterThan(0);
      expect(good.length, 'good fixtures').toBeGreaterThan(0);
      expect(strayFiles(entry.id)).toEqual([]);
    });

    test.each(bad)('$name is found, as expected', async (fixture) => {
      const first = await runOf(fixture);
      expect(first.outcome.failures).toEqual([]);
      expect(own(first).length, `findings; read as ${[...first.formats.values()].join(', ')}`).toBeGreaterThan(0);
      expect(structuredClone(first.outcome)).toEqual(first.outcome);
      const second = await lint(fixture);
      expect(second.outcome).toEqual(first.outcome);
      const text = render(own(first), fixture.files);
      if (updating) writeFileSync(fixture.expectedPath, text);
      expect(existsSync(fixture.expectedPath), `${fixture.name}.expected is missing: UPDATE=1 npm test writes it`).toBe(true);
      expect(text, 'UPDATE=1 npm test writes it anew; read the difference').toBe(readFileSync(fixture.expectedPath, 'utf8').replaceAll('\r\n', '\n'));
    });

    test.each(good)('$name is not found', async (fixture) => {
      const first = await runOf(fixture);
      expect(first.outcome.failures).toEqual([]);
      expect(render(own(first), fixture.files)).toBe('');
    });

    test('every message is produced', async () => {
      const badRuns = await Promise.all(bad.map(runOf));
      const produced = new Set(badRuns.flatMap((first) => own(first).map(({ messageId }) => messageId)));
      expect([...produced].sort()).toEqual(Object.keys(rule.messages).sort());
    });

    test('surfaces are listed, excused, and each has a bad and a good fixture', async () => {
      const [badRuns, goodRuns] = await Promise.all([Promise.all(bad.map(runOf)), Promise.all(good.map(runOf))]);
      const { surfaces, notOn = {} } = meta;
      const possible = new Set<string>();
      for (const key of entry.subjects) {
        const sample = samplesOf(key);
        expect(sample, `test/subject-samples.json has nothing for ${key}`).toBeDefined();
        for (const surface of Object.keys(sample?.surfaces ?? {})) if (surface !== 'config' || isRecorded(key)) possible.add(surface);
      }
      for (const surface of possible) {
        // Rules that say nothing of it do not run on items of AWS Config (see CONTRIBUTING.md).
        if (surface === 'config' && !surfaces.includes('config')) continue;
        // What judges policies in files judges those of accounts without saying so (see `judges`); other kinds of policies an account's list has not.
        if (surface === 'live' && !surfaces.includes('live')) continue;
        const reason = notOn[surface as Surface];
        expect(surfaces.includes(surface as Surface) !== (reason !== undefined), `${surface}: list it in surfaces, or say why not in notOn`).toBe(true);
        if (reason !== undefined) expect(reason).toMatch(/\S/);
      }
      expect(
        surfaces.filter((surface) => !possible.has(surface)),
        'surfaces that its subjects never come from',
      ).toEqual([]);
      // A file without the problem that a rule tells of is the good one: its own surface counts.
      const tellsProblems = entry.subjects.every((key) => key.startsWith('parse.problem'));
      const seen = (some: readonly Run[]): Set<string> =>
        new Set(
          some.flatMap((one) =>
            tellsProblems ? [...one.surfaces] : one.visits.filter(({ key }) => entry.subjects.includes(key)).map(({ surface }) => surface),
          ),
        );
      // A conclusion stands on facts of several subjects: its surfaces are those that were visited.
      const found = rule.conclude ? seen(badRuns) : new Set(badRuns.flatMap((first) => own(first).map(({ surface }) => surface as Surface)));
      const unknown = badRuns.flatMap(({ visits }) => visits.filter(({ key, surface }) => entry.subjects.includes(key) && !possible.has(surface)));
      expect(unknown, 'surfaces that test/subject-samples.json does not know').toEqual([]);
      expect(
        surfaces.filter((surface) => !found.has(surface)),
        'surfaces without a bad fixture',
      ).toEqual([]);
      // A policy or statement without what a rule judges is a good one.
      const judged = seen(goodRuns);
      for (const whole of ['iam.policy', 'iam.statement']) {
        if (!entry.subjects.some((key) => key.startsWith(`${whole}:`))) continue;
        for (const { visits } of goodRuns) for (const { key, surface } of visits) if (key === whole) judged.add(surface);
      }
      expect(
        surfaces.filter((surface) => !judged.has(surface)),
        'surfaces without a good fixture',
      ).toEqual([]);
    });

    test('fixes take the finding away and leave a file that parses', async () => {
      for (const fixture of bad) {
        const first = await runOf(fixture);
        for (const finding of own(first)) {
          for (const fix of finding.fixes) {
            const after = await run(rule, entry.subjects, applyFix(fix, fixture.files), fixture);
            const where = `${fixture.name}:${finding.line} ${fix.title}`;
            expect(after.outcome.failures, where).toEqual([]);
            expect(own(after).length, where).toBeLessThan(own(first).length);
            expect(after.problems.length, `${where}: ${after.problems.join('; ')}`).toBeLessThanOrEqual(first.problems.length);
            expect([...after.formats.values()], where).toEqual([...first.formats.values()]);
          }
        }
      }
    });

    test('says all that there is to say of it', () => checkMeta(meta, rule));
  });
}

function checkMeta(meta: RuleMeta, { messages, options }: Rule<Subjects>): void {
  const sentence = /^[^\s].*[.]$/s;
  expect(meta.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/);
  for (const field of ['summary', 'why', 'remediation'] as const) expect(meta[field], field).toMatch(sentence);
  expect(meta.surfaces.length).toBeGreaterThan(0);
  expect(new Set(meta.surfaces).size).toBe(meta.surfaces.length);
  expect(meta.tags.length).toBeGreaterThan(0);
  expect(meta.since).toMatch(/^\d+\.\d+\.\d+$/);
  expect(meta.references.length, 'references').toBeGreaterThan(0);
  for (const reference of meta.references) expect(new URL(reference).protocol, reference).toBe('https:');
  for (const article of meta.articles) expect(Number.isInteger(article) && article >= 1 && article <= 20, `article ${article}`).toBe(true);
  for (const equivalent of meta.equivalents ?? []) expect(equivalent).toMatch(/^[a-z][a-z0-9-]*:\S/);
  for (const superseded of meta.supersedes ?? []) expect(ids.has(superseded), `supersedes ${superseded}`).toBe(true);
  if (meta.securitySeverity !== undefined) {
    expect(meta.securitySeverity).toBeGreaterThan(0);
    expect(meta.securitySeverity).toBeLessThanOrEqual(10);
  }
  for (const [id, message] of Object.entries(messages)) {
    expect(id).toMatch(/^[a-z][A-Za-z0-9]*$/);
    expect(message.text, `${id}: text`).toMatch(/\S/);
    expect(message.advice, `${id}: advice`).toMatch(/\S/);
  }
  if (options) expect(Object.keys((options.schema as { properties?: object }).properties ?? {}).sort()).toEqual(Object.keys(options.defaults as object).sort());
}

test('ids and aliases are unique, and sorted', () => {
  expect(rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id).sort());
  const names = rules.flatMap(({ id, aliases }) => [id, ...aliases]);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test('every fixture folder belongs to a rule', () => {
  const folders = readdirSync(fixturesFolder, { withFileTypes: true })
    .filter((topic) => topic.isDirectory() && !topic.name.startsWith('_'))
    .flatMap((topic) => readdirSync(join(fixturesFolder, topic.name)).map((name) => `${topic.name}/${name}`));
  const stray = folders.filter((id) => !ids.has(id) && fixturesOf(id).length > 0);
  expect(stray).toEqual([]);
});

/** What rules write of templates in YAML and of policies in JSON, where it would stand in a file of another syntax. */
const foreignSyntax: readonly (readonly [RegExp, RegExp])[] = [
  // Items of AWS Config are not what anybody edits.
  [/(?<!\.items?)\.json\.expected$/, /!(?:Ref|GetAtt|GetAZs|Select|Sub) /],
  [/\.ts\.expected$/, /"[A-Za-z:]+": /],
];

test("advice is in the file's own syntax", () => {
  const wrong = [...ids].flatMap((id) =>
    fixturesOf(id).flatMap(({ expectedPath }) => {
      const pattern = foreignSyntax.find(([file]) => file.test(expectedPath))?.[1];
      const advice =
        pattern && existsSync(expectedPath)
          ? readFileSync(expectedPath, 'utf8')
              .split('\n')
              .filter((line) => line.startsWith('→ '))
          : [];
      return advice.filter((line) => pattern?.test(line)).map((line) => `${id}: ${line}`);
    }),
  );
  expect(wrong).toEqual([]);
});

test('no expectation outlives its fixture', () => {
  for (const id of ids) {
    for (const name of strayFiles(id).filter((stray) => stray.endsWith('.expected'))) {
      if (updating) rmSync(join(fixturesFolder, id, name));
      else expect.fail(`${id}/${name}`);
    }
  }
});

const sampleCases = Object.entries(table).flatMap(([key, { surfaces }]) => Object.entries(surfaces).map(([surface, sample]) => ({ key, surface, sample })));
test.each(sampleCases)('the sample of $key on $surface yields it', async ({ key, surface, sample }) => {
  const file = new SourceFile(sample.path, `${sample.lines.join('\n')}\n`.replaceAll('$TYPE', 'AWS::SNS::Topic').replaceAll('$MARK', 'kept'));
  const nothing = {
    meta: { id: key.startsWith('parse.problem:lintel/') ? 'lintel/none' : 'none/none', profile: 'recommended' },
    messages: {},
  } as unknown as Rule<Subjects>;
  const { visits } = await run(nothing, [], [file]);
  expect(visits).toContainEqual({ key, surface });
});
