import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { main } from '../src/cli/main.ts';
import type { Finding } from '../src/core/finding.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What the README's first command prints, and the same as data, on a day of our own. */
async function lint(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const code = await main([...argv, 'examples'], {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    readStdin: async () => new Uint8Array(),
    cwd: root,
    env: {},
    now: new Date('2026-11-24T00:00:00Z'),
  });
  return { code, stdout, stderr };
}

test('the example prints findings worth reading', async () => {
  const { code, stdout, stderr } = await lint();
  expect(stderr).toBe('');
  expect(code).toBe(1);
  await expect(stdout).toMatchFileSnapshot('examples.expected.txt');
});

test('the example shows what lintel can do', async () => {
  const { stdout } = await lint('--format', 'json');
  const { findings, failures } = JSON.parse(stdout) as { findings: (Finding & { file: string })[]; failures: unknown[] };
  expect(failures).toEqual([]);
  expect(findings.length).toBeGreaterThanOrEqual(10);
  expect(new Set(findings.map(({ ruleId }) => ruleId)).size).toBeGreaterThanOrEqual(8);
  const surfaces = ['cdk', 'cloudformation', 'dockerfile', 'fluent-bit', 'hadoop', 'iam-json', 'json', 'kubernetes', 'sam', 'yaml'];
  expect([...new Set(findings.map(({ surface }) => surface))].sort()).toEqual(surfaces);
  // In files inside files.
  expect(findings.some(({ ruleId, file }) => ruleId.startsWith('fluent-bit/') && file.endsWith('orders.yaml'))).toBe(true);
  expect(findings.filter(({ when }) => when).length).toBeGreaterThanOrEqual(2);
  expect(findings.some(({ path }) => path.includes('InlinePolicy/'))).toBe(true);
  expect(findings.some(({ fixes }) => fixes.some(({ safety }) => safety === 'safe'))).toBe(true);
});
