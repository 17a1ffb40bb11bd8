import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** CPU milliseconds (user and system) of a whole process of node, from the shell's own clock. */
export function processCpu(args, cwd) {
  const { stderr, status } = spawnSync('bash', ['-c', 'TIMEFORMAT="cpu %3U %3S"; time "$@" >/dev/null', 'bash', process.execPath, ...args], {
    cwd,
    encoding: 'utf8',
  });
  const times = /^cpu ([\d.]+) ([\d.]+)$/m.exec(stderr);
  // A crash of node ends with 1, like findings do, but has something to say.
  if (!times || status > 1 || stderr.trim() !== times[0]) throw new Error(`node ${args.slice(0, 4).join(' ')} ended with ${status}: ${stderr.slice(0, 1000)}`);
  return (Number(times[1]) + Number(times[2])) * 1000;
}

/** What a module prints: milliseconds that it measured in itself. */
export function reportedCpu(args, cwd) {
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`node ${args.slice(0, 4).join(' ')} ended with ${status}: ${stderr.slice(0, 1000)}`);
  return Number(stdout);
}

/** Peak resident memory of a process of node, in MB. */
export function peakMemory(args, cwd) {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-peak-'));
  try {
    const output = join(folder, 'peak');
    const preload = new URL('peak-memory.mjs', import.meta.url).href;
    const { status, stderr } = spawnSync(process.execPath, ['--import', preload, ...args], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, PEAK_MEMORY_FILE: output },
    });
    if (status > 1 || status === null) throw new Error(`node ${args.slice(0, 4).join(' ')} ended with ${status}: ${stderr.slice(0, 1000)}`);
    return Number(readFileSync(output, 'utf8')) / 1024;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs the variants in turn, so that a change of the machine's mood falls on all; the minimum of each. */
export function minima(variants, runs) {
  const results = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
  for (let i = 0; i < runs; i++) for (const [name, measure] of Object.entries(variants)) results[name].push(measure());
  return Object.fromEntries(Object.entries(results).map(([name, values]) => [name, Math.min(...values)]));
}
