import { defineConfig } from 'vitest/config';

/** Long runs: `FUZZ` is the number of mutations, `FUZZ_SEED` repeats one. */
export default defineConfig({
  define: { __VERSION__: JSON.stringify('0.0.0-test') },
  test: { include: ['test/fuzz/*.fuzz.ts'], testTimeout: 600_000 },
});
