// node scripts/corpus-review.mjs <corpus> <rule id or topic/*>… [--write] [--size 30]
// Lints a folder of real files with the named rules and prints, for each, how many files of its kind there are, how many are flagged, and a sample
// of its findings to read: the same for everybody, because it is drawn by the rule's id. `--write` puts the sample into
// test/corpus-review/<id>.jsonl; verdicts that stand there already are kept.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { importTypeScript, read, root, write } from './lib/project.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean' }, size: { type: 'string', default: '30' } } });
const [folder, ...asked] = positionals;
if (!folder || asked.length === 0) {
  console.error('node scripts/corpus-review.mjs <corpus> <rule id or topic/*>… [--write] [--size 30]');
  process.exit(2);
}
const corpus = resolve(folder);
const { lint, noHost, parsers, rules, SourceFile } = await importTypeScript(`
  export { lint } from './src/core/lint.ts';
  export { noHost } from './src/core/host.ts';
  export { SourceFile } from './src/core/source-file.ts';
  export { parsers } from './src/parsers/index.ts';
  export { rules } from './src/rules/index.ts';
`);
const ids = asked.flatMap((id) => (id.endsWith('/*') ? rules.filter((rule) => rule.id.startsWith(id.slice(0, -1))).map((rule) => rule.id) : [id]));
const chosen = ids.map((id) => rules.find((rule) => rule.id === id) ?? stop(`${id} is no rule`));
const paths = readdirSync(corpus, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();
const texts = new Map(paths.map((path) => [path.slice(corpus.length + 1).replaceAll('\\', '/'), path]));

const ofKind = new Map(ids.map((id) => [id, new Set()]));
const { findings, failures } = await lint(files(), {
  parsers,
  rules: [...chosen, ...chosen.map(counter)].sort((a, b) => (a.id < b.id ? -1 : 1)),
  host: noHost,
  settings: { accounts: [], trustedAccounts: [], partitions: [], allowedRegistries: [], mirror: undefined, packagesInternal: [], regions: [] },
  now: new Date(),
  wholeRoot: true,
  setting: () => ({ enabled: true }),
  formatOf: () => undefined,
  suppress: (input) => ({ findings: input.findings, problems: [] }),
});
for (const { ruleId, path, error } of failures) console.error(`failure: ${ruleId} on ${path}: ${error.message}`);

console.log('| rule | profile | files of its kind | files flagged | share | findings |\n|---|---|---|---|---|---|');
for (const { id, profile } of chosen) {
  const own = findings.filter(({ ruleId }) => ruleId === id);
  const [flagged, kind] = [new Set(own.map(({ path }) => path)).size, ofKind.get(id).size];
  console.log(`| ${id} | ${profile} | ${kind} | ${flagged} | ${kind === 0 ? '' : `${((100 * flagged) / kind).toFixed(1)} %`} | ${own.length} |`);
}
const union = (of) => new Set(chosen.filter(({ profile }) => profile === 'recommended').flatMap(of));
const kinds = union(({ id }) => [...ofKind.get(id)]);
const flaggedPaths = union(({ id }) => findings.filter(({ ruleId }) => ruleId === id).map(({ path }) => path));
console.log(`recommended together: ${flaggedPaths.size} of ${kinds.size} files (${((100 * flaggedPaths.size) / Math.max(kinds.size, 1)).toFixed(1)} %)`);
for (const id of ids) review(id);

function* files() {
  for (const [path, full] of texts) yield new SourceFile(path, readFileSync(full, 'utf8'));
}

/** A rule that finds nothing and notes the files with a subject of another. */
function counter({ id, subjects }) {
  const rule = {
    collect: () => Object.fromEntries(subjects.map((subject) => [subject, () => true])),
    conclude: (facts) => {
      for (const { path } of facts) ofKind.get(id).add(path);
    },
  };
  const meta = { id: `review/${id}`, surfaces: [], scope: 'repository', profile: 'recommended' };
  return { ...meta, aliases: [], equivalents: [], subjects, load: async () => ({ meta, messages: {}, ...rule }) };
}

function review(id) {
  const drawn = findings
    .filter(({ ruleId }) => ruleId === id)
    .map((finding) => ({ finding, order: createHash('sha256').update(`${id} ${finding.path} ${finding.line} ${finding.column}`).digest('hex') }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .slice(0, Number(values.size))
    .map(({ finding }) => finding)
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
  console.log(`\n# ${id}`);
  const target = `test/corpus-review/${id}.jsonl`;
  const old = existsSync(join(root, target)) ? read(target).split('\n').filter(Boolean).map(JSON.parse) : [];
  const lines = drawn.map(({ path, line, messageId, message, when, snippet }) => {
    const { verdict = '', reason = '' } = old.find((entry) => entry.path === path && entry.line === line && entry.message === messageId) ?? {};
    console.log(
      `${path}:${line} [${messageId}] ${message}${when ? ` when ${JSON.stringify(when)}` : ''}\n    ${snippet?.split('\n')[0]}${verdict && `  => ${verdict}: ${reason}`}`,
    );
    return JSON.stringify({ path, line, message: messageId, verdict, reason });
  });
  if (values.write && lines.length > 0) write(target, `${lines.join('\n')}\n`);
}

function stop(reason) {
  console.error(reason);
  process.exit(2);
}
