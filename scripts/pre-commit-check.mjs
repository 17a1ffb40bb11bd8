// Runs the hooks with the real pre-commit (https://pre-commit.com): node scripts/pre-commit-check.mjs
// Needs `npm run build` first. Exit codes: 0 all is well, or skipped (a line that starts with "skipped:"); 1 something is not as it should be.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from './lib/project.mjs';

const bad = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}\n';
const good = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop/*"}]}\n';
const expected = 'iam/action-wildcard';
const mostMilliseconds = 1000;

const work = mkdtempSync(join(tmpdir(), 'lintel-pre-commit-'));
const env = {
  ...process.env,
  HOME: work,
  PRE_COMMIT_HOME: join(work, 'pre-commit'),
  GIT_CONFIG_GLOBAL: join(work, 'gitconfig'),
  GIT_CONFIG_NOSYSTEM: '1',
  npm_config_cache: join(work, 'npm'),
  npm_config_update_notifier: 'false',
  // The package brings all that it needs.
  npm_config_offline: 'true',
};
for (const name of Object.keys(env)) if (/^GIT_(?!CONFIG_)|^npm_(?!config_(?:cache|offline|update_notifier)$)|^SKIP$/.test(name)) delete env[name];

try {
  writeFileSync(
    env.GIT_CONFIG_GLOBAL,
    '[user]\n\tname = Test\n\temail = test@example.com\n[init]\n\tdefaultBranch = main\n[protocol "file"]\n\tallow = always\n',
  );
  process.exitCode = main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

function main() {
  const version = preCommit();
  if (version === undefined) {
    console.log('skipped: pre-commit is not here, and can not be installed with apt-get');
    return 0;
  }
  console.log(version);
  run('the manifest is valid', root, ['pre-commit', 'validate-manifest', '.pre-commit-hooks.yaml'], { code: 0 });
  localHook();
  releaseTag();
  return 0;
}

/** The version of pre-commit, installed if need be and if it can be; else undefined. */
function preCommit() {
  const version = () => {
    const { status, stdout } = spawnSync('pre-commit', ['--version'], { encoding: 'utf8', env });
    return status === 0 ? stdout.trim() : undefined;
  };
  if (version() === undefined && process.getuid?.() === 0) {
    spawnSync('apt-get', ['install', '-y', 'pre-commit'], { stdio: 'ignore', timeout: 300_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  }
  return version();
}

/** `repo: local` with the packed tarball as additional dependency: what a repository does until it names a release. */
function localHook() {
  run('pack', root, ['npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', work], { code: 0 });
  const tarball = join(
    work,
    readdirSync(work).find((name) => name.endsWith('.tgz')),
  );
  const repository = newRepository('local');
  const hook = (id, more) => ({ id, name: id, language: 'node', additional_dependencies: [tarball], types: ['text'], require_serial: true, ...more });
  const hooks = [hook('lintel', { entry: 'lintel --force-exclude' }), hook('lintel-all', { entry: 'lintel', pass_filenames: false, stages: ['manual'] })];
  write(repository, '.pre-commit-config.yaml', JSON.stringify({ repos: [{ repo: 'local', hooks }] }));
  write(repository, 'lintel.config.yaml', 'exclude: [old]\n');
  const git = (...args) => ['git', ...args];
  run('install', repository, ['pre-commit', 'install'], { code: 0 });
  write(repository, 'good.json', good);
  run('stage', repository, git('add', '-A'), { code: 0 });
  run('a good file passes', repository, git('commit', '-m', 'good'), { code: 0, shows: 'Passed' });
  write(repository, 'bad policy.json', bad);
  run('stage', repository, git('add', '-A'), { code: 0 });
  run('a bad file blocks the commit, and the finding is shown', repository, git('commit', '-m', 'bad'), { code: 1, shows: expected });
  run('nothing was committed', repository, git('log', '--format=%s'), { code: 0, shows: 'good', hides: 'bad' });
  run('SKIP skips', repository, git('commit', '-m', 'skipped'), { code: 0, shows: 'Skipped', env: { SKIP: 'lintel' } });
  write(repository, 'old/bad.json', bad);
  write(repository, 'notes.txt', 'Nothing that lintel reads.\n');
  run('stage', repository, git('add', '-A'), { code: 0 });
  run('what the configuration excludes passes', repository, git('commit', '-m', 'excluded'), { code: 0, shows: 'Passed' });
  run('the whole repository', repository, ['pre-commit', 'run', 'lintel-all', '--hook-stage', 'manual', '--all-files'], {
    code: 1,
    shows: expected,
    hides: 'old/bad.json',
  });
  warmTime(repository);
}

/** How long the commit of one small file waits once everything is installed. */
function warmTime(repository) {
  const command = ['pre-commit', 'run', 'lintel', '--files', 'good.json'];
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) {
    const started = performance.now();
    run('', repository, command, { code: 0 });
    best = Math.min(best, performance.now() - started);
  }
  console.log(`ok: one small file takes ${Math.round(best)} ms, pre-commit itself included`);
  if (best > mostMilliseconds) throw new Error(`more than ${mostMilliseconds} ms`);
}

/** The tree of a release tag, in a repository of its own as GitHub has it. */
function releaseTag() {
  const released = join(work, 'released');
  run('the tree of a release', root, ['node', 'scripts/release-tree.mjs', released], { code: 0 });
  run('init', released, ['git', 'init', '-q'], { code: 0 });
  run('stage', released, ['git', 'add', '-A', '-f'], { code: 0 });
  run('commit', released, ['git', 'commit', '-q', '-m', 'release'], { code: 0 });
  run('tag', released, ['git', 'tag', 'v0.0.0'], { code: 0 });
  const repository = newRepository('user');
  write(repository, 'bad.json', bad);
  write(repository, 'good.json', good);
  run('stage', repository, ['git', 'add', '-A'], { code: 0 });
  const attempt = (id, ...more) => ['pre-commit', 'try-repo', released, id, '--ref', 'v0.0.0', '--verbose', ...more];
  run('try-repo at a release: a bad file fails', repository, attempt('lintel', '--files', 'bad.json'), { code: 1, shows: expected });
  run('try-repo at a release: a good file passes', repository, attempt('lintel', '--files', 'good.json'), { code: 0, shows: 'Passed' });
  run('try-repo at a release: the whole repository', repository, attempt('lintel-all', '--all-files'), { code: 1, shows: expected });
}

function newRepository(name) {
  const folder = join(work, name);
  mkdirSync(folder);
  run('init', folder, ['git', 'init', '-q'], { code: 0 });
  return folder;
}

function write(folder, path, text) {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Runs a command; fails unless it ends with `code` and its output holds `shows` and not `hides`. */
function run(title, cwd, [program, ...args], { code, shows, hides, env: more = {} }) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...env, PATH: [...new Set([join(process.execPath, '..'), ...(env.PATH ?? '').split(delimiter)])].join(delimiter), ...more },
    timeout: 300_000,
  });
  const output = `${stdout}${stderr}`;
  const wrong =
    error?.message ??
    (status !== code
      ? `exit code ${status}, not ${code}`
      : shows !== undefined && !output.includes(shows)
        ? `"${shows}" is not shown`
        : hides !== undefined && output.includes(hides)
          ? `"${hides}" is shown`
          : undefined);
  if (wrong !== undefined) throw new Error(`${[program, ...args].join(' ')}: ${wrong}\n${output}`);
  if (shows !== undefined || title.startsWith('the ')) console.log(`ok: ${title}`);
}
