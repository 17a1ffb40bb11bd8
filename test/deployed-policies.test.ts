import { describe, expect, test } from 'vitest';
import { SourceFile } from '../src/core/source-file.ts';
import { rules } from '../src/rules/index.ts';
import { fixturesOf, run } from './harness.ts';

/** The policy of a file; undefined for those that are neither of IAM itself, and where a name says which they are. */
function policyIn(name: string, text: string): { readonly document: object; readonly isTrust: boolean } | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof document !== 'object' || document === null || !('Statement' in document) || /scp|rcp|service-control|boundary/.test(name)) return undefined;
  const isTrust = text.includes('Principal"');
  return isTrust && !text.includes('"sts:AssumeRole') ? undefined : { document, isTrust };
}

/** The same policy where it is deployed. */
const deployed: Readonly<Record<string, (policy: { readonly document: object; readonly isTrust: boolean }) => object>> = {
  'an account'({ document, isTrust }) {
    const version = { VersionId: 'v1', IsDefaultVersion: true, Document: document };
    const policy = { PolicyName: 'p', Arn: 'arn:aws:iam::123456789012:policy/p', AttachmentCount: 1, PolicyVersionList: [version] };
    const role = { RoleName: 'r', Arn: 'arn:aws:iam::123456789012:role/r', AssumeRolePolicyDocument: document };
    return { UserDetailList: [], ...(isTrust ? { RoleDetailList: [role], Policies: [] } : { RoleDetailList: [], Policies: [policy] }) };
  },
  'an item of AWS Config'({ document, isTrust }) {
    const encoded = encodeURIComponent(JSON.stringify(document));
    const [resourceType, configuration] = isTrust
      ? ['AWS::IAM::Role', { roleName: 'r', assumeRolePolicyDocument: encoded }]
      : ['AWS::IAM::Policy', { policyName: 'p', policyVersionList: [{ versionId: 'v1', isDefaultVersion: true, document: encoded }] }];
    return { configurationItemStatus: 'OK', resourceType, resourceId: 'p', resourceName: 'p', configuration };
  },
};
const judgesPolicies = rules.filter(({ surfaces, subjects }) => surfaces.includes('iam-json') && subjects.every((key) => key.startsWith('iam.')));

describe.each(Object.keys(deployed))('rules about policies find in %s what they find in a file', (where) => {
  const cases = judgesPolicies.flatMap((entry) =>
    fixturesOf(entry.id).flatMap((fixture) => {
      const [file, ...more] = fixture.files;
      const policy = file && more.length === 0 && file.path.endsWith('.json') ? policyIn(fixture.name, file.text) : undefined;
      return policy ? [{ entry, fixture, name: `${entry.id} ${fixture.name}`, policy }] : [];
    }),
  );
  test.each(cases)('$name', async ({ entry, fixture, policy }) => {
    const rule = await entry.load();
    const text = JSON.stringify(deployed[where]?.(policy), null, 2);
    const found = async (files: readonly SourceFile[]) => (await run(rule, entry.subjects, files, fixture)).outcome.findings.map(({ ruleId }) => ruleId);
    expect(await found([new SourceFile('deployed.json', text)])).toEqual(await found(fixture.files));
  });
  test('there is such a case of most rules; the others are about policies of resources and organizations', () => {
    const covered = judgesPolicies.filter(({ id }) => cases.some(({ entry }) => entry.id === id));
    expect(covered.length).toBeGreaterThan(0.8 * judgesPolicies.length);
  });
});
