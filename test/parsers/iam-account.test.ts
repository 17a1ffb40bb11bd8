import { expect, test } from 'vitest';
import { noHost } from '../../src/core/host.ts';
import { locate } from '../../src/core/lint.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import type { Policy, Statement } from '../../src/parsers/iam/model.ts';
import { claims } from '../../src/parsers/iam-account/claims.ts';
import type { PrincipalAccess } from '../../src/parsers/iam-account/model.ts';
import parser from '../../src/parsers/iam-account/parse.ts';

const policy = (Sid: string) => ({ Version: '2012-10-17', Statement: [{ Sid, Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] });
const trust = { Version: '2012-10-17', Statement: [{ Sid: 'Trust', Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
const shared = 'arn:aws:iam::123456789012:policy/shared';
const managed = (Arn: string, Document: unknown, more: object = {}) => ({
  Arn,
  PolicyName: Arn.slice(Arn.lastIndexOf('/') + 1),
  AttachmentCount: 1,
  PolicyVersionList: [
    { VersionId: 'v1', IsDefaultVersion: false, Document: policy('Old') },
    { VersionId: 'v2', IsDefaultVersion: true, Document },
  ],
  ...more,
});
const role = (RoleName: string, more: object = {}) => ({
  RoleName,
  Path: '/',
  Arn: `arn:aws:iam::123456789012:role/${RoleName}`,
  AssumeRolePolicyDocument: trust,
  RolePolicyList: [{ PolicyName: 'inline', PolicyDocument: policy(`Of ${RoleName}`) }],
  AttachedManagedPolicies: [{ PolicyName: 'shared', PolicyArn: shared }],
  ...more,
});

async function read(data: unknown) {
  const file = new SourceFile('account.json', typeof data === 'string' ? data : JSON.stringify(data, null, 2));
  const { document, problems } = await parser.parse(file, noHost);
  const subjects = [...document.subjects()];
  const statements = subjects.flatMap(({ type, node }) => (type === 'iam.statement' ? [node as Statement] : []));
  return {
    problems,
    notes: document.notes ?? [],
    statements,
    said: statements.map(({ kind, sid }) => `${kind} ${sid.string}`),
    policies: subjects.flatMap(({ type, node }) => (type === 'iam.policy' ? [node as Policy] : [])),
    access: subjects.flatMap(({ type, node }) => (type === 'iam.access' ? [node as PrincipalAccess] : [])),
  };
}

test.each([
  ['what the CLI prints', { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] }, true],
  ['roles alone', { RoleDetailList: [role('a')] }, true],
  ['one list without ARNs', { RoleDetailList: [] }, false],
  ['a policy', policy('A'), false],
])('claims %s: %j', (_, data, taken) => {
  expect(claims('x.json', JSON.stringify(data, null, 2)) !== undefined).toBe(taken);
  expect(claims('x.yaml', JSON.stringify(data))).toBeUndefined();
});

test.each([
  ['as JSON', (document: object) => document],
  ['as text', (document: object) => JSON.stringify(document)],
  ['percent-encoded', (document: object) => encodeURIComponent(JSON.stringify(document))],
])('policies of users, groups and roles are judged with documents %s', async (_, write) => {
  const { said, statements, problems, notes } = await read({
    UserDetailList: [{ UserName: 'u', UserPolicyList: [{ PolicyName: 'i', PolicyDocument: write(policy('User')) }] }],
    GroupDetailList: [{ GroupName: 'g', GroupPolicyList: [{ PolicyName: 'i', PolicyDocument: write(policy('Gruppe Ä')) }] }],
    RoleDetailList: [role('r', { AssumeRolePolicyDocument: write(trust), RolePolicyList: [{ PolicyName: 'i', PolicyDocument: write(policy('Role')) }] })],
    Policies: [managed(shared, write(policy('Shared')))],
  });
  expect(said).toEqual(['identity Shared', 'identity User', 'identity Gruppe Ä', 'trust Trust', 'identity Role']);
  expect([problems, notes]).toEqual([[], []]);
  expect(statements.map(({ policy: { trustedServices } }) => trustedServices)).toEqual([['ec2.amazonaws.com'], [], [], [], ['ec2.amazonaws.com']]);
  const [{ sid } = {} as Statement] = statements;
  expect(locate(sid)).toMatchObject({ path: 'account.json' });
});

test('what nobody in the account can change is not judged, and a boundary is one', async () => {
  const { said } = await read({
    RoleDetailList: [role('AWSServiceRoleForX', { Path: '/aws-service-role/x.amazonaws.com/' })],
    GroupDetailList: [],
    Policies: [
      managed('arn:aws:iam::aws:policy/ReadOnlyAccess', policy('Aws')),
      managed('arn:aws:iam::123456789012:policy/limit', policy('Limit'), { AttachmentCount: 0, PermissionsBoundaryUsageCount: 2 }),
    ],
  });
  expect(said).toEqual(['boundary Limit']);
});

test('what is not readable is told, and the rest goes on', async () => {
  const { said, notes } = await read({
    Incomplete: ['iam:GenerateServiceLastAccessedDetails is not allowed'],
    RoleDetailList: [role('a', { AssumeRolePolicyDocument: '%7B%C3' }), role('b', { RolePolicyList: null, AttachedManagedPolicies: {} })],
    Policies: [managed(shared, 'no JSON'), null, 5, { Arn: null }],
  });
  expect(said).toEqual(['identity Of a', 'trust Trust']);
  expect(notes.map(({ reason }) => reason)).toEqual([
    'iam:GenerateServiceLastAccessedDetails is not allowed',
    'the document of policy/shared cannot be read',
    'the document of role/a cannot be read',
  ]);
});

test('reports of use come with the policies that a role or user has', async () => {
  const ServiceLastAccessed = {
    JobCompletionDate: '2026-11-20T08:00:00Z',
    ServicesLastAccessed: [{ ServiceNamespace: 'S3', ServiceName: 'Amazon S3', LastAuthenticated: '2026-11-01T00:00:00Z' }, {}, { ServiceNamespace: 'sqs' }],
  };
  const { access } = await read({
    RoleDetailList: [
      role('a', { ServiceLastAccessed, RoleLastUsed: { LastUsedDate: '2026-11-02T00:00:00Z' } }),
      role('b'),
      role('c', { ServiceLastAccessed, Path: '/aws-reserved/sso.amazonaws.com/' }),
    ],
    UserDetailList: [{ UserName: 'u', ServiceLastAccessed }],
    Policies: [managed(shared, policy('Shared'), { AttachmentCount: 3 })],
  });
  expect(access.map(({ label, lastUsed }) => [label, lastUsed?.toISOString()])).toEqual([
    ['User "u"', undefined],
    ['Role "a"', '2026-11-02T00:00:00.000Z'],
  ]);
  expect(access[1]?.services).toEqual([
    { namespace: 's3', name: 'Amazon S3', last: new Date('2026-11-01T00:00:00Z') },
    { namespace: 'sqs', name: 'sqs', last: undefined },
  ]);
  expect(access[1]?.policies.map(({ label, holders, isAws }) => [label, holders, isAws])).toEqual([
    ['the inline policy "inline"', 1, false],
    ['the policy "shared"', 3, false],
  ]);
});

const whole = JSON.stringify({ RoleDetailList: [role('r')] }, null, 2);
test.each([
  ['nothing', '', 1, []],
  ['a list', '[]', 0, []],
  ['CRLF and a byte order mark', `\uFEFF${whole.replaceAll('\n', '\r\n')}`, 0, ['trust Trust', 'identity Of r']],
  ['a text that breaks off', whole.slice(0, -40), 1, ['trust Trust', 'identity Of r']],
])('%s does no harm', async (_, text, faults, expected) => {
  const { said, problems } = await read(text);
  expect(said).toEqual(expected);
  expect(problems).toHaveLength(faults);
});
