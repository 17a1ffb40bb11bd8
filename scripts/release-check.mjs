// npm run release:check: whether what stands here can be released as the version of package.json. Needs `npm run build` first.
// The workflow `release` runs it before anything is tagged or published. Exit codes: 0 it can; 1 it can't, and why.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { bundle } from './lib/bundle.mjs';
import { standaloneValidator } from './lib/configuration-schema.mjs';
import { noticeText } from './lib/notice.mjs';
import { filesBelow, packageJson, read, root } from './lib/project.mjs';
import { loadRules } from './lib/registry.mjs';
import { byVersion, changesOfRules, firstSection, leastVersion, parsed, rulesInIndex } from './lib/release.mjs';

const { version } = packageJson;
const tag = `v${version}`;
const rules = await loadRules();
const work = mkdtempSync(join(tmpdir(), 'lintel-release-'));
const tree = join(work, 'tree');
let failed = 0;

try {
  check(`version ${version}`, versionFollows());
  check('changelog', changelog());
  check('README', readme());
  check('bundles and NOTICE are what the sources make', await built());
  check('pages and schema are what the rules say', docs());
  check(`what ${tag} and v${version.split('.')[0]}, which moves, will hold`, releaseTree());
  check('npm publish', publish());
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(failed === 0 ? `lintel ${version} can be released` : `lintel ${version} can not be released`);
process.exitCode = failed === 0 ? 0 : 1;

/** `reasons`: why not; none when all is well. */
function check(title, reasons) {
  console.log(`${reasons.length === 0 ? 'ok' : 'NO'}: ${title}`);
  for (const reason of reasons) console.log(`    ${reason}`);
  if (reasons.length > 0) failed++;
}

/** The version is new, and as high as what changed since the last release asks for. */
function versionFollows() {
  if (!parsed(version)) return [`${version} is no version of the form 1.2.3`];
  const lock = JSON.parse(read('package-lock.json'));
  const reasons = [lock.version, lock.packages[''].version].some((other) => other !== version)
    ? ['package-lock.json has another version: run `npm install --package-lock-only`']
    : [];
  const released = git('tag', '--list', 'v*.*.*')
    .split('\n')
    .map((name) => name.slice(1))
    .filter(parsed)
    .sort(byVersion);
  if (released.includes(version)) return [...reasons, `${tag} is there already: raise the version`];
  const last = released.at(-1);
  if (last === undefined) return reasons;
  // A tag stands on the commit that it was built from.
  const before = rulesInIndex(git('show', `v${last}^:rules-docs/README.md`));
  const changes = changesOfRules(
    before,
    rules.map(({ rule }) => rule.meta),
  );
  const least = leastVersion(last, changes);
  if (byVersion(version, least) < 0) reasons.push(`after ${last} it has to be ${least} or higher:`, ...changes.major, ...changes.minor);
  return reasons;
}

function changelog() {
  const text = firstSection(read('CHANGELOG.md'), version);
  if (text === undefined) return [`its first section is not that of ${version}`];
  return text === '' ? [`it says nothing of ${version}`] : [];
}

/** People copy what the README names. */
function readme() {
  const named = [...read('README.md').matchAll(/(?:rev: v|lintel@v?)(\d+\.\d+\.\d+)/g)].map(([, other]) => other);
  return [...new Set(named)].filter((other) => other !== version).map((other) => `it names ${other}`);
}

async function built() {
  const folder = 'node_modules/.cache/lintel/release-check';
  try {
    const metafile = await bundle(rules, folder, { plugins: [standaloneValidator(rules)] });
    const fresh = filesBelow(folder).map((path) => path.slice(folder.length + 1));
    const there = filesBelow('dist').map((path) => path.slice('dist/'.length));
    const differing = [...new Set([...fresh, ...there])].filter(
      (path) => !fresh.includes(path) || !there.includes(path) || !readFileSync(join(root, folder, path)).equals(readFileSync(join(root, 'dist', path))),
    );
    const reasons = differing.length > 0 ? [`dist/ is not what \`npm run build\` writes: ${differing.slice(0, 5).join(', ')}`] : [];
    // The notice goes by paths of inputs alone, which are the same wherever outputs are written.
    if (noticeText(metafile) !== read('NOTICE').replaceAll('\r\n', '\n')) reasons.push('NOTICE is not what `npm run build` writes');
    return reasons;
  } finally {
    rmSync(join(root, folder), { recursive: true, force: true });
  }
}

function docs() {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/docs.mjs'), '--check'], { encoding: 'utf8' });
  return status === 0 ? [] : stderr.trim().split('\n');
}

/** The tree of the tags, as pre-commit, GitHub and npm will take it. */
function releaseTree() {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/release-tree.mjs'), tree], { encoding: 'utf8' });
  if (status !== 0) return [`${stdout}${stderr}`.trim()];
  const manifest = JSON.parse(readFileSync(join(tree, 'package.json'), 'utf8'));
  const reasons = ['scripts', 'dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
    .filter((field) => manifest[field] !== undefined)
    .map((field) => `package.json has ${field}: pre-commit would build or download`);
  for (const { id, entry } of parse(readFileSync(join(tree, '.pre-commit-hooks.yaml'), 'utf8'))) {
    const program = manifest.bin[entry.split(' ')[0]];
    if (program === undefined || !existsSync(join(tree, program))) reasons.push(`the hook ${id} runs a program that is not there`);
  }
  const { main } = parse(readFileSync(join(tree, 'action.yml'), 'utf8')).runs;
  if (!existsSync(join(tree, main))) reasons.push(`${main} of the action is not there`);
  for (const path of Object.values(manifest.bin)) {
    if (process.platform !== 'win32' && !(statSync(join(tree, path)).mode & 0o100)) reasons.push(`${path} can not be executed`);
    const told = spawnSync(process.execPath, [join(tree, path), '--version'], { encoding: 'utf8' }).stdout.trim();
    if (told !== version) reasons.push(`${path} says that it is ${told || 'nothing'}`);
  }
  return reasons;
}

function publish() {
  if (!existsSync(tree) || readdirSync(tree).length === 0) return ['there is no tree to publish'];
  const repository = packageJson.repository?.url;
  // npm refuses provenance for a package that names another repository than the workflow's.
  const reasons = repository === 'git+https://github.com/lintel-dev/lintel.git' ? [] : ['package.json does not name the repository'];
  const { status, stdout, stderr } = spawnSync('npm', ['publish', '--dry-run', '--access', 'public', '--loglevel', 'notice'], {
    cwd: tree,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) reasons.push(stderr.trim());
  else if (!stdout.includes(`+ ${packageJson.name}@${version}`)) reasons.push(`npm would publish something else: ${stdout.trim()}`);
  const warnings = stderr.split('\n').filter((line) => /^npm warn publish (?!This command requires you to be logged in)/.test(line));
  return [...reasons, ...warnings];
}

function git(...args) {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr.trim()}`);
  return stdout.trim();
}
