import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

/*
 * Workflows and action.yml by GitHub's own parser, which Node 20 can't import as it is (JSON modules): it is bundled first.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');
const folder = join(root, 'node_modules/.cache/lintel');
const bundled = join(folder, `workflow-parser-${process.pid}.cjs`);

let mistakesIn: (kind: 'action' | 'workflow', name: string, content: string) => string[];
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const contents = `
    export { parseAction } from '@actions/workflow-parser/actions/action-parser';
    export { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } from '@actions/workflow-parser';`;
  await build({ stdin: { contents, resolveDir: root }, outfile: bundled, bundle: true, format: 'cjs', platform: 'node', logLevel: 'warning' });
  const { default: parser } = await import(pathToFileURL(bundled).href);
  mistakesIn = (kind, name, content) => {
    const { context } = (kind === 'action' ? parser.parseAction : parser.parseWorkflow)({ name, content }, new parser.NoOperationTraceWriter());
    return (context.errors.getErrors() as { message: string }[]).map(({ message }) => message);
  };
}, 60_000);
afterAll(() => rmSync(bundled, { force: true }));

const own = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`);
/** YAML in our pages that is a workflow. */
const examples = ['README.md', 'docs/adopting.md', 'CONTRIBUTING.md'].flatMap((page) =>
  [...read(page).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)]
    .map(([, text], i) => [`${page} (${i + 1})`, text as string] as const)
    .filter(([, text]) => /^on:/m.test(text)),
);
const workflows = [...own.map((path) => [path, read(path)] as const), ...examples];

interface Step {
  uses?: string;
  with?: Record<string, string>;
  run?: string;
}
interface Workflow {
  permissions?: object;
  jobs: Record<string, { permissions?: Record<string, string>; steps: Step[] }>;
}
const steps = (text: string) => Object.values((parse(text) as Workflow).jobs).flatMap((job) => job.steps);

test('the parser sees mistakes', () => {
  expect(mistakesIn('action', 'a.yml', 'name: x\ndescription: y\nruns: { using: node99, main: x }\n')).not.toEqual([]);
  expect(mistakesIn('workflow', 'a.yml', 'on: push\njobs: { a: { runs-on: x, stepz: [] } }\n')).not.toEqual([]);
});

test('action.yml', () => {
  expect(mistakesIn('action', 'action.yml', read('action.yml'))).toEqual([]);
  const action = parse(read('action.yml'));
  expect(Object.keys(action.inputs)).toEqual([
    'paths',
    'config',
    'fail-on',
    'format',
    'sarif-file',
    'baseline',
    'args',
    'working-directory',
    'annotations',
    'summary',
  ]);
  expect(Object.keys(action.outputs)).toEqual(['sarif-file', 'findings', 'errors', 'warnings', 'exit-code']);
  expect(action.runs).toEqual({ using: 'node24', main: 'dist-action/index.cjs' });
});

describe.each(workflows)('%s', (name, text) => {
  test('parses', () => {
    expect(mistakesIn('workflow', name, text)).toEqual([]);
  });

  test('asks for least permissions, by job', () => {
    const { permissions, jobs } = parse(text) as Workflow;
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) expect(job.permissions).toBeDefined();
  });

  test('pins what others wrote by its full commit, with the version beside it', () => {
    for (const [, used, rest] of text.matchAll(/^\s*(?:- )?uses: (\S+)(.*)$/gm)) {
      if (used?.startsWith('./') || used?.startsWith('lintel-dev/')) continue;
      expect(used).toMatch(/@[0-9a-f]{40}$/);
      expect(rest).toMatch(/^ # v\d+\.\d+\.\d+$/);
    }
  });

  test('gives lintel inputs that it has', () => {
    const { inputs } = parse(read('action.yml'));
    for (const { uses, with: given = {} } of steps(text)) {
      if (uses?.startsWith('lintel-dev/') || uses === './release') expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
    }
  });

  test('puts nothing that others write into a script', () => {
    for (const { run } of steps(text)) expect(run ?? '').not.toContain('${{');
  });
});

test('the hooks name what the program has', () => {
  const hooks = parse(read('.pre-commit-hooks.yaml')) as { id: string; entry: string; pass_filenames?: boolean }[];
  expect(hooks.map(({ id }) => id)).toEqual(['lintel', 'lintel-all']);
  for (const { entry } of hooks) expect(entry).toMatch(/^lintel( --[a-z-]+)*$/);
});
