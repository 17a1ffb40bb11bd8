import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** The project's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

export const read = (path) => readFileSync(join(root, path), 'utf8');
export const packageJson = JSON.parse(read('package.json'));

/** Makes `node script | head` end without an error: what is left to print has no reader. */
export const endWithReader = () =>
  process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });

/** Writes a file of the project unless it already reads so; answers whether it did. */
export function write(path, text) {
  const full = join(root, path);
  let before;
  try {
    before = readFileSync(full, 'utf8');
  } catch {}
  if (before === text) return false;
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return true;
}

/** Paths of all files below a folder of the project, with forward slashes, sorted; none when the folder is missing. */
export function filesBelow(folder) {
  let entries;
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true, recursive: true });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

/** Rule files: `src/rules/<topic>/<name>.ts`. */
export const ruleFiles = () => filesBelow('src/rules').filter((path) => /^src\/rules\/[^/]+\/[^/]+\.ts$/.test(path) && !path.endsWith('.d.ts'));

let loads = 0;
/**
 * Imports TypeScript of the project into a script: `source` is the text of a module at the project's root.
 * Node 20 reads no TypeScript, so it is bundled into a file that lives as long as the import takes.
 */
export async function importTypeScript(source) {
  const folder = join(root, 'node_modules/.cache/lintel');
  const outfile = join(folder, `${basename(root)}-${process.pid}-${loads++}.mjs`);
  mkdirSync(folder, { recursive: true });
  try {
    await build({
      stdin: { contents: source, resolveDir: root, sourcefile: 'import.ts', loader: 'ts' },
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      packages: 'external',
      define: { __VERSION__: JSON.stringify(packageJson.version) },
      logLevel: 'warning',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}
