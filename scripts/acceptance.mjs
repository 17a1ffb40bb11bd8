// node scripts/acceptance.mjs <runner>: runs the acceptance cases of the rules that exist.
// Fails on a case that fails without being listed in test/acceptance-pending.json, and on one that is listed and passes.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { read, root } from './lib/project.mjs';

const [runner] = process.argv.slice(2);
const cli = `"${process.execPath}" "${join(root, 'bin/lintel.js')}"`;
const { stdout, stderr, status } = spawnSync(process.execPath, [runner, '--cli', cli, '--implemented', '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 });
if (status !== 0 && status !== 1) {
  console.error(`the acceptance runner ended with ${status}: ${stderr}`);
  process.exit(1);
}
const { passed, failed, skipped, cases, failing } = JSON.parse(stdout);
const key = ({ id, rule }) => `${id} ${rule}`;
const pending = new Map(JSON.parse(read('test/acceptance-pending.json')).map((entry) => [key(entry), entry.reason]));
const unlisted = failing.filter((failure) => !pending.has(key(failure)));
const failingKeys = new Set(failing.map(key));
const passing = [...pending.keys()].filter((entry) => !failingKeys.has(entry));

console.log(`${cases} cases: ${passed} expectations passed, ${failed} failed (${pending.size} pending), ${skipped} left out`);
for (const { id, kind, message } of unlisted) console.error(`${id} ${kind}: ${message}`);
for (const entry of passing) console.error(`${entry} passes: take it out of test/acceptance-pending.json`);
process.exitCode = unlisted.length + passing.length > 0 ? 1 : 0;
