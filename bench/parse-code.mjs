// node bench/parse-code.mjs <the bundled compiler> <file>: prints the CPU milliseconds that loading the compiler and parsing the file took.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [, , compiler, path] = process.argv;
const before = process.cpuUsage();
const { analyze, parse } = createRequire(import.meta.url)(compiler);
analyze(parse(readFileSync(path, 'utf8'), { range: true, loc: false, comment: true }), { sourceType: 'module', lib: [] });
const { user, system } = process.cpuUsage(before);
console.log((user + system) / 1000);
