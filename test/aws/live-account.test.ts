import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AccountOptions, readAccount } from '../../src/aws/live-account.ts';
import { account, arn, role, used } from './account.ts';
import { IamEndpoint } from './iam-endpoint.ts';

let endpoint: IamEndpoint;
beforeEach(async () => {
  endpoint = await new IamEndpoint(account).start();
  for (const [principal, services] of used) endpoint.used.set(principal, services);
});
afterEach(() => endpoint.stop());

const credentials = { accessKeyId: 'AKIAAUDITOR', secretAccessKey: 'secret' };
const read = async (more: Partial<AccountOptions> = {}) => {
  const waits: number[] = [];
  const { text, ...rest } = await readAccount({
    client: { endpoint: endpoint.url, region: 'eu-west-1', credentials },
    lastAccessed: false,
    wait: async (milliseconds) => void waits.push(milliseconds),
    ...more,
  });
  return { ...rest, waits, document: JSON.parse(text) };
};
const named = (list: readonly any[]): string[] => list.map(({ RoleName, UserName, GroupName, PolicyName }) => RoleName ?? UserName ?? GroupName ?? PolicyName);

describe('an account', () => {
  test('is read page by page, with its documents as JSON', async () => {
    endpoint.page = 2;
    const { document, id, users, groups, roles, policies } = await read();
    expect({ id, users, groups, roles, policies }).toEqual({ id: '123456789012', users: 1, groups: 1, roles: 3, policies: 2 });
    expect(Object.keys(document)).toEqual(['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies']);
    expect(named(document.UserDetailList)).toEqual(['deploy']);
    expect(named(document.GroupDetailList)).toEqual(['developers']);
    expect(named(document.RoleDetailList)).toEqual(['orders', 'web', 'AWSServiceRoleForSupport']);
    expect(named(document.Policies)).toEqual(['messages', 'limit', 'ReadOnlyAccess']);
    const [orders, web] = document.RoleDetailList;
    expect(orders.RolePolicyList[0].PolicyDocument.Statement.map(({ Sid }: any) => Sid)).toEqual(['ReadFiles', 'Table', 'Queue']);
    expect(orders.AssumeRolePolicyDocument.Statement[0].Principal).toEqual({ Service: 'lambda.amazonaws.com' });
    expect(orders.RoleLastUsed).toEqual({ LastUsedDate: '2026-11-19T10:00:00.000Z', Region: 'eu-west-1' });
    expect(web.InstanceProfileList[0].InstanceProfileName).toBe('web');
    expect(web.AttachedManagedPolicies).toEqual([{ PolicyName: 'messages', PolicyArn: arn('policy/messages') }]);
    expect(document.UserDetailList[0].PermissionsBoundary.PermissionsBoundaryArn).toBe(arn('policy/limit'));
    expect(document.UserDetailList[0].Tags).toEqual([{ Key: 'team', Value: 'Größe & <Maß>' }]);
    expect(document.Policies[0].PolicyVersionList[0].Document.Statement[0].Action).toBe('sqs:SendMesage');
    expect(document.GroupDetailList[0].GroupPolicyList[0].PolicyDocument.Statement[0].Sid).toBe('All');
    expect(endpoint.calls.map(({ parameters }) => parameters.Marker)).toEqual([undefined, 'marker+2/=', 'marker+4/=', 'marker+6/=']);
    expect(endpoint.calls.map(({ parameters }) => parameters.MaxItems)).toEqual(['1000', '1000', '1000', '1000']);
    expect(new Set(endpoint.calls.map(({ by, region }) => `${by} ${region}`))).toEqual(new Set(['AKIAAUDITOR eu-west-1']));
  });

  test('is waited for when IAM is throttled', async () => {
    endpoint.throttled.set('GetAccountAuthorizationDetails', 2);
    expect((await read()).document.Incomplete).toBeUndefined();
    expect(endpoint.calls).toHaveLength(3);
  });

  test('that may not be read is an error that names the permission', async () => {
    endpoint.denied.add('GetAccountAuthorizationDetails');
    await expect(read()).rejects.toThrow('iam:GetAccountAuthorizationDetails is not allowed');
  });

  test('that may be read no further is what was read, and says so', async () => {
    endpoint.page = 3;
    const onProgress = (_: string, done: number) => void (done === 3 && endpoint.denied.add('GetAccountAuthorizationDetails'));
    const { document } = await read({ onProgress });
    expect(document.Incomplete).toEqual(['iam:GetAccountAuthorizationDetails is not allowed: the account was not read to its end']);
    expect(named(document.RoleDetailList)).toEqual(['orders']);
  });

  test('without credentials is none', async () => {
    const none = async () => {
      throw Object.assign(new Error('Could not load credentials from any providers'), { name: 'CredentialsProviderError' });
    };
    await expect(read({ client: { endpoint: endpoint.url, region: 'eu-west-1', credentials: none } })).rejects.toThrow(
      'there are no AWS credentials (Could not load credentials from any providers)',
    );
  });

  test('that nobody answers for is none', async () => {
    await expect(read({ client: { endpoint: 'http://127.0.0.1:1', region: 'eu-west-1', credentials, maxAttempts: 2 } })).rejects.toThrow(
      /^iam:GetAccountAuthorizationDetails failed \(.*ECONNREFUSED/,
    );
  });
});

describe('what is used', () => {
  const access = async (more: Partial<AccountOptions> = {}) => {
    const { document, waits } = await read({ lastAccessed: true, ...more });
    const all = [...document.RoleDetailList, ...document.UserDetailList];
    const services = Object.fromEntries(
      all.map((one) => [one.RoleName ?? one.UserName, one.ServiceLastAccessed?.ServicesLastAccessed.map(({ ServiceNamespace }: any) => ServiceNamespace)]),
    );
    return { services, waits, incomplete: document.Incomplete, orders: document.RoleDetailList[0] };
  };

  test('is asked for each role and user that the account can change', async () => {
    const { services, incomplete, orders, waits } = await access();
    expect(services).toEqual({ orders: ['s3', 'dynamodb', 'sqs'], web: ['sqs'], deploy: ['s3'], AWSServiceRoleForSupport: undefined });
    expect([incomplete, waits]).toEqual([undefined, []]);
    expect(orders.ServiceLastAccessed.JobCompletionDate).toBe('2026-11-20T08:00:00.000Z');
    expect(orders.ServiceLastAccessed.ServicesLastAccessed[0].LastAuthenticated).toBe('2026-11-19T10:00:00.000Z');
    expect(endpoint.actions().filter((action) => action.startsWith('Generate'))).toHaveLength(3);
  });

  test('is waited for, and read page by page', async () => {
    endpoint.polls = 2;
    endpoint.page = 2;
    const { services, waits } = await access();
    expect(services.orders).toEqual(['s3', 'dynamodb', 'sqs']);
    expect(waits.sort()).toEqual([250, 250, 250, 500, 500, 500]);
  });

  test('is told as missing where it may not be asked for, and the rest goes on', async () => {
    endpoint.denied.add(`GenerateServiceLastAccessedDetails ${arn('role/web')}`);
    const { services, incomplete } = await access();
    expect(services).toMatchObject({ orders: ['s3', 'dynamodb', 'sqs'], web: undefined, deploy: ['s3'] });
    expect(incomplete).toEqual(['iam:GenerateServiceLastAccessedDetails is not allowed: what web used is not known']);
  });

  test('is told as missing for each permission and failure', async () => {
    endpoint.denied.add('GetServiceLastAccessedDetails').add(`GenerateServiceLastAccessedDetails ${arn('role/web')}`);
    expect((await access()).incomplete).toEqual([
      'iam:GenerateServiceLastAccessedDetails is not allowed: what web used is not known',
      'iam:GetServiceLastAccessedDetails is not allowed: what deploy and orders used is not known',
    ]);
    endpoint.denied.clear();
    endpoint.failing.add(arn('role/web'));
    expect((await access()).incomplete).toEqual(['IAM failed to make a report (Service error): what web used is not known']);
    endpoint.failing.clear();
    endpoint.polls = 1000;
    expect((await access()).incomplete).toEqual(['IAM did not finish its reports in time: what deploy, orders and web used is not known']);
  });

  test('is not asked for on and on when it is refused', async () => {
    const roles = Array.from({ length: 40 }, (_, i) => role(`r${i}`, 'lambda'));
    await endpoint.stop();
    endpoint = await new IamEndpoint({ roles }).start();
    endpoint.denied.add('GenerateServiceLastAccessedDetails');
    const { incomplete } = await access();
    expect(incomplete).toEqual(['iam:GenerateServiceLastAccessedDetails is not allowed: what r0, r1, r10 and 37 more roles and users used is not known']);
    expect(endpoint.calls.length).toBeLessThan(20);
  });

  test('is asked for again when IAM is throttled', async () => {
    endpoint.throttled.set('GenerateServiceLastAccessedDetails', 1);
    const { services, incomplete } = await access();
    expect(services).toMatchObject({ orders: ['s3', 'dynamodb', 'sqs'], web: ['sqs'], deploy: ['s3'] });
    expect(incomplete).toBeUndefined();
  });
});

test('progress is told of, with the whole where it may be asked for', async () => {
  endpoint.page = 4;
  const told: unknown[][] = [];
  const onProgress = (...step: unknown[]) => void told.push(step);
  await read({ onProgress, lastAccessed: true });
  expect(told).toEqual([
    ['account', 4, 7],
    ['account', 7, 7],
    ['access', 1, 3],
    ['access', 2, 3],
    ['access', 3, 3],
  ]);
  expect(endpoint.actions()[0]).toBe('GetAccountSummary');
  endpoint.denied.add('GetAccountSummary');
  told.length = 0;
  expect((await read({ onProgress })).document.Incomplete).toBeUndefined();
  expect(told).toEqual([
    ['account', 4, undefined],
    ['account', 7, undefined],
  ]);
});
