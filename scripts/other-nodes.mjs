// node scripts/other-nodes.mjs: what users get, with the newer lines of Node that lintel supports; the package `node` of npm brings them.
// Needs `npm run build` first. Exit codes: 0 all is well, or skipped (a line that starts with "skipped:"); 1 something is not as it should be.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './lib/project.mjs';

const lines = [22, 24];
/** Outside of the project, where neither linters nor tests look; the next run finds them there. */
const folder = join(tmpdir(), 'lintel-nodes');
const formats = ['terminal', 'json', 'sarif', 'markdown'];
/** The command line with files, streams, git and the action, each in a process of its own where it matters. */
const suite = ['test/cli', 'test/reporters', 'test/start.test.ts', 'test/compiled-code.test.ts'];

process.exitCode = main();

function main() {
  const nodes = lines.map((line) => [line, join(folder, `node_modules/n${line}/bin/${process.platform === 'win32' ? 'node.exe' : 'node'}`)]);
  if (nodes.some(([, path]) => !existsSync(path)) && !install()) {
    console.log('skipped: Node 22 and 24, which npm can not install here');
    return 0;
  }
  const own = outputs(process.execPath);
  for (const [line, path] of nodes) {
    const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim();
    if (!version.startsWith(`v${line}.`)) return wrong(`${path} is Node ${version}`);
    const theirs = outputs(path);
    for (const [i, format] of formats.entries()) {
      if (theirs[i] !== own[i])
        return wrong(`with Node ${version} the examples read otherwise as ${format} than with ${process.version}:\n${theirs[i].slice(0, 2000)}`);
    }
    const { status, stdout, stderr } = spawnSync(path, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...suite], { cwd: root, encoding: 'utf8' });
    if (status !== 0) return wrong(`tests fail with Node ${version}:\n${stdout}${stderr}`);
    console.log(`ok: Node ${version}: the examples in ${formats.length} formats, ${/Tests .*?(\d+) passed/.exec(stdout)?.[1]} tests`);
  }
  return 0;
}

function install() {
  mkdirSync(folder, { recursive: true });
  const packages = lines.map((line) => `n${line}@npm:node@${line}`);
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--prefix', folder, ...packages], {
    stdio: 'ignore',
    timeout: 300_000,
    shell: process.platform === 'win32',
  });
  return status === 0;
}

/** What the built program says of the examples, in each format; standard error, where Node's own warnings go, included. */
function outputs(node) {
  return formats.map((format) => {
    const { stdout, stderr, status } = spawnSync(node, [join(root, 'bin/lintel.js'), '--format', format, 'examples'], { cwd: root, encoding: 'utf8' });
    return `${stdout}${stderr}exit code ${status}`;
  });
}

function wrong(reason) {
  console.error(reason);
  return 1;
}
