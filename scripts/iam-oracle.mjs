// node scripts/iam-oracle.mjs [<folder with policies.jsonl>]: judges policies on which IAM Access Analyzer and other tools have given a verdict,
// and prints how far lintel agrees, with every disagreement. The default is ../shared/cases/iam.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { importTypeScript, root } from './lib/project.mjs';

/**
 * Disagreements that are known: which policy, which code, and who is right. The verdicts are of 2024-12-05, the IAM table is of 2026.
 */
const KNOWN = [];

const isKnown = (source, code) => KNOWN.some((one) => one.code === code && one.policies.some((name) => source.endsWith(`/${name}`)));

/** Lints each policy of the cases; `{ok, …}` says whether the bars are met. */
export async function oracle(folder = join(root, '../shared/cases/iam')) {
  const cases = readFileSync(join(folder, 'policies.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const judge = await judgeOf();
  const result = { clean: 0, quiet: 0, expected: 0, found: 0, extra: [], missed: [], errors: [], parse: 0, policies: 0, milliseconds: 0 };
  for (const { source, oracle: by, expected, policy, raw, clean } of cases) {
    const text = typeof policy === 'string' || raw ? String(policy) : JSON.stringify(policy, null, 2);
    const started = performance.now();
    const findings = await judge(text);
    result.milliseconds += performance.now() - started;
    result.policies++;
    const codes = new Map();
    for (const finding of findings) for (const code of finding.codes) codes.set(code, finding);
    if (by.startsWith('access-analyzer')) {
      const told = [...codes].filter(([code]) => !expected.includes(`AA:${code}`));
      for (const [code, finding] of told) result.extra.push({ source, code, message: finding.message, known: isKnown(source, code) });
      if (expected.length === 0) {
        result.clean++;
        if (told.length === 0) result.quiet++;
      }
      for (const label of expected) {
        const code = label.slice('AA:'.length);
        result.expected++;
        if (codes.has(code)) result.found++;
        else result.missed.push({ source, code, known: isKnown(source, code) });
      }
    }
    if (by.startsWith('access-analyzer') || by.startsWith('iam-dataset') || by === 'aws-doc-examples' || by === 'parse-only') {
      result.parse++;
      for (const { id, severity, message } of findings) {
        if (severity === 'error' && !isKnown(source, id) && clean !== null) result.errors.push({ source, id, message });
      }
    }
  }
  return result;
}

/** Judges one policy text by all rules about IAM. */
async function judgeOf() {
  const { lint, noHost, parsers, rules, SourceFile } = await importTypeScript(`
    export { lint } from './src/core/lint.ts';
    export { noHost } from './src/core/host.ts';
    export { SourceFile } from './src/core/source-file.ts';
    export { parsers } from './src/parsers/index.ts';
    export { rules } from './src/rules/index.ts';
  `);
  const own = rules.filter(({ id }) => id.startsWith('iam/'));
  const codesOf = new Map(own.map(({ id, equivalents }) => [id, equivalents.flatMap((one) => /^access-analyzer:(.+)/.exec(one)?.[1] ?? [])]));
  return async (text) => {
    const { findings, failures } = await lint([new SourceFile('policy.json', text)], {
      parsers,
      rules: own,
      host: noHost,
      settings: { accounts: [], trustedAccounts: [], partitions: [], allowedRegistries: [], mirror: undefined, packagesInternal: [], regions: [] },
      now: new Date('2026-11-24'),
      wholeRoot: true,
      setting: () => ({ enabled: true }),
      formatOf: () => undefined,
      suppress: ({ findings }) => ({ findings, problems: [] }),
    });
    if (failures.length > 0) throw failures[0].error;
    return findings.map(({ ruleId, severity, message }) => ({ id: ruleId, severity, message, codes: codesOf.get(ruleId) ?? [] }));
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  const result = await oracle(process.argv[2]);
  const percent = (part, whole) => `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)`;
  console.log(`policies without a finding of Access Analyzer that get none of its codes: ${percent(result.quiet, result.clean)}`);
  console.log(`findings of Access Analyzer that are found: ${percent(result.found, result.expected)}`);
  console.log(`policies that AWS wrote: ${result.parse}; errors on them that are not explained: ${result.errors.length}`);
  console.log(`${result.policies} policies in ${Math.round(result.milliseconds)} ms: ${(result.milliseconds / result.policies).toFixed(2)} ms each`);
  for (const [title, list] of [
    ['said, and not by Access Analyzer', result.extra],
    ['said by Access Analyzer alone', result.missed],
    ['errors on policies of AWS', result.errors],
  ]) {
    console.log(`\n${title}:`);
    for (const { source, code, id, message, known } of list)
      console.log(`  ${code ?? id}${known ? ' (explained)' : ''} ${source}${message ? `\n      ${message}` : ''}`);
  }
  for (const { policies, code, why } of KNOWN) console.log(`\n${code} on ${policies.join(', ')}: ${why}`);
}
