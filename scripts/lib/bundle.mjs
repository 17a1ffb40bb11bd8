import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { writeAsCommonJs } from './common-js.mjs';
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
  const lean = [givenColorLevel, plainBuiltins, commonJsApart, packBeside(besideChunks('iam.pack'))];
  const descriptions = readDescriptions;
  const transforms = [plainRules(rules), takenBuiltins, importedAtOnce];
  const first = await build({
    ...options,
    plugins: [topicChunks(rules, more, { descriptions }), ...lean, ...plugins, ownSources(transforms)],
    write: false,
  });
  const once = oneCommonChunk(first.metafile);
  const { metafile } = await build({
    ...options,
    plugins: [
      topicChunks(rules, more, { head: "import 'common-modules';", descriptions }),
      ...lean,
      ...plugins,
      once.plugin,
      ownSources([...transforms, once.transform]),
    ],
  });
  await bundleStart(options, metafile);
  writeAsCommonJs(metafile);
  await bundleCommonJs(options, metafile);
  copyFileSync(join(root, pack), join(root, outdir, 'iam.pack'));
  writeFileSync(join(root, outdir, descriptionsFile), descriptionsOf(rules, more));
  const early = packagesOf(metafile, startOutputs(metafile, `${outdir}/cli.cjs`)).filter((name) =>
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
    plugins: [
      topicChunks(rules, []),
      givenColorLevel,
      plainBuiltins,
      packBeside("require('node:path').join(__dirname, 'iam.pack')"),
      ...plugins,
      ownSources([plainRules(rules), takenBuiltins]),
    ],
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
    const own = rules.filter(({ rule }) => lightEntry(rule).surfaces.some((surface) => surfaces.includes(surface)));
    const outfile = join(folder, 'index.mjs');
    const { metafile } = await build({
      ...shared,
      entryPoints: [join(root, 'src/aws', entry)],
      outfile,
      format: 'esm',
      target: 'node22',
      // Packages that are CommonJS ask for Node's own modules by `require`.
      banner: { js: requireBanner },
      plugins: [topicChunks(own, []), packBeside("new URL('./iam.pack', import.meta.url)"), ownSources([plainRules(own)])],
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

/** The same for packages, which import them in more ways than we do (`takenBuiltins`). */
const plainBuiltins = {
  name: 'plain-builtins',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin', sideEffects: false }));
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: `module.exports = process.getBuiltinModule('${path}');` }));
  },
};

/**
 * Packages that stay CommonJS, in files of their own beside the chunks, and the functions of them that are used. The compiler breaks as an ES
 * module; few texts need js-yaml.
 */
const apart = {
  'typescript.cjs': { '@typescript-eslint/typescript-estree': ['parse'], '@typescript-eslint/scope-manager': ['analyze'] },
  'js-yaml.cjs': { 'js-yaml': ['getScalarValue', 'parseEvents'] },
};
const homes = new Map(Object.entries(apart).flatMap(([file, packages]) => Object.entries(packages).map(([name, exports]) => [name, { file, exports }])));

/**
 * They are required by the first call, not imported: an import loads what may not be needed, and reads a CommonJS module for its exports first,
 * character by character, which for the compiler takes a fifth of the time of a whole run on a program.
 */
const commonJsApart = {
  name: 'common-js-apart',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(?:@typescript-eslint\/|js-yaml$)/ }, ({ path }) =>
      homes.has(path) ? { path, namespace: 'common-js-apart', sideEffects: false } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'common-js-apart' }, ({ path }) => {
      const { file, exports } = homes.get(path);
      return {
        contents: `
          let loaded;
          const load = () => (loaded ??= module.require('./${file}'));
          ${exports.map((name) => `export const ${name} = (...args) => load().${name}(...args);`).join('\n')}
        `,
      };
    });
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

/** What loads the program, and what a run does at its end for the next one: files of their own, and the second is needed once in a while. */
async function bundleStart({ outdir, target, logLevel }, metafile) {
  const { metafile: own } = await build({
    absWorkingDir: root,
    entryPoints: ['src/start/load.ts', 'src/start/keep.ts'],
    outdir,
    plugins: [ownSources([takenBuiltins])],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target,
    metafile: true,
    logLevel,
  });
  Object.assign(metafile.outputs, own.outputs);
}

/** Writes the files of these packages, and tells the metafile of each as of any other output. */
async function bundleCommonJs(options, metafile) {
  for (const [file, packages] of Object.entries(apart)) await bundleApart(file, packages, options, metafile);
}

async function bundleApart(file, packages, { outdir, target, logLevel }, metafile) {
  const outfile = `${outdir}/chunks/${file}`;
  for (const [path, { imports, inputs }] of Object.entries(metafile.outputs)) {
    if (!Object.keys(packages).some((name) => `common-js-apart:${name}` in inputs)) continue;
    if (dirname(path) !== dirname(outfile)) throw new Error(`${path} requires ${file} from another folder`);
    imports.push({ path: outfile, kind: 'require-call' });
  }
  const contents = Object.entries(packages).map(([name, exports]) => `export { ${exports.join(', ')} } from '${name}';`);
  const { metafile: own } = await build({
    absWorkingDir: root,
    stdin: { contents: contents.join('\n'), resolveDir: root, sourcefile: file },
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

/** An expression for the path of a file in the folder above the chunks. */
function besideChunks(file) {
  return `process.getBuiltinModule('node:path').join(__dirname, '../${file}')`;
}

/** What nearly every run loads, with all that they import. */
const common = ['src/cli/main.ts', 'src/cli/check.ts', 'src/parsers/cloudformation/parse.ts', 'src/reporters/terminal.ts'];
/** Modules that several chunks share are common too while they are so small that opening a file of their own takes longer. */
const smallBytes = 2048;

/**
 * Keeps what nearly every run loads in one chunk. Left alone, esbuild makes one for each set of entries that share a module, and opening
 * thirty files is half of a start: so every entry imports the common modules, and the set is the same for all.
 * @returns a plugin for them, and what it takes in the sources.
 */
function oneCommonChunk({ inputs, outputs }) {
  const isOwn = (path) => /^src\/.*\.ts$/.test(path);
  const modules = new Set(common.filter((path) => inputs[path]));
  for (const { entryPoint, bytes, inputs: parts } of Object.values(outputs)) {
    if (entryPoint === undefined && bytes <= smallBytes) for (const path of Object.keys(parts)) if (isOwn(path)) modules.add(path);
  }
  for (const path of modules) {
    for (const { path: imported, kind } of inputs[path].imports) if (kind === 'import-statement' && isOwn(imported)) modules.add(imported);
  }
  const entries = new Set(Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []));
  const plugin = {
    name: 'one-common-chunk',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^common-modules$/ }, () => ({ path: 'common-modules', namespace: 'common-modules' }));
      onLoad({ filter: /.*/, namespace: 'common-modules' }, () => ({
        contents: [...modules].map((path) => `import './${path}';`).join('\n'),
        loader: 'ts',
        resolveDir: root,
      }));
    },
  };
  return { plugin, transform: (path, text) => (entries.has(path) ? `import 'common-modules';\n${text}` : text) };
}

/** What is loaded in any case needs no file of its own for a dynamic import. */
function importedAtOnce(path, text) {
  const imports = [];
  const changed = text.replace(/import\('(\.[^']+)'\)/g, (whole, imported) => {
    if (!common.includes(join(dirname(path), imported).replaceAll('\\', '/'))) return whole;
    imports.push(`import * as common${imports.length} from '${imported}';\n`);
    return `Promise.resolve(common${imports.length - 1})`;
  });
  return imports.join('') + changed;
}

/**
 * Node's own modules, taken without the ES wrapper that an import makes: it reads every export, and `fs` alone loads its streams for that.
 */
const takenBuiltins = (_path, text) =>
  text.replace(/^import \{([^}]*)\} from '(node:\w+)';$/gm, (_whole, names, module) => {
    const taken = names.split(',').filter((name) => name.trim() !== '' && !/^\s*type /.test(name));
    return `const {${taken.map((name) => name.replace(' as ', ': ')).join(',')}} = process.getBuiltinModule('${module}');`;
  });

/** Sources of ours, changed by functions of their path in the project and their text, one after the other. */
const ownSources = (transforms) => ({
  name: 'own-sources',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]src[/\\].*\.ts$/ }, ({ path }) => {
      const own = relative(root, path).replaceAll('\\', '/');
      return {
        contents: transforms.reduce((text, transform) => transform(own, text), readFileSync(path, 'utf8')),
        loader: 'ts',
        resolveDir: dirname(path),
      };
    });
  },
});

/** The file of the rules' descriptions, beside the bundle. */
const descriptionsFile = 'rules.json';
const readDescriptions = `process.getBuiltinModule('node:fs').readFileSync(${besideChunks(descriptionsFile)}, 'utf8')`;

/** What is said of the rules, as JSON by id. */
const descriptionsOf = (rules, more) =>
  JSON.stringify(Object.fromEntries([...rules.map(({ rule: { meta } }) => [meta.id, meta]), ...more.map(({ meta }) => [meta.id, meta])]));

/** The name under which the chunk of a topic exports a rule; the registry of the program makes the same of its id. */
const exportName = (id) => id.slice(id.indexOf('/') + 1).replace(/\W(\w)/g, (_, letter) => letter.toUpperCase());

/**
 * Replaces the registry by one that loads a topic at a time (the rules of a topic apply to the same files), and that is read from JSON:
 * with hundreds of rules, compiling them as code would take longer than all else of a start. `head` stands first in every topic.
 * `descriptions`: an expression for the JSON of what is said of the rules, which the rules' own code is without.
 */
function topicChunks(rules, more, { head = '', descriptions = JSON.stringify(descriptionsOf(rules, more)) } = {}) {
  const own = rules.map(({ path, rule }) => {
    const light = lightEntry(rule);
    return { path, topic: path.split('/')[2], light, chunk: `rule-topic:${path.split('/')[2]}${partOf(light)}`, name: exportName(light.id) };
  });
  const entries = [...own, ...more].sort((a, b) => (a.light.id < b.light.id ? -1 : 1));
  const chunks = [...new Set(entries.map(({ chunk }) => chunk))];
  // Strings and lists that many entries have stand once.
  const words = [...new Set(entries.flatMap(({ light }) => [light.profile, light.severity, ...light.subjects, ...light.surfaces]))];
  const number = (word) => words.indexOf(word);
  const numbers = (list) => JSON.stringify(list.map(number));
  const lists = [...new Set(entries.flatMap(({ light }) => [numbers(light.subjects), numbers(light.surfaces)]))];
  const rows = entries.map(({ light: { id, profile, severity, subjects, surfaces, aliases }, chunk }) => [
    id,
    number(profile),
    number(severity),
    lists.indexOf(numbers(subjects)),
    lists.indexOf(numbers(surfaces)),
    chunks.indexOf(chunk),
    ...(aliases.length > 0 ? [aliases] : []),
  ]);
  const registry = `
    const chunks = [${chunks.map((chunk) => `() => import('${chunk}')`).join(', ')}];
    const exportName = ${exportName};
    let descriptions;
    const described = (id) => (descriptions ??= JSON.parse(${descriptions}))[id];
    const { words, lists, rows } = JSON.parse(${JSON.stringify(JSON.stringify({ words, lists: lists.map((list) => JSON.parse(list)), rows }))});
    const wordsOf = lists.map((list) => list.map((number) => words[number]));
    class Entry {
      constructor([id, profile, severity, subjects, surfaces, chunk, aliases = []]) {
        this.id = id;
        this.profile = words[profile];
        this.severity = words[severity];
        this.subjects = wordsOf[subjects];
        this.surfaces = wordsOf[surfaces];
        this.aliases = aliases;
        this.load = () => chunks[chunk]().then((module) => module[exportName(id)]);
      }
      get summary() {
        return described(this.id).summary;
      }
      get equivalents() {
        return described(this.id).equivalents ?? [];
      }
      async describe() {
        return described(this.id);
      }
    }
    export const rules = rows.map((row) => new Entry(row));
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

/** Rules without what is said of them for people (see `descriptionsOf`). */
function plainRules(rules) {
  const byPath = new Map(rules.map(({ path, rule }) => [path, rule]));
  return (path, text) => (byPath.has(path) ? withoutDescription(text, byPath.get(path)) : text);
}

/** The source of a rule with no more in its `meta` than judging needs (`JudgingMeta`). The formatter keeps its place and indentation. */
function withoutDescription(source, { meta }) {
  const { id, severity, precision, scope, surfaces, supersedes } = meta;
  const parts = source.split(/^ {2}meta: \{\n[\s\S]*?^ {2}\},\n/m);
  if (parts.length !== 2) throw new Error(`${id}: "meta" is not written as an object of its own`);
  return parts.join(`  meta: ${JSON.stringify({ id, severity, precision, scope, surfaces, supersedes })},\n`);
}

/**
 * The rules of a topic that wait for one selector of a subject alone are a part of their own: most files have nothing for them. So are those that
 * run when somebody asks for them.
 */
function partOf({ subjects, profile }) {
  if (profile !== 'recommended') return '-more';
  const [first = '', ...others] = subjects;
  const selector = /^(?:iam\.(?:statement|principal):|cfn\.resource:\w+::\w+::)(\w+)$/.exec(first)?.[1];
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
