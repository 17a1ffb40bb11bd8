import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json'));

test('everything is bundled: installing brings no other package', () => {
  for (const field of ['dependencies', 'peerDependencies', 'optionalDependencies']) expect(manifest[field] ?? {}, field).toEqual({});
});

test('versions of tools are exact', () => {
  for (const [name, version] of Object.entries(manifest.devDependencies)) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
});

test('the changelog tells of the version', () => {
  expect(read('CHANGELOG.md')).toMatch(new RegExp(`^## (${manifest.version.replaceAll('.', '\\.')})`, 'm'));
});

test('the tarball holds the program, its schema and its licences, and nothing else', () => {
  const { stdout, status } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  expect(status).toBe(0);
  const [{ files }] = JSON.parse(stdout) as [{ files: readonly { readonly path: string }[] }];
  const paths = files.map(({ path }) => path);
  for (const needed of [
    'bin/lintel.js',
    'bin/package.json',
    'dist/cli.cjs',
    'dist/iam.pack',
    'dist/rules.json',
    'schema/lintel.schema.json',
    'LICENSE',
    'NOTICE',
    'README.md',
    'package.json',
  ])
    expect(paths).toContain(needed);
  expect(
    paths.filter(
      (path) =>
        !/^(bin\/lintel\.js|bin\/package\.json|dist\/(chunks\/)?[\w-]+\.cjs|dist\/iam\.pack|dist\/rules\.json|schema\/[\w-]+\.schema\.json|LICENSE|NOTICE|README\.md|package\.json)$/.test(
          path,
        ),
    ),
  ).toEqual([]);
}, 60_000);
