import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsers } from '../src/parsers/index.ts';
import { mutated, random } from './fuzz/fuzz.ts';
import { targets } from './fuzz/index.ts';

/** Texts that failed once: `<target>-<what>`, with the extension of a seed. */
const kept = new URL('fixtures/_parsers/fuzz/', import.meta.url);
const ROUNDS = 50;

describe.each(Object.keys(targets))('%s', (name) => {
  test('inputs that failed once', async () => {
    const { default: target } = await (targets[name] as NonNullable<(typeof targets)[string]>)();
    for (const file of readdirSync(kept).filter((one) => one.startsWith(`${name}-`))) {
      const seed = target.seeds.find(({ path }) => extname(path) === extname(file)) ?? target.seeds[0];
      await target.check({ path: seed?.path ?? file, text: readFileSync(new URL(file, kept), 'utf8') }, random(1));
    }
  });

  test('some rounds; `node scripts/fuzz.mjs` does more', async () => {
    const { default: target } = await (targets[name] as NonNullable<(typeof targets)[string]>)();
    let read = 0;
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const next = random(seed);
      read += await target.check(mutated(target, next), next);
    }
    expect(read / ROUNDS).toBeGreaterThanOrEqual(target.atLeast);
  });
});

test('every text that failed once belongs to a target', () => {
  for (const file of readdirSync(kept))
    expect(
      Object.keys(targets).some((name) => file.startsWith(`${name}-`)),
      file,
    ).toBe(true);
});

test('every format is fuzzed', () => {
  expect(parsers.map(({ format }) => format).filter((format) => !targets[format])).toEqual([]);
});

test('a place outside of the text fails a round', async () => {
  const { Reader } = await import('./fuzz/reader.ts');
  const { SourceFile } = await import('../src/core/source-file.ts');
  const file = new SourceFile('a', 'text');
  const deep = { all: [{ one: () => ({ file, span: { start: 1, end: 5 }, path: '' }) }] };
  expect(() => new Reader(0).read(deep)).toThrow('span 1-5 of 4');
});
