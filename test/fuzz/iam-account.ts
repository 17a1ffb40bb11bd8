import { formatTarget } from './fuzz.ts';

const policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'A', Effect: 'Allow', Action: ['s3:*', 'sns:Publish'], Resource: '*' }] });
const access = {
  JobCompletionDate: '2026-11-20T08:00:00Z',
  ServicesLastAccessed: [{ ServiceNamespace: 'sns', ServiceName: 'SNS' }, { ServiceNamespace: 's3' }],
};
const principal = {
  Arn: 'arn:aws:iam::123456789012:role/r',
  CreateDate: '2024-01-01T00:00:00Z',
  AttachedManagedPolicies: [{ PolicyName: 'p', PolicyArn: 'arn:aws:iam::123456789012:policy/p' }],
  ServiceLastAccessed: access,
};
const account = (document: unknown): object => ({
  Incomplete: ['x'],
  UserDetailList: [{ ...principal, UserName: 'u', UserPolicyList: [{ PolicyName: 'i', PolicyDocument: document }] }],
  GroupDetailList: [{ GroupName: 'g', GroupPolicyList: [{ PolicyName: 'i', PolicyDocument: document }] }],
  RoleDetailList: [{ ...principal, RoleName: 'r', AssumeRolePolicyDocument: document, RolePolicyList: [{ PolicyDocument: document }], RoleLastUsed: {} }],
  Policies: [
    {
      Arn: 'arn:aws:iam::123456789012:policy/p',
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 1,
      PolicyVersionList: [{ IsDefaultVersion: true, CreateDate: '2024-01-01', Document: document }],
    },
  ],
});
const SEEDS = [JSON.stringify(account(JSON.parse(policy)), null, 1), JSON.stringify(account(policy)), JSON.stringify(account(encodeURIComponent(policy)))];
// biome-ignore format: a table
const PIECES = [
  '"RoleDetailList":', '"Policies":[', '"Path":"/aws-service-role/",', '"Statement":', '{"Ref":"A"}', '[', ']', '{', '}', ',', ':', '"', '\\"',
  '%7B%22Statement%22', '%', '%C3', '__proto__', 'constructor', 'null', '\uD83D', '\uFEFF', '\n', '"CreateDate":"9999999999"',
];

export default formatTarget('iam-account', { seeds: SEEDS.map((text) => ({ path: 'account.json', text })), pieces: PIECES, atLeast: 2 });
