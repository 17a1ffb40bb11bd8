import { readFileSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parsers } from '../../src/parsers/index.ts';
import { rules } from '../../src/rules/index.ts';
import { account, arn, used } from '../aws/account.ts';
import { IamEndpoint } from '../aws/iam-endpoint.ts';
import { folderWith, lintel, places, type Result } from './lintel.ts';

let endpoint: IamEndpoint;
beforeEach(async () => {
  endpoint = await new IamEndpoint(account).start();
  for (const [principal, services] of used) endpoint.used.set(principal, services);
  const none = folderWith({});
  // What the SDK's chain of credentials looks at.
  for (const name of Object.keys(process.env).filter((key) => key.startsWith('AWS_'))) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', none);
  vi.stubEnv('AWS_CONFIG_FILE', `${none}/config`);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', `${none}/credentials`);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAAUDITOR');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await endpoint.stop();
});

const parts = { parsers, rules };
const run = (argv: readonly string[] = [], more: { readonly cwd?: string; readonly terminal?: boolean } = {}): Promise<Result> =>
  lintel(['aws', 'iam', ...argv], { cwd: folderWith({}), parts, ...more });

describe('aws iam', () => {
  test('judges roles, users, groups and policies by the rules for files', async () => {
    const result = await run(['-f', 'json']);
    expect(result.stderr).toBe('lintel: account 123456789012: 1 user, 1 group, 3 roles, 2 policies of its own\n');
    expect(places(result).map((place) => place.replace(/:\d+:\d+/, ''))).toEqual([
      'account-123456789012.json iam/action-wildcard',
      'account-123456789012.json iam/invalid-action',
    ]);
    const { findings } = JSON.parse(result.stdout);
    expect(findings[0]).toMatchObject({ surface: 'live', path: expect.stringContaining('group/developers/all') });
    expect(result.code).toBe(1);
  });

  test('--last-accessed adds one finding for a service of three that is never used', async () => {
    const { stdout, code } = await run(['--last-accessed', '--select', 'iam/unused-service', '-f', 'json', '--fail-on', 'warning']);
    expect(JSON.parse(stdout).findings.map(({ message, advice }: { message: string; advice: string }) => [message, advice])).toEqual([
      [
        'Role "orders" has not used Amazon DynamoDB in the 400 days that IAM tracks (2025-10-16 to 2026-11-20), but the inline policy "work" allows it.',
        'Delete the statement "Table" from the inline policy "work".',
      ],
    ]);
    expect(code).toBe(1);
    expect((await run(['--select', 'iam/unused-service'])).code).toBe(0);
  });

  test('--output saves what was read, where the same is found', async () => {
    const cwd = folderWith({});
    const live = await run(['--last-accessed', '--output', 'saved.json', '-f', 'json'], { cwd });
    const saved = await lintel(['check', 'saved.json', '-f', 'json'], { cwd, parts });
    expect(places(live)).toHaveLength(3);
    expect(JSON.parse(saved.stdout)).toEqual(JSON.parse(live.stdout));
    expect([saved.code, live.code]).toEqual([1, 1]);
    if (process.platform !== 'win32') expect(statSync(`${cwd}/saved.json`).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(`${cwd}/saved.json`, 'utf8')).RoleDetailList).toHaveLength(3);
    const without = await run(['--last-accessed', '-f', 'json'], { cwd });
    const strip = ({ stdout }: Result): unknown => JSON.parse(stdout.replaceAll('account-123456789012.json', 'saved.json'));
    expect(strip(without)).toEqual(JSON.parse(live.stdout));
  });

  test('what may not be read is told, and decides with --fail-on-incomplete', async () => {
    endpoint.denied.add('GenerateServiceLastAccessedDetails');
    const told = 'iam:GenerateServiceLastAccessedDetails is not allowed: what deploy, orders and web used is not known';
    const select = ['--last-accessed', '--select', 'iam/unused-service'];
    const result = await run([...select, '-f', 'json']);
    expect(JSON.parse(result.stdout).notes).toEqual([{ file: 'account-123456789012.json', kind: 'incomplete', reason: told }]);
    expect(result.code).toBe(0);
    expect((await run([...select, '--fail-on-incomplete'])).code).toBe(1);
    expect((await run(select)).stdout.replace(/\s+/g, ' ')).toContain(told);
  });

  test('an account that cannot be read is exit code 2, with the permission', async () => {
    endpoint.denied.add('GetAccountAuthorizationDetails');
    expect(await run()).toEqual({ code: 2, stdout: '', stderr: 'lintel: iam:GetAccountAuthorizationDetails is not allowed\n' });
  });

  test('without credentials nothing is read', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    const { code, stderr } = await run();
    expect(code).toBe(2);
    expect(stderr).toMatch(/^lintel: there are no AWS credentials \(.*\)\n$/);
  });

  test('--profile and --region say whom to ask', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    const cwd = folderWith({
      config: '[profile audit]\nregion = eu-central-1\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = secret\n',
    });
    vi.stubEnv('AWS_CONFIG_FILE', `${cwd}/config`);
    expect((await run(['--profile', 'audit', '--quiet'], { cwd })).stderr).toBe('');
    await run(['--profile', 'audit', '--region', 'us-west-2'], { cwd });
    expect(endpoint.calls.map(({ by, region }) => `${by} ${region}`)).toEqual(['AKIAPROFILE eu-central-1', 'AKIAPROFILE us-west-2']);
    expect((await run(['--profile', 'adit'], { cwd })).stderr).toContain('lintel: profile adit: there are no AWS credentials (');
  });

  test('where nothing names a Region it is that of IAM', async () => {
    await run();
    expect(endpoint.calls.map(({ region }) => region)).toEqual(['us-east-1']);
  });

  test('a terminal shows how far it is, and nothing of it stays', async () => {
    endpoint.page = 4;
    const { stderr } = await run(['--last-accessed'], { terminal: true });
    const shown = stderr.split('\r').map((line) => line.replace('\u001b[K', ''));
    expect(shown).toContain('[#############-----------] 4/7 users, groups, roles and policies');
    expect(shown).toContain('[################--------] 2/3 reports of what is used');
    expect(shown.at(-1)).toMatch(/^(?:lintel: account .*\n)?(?:\d+ files)?$/);
    expect((await run(['--no-progress'], { terminal: true })).stderr).not.toContain('[#');
    endpoint.denied.add('GetAccountSummary');
    expect((await run([], { terminal: true })).stderr).toContain('\r4 users, groups, roles and policies');
  });

  test('the configuration applies: rules off, severities, settings', async () => {
    const cwd = folderWith({ 'lintel.config.yaml': 'rules:\n  iam/action-wildcard: off\n  iam/invalid-action: info\n' });
    const result = await run(['-f', 'json'], { cwd });
    expect(places(result).map((place) => place.split(' ')[1])).toEqual(['iam/invalid-action']);
    expect(result.code).toBe(0);
  });

  test.each([
    [['x'], 'aws iam takes no more than its options, but got x'],
    [['--output', 'none/x.json'], 'none/x.json: no such file or folder'],
    [['--fix'], '--fix is no option of aws iam'],
    [['--select', 'iam/none'], '--select'],
    [['--format', 'jsno'], 'there is no format "jsno"'],
  ])('%j is a mistake', async (argv, text) => {
    const { code, stderr } = await run(argv);
    expect(code).toBe(2);
    expect(stderr).toContain(text);
    expect(endpoint.actions()).toEqual(argv[0] === '--output' ? ['GetAccountAuthorizationDetails'] : []);
  });
});

describe("the README's policy", () => {
  const [, policy = ''] = /^## A live account$[\s\S]*?```json\n([\s\S]*?)```/m.exec(readFileSync(new URL('../../README.md', import.meta.url), 'utf8')) ?? [];

  test('breaks no rule', async () => {
    const result = await lintel(['--profile', 'all', '-f', 'json'], { cwd: folderWith({ 'policy.json': policy }), parts });
    expect(JSON.parse(result.stdout)).toMatchObject({ findings: [], notes: [] });
    const broken = { 'policy.json': policy.replace('iam:GetAccountSummary', 'iam:GetAcountSummary') };
    expect((await lintel(['--profile', 'all'], { cwd: folderWith(broken), parts })).stdout).toContain('Write iam:GetAccountSummary.');
  });

  test('allows just what is called', async () => {
    await run(['--last-accessed'], { terminal: true });
    const allowed = JSON.parse(policy).Statement.flatMap(({ Action }: { Action: string | string[] }) => Action);
    expect(allowed.sort()).toEqual([...new Set(endpoint.actions())].map((action) => `iam:${action}`).sort());
  });
});

test('the principals of the account itself are no third party', async () => {
  const cwd = folderWith({ 'lintel.config.yaml': 'settings:\n  trustedAccounts: ["999999999999"]\n' });
  const trusting = (name: string, AWS: string) => ({
    RoleName: name,
    Path: '/',
    Arn: arn(`role/${name}`),
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }] },
  });
  await endpoint.stop();
  endpoint = await new IamEndpoint({ roles: [trusting('own', arn('root')), trusting('other', 'arn:aws:iam::111122223333:root')] }).start();
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint.url);
  const { stdout } = await run(['--select', 'iam/trust-external-id', '-f', 'json'], { cwd });
  expect(JSON.parse(stdout).findings.map(({ message }: { message: string }) => message)).toEqual([expect.stringContaining('111122223333')]);
});
