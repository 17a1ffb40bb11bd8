import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

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

const run = (args: readonly string[], environment: Record<string, string> = {}) =>
  spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8', env: { ...process.env, UPDATE: '', CI: '1', ...environment } });
const harness = ['node_modules/vitest/vitest.mjs', 'run', 'test/rules.test.ts', '-t', 'scaffolded/'];

test('a new rule passes its own tests and compiles', () => {
  const made = run(['scripts/new-rule.mjs', 'scaffolded', 'key-name', 'cfn.resource:AWS::KMS::Key']);
  expect(made.status, `${made.stdout}\n${made.stderr}`).toBe(0);
  const tested = run(harness);
  expect(tested.status, `${tested.stdout}\n${tested.stderr}`).toBe(0);
  expect(existsSync(join(copy, 'test/fixtures/scaffolded/key-name/bad.sam.yaml.expected'))).toBe(true);
}, 180_000);

test('so does one on any other subject', async () => {
  const { knownSubjects, writeRule } = await import(pathToFileURL(join(copy, 'scripts/lib/scaffold.mjs')).href);
  for (const subject of knownSubjects()) writeRule(`scaffolded/${subject.replace(/\W/g, '-').toLowerCase()}`, subject);
  expect(run(['scripts/build.mjs', '--generate']).stderr).toBe('');
  const tested = run(harness, { UPDATE: '1' });
  expect(tested.status, `${tested.stdout}\n${tested.stderr}`).toBe(0);
  const compiled = run(['node_modules/typescript/bin/tsc', '--noEmit']);
  expect(compiled.stdout.split('\n').filter((line) => line.includes('scaffolded'))).toEqual([]);
}, 180_000);

test('a rule is never overwritten, and a subject must exist', () => {
  const again = run(['scripts/new-rule.mjs', 'scaffolded', 'key-name', 'cfn.resource:AWS::KMS::Key']);
  expect([again.status, again.stderr.trim()]).toEqual([2, 'src/rules/scaffolded/key-name.ts exists']);
  const unknown = run(['scripts/new-rule.mjs', 'scaffolded', 'other', 'cfn.resourse']);
  expect(unknown.status).toBe(2);
  expect(unknown.stderr).toContain('cfn.resource');
});
