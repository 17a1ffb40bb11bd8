import { describe, expect, test } from 'vitest';
import { folderWith, lintel, places, type Result } from '../cli/lintel.ts';

interface JsonFinding {
  readonly ruleId: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  readonly message: string;
  readonly advice: string;
  readonly suppressed?: { readonly reason?: string; readonly by: string };
}

const json = async (text: string, argv: readonly string[] = []): Promise<Result> => lintel(['-f', 'json', ...argv], { cwd: folderWith({ 'a.words': text }) });
const open = async (text: string, argv: readonly string[] = []): Promise<string[]> =>
  places(await json(text, argv)).map((place) => place.replace('a.words:', ''));
const said = async (text: string, argv: readonly string[] = []): Promise<JsonFinding[]> =>
  (JSON.parse((await json(text, argv)).stdout) as { findings: JsonFinding[] }).findings;

describe('a comment suppresses', () => {
  test('its own line', async () => {
    expect(await open('BAD # lintel-disable-line fake/bad: agreed\nBAD\n')).toEqual(['2:1 fake/bad']);
  });

  test('the next line', async () => {
    expect(await open('# lintel-disable-next-line fake/bad: agreed\nBAD\nBAD\n')).toEqual(['3:1 fake/bad']);
  });

  test('the next block', async () => {
    expect(await open('BAD\n# lintel-disable-block fake/bad: agreed\nBAD\nx BAD\n\nBAD\n')).toEqual(['1:1 fake/bad', '6:1 fake/bad']);
  });

  test('the whole file', async () => {
    expect(await open('BAD\n# lintel-disable-file fake/bad: agreed\nBAD')).toEqual([]);
  });

  test('several rules', async () => {
    expect(await open('BAD ODD # lintel-disable-line fake/bad, fake/odd: agreed\n')).toEqual([]);
  });

  test('a topic', async () => {
    expect(await open('BAD ODD # lintel-disable-line fake/*: agreed\n')).toEqual([]);
  });

  test('by a former id', async () => {
    expect(await open('BAD # lintel-disable-line fake/wrong: agreed\n')).toEqual([]);
  });

  test('nothing else', async () => {
    expect(await open('BAD ODD # lintel-disable-line fake/odd: agreed\n')).toEqual(['1:1 fake/bad']);
  });

  test('with CRLF and with a byte order mark', async () => {
    expect(await open('\ufeff# lintel-disable-next-line fake/bad: agreed\r\nBAD\r\nBAD\r\n')).toEqual(['3:1 fake/bad']);
  });

  test('and reports say so when they are asked', async () => {
    const [finding] = await said('BAD # lintel-disable-line fake/bad: agreed: with Ann until=2026-06-15\n', ['--include-suppressed']);
    expect(finding?.suppressed).toEqual({ reason: 'agreed: with Ann', by: 'comment' });
  });

  test('and the exit code follows', async () => {
    expect((await json('BAD # lintel-disable-line fake/bad: agreed\n')).code).toBe(0);
  });
});

describe('metadata suppresses', () => {
  test('what it covers', async () => {
    const [finding] = await said('@disable=fake/bad=agreed BAD', ['--include-suppressed']);
    expect(finding?.suppressed).toEqual({ reason: 'agreed', by: 'metadata' });
  });

  test('not when it is over, and is told without a reason or with a wrong id', async () => {
    const findings = await said('@disable=fake/bad=agreed=2026-06-14 @disable=fake/odd @disable=fake/bda=why BAD ODD');
    expect(findings.map(({ ruleId, column }) => `${column} ${ruleId}`)).toEqual([
      '1 lintel/expired-suppression',
      '37 lintel/suppression-without-reason',
      '55 lintel/unknown-rule',
      '77 fake/bad',
    ]);
  });
});

describe('lintel/unused-suppression', () => {
  test('stands at the id', async () => {
    const [finding, ...more] = await said('GOOD # lintel-disable-line fake/odd, fake/bad: agreed\nx ODD # lintel-disable-line fake/odd: agreed');
    expect(more).toHaveLength(1);
    expect(finding).toMatchObject({
      ruleId: 'lintel/unused-suppression',
      line: 1,
      column: 28,
      endColumn: 36,
      message: 'Nothing here breaks `fake/odd`, so there is nothing to suppress.',
    });
  });

  test('is silent on a rule that did not run', async () => {
    const comment = 'x # lintel-disable-line fake/strict: agreed\n';
    expect(await open(comment)).toEqual([]);
    expect(await open(comment, ['--profile', 'strict'])).toEqual(['1:25 lintel/unused-suppression']);
    expect(await open('x # lintel-disable-line fake/bad: agreed\n', ['--select', 'fake/odd,lintel/*'])).toEqual([]);
    expect(await open('x # lintel-disable-line fake/bad: agreed\n', ['--skip', 'fake/bad'])).toEqual([]);
  });

  test('is silent on a topic of which a rule did not run', async () => {
    expect(await open('x # lintel-disable-line fake/*: agreed\n')).toEqual([]);
    expect(await open('x # lintel-disable-line fake/*: agreed\n', ['--profile', 'all'])).toEqual(['1:25 lintel/unused-suppression']);
  });

  test('is silent on a file that was not judged whole', async () => {
    expect(await open('MACRO # lintel-disable-line fake/bad: agreed\n')).toEqual([]);
    expect(await open('( # lintel-disable-line fake/bad: agreed\n')).toEqual(['1:1 words/syntax']);
    const { stdout } = await json('CRASH # lintel-disable-line fake/bad: agreed\n');
    expect(JSON.parse(stdout)).toMatchObject({ findings: [], failures: [{ ruleId: 'fake/bad' }] });
  });

  test('is for a comment that names no rule, and for a word that is no directive', async () => {
    expect(await said('x # lintel-disable-file\n')).toMatchObject([{ ruleId: 'lintel/unused-suppression', column: 5, endColumn: 24 }]);
    expect(await said('x # lintel-disable-nextline fake/bad: agreed\n')).toMatchObject([
      { ruleId: 'lintel/unused-suppression', column: 5, advice: expect.stringContaining('`lintel-disable-next-line`') },
    ]);
  });

  test('can itself be suppressed', async () => {
    expect(await open('# lintel-disable-file lintel/unused-suppression: a template for others\nx # lintel-disable-line fake/bad: agreed\n')).toEqual([]);
  });
});

describe('the other warnings', () => {
  test('lintel/expired-suppression: the last day counts, the day after does not', async () => {
    const text = 'BAD # lintel-disable-line fake/bad: agreed until=2026-06-15\n';
    expect(await open(text)).toEqual([]);
    const late = await lintel(['-f', 'json'], { cwd: folderWith({ 'a.words': text }), now: '2026-06-16' });
    expect(places(late)).toEqual(['a.words:1:1 fake/bad', 'a.words:1:44 lintel/expired-suppression']);
  });

  test.each(['soon', '2026-13-01', '2026-02-30', '01-01-2030', ''])('lintel/expired-suppression: until=%s is no date', async (until) => {
    const findings = await said(`BAD # lintel-disable-line fake/bad: agreed until=${until}\n`);
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['fake/bad', 'lintel/expired-suppression']);
    expect(findings[1]?.message).toContain('not a date');
  });

  test('lintel/suppression-without-reason', async () => {
    expect(await said('BAD # lintel-disable-line fake/bad\n')).toMatchObject([{ ruleId: 'lintel/suppression-without-reason', column: 27, endColumn: 35 }]);
    expect(await open('BAD # lintel-disable-line fake/bad: until=2030-01-01\n')).toEqual(['1:27 lintel/suppression-without-reason']);
    expect(await open('BAD # lintel-disable-line fake/bad because of Ann\n')).toEqual(['1:27 lintel/suppression-without-reason']);
  });

  test('lintel/unknown-rule names the nearest', async () => {
    const findings = await said('BAD # lintel-disable-line fake/bda: agreed\n');
    expect(findings).toMatchObject([{ ruleId: 'fake/bad' }, { ruleId: 'lintel/unknown-rule', column: 27, endColumn: 35, advice: 'Write `fake/bad`.' }]);
    expect((await said('BAD # lintel-disable-line fale/*: agreed\n'))[1]).toMatchObject({ ruleId: 'lintel/unknown-rule', advice: 'Write `fake/*`.' });
  });
});

describe('findings of wider rules', () => {
  const twice = 'TWICE # lintel-disable-line wide/twice: agreed\n';

  test('are suppressed where they stand', async () => {
    const result = await lintel(['-f', 'json'], { cwd: folderWith({ 'a.words': twice, 'b.words': 'TWICE' }) });
    expect(places(result)).toEqual(['b.words:1:1 wide/twice']);
  });

  test('and a suppression is unused only when all was concluded', async () => {
    const result = await lintel(['-f', 'json'], { cwd: folderWith({ 'a.words': twice, 'b.words': 'x # lintel-disable-line wide/twice: agreed' }) });
    expect(places(result)).toEqual(['a.words:1:29 lintel/unused-suppression', 'b.words:1:25 lintel/unused-suppression']);
  });
});

describe('--fix takes unused suppressions away', () => {
  const fixed = async (text: string): Promise<string> => {
    const cwd = folderWith({ 'a.words': text });
    await lintel(['--fix'], { cwd });
    const { readFileSync } = await import('node:fs');
    return readFileSync(`${cwd}/a.words`, 'utf8');
  };

  test('the whole line of a comment that stands alone', async () => {
    expect(await fixed('x\n  # lintel-disable-next-line fake/bad: agreed\ny\n')).toBe('x\ny\n');
    expect(await fixed('x\r\n# lintel-disable-next-line fake/bad: agreed\r\ny\r\n')).toBe('x\r\ny\r\n');
    expect(await fixed('x\n# lintel-disable-file fake/bad: agreed')).toBe('x\n');
  });

  test('the comment behind something, with the blanks before it', async () => {
    expect(await fixed('x  # lintel-disable-line fake/bad: agreed\ny\n')).toBe('x\ny\n');
  });

  test('one name of several', async () => {
    expect(await fixed('ODD # lintel-disable-line fake/bad, fake/odd: agreed\n')).toBe('ODD # lintel-disable-line fake/odd: agreed\n');
    expect(await fixed('ODD # lintel-disable-line fake/odd, fake/bad: agreed\n')).toBe('ODD # lintel-disable-line fake/odd: agreed\n');
    expect(await fixed('x # lintel-disable-line fake/odd, fake/bad, fake/lines: agreed\n')).toBe('x\n');
  });
});
