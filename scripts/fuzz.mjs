// node scripts/fuzz.mjs [rounds] [targets…]: mutates small texts of every format; nothing may throw, hang, or name a place outside of the text.
// FUZZ_SEED repeats a run: a round's seed alone makes its text. A text that fails is kept in test/fixtures/_parsers/fuzz, which `npm test` reads.
// Plain Node on a bundle, in two threads: a test runner around each round costs many times what the round does.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { packBeside } from './lib/bundle.mjs';
import { packageJson, root } from './lib/project.mjs';

const THREADS = 2;
/** Rounds that a thread takes at a time. */
const SHARE = 5000;
/** Milliseconds after which a round hangs: hundreds of times what the slowest takes. */
const HANG = 10_000;

const count = Number(process.argv[2] ?? 10_000);
const firstSeed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000_000);
const folder = join(root, `node_modules/.cache/lintel/fuzz-${process.pid}`);
const kept = 'test/fixtures/_parsers/fuzz';

try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main() {
  await build({
    absWorkingDir: root,
    entryPoints: { worker: './test/fuzz/worker.ts', index: './test/fuzz/index.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    plugins: [packBeside(JSON.stringify(join(root, 'data/iam.pack')))],
    define: { __VERSION__: JSON.stringify(packageJson.version) },
    logLevel: 'warning',
  });
  const { targets } = await import(join(folder, 'index.mjs'));
  const wanted = process.argv.length > 3 ? process.argv.slice(3) : Object.keys(targets);
  for (const name of wanted) if (!targets[name]) throw new Error(`no target ${name}; there are ${Object.keys(targets).join(', ')}`);
  console.log(`${count} rounds each of ${wanted.join(', ')} from seed ${firstSeed}`);

  const jobs = wanted.flatMap((target) =>
    Array.from({ length: Math.ceil(count / SHARE) }, (_, i) => ({ target, from: firstSeed + i * SHARE, to: firstSeed + Math.min(count, (i + 1) * SHARE) })),
  );
  const results = new Map(wanted.map((name) => [name, { rounds: 0, read: 0, milliseconds: 0, atLeast: 0 }]));
  await Promise.all(Array.from({ length: THREADS }, () => thread(jobs, results)));
  for (const [name, { rounds, read, milliseconds, atLeast }] of results) {
    if (rounds === 0) continue;
    console.log(`${name}: ${rounds} rounds, ${(read / rounds).toFixed(1)} things read and ${(milliseconds / rounds).toFixed(2)} ms a round`);
    if (read < atLeast * rounds) fail(`${name}: fewer than ${atLeast} things read a round, so little is tested`);
  }
}

/** Works jobs off, one after the other, until none is left. */
async function thread(jobs, results) {
  const round = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(join(folder, 'worker.mjs'), { workerData: { round } });
  try {
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      const started = performance.now();
      const answer = await answerOf(worker, job, round);
      if (answer.failed) {
        jobs.length = 0;
        report(job.target, answer.failed);
        return;
      }
      const result = results.get(job.target);
      result.rounds += job.to - job.from;
      result.read += answer.read;
      result.milliseconds += performance.now() - started;
      result.atLeast = answer.atLeast;
    }
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker, job, round) {
  return new Promise((resolve) => {
    let last;
    let since = Date.now();
    const settle = (answer) => {
      clearInterval(watch);
      worker.off('message', settle);
      worker.off('error', broken);
      resolve(answer);
    };
    const broken = (error) => settle({ failed: { seed: Atomics.load(round, 0), error: error.stack } });
    const watch = setInterval(() => {
      const now = Atomics.load(round, 0);
      if (now !== last) [last, since] = [now, Date.now()];
      else if (Date.now() - since > HANG) settle({ failed: { seed: now, error: `no answer for ${HANG} ms` } });
    }, 500);
    worker.on('message', settle);
    worker.on('error', broken);
    worker.postMessage(job);
  });
}

function report(target, { seed, input, error }) {
  fail(`${target}, seed ${seed} (again: FUZZ_SEED=${seed} node scripts/fuzz.mjs 1 ${target}):\n${error}`);
  if (!input) return;
  const path = `${kept}/${target}-${seed}${extname(input.path)}`;
  mkdirSync(join(root, kept), { recursive: true });
  writeFileSync(join(root, path), input.text);
  console.error(`kept as ${path}: ${JSON.stringify(input.text)}`);
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
