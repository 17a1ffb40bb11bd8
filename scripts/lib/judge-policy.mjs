import { importTypeScript } from './project.mjs';

/**
 * Gives what judges one policy text: by the rules about IAM that are wanted, with options for those that take them. What it finds has the codes of
 * IAM Access Analyzer that its rule stands for (`codes`), and those of the rules that it drops (`dropped`).
 */
export async function judgeOf(wanted = () => true, options = undefined) {
  const { lint, noHost, parsers, rules, SourceFile } = await importTypeScript(`
    export { lint } from './src/core/lint.ts';
    export { noHost } from './src/core/host.ts';
    export { SourceFile } from './src/core/source-file.ts';
    export { parsers } from './src/parsers/index.ts';
    export { rules } from './src/rules/index.ts';
  `);
  const own = rules.filter((entry) => entry.id.startsWith('iam/') && wanted(entry));
  const codesOf = new Map(own.map(({ id, equivalents }) => [id, equivalents.flatMap((one) => /^access-analyzer:(.+)/.exec(one)?.[1] ?? [])]));
  const supersedes = new Map(await Promise.all(own.map(async (entry) => [entry.id, (await entry.load()).meta.supersedes ?? []])));
  return async (text) => {
    const { findings, failures } = await lint([new SourceFile('policy.json', text)], {
      parsers,
      rules: own,
      host: noHost,
      settings: { accounts: [], trustedAccounts: [], partitions: [], allowedRegistries: [], mirror: undefined, packagesInternal: [], regions: [] },
      now: new Date('2026-11-24'),
      wholeRoot: true,
      setting: () => ({ enabled: true, ...(options && { options }) }),
      formatOf: () => undefined,
      suppress: ({ findings }) => ({ findings, problems: [] }),
    });
    if (failures.length > 0) throw failures[0].error;
    // A rule that drops another at the same place tells what that one would have told.
    const dropped = (id) => (supersedes.get(id) ?? []).flatMap((other) => codesOf.get(other) ?? []);
    return findings.map(({ ruleId, messageId, severity, message }) => ({
      id: ruleId,
      messageId,
      severity,
      message,
      codes: codesOf.get(ruleId) ?? [],
      dropped: dropped(ruleId),
    }));
  };
}
