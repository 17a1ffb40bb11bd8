import { parentPort, workerData } from 'node:worker_threads';
import { type FuzzTarget, mutated, random } from './fuzz.ts';
import { targets } from './index.ts';

/** Rounds of one target, from one seed to before another; `round` tells which is under way, so that one that hangs is known. */
interface Job {
  readonly target: string;
  readonly from: number;
  readonly to: number;
}
const { round } = workerData as { round: Int32Array };

parentPort?.on('message', async ({ target: name, from, to }: Job) => {
  const target = (await targets[name]?.())?.default;
  if (!target) throw new Error(`no target ${name}`);
  // Libraries make an Error for each thing that they find in a text; a failing round is run again with its stack.
  Error.stackTraceLimit = 0;
  let read = 0;
  for (let seed = from; seed < to; seed++) {
    Atomics.store(round, 0, seed);
    const next = random(seed);
    const input = mutated(target, next);
    try {
      read += await target.check(input, next);
    } catch {
      parentPort?.postMessage({ failed: { seed, input, error: await stackOf(target, seed) } });
      return;
    }
  }
  parentPort?.postMessage({ read, atLeast: target.atLeast });
});

async function stackOf(target: FuzzTarget, seed: number): Promise<string> {
  Error.stackTraceLimit = 50;
  const next = random(seed);
  try {
    await target.check(mutated(target, next), next);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  return 'fails only after other rounds';
}
