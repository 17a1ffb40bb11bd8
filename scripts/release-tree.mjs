// node scripts/release-tree.mjs <folder>: writes what a release tag holds. Needs `npm run build` first.
//
// Tags hold the built program and no sources, because pre-commit and GitHub take a tag as it is: a clone that is installed with npm, without
// development dependencies, and an action that is run. So package.json has no scripts (npm would take them for a need to build) and nothing
// to install. The commit that a tag points to has the commit that it was built from as its parent.
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleAction } from './lib/bundle.mjs';
import { standaloneValidator } from './lib/configuration-schema.mjs';
import { packageJson, root } from './lib/project.mjs';
import { loadRules } from './lib/registry.mjs';

const copied = ['.pre-commit-hooks.yaml', 'action.yml', 'bin', 'dist', 'schema', 'CHANGELOG.md', 'LICENSE', 'NOTICE', 'README.md', 'SECURITY.md'];

process.exitCode = await main(process.argv[2]);

async function main(folder) {
  if (folder === undefined) {
    console.error('usage: node scripts/release-tree.mjs <folder>');
    return 2;
  }
  const target = resolve(folder);
  if (existsSync(target) && readdirSync(target).some((name) => name !== '.git')) {
    console.error(`${folder} is not empty`);
    return 2;
  }
  if (!existsSync(join(root, 'dist/cli.cjs'))) {
    console.error('dist/ is missing: run `npm run build` first');
    return 2;
  }
  mkdirSync(target, { recursive: true });
  for (const path of copied) cpSync(join(root, path), join(target, path), { recursive: true });
  chmodSync(join(target, 'bin/lintel.js'), 0o755);
  const { scripts: _, devDependencies: __, ...manifest } = packageJson;
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const rules = await loadRules();
  const bytes = await bundleAction(rules, join(target, 'dist-action/index.cjs'), { plugins: [standaloneValidator(rules)] });
  console.log(`${folder}: lintel ${packageJson.version}; the action has ${Math.round(bytes / 1024)} KB`);
  return 0;
}
