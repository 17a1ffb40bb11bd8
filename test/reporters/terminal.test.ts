import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/core/finding.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import { reporters } from '../../src/reporters/index.ts';
import { textWidth, visible } from '../../src/reporters/visible.ts';
import { clean, environment, finding, full, place } from './outcome.ts';

const terminal = await reporters.terminal();

describe('terminal', () => {
  test('shows everything at 80 columns without colour', async () => {
    const text = terminal(full, environment());
    await expect(text).toMatchFileSnapshot('__snapshots__/terminal.txt');
    for (const line of text.split('\n')) if (!line.includes('https://')) expect(textWidth(line), line).toBeLessThanOrEqual(80);
  });

  test('cuts and wraps to a narrow terminal', async () => {
    const text = terminal(full, environment({ width: 40 }));
    await expect(text).toMatchFileSnapshot('__snapshots__/terminal-narrow.txt');
    for (const line of text.split('\n')) if (!/https:|\/|lambda/.test(line)) expect(textWidth(line), line).toBeLessThanOrEqual(40);
  });

  test('lets no control character through', () => {
    const shown = terminal(full, environment());
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069\ufeff]/u);
    expect(shown).not.toMatch(/\p{Surrogate}/u);
  });

  test('says the same with colour', () => {
    const coloured = terminal(full, environment({ color: true }));
    expect(coloured).toMatch(/\u001b\[31m/);
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(terminal(full, environment()));
  });

  test('says that all is well', () => {
    expect(terminal(clean, environment())).toBe('No problems in 1 file\n');
  });

  test('quiet leaves out notes and what to run', () => {
    const text = terminal(full, environment({ quiet: true }));
    expect(text).not.toMatch(/^note/m);
    expect(text).not.toContain('run with');
    expect(text).toMatch(/^failure/m);
  });

  test('shows what it has when the text cannot be had', () => {
    const file = new SourceFile('a.yaml', 'a:\n  b\n  c\n  d\n  e');
    const outcome: Outcome = { ...clean, findings: [finding(place(file, file.text), { ruleId: 'asg/single-az', message: 'All of it.' })] };
    expect(terminal(outcome, environment({ readText: () => undefined }))).toContain('    1 | a:\n      | ^~\n');
    expect(terminal({ ...clean, findings: [{ ...(outcome.findings[0] as (typeof outcome.findings)[0]), excerpt: '' }] }, environment())).toContain(
      'All of it.',
    );
  });

  test('what is deployed is called by its name', () => {
    const file = new SourceFile('account.json', 'a b c d e');
    const deployed = [...'abcde'].map((name) => finding(place(file, name, `role/${name}`), { ruleId: 'iam/x', message: 'Bad.', surface: 'live' }));
    const text = terminal({ ...clean, findings: deployed.slice(0, 1) }, environment());
    expect(text).toContain('  in     role/a\n');
    expect(terminal({ ...clean, findings: deployed }, environment())).toContain('4 more in this file, at role/b, role/c, role/d, role/e\n');
  });

  test('paths are shown as the environment gives them', () => {
    expect(terminal(full, environment({ pathOf: (path) => `../${path}` }))).toContain('../infra/roles.json\n');
  });
});

describe('visible text', () => {
  test.each([
    ['plain', 'plain'],
    ['\u001b[0m\t\n\u007f', '␛[0m␉␊␡'],
    ['\u0085\u009b', '\\u0085\\u009b'],
    ['a\u202eb\u2066\u200f', 'a\\u202eb\\u2066\\u200f'],
    ['\u{e0041}\ufeff', '\\u{e0041}\\ufeff'],
    ['\ud83d', '\\ud83d'],
    ['日本 👩‍👩‍👧 é', '日本 👩‍👩‍👧 é'],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test.each([
    ['abc', 3],
    ['日本', 4],
    ['한글', 4],
    ['👩‍👩‍👧', 2],
    ['🇨🇭', 2],
    ['❤️', 2],
    ['1️⃣', 2],
    ['©', 1],
    ['e\u0301', 1],
    ['ｆｕｌｌ', 8],
    ['ä€', 2],
  ])('%s takes %i columns', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});
