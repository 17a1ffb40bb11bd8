import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyze } from '@typescript-eslint/scope-manager';
import { parse } from '@typescript-eslint/typescript-estree';
import { afterAll, beforeAll, expect, test } from 'vitest';

interface Metafile {
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
        readonly imports: readonly { readonly path: string; readonly external?: boolean }[];
      }
    >
  >;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const expectedPath = join(root, 'test/start.expected.txt');
const folder = `node_modules/.cache/lintel/start-${process.pid}`;
let metafile: Metafile;
/** Bundled files that a run over the small template evaluated, relative to the project. */
let loaded: string[];

beforeAll(async () => {
  const script = (name: string) => import(new URL(`../scripts/lib/${name}`, import.meta.url).href);
  const [{ bundle }, { standaloneValidator }, { loadRules }] = await Promise.all([
    script('bundle.mjs'),
    script('configuration-schema.mjs'),
    script('registry.mjs'),
  ]);
  const rules = await loadRules();
  metafile = await bundle(rules, `${folder}/dist`, { plugins: [standaloneValidator(rules)] });
  for (const name of ['bin', 'package.json']) cpSync(join(root, name), join(root, folder, name), { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'lintel-start-'));
  try {
    const coverage = join(work, 'coverage');
    mkdirSync(coverage);
    writeFileSync(join(work, 'template.yaml'), readFileSync(join(root, 'bench/small.yaml')));
    const { status, stderr } = spawnSync(process.execPath, [join(root, folder, 'bin/lintel.js'), 'template.yaml'], {
      cwd: work,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: work, NODE_V8_COVERAGE: coverage },
    });
    expect([0, 1], stderr).toContain(status);
    const { result } = JSON.parse(readFileSync(join(coverage, readdirSync(coverage)[0] as string), 'utf8')) as { result: readonly { readonly url: string }[] };
    const base = realpathSync(join(root, folder));
    loaded = result
      .filter(({ url }) => url.startsWith('file:') && fileURLToPath(url).startsWith(base))
      .map(({ url }) => folder + fileURLToPath(url).slice(base.length).replaceAll('\\', '/'))
      .sort();
  } finally {
    rmSync(work, { recursive: true });
  }
}, 60_000);

afterAll(() => rmSync(join(root, folder), { recursive: true, force: true }));

test('a small template needs at most 400 KB of JavaScript', () => {
  const bytes = loaded.reduce((sum, path) => sum + statSync(join(root, path)).size, 0);
  expect(loaded).toContain(`${folder}/dist/cli.cjs`);
  expect(bytes).toBeLessThanOrEqual(400 * 1024);
});

test('a small template loads just these modules', () => {
  const names = new Set<string>();
  for (const path of loaded) {
    for (const [input, { bytesInOutput }] of Object.entries(metafile.outputs[path]?.inputs ?? {})) {
      if (bytesInOutput > 0) names.add(moduleName(input));
    }
  }
  for (const banned of ['typescript', 'ajv', 'yaml', 'js-yaml', 'dockerfile-ast', 'fast-xml-parser']) expect([...names]).not.toContain(`package ${banned}`);
  expect([...names].filter((name) => /aws-sdk|typescript|iam-data/.test(name))).toEqual([]);
  const text = `${[...names].sort().join('\n')}\n`;
  if (process.env.UPDATE === '1') writeFileSync(expectedPath, text);
  expect(text, 'UPDATE=1 npm test writes it anew; read the difference').toBe(existsSync(expectedPath) ? readFileSync(expectedPath, 'utf8') : '');
});

test('a run that has nothing else to tell opens standard output alone', () => {
  const work = mkdtempSync(join(tmpdir(), 'lintel-streams-'));
  try {
    writeFileSync(join(work, 'template.yaml'), readFileSync(join(root, 'bench/small.yaml')));
    writeFileSync(
      join(work, 'spy.cjs'),
      `const opened = new Set();
      for (const name of ['stdin', 'stdout', 'stderr']) {
        const { get } = Object.getOwnPropertyDescriptor(process, name);
        Object.defineProperty(process, name, { get: () => (opened.add(name), get.call(process)) });
      }
      process.on('exit', () => require('node:fs').writeFileSync('opened', [...opened].join()));`,
    );
    const { status } = spawnSync(process.execPath, ['--require', './spy.cjs', join(root, folder, 'bin/lintel.js'), 'template.yaml'], { cwd: work });
    expect([0, 1]).toContain(status);
    expect(readFileSync(join(work, 'opened'), 'utf8')).toBe('stdout');
  } finally {
    rmSync(work, { recursive: true });
  }
});

test('what a chunk exports does not change once the chunk has run: others took the value', () => {
  const changed: string[] = [];
  for (const path of Object.keys(metafile.outputs).filter((name) => !/\/(?:typescript|js-yaml)\.cjs$/.test(name))) {
    const text = readFileSync(join(root, path), 'utf8');
    const exported = /(?<=;module\.exports=\{)[^}]*(?=\};\n$)/.exec(text)?.[0] ?? '';
    const [module] = analyze(parse(text, { range: true }), { sourceType: 'script', lib: [] }).scopes;
    for (const pair of exported.split(',')) {
      const written = module?.set.get(pair.split(':').at(-1) as string)?.references.filter((reference) => reference.isWrite());
      if (written?.some(({ from }) => from.variableScope !== module)) changed.push(`${path}: ${pair}`);
    }
  }
  expect(changed).toEqual([]);
}, 60_000);

test('what is bundled imports nothing but Node itself', () => {
  for (const [path, { imports }] of Object.entries(metafile.outputs)) {
    const outside = imports.filter((imported) => imported.external && !imported.path.startsWith('node:') && !builtin.has(imported.path));
    expect(outside, path).toEqual([]);
  }
});

const builtin = new Set(process.getBuiltinModule('node:module').builtinModules);

/** A package, a topic of rules (which rules it holds is theirs to say), or a file of ours. */
function moduleName(input: string): string {
  const packaged = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
  if (packaged) return `package ${packaged}`;
  const topic = /^(?:src\/rules\/|rule-topic:)([^/.]+)(?:\/|$)/.exec(input)?.[1];
  return topic ? `rules of ${topic}` : input;
}
