import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { folderWith } from './lintel.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = join(root, `node_modules/.cache/lintel/action-${process.pid}`);
const bundle = join(built, 'index.cjs');

beforeAll(async () => {
  const script = (name: string) => import(new URL(`../../scripts/lib/${name}`, import.meta.url).href);
  const [{ bundleAction }, { standaloneValidator }, { loadRules }] = await Promise.all([
    script('bundle.mjs'),
    script('configuration-schema.mjs'),
    script('registry.mjs'),
  ]);
  const rules = await loadRules();
  await bundleAction(rules, bundle, { plugins: [standaloneValidator(rules)] });
}, 120_000);
afterAll(() => rmSync(built, { recursive: true, force: true }));

const inputs = (parse(readFileSync(join(root, 'action.yml'), 'utf8')) as { inputs: Record<string, { default?: string }> }).inputs;
const template =
  'Resources:\n  Fn:\n    Type: AWS::Lambda::Function\n    Properties: { Runtime: nodejs12.x, Handler: i.h, Role: arn, Code: { S3Bucket: b, S3Key: k } }\n';

/** Runs the bundle as the runner does: inputs and files by environment variables, nothing else. */
function action(files: Readonly<Record<string, string>>, given: Readonly<Record<string, string>> = {}) {
  const workspace = folderWith({ '.git/HEAD': '', ...files });
  const runner = folderWith({ summary: 'before\n', output: '' });
  mkdirSync(join(runner, 'temp'));
  const values = { ...Object.fromEntries(Object.entries(inputs).map(([name, { default: value = '' }]) => [name, value])), ...given };
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle], {
    cwd: workspace,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value])),
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: join(runner, 'output'),
      GITHUB_STEP_SUMMARY: join(runner, 'summary'),
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'me/shop',
      GITHUB_SHA: '0123456',
      RUNNER_TEMP: join(runner, 'temp'),
    },
  });
  expect(stderr).toBe('');
  expect(readdirSync(join(runner, 'temp'))).toEqual([]);
  const outputs: Record<string, string> = {};
  for (const [, name, , value] of readFileSync(join(runner, 'output'), 'utf8').matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm))
    outputs[name as string] = value as string;
  const sarif = outputs['sarif-file'] ? JSON.parse(readFileSync(outputs['sarif-file'], 'utf8')) : undefined;
  return { status, stdout, workspace, outputs, sarif, summary: readFileSync(join(runner, 'summary'), 'utf8') };
}

/** The commands that the runner would take: none between stop-commands and its token. */
function commandsOf(stdout: string): string[] {
  let stopped: string | undefined;
  return stdout.split('\n').flatMap((line) => {
    if (stopped !== undefined) {
      if (line === `::${stopped}::`) stopped = undefined;
      return [];
    }
    stopped = /^::stop-commands::(.+)$/.exec(line)?.[1];
    return stopped === undefined && line.trimStart().startsWith('::') ? [line] : [];
  });
}

test('findings: SARIF, annotations, summary and outputs, then the step fails', () => {
  const { status, stdout, outputs, sarif, summary, workspace } = action({ 'infra/stack.yaml': template, 'ok.json': '{}' });
  expect(status).toBe(1);
  expect(outputs).toMatchObject({ 'sarif-file': join(workspace, 'lintel.sarif'), 'exit-code': '1' });
  const { results } = sarif.runs[0];
  expect(results.length).toBe(Number(outputs.findings));
  expect(results.filter(({ level }: { level: string }) => level === 'error').length).toBe(Number(outputs.errors));
  expect(results.filter(({ level }: { level: string }) => level === 'warning').length).toBe(Number(outputs.warnings));
  expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('infra/stack.yaml');
  expect(commandsOf(stdout)[0]).toMatch(/^::error file=infra\/stack\.yaml,line=4,endLine=4,col=\d+,endColumn=\d+,title=lambda\/runtime-deprecated::/);
  expect(stdout).toContain('\u001b[');
  expect(summary).toMatch(/^before\n## lintel: /);
  expect(summary).toContain('(https://github.com/me/shop/blob/0123456/infra/stack.yaml#L4)');
});

test("a folder of the repository: paths are the repository's", () => {
  const { outputs, sarif, stdout } = action(
    { 'infra/a b/stack.yaml': template, 'other/stack.yaml': template, 'infra/lintel.config.yaml': 'rules: {}' },
    { 'working-directory': 'infra', paths: 'a b\n', 'sarif-file': 'out/x.sarif' },
  );
  expect(outputs['sarif-file']).toMatch(/\/out\/x\.sarif$/);
  const uris = sarif.runs[0].results.map(
    ({ locations }: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) => locations[0]?.physicalLocation.artifactLocation.uri,
  );
  expect(new Set(uris)).toEqual(new Set(['infra/a%20b/stack.yaml']));
  expect(commandsOf(stdout)[0]).toContain('file=infra/a b/stack.yaml,');
});

test('fail-on, args, annotations and summary', () => {
  const files = { 'stack.yaml': template };
  expect(action(files, { 'fail-on': 'never' })).toMatchObject({ status: 0, outputs: { 'exit-code': '0' } });
  expect(action(files, { args: "--skip 'lambda/*' --profile=recommended --allow-empty" }).status).toBe(0);
  const quiet = action(files, { annotations: 'false', summary: 'FALSE', 'sarif-file': '' });
  expect(quiet).toMatchObject({ status: 1, summary: 'before\n', outputs: { 'sarif-file': '' } });
  expect(commandsOf(quiet.stdout)).toEqual([]);
  expect(existsSync(join(quiet.workspace, 'lintel.sarif'))).toBe(false);
});

test('a baseline', () => {
  const files = { 'stack.yaml': template };
  const before = action(files, { baseline: 'base.json', args: '--update-baseline' });
  expect(before.status).toBe(0);
  const baseline = readFileSync(join(before.workspace, 'base.json'), 'utf8');
  expect(action({ ...files, 'base.json': baseline }, { baseline: 'base.json' })).toMatchObject({ status: 0, outputs: { findings: '0' } });
});

test('nothing found', () => {
  const { status, outputs, sarif, summary } = action({ 'policy.json': '{"Version": "2012-10-17", "Statement": []}' }, { args: '--select lambda/*' });
  expect({ status, outputs: outputs.findings, results: sarif.runs[0].results }).toEqual({ status: 0, outputs: '0', results: [] });
  expect(summary).toContain('## lintel: no problems in 1 file');
});

test.each([
  [{ 'fail-on': 'warn' }, 'fail-on is error, warning, info or never, not "warn"'],
  [{ annotations: 'yes' }, 'annotations is true or false, not "yes"'],
  [{ args: '--select "x' }, 'args: a " without its end'],
  [{ args: '--nope' }, 'lintel: unknown option --nope; `lintel --help` lists them'],
  [{ 'working-directory': 'none' }, /^working-directory: .*none is no folder$/],
  [{ paths: 'none.yaml' }, 'lintel: none.yaml: no such file or folder'],
])('a mistake in the workflow is an error with its reason: %j', (given, message) => {
  const { status, stdout, outputs } = action({ 'stack.yaml': template }, given);
  expect(status).toBe(2);
  expect(outputs['exit-code']).toBe('2');
  const errors = commandsOf(stdout).filter((line) => line.startsWith('::error title=lintel'));
  expect(errors).toHaveLength(1);
  expect(errors[0]?.replace(/^::error [^:]*::/, '')).toMatch(message);
});

test("SARIF of an earlier step does not pass for this one's", () => {
  const { outputs, workspace } = action({ 'stack.yaml': template, 'lintel.sarif': '{}' }, { args: '--nope' });
  expect(outputs['sarif-file']).toBe('');
  expect(existsSync(join(workspace, 'lintel.sarif'))).toBe(false);
});

// Windows has no such names.
test.skipIf(process.platform === 'win32')('what files hold is no command', () => {
  const hostile = 'FROM node\n::set-output name=x::y\n::error::owned\n##[add-mask]x\n';
  const { stdout } = action({ Dockerfile: hostile, '::error::x.yaml': template }, { format: 'compact' });
  for (const command of commandsOf(stdout)) expect(command).toMatch(/^::(?:error|warning|notice) file=/);
});

test("the runner's token is another one each time", () => {
  const token = () => /^::stop-commands::(.+)$/m.exec(action({ 'a.json': '{}' }, { args: '--allow-empty' }).stdout)?.[1];
  expect(token()).not.toBe(token());
});

test('one file, with the IAM table alone beside it', () => {
  writeFileSync(join(built, 'marker'), '');
  expect(readdirSync(built).sort()).toEqual(['iam.pack', 'index.cjs', 'marker']);
});
