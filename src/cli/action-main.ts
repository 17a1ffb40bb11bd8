import { startAction } from './action.ts';

// GitHub runs this file.
startAction(process).catch((error: unknown) => {
  process.stdout.write(`${String((error instanceof Error && error.stack) || error)}\n`);
  process.exitCode = 2;
});
