import type { Account, Service } from './iam-endpoint.ts';

/** An account as IAM holds it, with one of each thing that its lists have. */
export const ACCOUNT = '123456789012';
export const arn = (name: string): string => `arn:aws:iam::${ACCOUNT}:${name}`;

const policy = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement });
const trust = (service: string) => policy({ Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' });
const principal = (kind: 'role' | 'user' | 'group', name: string, Path = '/') => ({
  Path,
  [{ role: 'RoleName', user: 'UserName', group: 'GroupName' }[kind]]: name,
  [{ role: 'RoleId', user: 'UserId', group: 'GroupId' }[kind]]: `AIDEXAMPLE${name.toUpperCase()}`,
  Arn: arn(`${kind}${Path}${name}`),
  CreateDate: '2023-05-02T08:00:00Z',
});
export const role = (name: string, service: string, more: object = {}, path = '/') => ({
  ...principal('role', name, path),
  AssumeRolePolicyDocument: trust(service),
  InstanceProfileList: [],
  RolePolicyList: [],
  AttachedManagedPolicies: [],
  Tags: [],
  RoleLastUsed: { LastUsedDate: '2026-11-19T10:00:00Z', Region: 'eu-west-1' },
  ...more,
});

const managed = (Arn: string, Document: object, more: object = {}) => ({
  PolicyName: Arn.slice(Arn.lastIndexOf('/') + 1),
  PolicyId: 'ANPAEXAMPLE',
  Arn,
  Path: '/',
  DefaultVersionId: 'v2',
  AttachmentCount: 1,
  PermissionsBoundaryUsageCount: 0,
  IsAttachable: true,
  CreateDate: '2022-01-10T08:00:00Z',
  UpdateDate: '2022-02-10T08:00:00Z',
  PolicyVersionList: [
    { Document, VersionId: 'v2', IsDefaultVersion: true, CreateDate: '2022-02-10T08:00:00Z' },
    { Document: policy({ Effect: 'Allow', Action: 'iam:*', Resource: '*' }), VersionId: 'v1', IsDefaultVersion: false, CreateDate: '2022-01-10T08:00:00Z' },
  ],
  ...more,
});

export const account: Account = {
  users: [
    {
      ...principal('user', 'deploy'),
      UserPolicyList: [{ PolicyName: 'upload', PolicyDocument: policy({ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::site/*' }) }],
      GroupList: ['developers'],
      AttachedManagedPolicies: [],
      PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn('policy/limit') },
      Tags: [{ Key: 'team', Value: 'Größe & <Maß>' }],
    },
  ],
  groups: [
    {
      ...principal('group', 'developers'),
      GroupPolicyList: [{ PolicyName: 'all', PolicyDocument: policy({ Sid: 'All', Effect: 'Allow', Action: 'sqs:*', Resource: '*' }) }],
      AttachedManagedPolicies: [{ PolicyName: 'ReadOnlyAccess', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
    },
  ],
  roles: [
    role('orders', 'lambda', {
      RolePolicyList: [
        {
          PolicyName: 'work',
          PolicyDocument: policy(
            { Sid: 'ReadFiles', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::orders/*' },
            { Sid: 'Table', Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/orders` },
            { Sid: 'Queue', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: `arn:aws:sqs:eu-west-1:${ACCOUNT}:orders` },
          ),
        },
      ],
    }),
    role('web', 'ec2', {
      InstanceProfileList: [
        {
          Path: '/',
          InstanceProfileName: 'web',
          InstanceProfileId: 'AIPAEXAMPLE',
          Arn: arn('instance-profile/web'),
          CreateDate: '2023-05-02T08:00:00Z',
          Roles: [{ ...principal('role', 'web'), AssumeRolePolicyDocument: trust('ec2') }],
        },
      ],
      AttachedManagedPolicies: [{ PolicyName: 'messages', PolicyArn: arn('policy/messages') }],
    }),
    role('AWSServiceRoleForSupport', 'support', {}, '/aws-service-role/support.amazonaws.com/'),
  ],
  policies: [
    managed(arn('policy/messages'), policy({ Effect: 'Allow', Action: 'sqs:SendMesage', Resource: '*' })),
    managed(arn('policy/limit'), policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' }), { AttachmentCount: 0, PermissionsBoundaryUsageCount: 1 }),
    managed('arn:aws:iam::aws:policy/ReadOnlyAccess', policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' })),
  ],
};

const service = (ServiceName: string, ServiceNamespace: string, day?: string): Service => ({
  ServiceName,
  ServiceNamespace,
  ...(day && { LastAuthenticated: `${day}T10:00:00Z`, LastAuthenticatedEntity: arn('role/orders') }),
  TotalAuthenticatedEntities: day ? 1 : 0,
});
/** What access advisor says of the principals. */
export const used: ReadonlyMap<string, readonly Service[]> = new Map([
  [arn('role/orders'), [service('Amazon S3', 's3', '2026-11-19'), service('Amazon DynamoDB', 'dynamodb'), service('Amazon SQS', 'sqs', '2026-11-18')]],
  [arn('role/web'), [service('Amazon SQS', 'sqs', '2026-11-18')]],
  [arn('user/deploy'), [service('Amazon S3', 's3', '2026-11-18')]],
]);
