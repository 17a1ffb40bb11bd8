// node scripts/corpus.mjs <folder>: lints a folder of real files with all rules.
// Fails on a Failure and on a file that takes longer than two seconds; prints how many findings each rule has, on how many files.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { importTypeScript, root } from './lib/project.mjs';

const slow = 2000;
const folder = process.argv[2] && resolve(process.argv[2]);
if (!folder) {
  console.error('node scripts/corpus.mjs <folder>');
  process.exit(2);
}

const defects = [...program(), ...(await eachFile())];
for (const defect of defects) console.error(defect);
process.exitCode = defects.length > 0 ? 1 : 0;

/** The built program over the whole folder in one process. */
function program() {
  const temporary = mkdtempSync(join(tmpdir(), 'lintel-corpus-'));
  try {
    const output = join(temporary, 'out.json');
    const started = performance.now();
    const args = [join(root, 'bin/lintel.js'), 'check', '--format', 'json', '--no-config', '--profile', 'all', folder];
    const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', openSync(output, 'w'), 'pipe'], encoding: 'utf8' });
    const seconds = (performance.now() - started) / 1000;
    if (status !== 0 && status !== 1) return [`lintel ended with ${status}: ${stderr.slice(0, 2000)}`];
    const { findings, failures, notes, summary } = JSON.parse(readFileSync(output, 'utf8'));
    console.log(`${summary.files} files, ${findings.length} findings, ${notes.length} notes, ${failures.length} failures in ${seconds.toFixed(1)} s`);
    const counts = new Map();
    for (const { ruleId, file } of findings) {
      const count = counts.get(ruleId) ?? { findings: 0, files: new Set() };
      counts.set(ruleId, count);
      count.findings++;
      count.files.add(file);
    }
    for (const [ruleId, count] of [...counts].sort()) console.log(`  ${ruleId.padEnd(40)} ${String(count.findings).padStart(6)} on ${count.files.size} files`);
    return failures.map(({ ruleId, file, message }) => `failure: ${[ruleId, file].filter(Boolean).join(' on ')}: ${message}`);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Each file with a clock beside it. */
async function eachFile() {
  const { lint, noHost, parsers, rules, SourceFile } = await importTypeScript(`
    export { lint } from './src/core/lint.ts';
    export { noHost } from './src/core/host.ts';
    export { SourceFile } from './src/core/source-file.ts';
    export { parsers } from './src/parsers/index.ts';
    export { rules } from './src/rules/index.ts';
  `);
  const paths = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const times = [];
  function* files() {
    for (const path of paths) {
      const file = new SourceFile(path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8'));
      const started = performance.now();
      yield file;
      times.push({ path: file.path, milliseconds: performance.now() - started });
    }
  }
  const { failures } = await lint(files(), {
    parsers,
    rules,
    host: noHost,
    settings: { accounts: [], trustedAccounts: [], partitions: [], allowedRegistries: [], mirror: undefined, packagesInternal: [], regions: [] },
    now: new Date(),
    wholeRoot: true,
    setting: () => ({ enabled: true }),
    formatOf: () => undefined,
    suppress: ({ findings }) => ({ findings, problems: [] }),
  });
  times.sort((a, b) => b.milliseconds - a.milliseconds);
  for (const { path, milliseconds } of times.slice(0, 5)) console.log(`  ${Math.round(milliseconds)} ms ${path}`);
  return [
    ...failures.map(({ ruleId, path, error }) => `failure: ${[ruleId, path].filter(Boolean).join(' on ')}: ${error.message}`),
    ...times.filter(({ milliseconds }) => milliseconds > slow).map(({ path, milliseconds }) => `slow: ${path} took ${Math.round(milliseconds)} ms`),
  ];
}
