import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { rules } from '../src/rules/index.ts';

const folder = fileURLToPath(new URL('corpus-review', import.meta.url));
const reviews = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl')) : [];

test.each(reviews)('corpus review %s: a rule that exists, and a verdict with its reason on every finding', (name) => {
  const id = name.replaceAll('\\', '/').replace(/\.jsonl$/, '');
  expect(rules.map((rule) => rule.id)).toContain(id);
  for (const line of readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean)) {
    const { path, line: number, message, verdict, reason } = JSON.parse(line);
    expect({ path: typeof path, line: typeof number, message: typeof message, reason: reason.length > 0 }, line).toEqual({
      path: 'string',
      line: 'number',
      message: 'string',
      reason: true,
    });
    expect(['right', 'minor', 'wrong'], line).toContain(verdict);
  }
});
test('corpus review: there are reviews', () => expect(reviews.length).toBeGreaterThan(0));
