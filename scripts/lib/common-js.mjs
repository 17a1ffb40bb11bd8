import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { root } from './project.mjs';

const commonJsName = (path) => path.replace(/\.js$/, '.cjs');

/**
 * Rewrites the ES modules that esbuild wrote as CommonJS modules, which `src/start/load.ts` loads with their compiled code: esbuild splits ES
 * modules alone, and Node 20 keeps no compiled code of those. No chunk assigns to what it exports once it has run (test/start.test.ts), so
 * that an object of the values says the same as bindings do.
 */
export function writeAsCommonJs(metafile) {
  const before = neededBefore(metafile);
  for (const [path, output] of Object.entries(metafile.outputs)) {
    const { text, imports } = commonJs(readFileSync(join(root, path), 'utf8'), path, before);
    const told = output.imports.filter(({ external }) => !external).map((imported) => `${imported.kind} ${imported.path}`);
    const differing = [...told.filter((one) => !imports.has(one)), ...[...imports].filter((one) => !told.includes(one))];
    if (differing.length > 0) throw new Error(`${path}: what it imports is not what was found in it: ${differing.join(', ')}`);
    check(path, text);
    rmSync(join(root, path));
    writeFileSync(join(root, commonJsName(path)), text);
    delete metafile.outputs[path];
    const renamed = output.imports.map((imported) => ({ ...imported, path: commonJsName(imported.path) }));
    metafile.outputs[commonJsName(path)] = { ...output, bytes: Buffer.byteLength(text), imports: renamed };
  }
}

/** The text of a chunk as CommonJS, and the imports that were found in it. In what esbuild writes, imports come first, and exports last. */
function commonJs(source, path, before) {
  const imports = new Set();
  const target = (kind, file) => {
    const imported = join(dirname(path), file).replaceAll('\\', '/');
    imports.add(`${kind} ${imported}`);
    return imported;
  };
  const required = new Set();
  const text = source
    .replace(/^(?:import(?:\{[^}]*\}from)?"[^"]+";)+/, (head) =>
      head.replace(/import(?:(\{[^}]*\})from)?"([^"]+)";/g, (_, names, file) => {
        const imported = target('import-statement', file);
        // One that another brings along has run by then.
        const isThere = required.has(imported);
        for (const one of [imported, ...before(imported)]) required.add(one);
        if (names) return `const${names.replaceAll(' as ', ':')}=require("${commonJsName(file)}");`;
        return isThere ? '' : `require("${commonJsName(file)}");`;
      }),
    )
    .replace(/\bimport\("(\.[^"]+)"\)/g, (_, file) => {
      target('dynamic-import', file);
      return `module.import("${commonJsName(file)}")`;
    })
    .replace(/(?<=^|[;}])export\{([^}]*)\};\n$/, (_, names) => `module.exports={${names.split(',').map((name) => name.split(' as ').reverse().join(':'))}};\n`)
    .replace(/(?<=^|[;}])export default ([^;]+);\n$/, (_, value) => `module.exports={default:${value}};\n`);
  // esbuild leaves regular expressions as they are. One character beyond Latin 1 would make V8 read all of a chunk at two bytes each.
  const ascii = text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return { text: `"use strict";${ascii}`, imports };
}

function check(path, text) {
  try {
    new Script(`(()=>{${text}})`);
  } catch (error) {
    throw new Error(`${path} is no CommonJS: ${error.message}`);
  }
}

/** A function that tells what runs before a chunk does. In a circle a chunk would take from another what is not there yet. */
function neededBefore({ outputs }) {
  const known = new Map();
  const needed = (path, importers) => {
    if (importers.includes(path)) throw new Error(`chunks import each other: ${[...importers, path].join(' → ')}`);
    let all = known.get(path);
    if (!all) {
      const direct = outputs[path].imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
      all = new Set(direct.flatMap((imported) => [imported.path, ...needed(imported.path, [...importers, path])]));
      known.set(path, all);
    }
    return all;
  };
  return (path) => needed(path, []);
}
