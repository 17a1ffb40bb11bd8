import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { packageJson, root } from './project.mjs';
import { registryText } from './registry.mjs';

/** What a start must not load: each of these belongs to a chunk that loads when a file needs it. */
const lazyPackages = ['yaml', 'jsonc-parser', 'dockerfile-ast', 'ajv', 'typescript', '@typescript-eslint/typescript-estree', '@aws-sdk', 'fast-xml-parser'];

const requireBanner = "import { createRequire as lintelCreateRequire } from 'node:module';\nconst require = lintelCreateRequire(import.meta.url);\n";

/**
 * Bundles the command line into `outdir`: one start file, a chunk per rule topic and per lazily imported part.
 * @returns esbuild's metafile, with paths relative to the project.
 */
export async function bundle(rules, outdir, { registry, plugins = [] } = {}) {
  rmSync(join(root, outdir), { recursive: true, force: true });
  const entry = 'src/cli/main.ts';
  if (!existsSync(join(root, entry))) {
    console.error(`${entry} is missing: nothing bundled`);
    return undefined;
  }
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { cli: entry },
    outdir,
    entryNames: '[name]',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    // The same library as ES modules, of which only what is used is bundled.
    alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
    legalComments: 'none',
    define: { __VERSION__: JSON.stringify(packageJson.version) },
    plugins: [topicChunks(rules, registry), ...plugins],
    metafile: true,
    logLevel: 'warning',
  });
  for (const path of Object.keys(metafile.outputs)) {
    const text = readFileSync(join(root, path), 'utf8');
    if (text.includes('Dynamic require of')) writeFileSync(join(root, path), requireBanner + text);
  }
  const early = packagesOf(metafile, startOutputs(metafile, `${outdir}/cli.js`)).filter((name) =>
    lazyPackages.some((lazy) => name === lazy || name.startsWith(`${lazy}/`)),
  );
  if (early.length > 0) throw new Error(`loaded at every start: ${early.join(', ')}; import them lazily`);
  return metafile;
}

/** Replaces the registry by one that loads a topic at a time: the rules of a topic apply to the same files. */
function topicChunks(rules, registry = registryText) {
  const topicOf = (path) => path.split('/')[2];
  const nameIn = (path) =>
    path
      .split('/')[3]
      .replace(/\.ts$/, '')
      .replace(/\W(\w)/g, (_, letter) => letter.toUpperCase());
  return {
    name: 'topic-chunks',
    setup({ onLoad, onResolve }) {
      onLoad({ filter: /[/\\]src[/\\]rules[/\\]index\.ts$/ }, () => ({
        contents: registry(rules, ({ path }) => `import('rule-topic:${topicOf(path)}').then((module) => module.${nameIn(path)} as never)`),
        loader: 'ts',
        resolveDir: join(root, 'src/rules'),
      }));
      onResolve({ filter: /^rule-topic:/ }, ({ path }) => ({ path: path.slice('rule-topic:'.length), namespace: 'rule-topic' }));
      onLoad({ filter: /.*/, namespace: 'rule-topic' }, ({ path: topic }) => ({
        contents: rules
          .filter(({ path }) => topicOf(path) === topic)
          .map(({ path }) => `export { default as ${nameIn(path)} } from './${path}';`)
          .join('\n'),
        loader: 'ts',
        resolveDir: root,
      }));
    },
  };
}

/** The outputs that load before any dynamic import. */
export function startOutputs(metafile, entry) {
  const outputs = new Set([entry]);
  for (const path of outputs) {
    for (const { path: imported, kind, external } of metafile.outputs[path].imports) {
      if (kind === 'import-statement' && !external) outputs.add(imported);
    }
  }
  return [...outputs];
}

/** Names of the packages that have code in some outputs. */
export function packagesOf(metafile, outputs = Object.keys(metafile.outputs)) {
  const names = new Set();
  for (const path of outputs) {
    for (const [input, { bytesInOutput }] of Object.entries(metafile.outputs[path].inputs)) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
      if (name && bytesInOutput > 0) names.add(name);
    }
  }
  return [...names].sort();
}
