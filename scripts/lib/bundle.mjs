import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { packageJson, root } from './project.mjs';
import { lightEntry } from './registry.mjs';

/** What a start must not load: each of these belongs to a chunk that loads when a file needs it. */
const lazyPackages = [
  'yaml',
  'dockerfile-ast',
  'ajv',
  'typescript',
  '@typescript-eslint/typescript-estree',
  '@aws-sdk',
  '@smithy',
  'fast-xml-parser',
  'smol-toml',
];

const requireBanner = "import { createRequire as lintelCreateRequire } from 'node:module';\nconst require = lintelCreateRequire(import.meta.url);\n";

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: 'node',
  mainFields: ['module', 'main'],
  // The same library as ES modules, of which only what is used is bundled.
  alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
  legalComments: 'none',
  define: { __VERSION__: JSON.stringify(packageJson.version) },
  metafile: true,
  logLevel: 'warning',
};

/**
 * Bundles the command line into `outdir`: one start file, a chunk per rule topic and per lazily imported part.
 * `more`: entries for the registry beside those of the rules, as {light, chunk, name}; plugins resolve their chunks.
 * @returns esbuild's metafile, with paths relative to the project.
 */
export async function bundle(rules, outdir, { more = [], plugins = [] } = {}) {
  rmSync(join(root, outdir), { recursive: true, force: true });
  const entry = 'src/cli/main.ts';
  if (!existsSync(join(root, entry))) {
    console.error(`${entry} is missing: nothing bundled`);
    return undefined;
  }
  const options = {
    ...shared,
    entryPoints: { cli: entry },
    outdir,
    entryNames: '[name]',
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    format: 'esm',
    target: 'node20.19',
  };
  const lean = [givenColorLevel, plainBuiltins, commonJsApart, packBeside("new URL('../iam.pack', import.meta.url)")];
  const first = await build({ ...options, plugins: [topicChunks(rules, more), ...lean, ...plugins], write: false });
  const { metafile } = await build({
    ...options,
    plugins: [topicChunks(rules, more, "import 'common-modules';"), ...lean, ...plugins, oneCommonChunk(first.metafile)],
  });
  await bundleCommonJs(options, metafile);
  copyFileSync(join(root, pack), join(root, outdir, 'iam.pack'));
  for (const path of Object.keys(metafile.outputs)) {
    if (path.endsWith('.cjs')) continue;
    const text = readFileSync(join(root, path), 'utf8');
    if (text.includes('Dynamic require of')) writeFileSync(join(root, path), requireBanner + text);
  }
  const early = packagesOf(metafile, startOutputs(metafile, `${outdir}/cli.js`)).filter((name) =>
    lazyPackages.some((lazy) => name === lazy || name.startsWith(`${lazy}/`)),
  );
  if (early.length > 0) throw new Error(`loaded at every start: ${early.join(', ')}; import them lazily`);
  return metafile;
}

/**
 * Bundles the GitHub action into one file, for the Node that runs actions. CommonJS, because of the packages that break as ES modules.
 * @returns its size in bytes.
 */
export async function bundleAction(rules, outfile, { plugins = [] } = {}) {
  const { metafile } = await build({
    ...shared,
    entryPoints: [join(root, 'src/cli/action-main.ts')],
    outfile,
    format: 'cjs',
    target: 'node24',
    plugins: [topicChunks(rules, []), givenColorLevel, plainBuiltins, packBeside("require('node:path').join(__dirname, 'iam.pack')"), ...plugins],
  });
  copyFileSync(join(root, pack), join(dirname(outfile), 'iam.pack'));
  return Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The functions that run in AWS Lambda: their files below src/aws, and the surfaces whose rules they need. */
const functions = {
  'config-rule': { entry: 'config-handler.ts', surfaces: ['config'] },
  hook: { entry: 'hook-handler.ts', surfaces: ['config', 'cloudformation'] },
};

/**
 * Bundles each function that runs in AWS Lambda into `<outdir>/<function>/index.mjs`, with the IAM table and its notice beside: a folder to zip.
 * @returns for each function, esbuild's metafile of it.
 */
export async function bundleFunctions(rules, outdir) {
  const metafiles = {};
  for (const [name, { entry, surfaces }] of Object.entries(functions)) {
    const folder = join(outdir, name);
    rmSync(folder, { recursive: true, force: true });
    const own = rules.filter(({ rule }) => rule.meta.surfaces.some((surface) => surfaces.includes(surface)));
    const outfile = join(folder, 'index.mjs');
    const { metafile } = await build({
      ...shared,
      entryPoints: [join(root, 'src/aws', entry)],
      outfile,
      format: 'esm',
      target: 'node22',
      // Packages that are CommonJS ask for Node's own modules by `require`.
      banner: { js: requireBanner },
      plugins: [topicChunks(own, []), packBeside("new URL('./iam.pack', import.meta.url)")],
    });
    const heavy = packagesOf(metafile).filter((package_) => /^(?:typescript|@typescript-eslint\/.*)$/.test(package_));
    if (heavy.length > 0) throw new Error(`${name} holds ${heavy.join(', ')}: a rule or parser that it needs imports the compiler`);
    copyFileSync(join(root, pack), join(folder, 'iam.pack'));
    metafiles[name] = metafile;
  }
  return metafiles;
}

/** We tell chalk whether to colour, so its own detection is left out: it opens all standard streams at every start. */
const givenColorLevel = {
  name: 'given-color-level',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^#supports-color$/ }, () => ({ path: 'supports-color', namespace: 'no-detection' }));
    onLoad({ filter: /.*/, namespace: 'no-detection' }, () => ({ contents: 'export default { stdout: false, stderr: false };' }));
  },
};

/**
 * Node's own modules, taken without the ES wrapper that an import makes: it reads every export, and `fs` alone loads its streams for that.
 */
const plainBuiltins = {
  name: 'plain-builtins',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin', sideEffects: false }));
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: `module.exports = process.getBuiltinModule('${path}');` }));
  },
};

/** Packages that break as ES modules, and what is used of them: they stay CommonJS, together in a file of their own beside the chunks. */
const commonJs = { file: 'typescript.cjs', exports: { '@typescript-eslint/typescript-estree': 'parse', '@typescript-eslint/scope-manager': 'analyze' } };

/**
 * They are required, not imported: an import reads a CommonJS module for its exports first, character by character, which takes a fifth of the
 * time of a whole run on a program.
 */
const commonJsApart = {
  name: 'common-js-apart',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^@typescript-eslint\// }, ({ path }) => (path in commonJs.exports ? { path, namespace: 'common-js-apart' } : undefined));
    onLoad({ filter: /.*/, namespace: 'common-js-apart' }, ({ path }) => ({
      contents: `
        const { createRequire } = process.getBuiltinModule('node:module');
        export const { ${commonJs.exports[path]} } = createRequire(import.meta.url)('./${commonJs.file}');
      `,
    }));
  },
};

/** The IAM table stays a file, of which a run reads some parts: as code all of it would be parsed. */
const pack = 'data/iam.pack';
/** `place`: an expression for where it is. */
export const packBeside = (place) => ({
  name: 'pack-beside',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]iam[/\\]pack-file\.ts$/ }, () => ({ contents: `export const packFile = ${place};` }));
  },
});

/** What they look for and do without: a package that happens to lie beside an installation is none of ours to load. */
const withoutOptional = {
  name: 'without-optional',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^source-map-support$/ }, ({ path }) => ({ path, namespace: 'optional' }));
    onLoad({ filter: /.*/, namespace: 'optional' }, ({ path }) => ({ contents: `throw new Error('${path} is left out');` }));
  },
};

/** Each module of theirs copies the compiler's whole namespace, thousands of accessors, for itself; the compiler as it is serves all. */
const oneNamespace = {
  name: 'one-namespace',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]@typescript-eslint[/\\][\w-]+[/\\]dist[/\\].*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/__importStar\(require\("typescript"\)\)/g, 'require("typescript")'),
      loader: 'js',
    }));
  },
};

/** Writes the file of these packages, and tells the metafile of it as of any other output. */
async function bundleCommonJs({ outdir, target, logLevel }, metafile) {
  const outfile = `${outdir}/chunks/${commonJs.file}`;
  for (const [path, { imports, inputs }] of Object.entries(metafile.outputs)) {
    if (!Object.keys(inputs).some((input) => input.startsWith('common-js-apart:'))) continue;
    if (dirname(path) !== dirname(outfile)) throw new Error(`${path} requires ${commonJs.file} from another folder`);
    imports.push({ path: outfile, kind: 'import-statement' });
  }
  const contents = Object.entries(commonJs.exports).map(([name, exported]) => `export { ${exported} } from '${name}';`);
  const { metafile: own } = await build({
    absWorkingDir: root,
    stdin: { contents: contents.join('\n'), resolveDir: root, sourcefile: commonJs.file },
    outfile,
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'node',
    target,
    legalComments: 'none',
    plugins: [withoutOptional, oneNamespace],
    metafile: true,
    logLevel,
  });
  // `require.resolve` only asks whether there is a package, and loads nothing.
  for (const output of Object.values(own.outputs)) output.imports = output.imports.filter(({ kind }) => kind !== 'require-resolve');
  Object.assign(metafile.outputs, own.outputs);
}

/** What nearly every run loads, with all that they import. */
const common = ['src/cli/main.ts', 'src/cli/check.ts', 'src/parsers/cloudformation/parse.ts', 'src/reporters/terminal.ts'];

/**
 * Keeps what nearly every run loads in one chunk. Left alone, esbuild makes one for each set of entries that share a module, and opening
 * thirty files is half of a start: so every entry imports the common modules, and the set is the same for all.
 */
function oneCommonChunk({ inputs, outputs }) {
  const modules = new Set(common.filter((path) => inputs[path]));
  for (const path of modules) {
    for (const { path: imported, kind } of inputs[path].imports) {
      if (kind === 'import-statement' && /^src\/.*\.ts$/.test(imported)) modules.add(imported);
    }
  }
  const entries = new Set(Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []));
  const pattern = /[/\\]src[/\\].*\.ts$/;
  return {
    name: 'one-common-chunk',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^common-modules$/ }, () => ({ path: 'common-modules', namespace: 'common-modules' }));
      onLoad({ filter: /.*/, namespace: 'common-modules' }, () => ({
        contents: [...modules].map((path) => `import './${path}';`).join('\n'),
        loader: 'ts',
        resolveDir: root,
      }));
      onLoad({ filter: pattern }, ({ path }) => {
        const own = relative(root, path).replaceAll('\\', '/');
        if (!entries.has(own)) return undefined;
        return { contents: `import 'common-modules';\n${readFileSync(path, 'utf8')}`, loader: 'ts', resolveDir: dirname(path) };
      });
    },
  };
}

/**
 * Replaces the registry by one that loads a topic at a time (the rules of a topic apply to the same files), and that is read from JSON:
 * with hundreds of rules, compiling them as code would take longer than all else of a start. `head` stands first in every topic.
 */
function topicChunks(rules, more, head = '') {
  const own = rules.map(({ path, rule }) => {
    const [, , topic, file] = path.split('/');
    const name = file.replace(/\.ts$/, '').replace(/\W(\w)/g, (_, letter) => letter.toUpperCase());
    const light = lightEntry(rule);
    return { path, topic, light, chunk: `rule-topic:${topic}${partOf(light)}`, name };
  });
  const entries = [...own, ...more].sort((a, b) => (a.light.id < b.light.id ? -1 : 1));
  const chunks = [...new Set(entries.map(({ chunk }) => chunk))];
  const light = entries.map((entry) => ({ ...entry.light, from: [chunks.indexOf(entry.chunk), entry.name] }));
  const registry = `
    const chunks = [${chunks.map((chunk) => `() => import('${chunk}')`).join(', ')}];
    export const rules = JSON.parse(${JSON.stringify(JSON.stringify(light))}).map(({ from: [chunk, name], ...entry }) =>
      ({ ...entry, load: () => chunks[chunk]().then((module) => module[name]) }));
  `;
  return {
    name: 'topic-chunks',
    setup({ onLoad, onResolve }) {
      onLoad({ filter: /[/\\]src[/\\]rules[/\\]index\.ts$/ }, () => ({ contents: registry, loader: 'js', resolveDir: join(root, 'src/rules') }));
      onResolve({ filter: /^rule-topic:/ }, ({ path }) => ({ path: path.slice('rule-topic:'.length), namespace: 'rule-topic' }));
      onLoad({ filter: /.*/, namespace: 'rule-topic' }, ({ path }) => {
        const chunk = `rule-topic:${path}`;
        const members = own.filter((entry) => entry.chunk === chunk);
        // A part has the whole of its topic to share modules with: a chunk for each set of parts would be a file more to open.
        const [whole] = members.flatMap(({ topic }) => (topic !== path && chunks.includes(`rule-topic:${topic}`) ? [`import 'rule-topic:${topic}';`] : []));
        const exported = members.map((entry) => `export { default as ${entry.name} } from './${entry.path}';`);
        return { contents: [head, ...(whole ? [whole] : []), ...exported].join('\n'), loader: 'ts', resolveDir: root };
      });
    },
  };
}

/** The rules of a topic that wait for one selector of a subject alone are a part of their own: most files have nothing for them. */
function partOf({ subjects }) {
  const [first = '', ...others] = subjects;
  const selector = /^iam\.statement:(\w+)$/.exec(first)?.[1];
  return selector && others.length === 0 ? `-${selector.toLowerCase()}` : '';
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
