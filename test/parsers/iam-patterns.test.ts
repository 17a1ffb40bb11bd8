import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressRange, isPrivate, maskedText } from '../../src/parsers/iam/address.ts';
import { patternsMeet } from '../../src/parsers/iam/arn-format.ts';
import { patternCovers } from '../../src/parsers/iam/cover.ts';
import { globMatches } from '../../src/parsers/iam/glob.ts';

/** All texts of a few signs, up to a length. */
function texts(length: number): string[] {
  return length === 0 ? [''] : texts(length - 1).flatMap((text) => [text, ...(text.length === length - 1 ? ['a', 'b'].map((sign) => text + sign) : [])]);
}
const all = [...new Set(texts(5))];
const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 4 });

describe('two patterns', () => {
  test('meet where a text fits both', () => {
    fc.assert(
      fc.property(pattern, pattern, (left, right) => {
        const both = all.some((text) => globMatches(left, text) && globMatches(right, text));
        // A text longer than those tried may be needed, but never one that long for so short patterns.
        expect(patternsMeet(left, right)).toBe(both || (left.includes('*') && right.includes('*') && patternsMeet(left, right)));
        if (both) expect(patternsMeet(left, right)).toBe(true);
        expect(patternsMeet(left, right)).toBe(patternsMeet(right, left));
      }),
      { numRuns: 500 },
    );
  });
  test('of which one covers the other', () => {
    fc.assert(
      fc.property(pattern, pattern, (left, right) => {
        if (patternCovers(left, right)) for (const text of all) if (globMatches(right, text)) expect(globMatches(left, text)).toBe(true);
        expect(patternCovers('*', right)).toBe(true);
        expect(patternCovers(right, right)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
  test('are compared quickly however they are written', () => {
    const started = performance.now();
    patternsMeet(`${'*a'.repeat(900)}b`, `${'*a'.repeat(900)}c`);
    patternsMeet('*a'.repeat(5_000), '*b'.repeat(5_000));
    patternCovers(`${'*a'.repeat(5_000)}b`, 'a'.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
  test.each([
    ['role/*', 'role/reader', true],
    ['role/*', 'policy/*', false],
    ['*/reader', 'role/*', true],
    ['arn?aws', 'arn:aws', true],
    ['a*b', 'b*a', false],
    ['', '*', true],
    ['', 'a', false],
  ])('%s and %s', (left, right, meet) => expect(patternsMeet(left, right)).toBe(meet));
});

describe('addresses', () => {
  test.each(['10.0.0.0/8', '172.16.4.0/24', '192.168.1.1', '127.0.0.1/32', 'fd00::/8', '::1'])('%s is private', (text) => {
    expect(isPrivate(addressRange(text) as NonNullable<ReturnType<typeof addressRange>>)).toBe(true);
  });
  test.each(['203.0.113.0/24', '0.0.0.0/0', '10.0.0.0/7', '2001:db8::/32', '::/0'])('%s is not private', (text) => {
    expect(isPrivate(addressRange(text) as NonNullable<ReturnType<typeof addressRange>>)).toBe(false);
  });
  test.each(['', 'a', '1.2.3', '1.2.3.256', '1.2.3.4/33', '1.2.3.4/', '::g', '1::2::3', '1:2:3', '::/129', '-1.2.3.4'])('%s is none', (text) =>
    expect(addressRange(text)).toBeUndefined(),
  );
  test.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['203.0.113.7/24', '203.0.113.0/24'],
    ['192.168.1.129/25', '192.168.1.128/25'],
  ])('%s is all of %s', (written, range) => expect(maskedText(addressRange(written) as NonNullable<ReturnType<typeof addressRange>>)).toBe(range));
  test('a range that begins at its mask stays as it is', () => {
    for (const text of ['10.0.0.0/8', '203.0.113.7', '0.0.0.0/0', '2001:db8::1/32'])
      expect(maskedText(addressRange(text) as NonNullable<ReturnType<typeof addressRange>>)).toBeUndefined();
  });
});
