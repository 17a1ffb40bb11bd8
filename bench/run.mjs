// npm run bench [runs]: measures what the project promises and writes bench/README.md.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundle } from '../scripts/lib/bundle.mjs';
import { standaloneValidator } from '../scripts/lib/configuration-schema.mjs';
import { filesBelow, root } from '../scripts/lib/project.mjs';
import { loadRules } from '../scripts/lib/registry.mjs';
import { conditionsTemplate } from './conditions-template.mjs';
import { minima, peakMemory, processCpu, reportedCpu } from './measure.mjs';
import { syntheticEntries, syntheticRules } from './synthetic-rules.mjs';

const runs = Math.max(21, Number(process.argv[2] ?? 21));
const registered = 600;
const corpus = join(root, '../shared/corpus');
const cases = join(root, '../shared/cases/iam/policies.jsonl');
const nothing = ['-e', '0'];
const rows = [];
/** The rules that there were when the budget of many templates was set: what reading takes, and a few rules that look at everything. */
const firstRules = [
  'lambda/code-signing-config',
  'lambda/code-signing-warn-only',
  'lambda/runtime-deprecated',
  'lambda/shared-execution-role',
  'iam/action-wildcard',
  'iam/pass-role-unscoped',
  'asg/single-az',
  'asg/single-instance-type',
  'image/docker-hub',
  'image/invalid-reference',
  'image/unpinned-tag',
  'codeartifact/upstream-mixing',
  'secrets/noecho-parameter',
  'text/unfilled-placeholder',
  'arn/account-id-format',
  'yaml/syntax',
  'yaml/duplicate-key',
  'json/syntax',
];
const rules = await loadRules();
/** The first, and those that the budget was set for next: functions, instances, and what every template is asked. */
const templateTopics = /^(?:lambda|asg|ec2|ec2-fleet|capacity-reservation-fleet|secrets|arn|text)\//;
const templateRules = [
  ...new Set([
    ...firstRules,
    ...rules.filter(({ rule: { meta } }) => templateTopics.test(meta.id) && meta.profile === 'recommended').map(({ rule }) => rule.meta.id),
  ]),
];
/** Programs of their own, so that a build meanwhile does no harm. */
const lintel = await program('own');
const padded = await program('padded', { more: syntheticEntries(rules.length, registered) });
/** One that has no compiled code of an earlier run whenever it starts. */
const fresh = join(root, 'node_modules/.cache/lintel/bench-fresh/bin/lintel.js');
rmSync(join(dirname(fresh), '..'), { recursive: true, force: true });
cpSync(join(dirname(lintel), '..'), join(dirname(fresh), '..'), { recursive: true });

coldStart();
otherInputs();
conditions();
wildcards();
throughPreCommit();
if (existsSync(cases)) managedPolicies();
if (existsSync(corpus)) {
  manyTemplates();
  memory();
} else console.error(`${corpus} is missing: only the cold start was measured`);
report();

async function program(name, options = {}) {
  const folder = `node_modules/.cache/lintel/bench-${name}`;
  await bundle(rules, `${folder}/dist`, { ...options, plugins: [syntheticRules(), standaloneValidator(rules)] });
  cpSync(join(root, 'bin'), join(root, folder, 'bin'), { recursive: true });
  copyFileSync(join(root, 'package.json'), join(root, folder, 'package.json'));
  return join(root, folder, 'bin/lintel.js');
}

/** A small template, with as many rules registered as there will be one day. */
function coldStart() {
  const template = join(root, 'bench/small.yaml');
  const best = minima(
    {
      nothing: () => processCpu(nothing, root),
      padded: () => processCpu([padded, template], root),
      own: () => processCpu([lintel, template], root),
      first: () => {
        rmSync(join(dirname(fresh), '../.cache'), { recursive: true, force: true });
        return processCpu([fresh, template], root);
      },
    },
    runs,
  );
  add(`cold start, ${registered} rules registered ÷ \`node -e 0\``, best.padded / best.nothing, 2.2, `${ms(best.padded)} ÷ ${ms(best.nothing)}`);
  add(`cold start, the ${rules.length} rules of today ÷ \`node -e 0\``, best.own / best.nothing, undefined, `${ms(best.own)} ÷ ${ms(best.nothing)}`);
  add(
    'the same, first run: without compiled code, which it keeps ÷ `node -e 0`',
    best.first / best.nothing,
    undefined,
    `${ms(best.first)} ÷ ${ms(best.nothing)}`,
  );
}

/** A small file of each kind that has a parser of its own; for programs, also what the compiler takes alone. */
function otherInputs() {
  const files = {
    'a Fluent Bit file': 'examples/logging/fluent-bit.conf',
    'an XML file': 'examples/analytics/capacity-scheduler.xml',
    'a Dockerfile': 'examples/services/api/Dockerfile',
  };
  const code = join(root, 'examples/reports/lib/reports-stack.ts');
  const compiler = join(dirname(lintel), '../dist/chunks/typescript.cjs');
  const started = (path) => () => processCpu([lintel, '--no-config', '--exit-zero', path], root);
  const best = minima(
    {
      nothing: () => processCpu(nothing, root),
      code: started(code),
      parse: () => reportedCpu([join(root, 'bench/parse-code.mjs'), compiler, code], root),
      ...Object.fromEntries(Object.entries(files).map(([name, path]) => [name, started(join(root, path))])),
    },
    runs,
  );
  for (const name of Object.keys(files))
    add(`cold start on ${name} ÷ \`node -e 0\``, best[name] / best.nothing, 2.2, `${ms(best[name])} ÷ ${ms(best.nothing)}`);
  const detail = `${ms(best.code)} ÷ ${ms(best.nothing)}; the compiler alone, loaded and parsing: ${ms(best.parse)}`;
  add('cold start on a program of the CDK ÷ `node -e 0`', best.code / best.nothing, undefined, detail);
}

/** A template with 41 conditions over 74 parameters, and the same without conditions. */
function conditions() {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-conditions-'));
  try {
    const lint = (name, wanted) => {
      const path = join(folder, name);
      writeFileSync(path, conditionsTemplate(wanted));
      return () => processCpu([lintel, 'check', '--no-config', '--profile', 'all', '--exit-zero', path], root);
    };
    const best = minima({ without: lint('without.json', false), with: lint('with.json', true) }, runs);
    add('41 conditions over 74 parameters ÷ the same without conditions', best.with / best.without, 2.0, `${ms(best.with)} ÷ ${ms(best.without)}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Policies that allow one action, and the same with a wildcard over all. */
function wildcards() {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-policies-'));
  const count = 300;
  try {
    const lint = (name, action) => {
      const paths = Array.from({ length: count }, (_, i) => {
        const path = join(folder, `${name}-${i}.json`);
        writeFileSync(
          path,
          JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: [action], Resource: `arn:aws:s3:::bucket-${i}/*` }] }),
        );
        return path;
      });
      return () => processCpu([lintel, 'check', '--no-config', '--profile', 'all', '--exit-zero', '--select', 'iam/*', ...paths], root);
    };
    const best = minima({ nothing: () => processCpu(nothing, root), one: lint('one', 's3:GetObject'), all: lint('all', '*') }, runs);
    add('300 policies with `Action: "*"` ÷ the same with one action', best.all / best.one, 1.1, `${ms(best.all)} ÷ ${ms(best.one)}`);
    add('a policy of one statement, ms', (best.one - best.nothing) / count, undefined, '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The managed policies of AWS in one run, and every fifth of them: what one costs doesn't grow with their number. */
function managedPolicies() {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-managed-'));
  try {
    const policies = readFileSync(cases, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ source }) => /managedpolicies|^MAMIP/.test(source));
    const lint = (name, some) => {
      const own = join(folder, name);
      mkdirSync(own);
      for (const [i, { policy }] of some.entries())
        writeFileSync(join(own, `${i}.json`), typeof policy === 'string' ? policy : JSON.stringify(policy, null, 2));
      return () => processCpu([lintel, 'check', '--no-config', '--exit-zero', own], root);
    };
    const fifth = policies.filter((_, i) => i % 5 === 0);
    const best = minima({ nothing: () => processCpu(nothing, root), all: lint('all', policies), fifth: lint('fifth', fifth) }, 5);
    const [one, oneOfFew] = [(best.all - best.nothing) / policies.length, (best.fifth - best.nothing) / fifth.length];
    add(`one of ${policies.length} managed policies ÷ one of ${fifth.length}`, one / oneOfFew, 1.1, `${ms(one)} ÷ ${ms(oneOfFew)}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the commit of one small file waits for, pre-commit itself included, once everything is installed. */
function throughPreCommit() {
  if (spawnSync('pre-commit', ['--version']).status !== 0) {
    console.error('pre-commit is missing: its time was not measured');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'lintel-commit-'));
  try {
    const env = { ...process.env, PRE_COMMIT_HOME: join(folder, '.cache') };
    const entry = `"${process.execPath}" "${lintel}" --force-exclude --exit-zero`;
    const hook = { id: 'lintel', name: 'lintel', language: 'system', entry, types: ['text'], require_serial: true };
    writeFileSync(join(folder, '.pre-commit-config.yaml'), JSON.stringify({ repos: [{ repo: 'local', hooks: [hook] }] }));
    copyFileSync(join(root, 'bench/small.yaml'), join(folder, 'small.yaml'));
    const run = (program, ...args) => {
      const started = performance.now();
      const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, env, encoding: 'utf8' });
      if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`);
      return performance.now() - started;
    };
    run('git', 'init', '-q');
    run('git', 'add', 'small.yaml', '.pre-commit-config.yaml');
    const best = Math.min(...Array.from({ length: runs }, () => run('pre-commit', 'run', 'lintel', '--files', 'small.yaml')));
    add('commit of one small file through pre-commit, elapsed seconds', best / 1000, 1, ms(best));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A fixed list of templates of the corpus in one process. */
function manyTemplates() {
  const paths = readFileSync(join(root, 'bench/templates.txt'), 'utf8').trim().split('\n');
  const check =
    (...options) =>
    () =>
      processCpu([lintel, 'check', '--no-config', '--format', 'json', ...options, ...paths], corpus);
  const best = minima(
    {
      nothing: () => processCpu(nothing, corpus),
      all: check(),
      templates: check('--select', templateRules.join(',')),
      first: check('--select', firstRules.join(',')),
      parse: () => reportedCpu([join(root, 'bench/parse-events.mjs'), ...paths], corpus),
    },
    runs,
  );
  for (const [which, time, budget] of [
    [`the first ${firstRules.length} rules`, best.first, 2.0],
    [`${templateRules.length} rules of templates`, best.templates, 2.0],
    [`the ${rules.length} rules of today`, best.all, undefined],
  ]) {
    const own = time - best.nothing;
    add(`${paths.length} templates, ${which}, less \`node -e 0\` ÷ \`js-yaml\` \`parseEvents\``, own / best.parse, budget, `${ms(own)} ÷ ${ms(best.parse)}`);
  }
}

/** The corpus once and four times over. */
function memory() {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-corpus-'));
  try {
    for (const copy of ['1', '2', '3', '4']) copyTree(corpus, join(folder, copy));
    const peak = (...copies) => peakMemory([lintel, 'check', '--no-config', '--format', 'json', ...copies], folder);
    const best = minima({ once: () => peak('1'), fourTimes: () => peak('1', '2', '3', '4') }, 3);
    add('peak memory, corpus four times over ÷ once', best.fourTimes / best.once, 1.15, `${Math.round(best.fourTimes)} MB ÷ ${Math.round(best.once)} MB`);
    add('peak memory, corpus four times over, MB', best.fourTimes, 300, '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function copyTree(from, to) {
  for (const entry of readdirSync(from, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const source = join(entry.parentPath, entry.name);
    const target = join(to, source.slice(from.length));
    mkdirSync(dirname(target), { recursive: true });
    try {
      linkSync(source, target);
    } catch {
      copyFileSync(source, target);
    }
  }
}

function add(what, measured, budget, detail) {
  rows.push({ what, measured, budget, detail });
  console.log(`${what}: ${measured.toFixed(2)}${budget === undefined ? '' : ` (budget ${budget})`} ${detail}`);
}

function ms(value) {
  return `${value.toFixed(1)} ms`;
}

function report() {
  const [{ model }] = cpus();
  const lines = rows.map(
    ({ what, measured, budget, detail }) => `| ${what} | ${measured.toFixed(2)} | ${budget === undefined ? '' : `≤ ${budget}`} | ${detail} |`,
  );
  const distBytes = filesBelow('node_modules/.cache/lintel/bench-own/dist').reduce((sum, path) => sum + readFileSync(join(root, path)).length, 0);
  writeFileSync(
    join(root, 'bench/README.md'),
    `# Figures

Written by \`npm run bench\`: variants run in turn in one call, at least 21 times each (memory: 3 times), and the minima are compared.
Programs have the compiled code of an earlier run, as from the second run on, except where the first is said. Times are CPU time, user and system, except where elapsed time is said. The synthetic rules that pad the registry: every tenth judges a resource of the template and is loaded, the others wait for subjects that it has not.
The templates are listed in \`templates.txt\`; twelve of them are malformed.

| what | measured | budget | minima |
|---|---|---|---|
${lines.join('\n')}

Runs: ${runs}. Node ${process.versions.node} on ${process.platform} ${process.arch}, ${model.trim()}, ${cpus().length} cores. \`dist/\` holds ${Math.round(distBytes / 1024)} KB.
`,
  );
  for (const { what, measured, budget } of rows) {
    if (budget !== undefined && measured > budget) {
      console.error(`over budget: ${what}`);
      process.exitCode = 1;
    }
  }
}
