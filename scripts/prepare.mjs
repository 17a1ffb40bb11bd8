// What npm runs after an install of the repository itself: the build, where it can be built. Where the development dependencies are missing
// (`npm install --omit=dev`, or a tool that installs the repository as a package) it says so and does no harm: release tags need no build.
// Nothing goes to standard output, which some tools read as the name of what `npm pack` wrote.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const isThere = (name) => {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
};

if (isThere('esbuild') && isThere('ajv')) {
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL('build.mjs', import.meta.url))], { stdio: ['ignore', 2, 2] });
  process.exitCode = status ?? 1;
} else {
  process.stderr.write('lintel: not built, because the development dependencies are missing; install a release instead\n');
}
