import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import samples from './subject-samples.json' with { type: 'json' };

const root = fileURLToPath(new URL('..', import.meta.url));
let copy: string;

/** Only what a rule needs: other tests of the copy are not run. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'lintel-copy-'));
  for (const name of ['src', 'scripts', 'data', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts'])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8', env: { ...process.env, UPDATE: '', CI: '1' } });

const subjects = Object.entries(samples as Record<string, { readonly sketch?: object }>).filter(([, { sketch }]) => sketch);
const asked = subjects.map(([key]) => (key === 'cfn.resource' ? 'cfn.resource:AWS::KMS::Key' : key));

test('a new rule passes its own tests and compiles', () => {
  for (const [i, subject] of asked.entries()) {
    const made = run('scripts/new-rule.mjs', 'scaffolded', `rule-${i}`, subject);
    expect(made.status, `${subject}\n${made.stdout}\n${made.stderr}`).toBe(0);
    expect(existsSync(join(copy, `src/rules/scaffolded/rule-${i}.ts`))).toBe(true);
  }
  const tested = run('node_modules/vitest/vitest.mjs', 'run', 'test/rules.test.ts', '-t', 'scaffolded/');
  expect(tested.status, `${tested.stdout}\n${tested.stderr}`).toBe(0);
  const compiled = run('node_modules/typescript/bin/tsc', '--noEmit');
  expect(compiled.stdout.split('\n').filter((line) => line.includes('scaffolded'))).toEqual([]);
}, 180_000);

test('a rule is never overwritten, and a subject must exist', () => {
  const again = run('scripts/new-rule.mjs', 'scaffolded', 'rule-0', asked[0] as string);
  expect([again.status, again.stderr.trim()]).toEqual([2, 'src/rules/scaffolded/rule-0.ts exists']);
  const unknown = run('scripts/new-rule.mjs', 'scaffolded', 'other', 'cfn.resourse');
  expect(unknown.status).toBe(2);
  expect(unknown.stderr).toContain('cfn.resource');
});
