import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lineHashes } from '../../src/reporters/line-hashes.ts';

const vectors = new URL('../../../shared/cases/sarif/fingerprint-vectors.json', import.meta.url);

describe('line hashes', () => {
  test.each([
    ['', ['c129715d7a2bc9a3:1']],
    [' \t', ['c129715d7a2bc9a3:1']],
    ['\ufeffa: 1\r\nb: 2\r\n', ['af9a9a241ff3d7a0:1', '5d56533273a3bbdb:1', 'c129715d7a2bc9a3:1']],
    ['FROM node\n\n  FROM node\nFROM  node', ['d1e04d4ab0eefdbf:1', 'f60aee4abbf94bab:1', '97744ac72be75d4d:1', '8515d22858961c71:1']],
    ['grün: "日本 😀"\rx', ['1a914a485e8c426c:1', '638816509450efbf:1']],
    [`${'x'.repeat(150)}\nend`, ['52b56201ffb58620:1', '43b6461eda086fe2:1']],
  ])('%j', (text, hashes) => {
    expect(lineHashes(text)).toEqual(hashes);
  });

  test('are those of the definition, for any text', () => {
    for (const text of texts()) expect(lineHashes(text), JSON.stringify(text)).toEqual(byDefinition(text));
  });

  test('a line of the file has a hash, whatever its ending', () => {
    expect(lineHashes('a\r\nb\rc\nd')).toHaveLength(4);
    expect(lineHashes('a\r\nb\rc\nd')).toEqual(lineHashes('a\nb\nc\nd'));
  });

  test('a byte order mark counts', () => {
    expect(lineHashes('\ufeffa')).not.toEqual(lineHashes('a'));
  });

  const given = existsSync(vectors);
  if (!given) console.log('skipped: the vectors of codeql-action are not here');
  test.skipIf(!given)('are those of codeql-action', () => {
    const cases = JSON.parse(readFileSync(vectors, 'utf8')) as { text: string; hashes: string[] }[];
    expect(cases.length).toBeGreaterThan(0);
    for (const { text, hashes } of cases) expect(lineHashes(text)).toEqual(hashes);
  });
});

/** Texts of an alphabet that matters here, from a fixed seed. */
function* texts(): Generator<string> {
  const alphabet = [' ', '\t', '\r', '\n', '\r\n', 'a', 'b', '\u{1f600}', '\ufeff', 'ä', '\uffff'];
  let state = 7;
  const next = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
  for (let i = 0; i < 300; i++) yield Array.from({ length: next(300) }, () => alphabet[next(alphabet.length)]).join('');
}

/** The definition word for word: a sum over each line's window. */
function byDefinition(text: string): string[] {
  const units = [...`${text.replace(/\r\n?/g, '\n')}`.split('')].map((unit) => unit.charCodeAt(0));
  const kept: { unit: number; line: number }[] = [];
  let line = 0;
  for (const unit of [...units, 65535]) {
    if (unit !== 0x20 && unit !== 0x09) kept.push({ unit, line });
    if (unit === 0x0a) line++;
  }
  const counts = new Map<string, number>();
  return Array.from({ length: line + 1 }, (_, number) => {
    const first = kept.findIndex((other) => other.line === number);
    let sum = 0n;
    for (let i = 0; i < 100; i++) sum = BigInt.asUintN(64, sum * 37n + BigInt(kept[first + i]?.unit ?? 0));
    const hash = sum.toString(16);
    counts.set(hash, (counts.get(hash) ?? 0) + 1);
    return `${hash}:${counts.get(hash)}`;
  });
}
