import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const script = (name: string) => import(new URL(`../scripts/lib/${name}`, import.meta.url).href);
const committed = (path: string) => readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');

test('the registry is what the build makes of the rules', async () => {
  const { loadRules, registryText } = await script('registry.mjs');
  expect(committed('src/rules/index.ts')).toBe(registryText(await loadRules()));
});

test('the CloudFormation types are those that rules and parsers name', async () => {
  const { cloudformationTypes, mentionedTypes, typesPath } = await script('cloudformation-types.mjs');
  expect(committed(typesPath)).toBe(cloudformationTypes(mentionedTypes()));
});

test('rule pages, indexes and the configuration schema are what `npm run docs` writes', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/docs.mjs'), '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test('links between the pages lead somewhere', async () => {
  const { filesBelow } = await script('project.mjs');
  const pages = (filesBelow('rules-docs') as string[]).concat(filesBelow('docs') as string[], 'README.md', 'CONTRIBUTING.md');
  for (const page of pages) {
    const prose = committed(page).replace(/^(`{3,})[\s\S]*?^\1$/gm, '');
    for (const [, target] of prose.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
      expect(() => committed(join(page, '..', target as string)), `${page} links to ${target}`).not.toThrow();
    }
  }
});
