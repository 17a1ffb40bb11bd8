import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AST_NODE_TYPES, parse, simpleTraverse } from '@typescript-eslint/typescript-estree';
import { describe, expect, test } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));

/** What the files of a folder may import besides their own: folders of src, and packages that are theirs alone. `node:` modules are packages. */
const charters: Record<string, { readonly folders: readonly string[]; readonly packages: readonly RegExp[] }> = {
  core: { folders: [], packages: [] },
  parsers: {
    folders: ['core', 'data'],
    packages: [
      /^(@typescript-eslint\/(typescript-estree|scope-manager)|js-yaml|yaml|fast-xml-parser|typescript)$/,
      /^@typescript-eslint\/(typescript-estree|scope-manager|types)$/,
    ],
  },
  rules: { folders: ['parsers', 'core', 'data'], packages: [] },
  reporters: { folders: ['core'], packages: [/^chalk$/, /^node:(path|url|crypto)$/] },
  config: { folders: ['rules', 'parsers', 'core'], packages: [/^(ajv|ajv\/.+|smol-toml)$/, /^node:(fs|path|url|fs\/promises)$/] },
  aws: { folders: ['config', 'rules', 'parsers', 'core'], packages: [/^@aws-sdk\//, /^node:/] },
  start: { folders: [], packages: [/^node:/] },
  cli: { folders: ['aws', 'config', 'rules', 'parsers', 'reporters', 'core'], packages: [/^node:/] },
};

/** Files that read a part of lintel itself, and nothing of the user's. */
const ownFiles: Record<string, RegExp> = { 'parsers/iam/table.ts': /^node:fs$/ };

/** Only here stands what touches the process and its streams. */
const edges = ['start', 'cli', 'aws'];

interface Import {
  readonly from: string;
  readonly line: number;
  /** Whether the imported module is evaluated when this one is: neither an import of types nor a dynamic one. */
  readonly evaluated: boolean;
}

interface Module {
  readonly imports: readonly Import[];
  /** Global names that are used, with the line of the first use. */
  readonly globals: ReadonlyMap<string, number>;
  /** What V8 makes a hidden class of each time that it runs, with its line. */
  readonly ownClasses: readonly { readonly what: string; readonly line: number }[];
}

/** Imports (static, dynamic, of types), uses of `process` and `console`, and what gets a hidden class of its own. */
function read(code: string): Module {
  const imports: Import[] = [];
  const ownClasses: { what: string; line: number }[] = [];
  const globals = new Map<string, number>();
  const add = (source: { readonly value: unknown; readonly loc: { readonly start: { readonly line: number } } }, evaluated: boolean) =>
    imports.push({ from: String(source.value), line: source.loc.start.line, evaluated });
  simpleTraverse(
    parse(code, { loc: true, range: true }),
    {
      enter(node, parent) {
        const { line } = node.loc.start;
        if (node.type === AST_NODE_TYPES.Property && node.kind === 'get') ownClasses.push({ what: 'a getter of an object literal', line });
        if (node.type === AST_NODE_TYPES.FunctionExpression && node.generator && parent?.type !== AST_NODE_TYPES.MethodDefinition)
          ownClasses.push({ what: 'a generator inside a function', line });
        if (node.type === AST_NODE_TYPES.ImportDeclaration) add(node.source, node.importKind !== 'type');
        else if (node.type === AST_NODE_TYPES.ExportAllDeclaration) add(node.source, node.exportKind !== 'type');
        else if (node.type === AST_NODE_TYPES.ExportNamedDeclaration && node.source) add(node.source, node.exportKind !== 'type');
        else if (node.type === AST_NODE_TYPES.ImportExpression && node.source.type === AST_NODE_TYPES.Literal) add(node.source, false);
        else if (node.type === AST_NODE_TYPES.TSImportType && node.source.type === AST_NODE_TYPES.Literal) add(node.source, false);
        else if (node.type === AST_NODE_TYPES.Identifier && (node.name === 'process' || node.name === 'console') && !globals.has(node.name)) {
          const isName =
            parent?.type === AST_NODE_TYPES.MemberExpression ? parent.object === node || parent.computed : parent?.type !== AST_NODE_TYPES.Property;
          if (isName) globals.set(node.name, node.loc.start.line);
        }
      },
    },
    true,
  );
  return { imports, globals, ownClasses };
}

/** What a file of src does that its folder's charter does not allow. */
function violations(path: string, { imports, globals, ownClasses }: Module): string[] {
  const folder = path.slice(0, path.indexOf('/'));
  const charter = charters[folder];
  if (!charter) return [`${path}: no folder of src is called ${folder}`];
  const found: string[] = [];
  for (const { from, line } of imports) {
    const where = `${path}:${line} imports ${from}`;
    if (!from.startsWith('.')) {
      if (!charter.packages.some((allowed) => allowed.test(from)) && !ownFiles[path]?.test(from)) found.push(`${where}: not a package of ${folder}`);
      continue;
    }
    if (!/\.(ts|json)$/.test(from)) found.push(`${where}: relative imports name the file`);
    const target = posix.normalize(posix.join('src', posix.dirname(path), from));
    const other = target.startsWith('src/') ? (target.split('/')[1] as string) : (target.split('/')[0] as string);
    if (other !== folder && !charter.folders.includes(other)) found.push(`${where}: ${folder} stands below ${other}`);
    if (folder === 'rules' && other === 'rules' && path.split('/').length === 3 && !/^src\/rules\/define-rule\.ts$/.test(target))
      found.push(`${where}: rules know no other rule`);
  }
  // Such a hidden class keeps the function's variables, a file's whole tree, until the next full collection, and slows whoever reads the object.
  if (!edges.includes(folder)) for (const { what, line } of ownClasses) found.push(`${path}:${line} has ${what}: write a class, or a function of the module`);
  if (!edges.includes(folder)) for (const [name, line] of globals) found.push(`${path}:${line} uses ${name}: only the edges (${edges.join(', ')}) do`);
  return found;
}

const files = readdirSync(source, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) =>
    join(entry.parentPath, entry.name)
      .slice(source.length + 1)
      .replaceAll('\\', '/'),
  )
  .sort();

test.each(files)('src/%s keeps to its charter', (path) => {
  const code = readFileSync(join(source, path), 'utf8');
  const generated = path.endsWith('.gen.ts') || path === 'rules/index.ts';
  if (path === 'rules/index.ts') return;
  expect(violations(path, read(code))).toEqual([]);
  if (!generated) expect(code.split('\n').length, 'lines; split what can stand alone').toBeLessThanOrEqual(600);
});

test('no two files import each other in a circle', () => {
  const targets = new Map(
    files.map((path) => {
      const { imports } = read(readFileSync(join(source, path), 'utf8'));
      return [path, imports.filter(({ from, evaluated }) => evaluated && from.startsWith('.')).map(({ from }) => posix.join(dirname(path), from))];
    }),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    else if (!done.has(path)) for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of files) visit(path, []);
  expect(circles).toEqual([]);
});

describe('the check itself', () => {
  const judge = (path: string, code: string) => violations(path, read(code));
  test('sees each kind of breach', () => {
    expect(judge('rules/lambda/x.ts', "import { readFileSync } from 'node:fs';")).toHaveLength(1);
    expect(judge('rules/lambda/x.ts', "import other from './y.ts';")).toHaveLength(1);
    expect(judge('rules/lambda/x.ts', "export * from '../../reporters/index.ts';")).toHaveLength(1);
    expect(judge('core/x.ts', "import type { Node } from '../parsers/yaml/node.ts';")).toHaveLength(1);
    expect(judge('core/x.ts', "const m = await import('../cli/main.ts');")).toHaveLength(1);
    expect(judge('config/x.ts', 'console.log(process.argv);')).toHaveLength(2);
    expect(judge('cli/x.ts', "import { IAMClient } from '@aws-sdk/client-iam';")).toHaveLength(1);
    expect(judge('core/x.ts', "import { a } from './y';")).toHaveLength(1);
    expect(judge('core/x.ts', 'const f = (a) => ({ get keys() { return a; } });')).toHaveLength(1);
    expect(judge('core/x.ts', 'const f = (a) => ({ *subjects() { yield a; } });')).toHaveLength(1);
    expect(judge('core/x.ts', 'const f = (a) => { const g = function* () { yield a; }; return g(); };')).toHaveLength(1);
  });
  test('leaves what is allowed', () => {
    expect(judge('rules/lambda/x.ts', "import { defineRule } from '../define-rule.ts'; import type { Value } from '../../core/value.ts';")).toEqual([]);
    expect(judge('cli/x.ts', "import { argv } from 'node:process'; console.log(argv, process.pid);")).toEqual([]);
    expect(judge('core/x.ts', 'const o = { process: 1 }; o.process;')).toEqual([]);
    expect(judge('core/x.ts', 'class A { get keys() { return 1; } *subjects() { yield 1; } } function* all() { yield 2; }')).toEqual([]);
  });
});
