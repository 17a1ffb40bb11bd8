import { describe, expect, test } from 'vitest';
import { runsOn } from '../src/core/rule.ts';
import { SourceFile } from '../src/core/source-file.ts';
import { rules } from '../src/rules/index.ts';
import { fixturesOf, run } from './harness.ts';

/** A policy file as an account's managed policy or role; undefined for other kinds of policies, and where a name says which it is. */
function asAccount(name: string, text: string): SourceFile | undefined {
  let Document: unknown;
  try {
    Document = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof Document !== 'object' || Document === null || !('Statement' in Document) || /scp|rcp|service-control|boundary/.test(name)) return undefined;
  const isTrust = text.includes('Principal"');
  if (isTrust && !text.includes('"sts:AssumeRole')) return undefined;
  const version = { VersionId: 'v1', IsDefaultVersion: true, Document };
  const policy = { PolicyName: 'p', Arn: 'arn:aws:iam::123456789012:policy/p', AttachmentCount: 1, PolicyVersionList: [version] };
  const role = { RoleName: 'r', Arn: 'arn:aws:iam::123456789012:role/r', AssumeRolePolicyDocument: Document };
  const account = isTrust ? { RoleDetailList: [role], Policies: [] } : { RoleDetailList: [], Policies: [policy] };
  return new SourceFile('account.json', JSON.stringify({ UserDetailList: [], ...account }, null, 2));
}

describe('rules about policies find in an account what they find in a file', () => {
  const onFiles = rules.filter((rule) => rule.surfaces.includes('iam-json') && runsOn(rule, 'live'));
  const cases = onFiles.flatMap((entry) =>
    fixturesOf(entry.id).flatMap((fixture) => {
      const [file, ...more] = fixture.files;
      const account = file && more.length === 0 && file.path.endsWith('.json') ? asAccount(fixture.name, file.text) : undefined;
      return account ? [{ entry, fixture, name: `${entry.id} ${fixture.name}`, account }] : [];
    }),
  );
  test.each(cases)('$name', async ({ entry, fixture, account }) => {
    const rule = await entry.load();
    const found = async (files: readonly SourceFile[]) => (await run(rule, entry.subjects, files, fixture)).outcome.findings.map(({ ruleId }) => ruleId);
    expect(await found([account])).toEqual(await found(fixture.files));
  });
  test('there is such a case of most rules; the others are about policies of resources and organizations', () => {
    const covered = onFiles.filter(({ id }) => cases.some(({ entry }) => entry.id === id));
    expect(covered.length).toBeGreaterThan(0.8 * onFiles.length);
  });
});
