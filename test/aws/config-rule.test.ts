import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { servicesWith } from '../../src/aws/clients.ts';
import { answer, type Evaluation } from '../../src/aws/config-rule.ts';
import type { RegistryEntry } from '../../src/rules/define-rule.ts';
import { rules } from '../../src/rules/index.ts';
import { Endpoint } from './endpoint.ts';

const now = new Date('2026-11-24T00:00:00Z');
const captured = '2026-11-20T09:15:42.719Z';
const item = (resourceType: string, resourceId: string, configuration: unknown, more: object = {}) => ({
  configurationItemCaptureTime: captured,
  configurationItemStatus: 'OK',
  awsAccountId: '111111111111',
  resourceType,
  resourceId,
  resourceName: resourceId,
  ARN: `arn:aws:x::111111111111:${resourceId}`,
  awsRegion: 'eu-west-1',
  tags: {},
  configuration,
  supplementaryConfiguration: {},
  ...more,
});
/** The same as the interfaces of AWS Config give it. */
const stored = (resourceType: string, resourceId: string, configuration: unknown) => ({
  ...item(resourceType, resourceId, JSON.stringify(configuration)),
  configurationItemCaptureTime: Date.parse(captured) / 1000,
});
const fn = (functionName: string, runtime: string) => ({ functionName, runtime, packageType: 'Zip', role: 'arn:aws:iam::111111111111:role/x' });
const event = (invokingEvent: object, ruleParameters: object = {}, more: object = {}) => ({
  version: '1.0',
  invokingEvent: JSON.stringify({ notificationCreationTime: '2026-11-20T09:16:00.000Z', recordVersion: '1.3', ...invokingEvent }),
  ruleParameters: JSON.stringify(ruleParameters),
  resultToken: 'token-1',
  eventLeftScope: false,
  executionRoleArn: 'arn:aws:iam::222222222222:role/config-role',
  configRuleArn: 'arn:aws:config:eu-west-1:111111111111:config-rule/config-rule-1',
  configRuleName: 'lintel',
  configRuleId: 'config-rule-1',
  accountId: '222222222222',
  ...more,
});
const change = (configurationItem: object, ruleParameters: object = {}, more: object = {}) =>
  event({ messageType: 'ConfigurationItemChangeNotification', configurationItem, configurationItemDiff: null }, ruleParameters, more);

let endpoint: Endpoint;
beforeEach(async () => {
  endpoint = await new Endpoint().start();
});
afterEach(() => endpoint.stop());

const ask = (input: unknown, all: readonly RegistryEntry[] = rules): Promise<Evaluation[]> => {
  const credentials = { accessKeyId: 'AKIAFUNCTION', secretAccessKey: 'secret' };
  return answer(input, all, servicesWith({ endpoint: endpoint.url, region: 'eu-west-1', credentials }), now);
};
const types = (evaluations: readonly Evaluation[]) => evaluations.map(({ ComplianceType }) => ComplianceType);

describe('a change', () => {
  test('of what breaks a rule is told once, with the worst finding first', async () => {
    endpoint.codeSigning.set('orders', 'arn:aws:lambda:eu-west-1:111111111111:code-signing-config:csc-1');
    await ask(change(item('AWS::Lambda::Function', 'orders', fn('orders', 'nodejs16.x'))));
    expect(endpoint.stored).toEqual([
      {
        ComplianceResourceType: 'AWS::Lambda::Function',
        ComplianceResourceId: 'orders',
        ComplianceType: 'NON_COMPLIANT',
        Annotation: expect.stringMatching(/^lambda\/runtime-deprecated: The runtime nodejs16\.x of orders was deprecated on 2024-06-12/),
        OrderingTimestamp: Date.parse(captured) / 1000,
      },
    ]);
    expect(endpoint.actions()).toEqual(['Lambda.GetFunctionCodeSigningConfig', 'StarlingDoveService.PutEvaluations']);
  });

  test('of many findings names all their rules within 256 characters', async () => {
    const statement = (Sid: string, Action: string) => ({ Sid, Effect: 'Allow', Action, Resource: '*' });
    const Statement = [statement('A', 's3:*'), statement('Everything', '*'), statement('Pass', 'iam:PassRole'), statement('B', 'sqs:*')];
    const policyDocument = encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement }));
    const [told] = await ask(change(item('AWS::IAM::Role', 'AROA1', { roleName: 'wide', rolePolicyList: [{ policyName: 'p', policyDocument }] })));
    expect(told?.Annotation).toMatch(/^iam\/action-wildcard: Statement "Everything" allows every action on every resource/);
    expect(told?.Annotation).toMatch(/ Also: .*iam\/pass-role-unscoped.*iam\/action-wildcard ×2.*\.$/);
    expect(told?.Annotation?.length).toBeLessThanOrEqual(256);
  });

  test('of what is fine is compliant, without a word', async () => {
    endpoint.codeSigning.set('orders', 'arn:aws:lambda:eu-west-1:111111111111:code-signing-config:csc-1');
    const [told] = await ask(change(item('AWS::Lambda::Function', 'orders', fn('orders', 'nodejs24.x'))));
    expect(told).toMatchObject({ ComplianceType: 'COMPLIANT' });
    expect(told).not.toHaveProperty('Annotation');
  });

  test.each([
    ['deleted', { configurationItemStatus: 'ResourceDeleted', configuration: null }, {}, /deleted/],
    ['not recorded', { configurationItemStatus: 'ResourceNotRecorded' }, {}, /not recorded/],
    ['out of scope', {}, { eventLeftScope: true }, /left the scope/],
    ['of a type that no rule is about', { resourceType: 'AWS::SSM::ManagedInstanceInventory' }, {}, /AWS::SSM::ManagedInstanceInventory/],
    ['without a configuration', { configuration: null }, {}, /None of the rule's/],
  ])('of what is %s is not applicable, with the reason', async (_, changed, more, reason) => {
    const [told] = await ask(
      change({ ...item('AWS::Lambda::Function', 'orders', fn('orders', 'nodejs16.x')), ...changed }, { rules: 'lambda/runtime-deprecated' }, more),
    );
    expect(told).toMatchObject({ ComplianceType: 'NOT_APPLICABLE', Annotation: expect.stringMatching(reason) });
    expect(endpoint.stored).toHaveLength(1);
  });

  test('of less than what counts is compliant', async () => {
    const bad = change(item('AWS::Lambda::Function', 'orders', fn('orders', 'nodejs16.x')), { rules: 'lambda/runtime-deprecated', failOn: 'error' });
    expect(types(await ask(bad))).toEqual(['COMPLIANT']);
  });

  test('tried with TESTMODE stores nothing', async () => {
    expect(types(await ask(change(item('AWS::KMS::Key', 'k', {}), {}, { resultToken: 'TESTMODE' })))).toHaveLength(1);
    expect(endpoint.calls.at(-1)?.body).toMatchObject({ TestMode: true, ResultToken: 'TESTMODE' });
    expect(endpoint.stored).toEqual([]);
  });

  test('foretold by a proactive evaluation has the properties of CloudFormation, and no status', async () => {
    const {
      configurationItemStatus: _,
      ARN: __,
      ...proactive
    } = item('AWS::Lambda::Function', 'orders', { FunctionName: 'orders', Runtime: 'nodejs16.x', Environment: {} });
    const [told] = await ask(change(proactive, { rules: 'lambda/runtime-deprecated' }));
    expect(told).toMatchObject({ ComplianceType: 'NON_COMPLIANT' });
    const [missing] = await ask(change(proactive, { rules: 'lambda/code-signing-config' }));
    expect(missing, 'what is not declared is not there').toMatchObject({ ComplianceType: 'NON_COMPLIANT' });
  });

  test('of a policy that cannot be read is never compliant', async () => {
    const configuration = { roleName: 'r', rolePolicyList: [{ policyName: 'p', policyDocument: '%7B%22Statement%ZZ' }] };
    const [told] = await ask(change(item('AWS::IAM::Role', 'AROA1', configuration)));
    expect(told).toMatchObject({ ComplianceType: 'NOT_APPLICABLE', Annotation: 'Not judged as a whole: the policy in PolicyDocument cannot be read.' });
  });
});

describe('the code-signing configuration of a function', () => {
  const good = item('AWS::Lambda::Function', 'orders', fn('orders', 'nodejs24.x'));
  test('is read from Lambda', async () => {
    const [none] = await ask(change(good));
    expect(none).toMatchObject({ ComplianceType: 'NON_COMPLIANT', Annotation: expect.stringContaining('lambda/code-signing-config') });
  });
  test('that may not be read makes the function not applicable, unless something else is wrong', async () => {
    const denied = { status: 403, body: { __type: 'AccessDeniedException', message: 'not authorized' } };
    endpoint.first.set('Lambda.GetFunctionCodeSigningConfig', [denied, denied]);
    expect(await ask(change(good))).toMatchObject([
      { ComplianceType: 'NOT_APPLICABLE', Annotation: expect.stringContaining('lambda:GetFunctionCodeSigningConfig is not allowed') },
    ]);
    expect(types(await ask(change(item('AWS::Lambda::Function', 'orders', fn('orders', 'nodejs16.x')))))).toEqual(['NON_COMPLIANT']);
  });
  test('is not asked for where the rule does not run, nor for images', async () => {
    await ask(change(good, { skip: 'lambda/code-signing-config' }));
    await ask(change(item('AWS::Lambda::Function', 'image', { functionName: 'image', packageType: 'Image' })));
    expect(new Set(endpoint.actions())).toEqual(new Set(['StarlingDoveService.PutEvaluations']));
  });
});

describe('an oversized change', () => {
  const oversized = (more: object = {}) =>
    event({
      messageType: 'OversizedConfigurationItemChangeNotification',
      configurationItemSummary: { ...item('AWS::IAM::Policy', 'ANPA1', undefined), changeType: 'UPDATE', ...more },
    });
  test('is judged by the item that AWS Config has', async () => {
    const document = encodeURIComponent(JSON.stringify({ Statement: [{ Sid: 'All', Effect: 'Allow', Action: '*', Resource: '*' }] }));
    endpoint.items.set('AWS::IAM::Policy', [
      stored('AWS::IAM::Policy', 'ANPA1', { policyName: 'p', policyVersionList: [{ isDefaultVersion: true, document }] }),
    ]);
    const [told] = await ask(oversized());
    expect(told).toMatchObject({ ComplianceType: 'NON_COMPLIANT', OrderingTimestamp: new Date(captured) });
    expect(endpoint.calls[0]?.body).toEqual({ resourceType: 'AWS::IAM::Policy', resourceId: 'ANPA1', limit: 1 });
  });
  test('of what is gone since is not applicable', async () => {
    expect(types(await ask(oversized()))).toEqual(['NOT_APPLICABLE']);
    endpoint.calls.length = 0;
    expect(types(await ask(oversized({ configurationItemStatus: 'ResourceDeleted' })))).toEqual(['NOT_APPLICABLE']);
    expect(endpoint.actions()).toEqual(['StarlingDoveService.PutEvaluations']);
  });
});

describe('a schedule', () => {
  const scheduled = (parameters: object) => event({ messageType: 'ScheduledNotification', awsAccountId: '111111111111' }, parameters);
  test('judges all resources of its types, in calls of a hundred, and tells of those that are gone', async () => {
    const all = Array.from({ length: 230 }, (_, i) => stored('AWS::Lambda::Function', `f${i}`, fn(`f${i}`, i % 2 ? 'nodejs16.x' : 'nodejs24.x')));
    endpoint.items.set('AWS::Lambda::Function', all);
    for (let i = 220; i < 340; i++) endpoint.evaluated.push({ ResourceType: 'AWS::Lambda::Function', ResourceId: `f${i}` });
    const told = await ask(scheduled({ resourceTypes: 'AWS::Lambda::Function', rules: 'lambda/runtime-deprecated' }));
    const count = (type: string) => told.filter(({ ComplianceType }) => ComplianceType === type).length;
    expect([count('NON_COMPLIANT'), count('COMPLIANT'), count('NOT_APPLICABLE')]).toEqual([115, 115, 110]);
    expect(new Set(told.map(({ OrderingTimestamp }) => OrderingTimestamp.toISOString()))).toEqual(new Set(['2026-11-20T09:16:00.000Z']));
    const sizes = endpoint.calls.filter(({ action }) => action.endsWith('PutEvaluations')).map(({ body }) => body.Evaluations.length);
    expect(sizes).toEqual([100, 100, 100, 40]);
    expect(endpoint.stored).toHaveLength(340);
  });
  test('without any resource still says that it ran', async () => {
    expect(await ask(scheduled({ resourceTypes: 'AWS::IAM::Role' }))).toEqual([]);
    expect(endpoint.calls.at(-1)).toMatchObject({ action: 'StarlingDoveService.PutEvaluations', body: { Evaluations: [] } });
  });
  test('has to know what it looks at', async () => {
    await expect(ask(scheduled({}))).rejects.toThrow('a scheduled rule needs resourceTypes');
  });
});

test('other messages ask for nothing', async () => {
  expect(await ask(event({ messageType: 'ConfigurationSnapshotDeliveryCompleted', s3Bucket: 'b' }))).toEqual([]);
  expect(endpoint.calls).toEqual([]);
});

describe('throttling and failing', () => {
  test('is tried again', async () => {
    endpoint.first.set('StarlingDoveService.PutEvaluations', [
      { status: 400, body: { __type: 'ThrottlingException' } },
      { status: 500, body: { __type: 'InternalFailure' } },
    ]);
    await ask(change(item('AWS::KMS::Key', 'k', {})));
    expect(endpoint.stored).toHaveLength(1);
  });
  test('so are evaluations that were not taken', async () => {
    endpoint.untaken = 1;
    await ask(change(item('AWS::KMS::Key', 'k', {})));
    expect(endpoint.stored).toHaveLength(1);
  });
  test('a token that is not valid is an error', async () => {
    await expect(ask(change(item('AWS::KMS::Key', 'k', {}), {}, { resultToken: 'other' }))).rejects.toMatchObject({ name: 'InvalidResultTokenException' });
  });
  test('a rule that breaks is never compliant: it is told, and then thrown', async () => {
    const broken = rules.map((entry) => (entry.id === 'lambda/runtime-deprecated' ? { ...entry, load: () => Promise.reject(new Error('broken')) } : entry));
    const parameters = { rules: 'lambda/runtime-deprecated' };
    await expect(ask(change(item('AWS::Lambda::Function', 'orders', fn('orders', 'nodejs24.x')), parameters), broken)).rejects.toThrow(/lintel failed.*broken/);
    expect(endpoint.stored).toMatchObject([{ ComplianceType: 'NOT_APPLICABLE', Annotation: expect.stringContaining('lintel failed') }]);
  });
});

describe('another account', () => {
  test('is asked with the role that the event names', async () => {
    await ask(change(item('AWS::KMS::Key', 'k', {}), { assumeRole: 'true' }));
    expect(endpoint.calls.map(({ action, by }) => [action, by])).toEqual([
      ['STS.AssumeRole', 'AKIAFUNCTION'],
      ['StarlingDoveService.PutEvaluations', 'ASIAMEMBER'],
    ]);
    expect(endpoint.calls[0]?.body).toMatchObject({ RoleArn: 'arn:aws:iam::222222222222:role/config-role', DurationSeconds: '900' });
  });
  test('or with the role of a name in its account', async () => {
    await ask(change(item('AWS::KMS::Key', 'k', {}), { executionRoleName: 'lintel' }));
    expect(endpoint.calls[0]?.body).toMatchObject({ RoleArn: 'arn:aws:iam::222222222222:role/lintel' });
  });
});

describe('mistakes are said', () => {
  const key = item('AWS::KMS::Key', 'k', {});
  test.each([
    [{ ruels: 'x' }, 'ruleParameters: unknown parameter "ruels"; did you mean "rules"?'],
    [{ rules: 'lambda/runtime-depricated' }, 'did you mean "lambda/runtime-deprecated"?'],
    [{ skip: 'nonsense' }, 'ruleParameters: skip: unknown rule "nonsense"'],
    [{ failOn: 'fatal' }, 'ruleParameters: failOn is info, warning or error, not "fatal"'],
    [{ profile: 'all of it' }, 'ruleParameters: profile is recommended, strict or all'],
    [{ resourceTypes: 'Role' }, '"Role" is no resource type'],
    [{ assumeRole: 'yes' }, 'assumeRole is true or false'],
    [{ executionRoleName: 'a b' }, 'executionRoleName is no name of a role'],
    [{ rules: ['x'] }, 'rules is no text'],
  ])('%j', async (parameters, text) => {
    await expect(ask(change(key, parameters))).rejects.toThrow(text);
    expect(endpoint.calls).toEqual([]);
  });
  test.each([
    [undefined, 'the event is no object'],
    [{ hello: 'world' }, 'no invokingEvent'],
    [{ invokingEvent: '{', resultToken: 't' }, 'invokingEvent is not JSON'],
    [{ invokingEvent: '[]', resultToken: 't' }, 'invokingEvent is no JSON object'],
    [change(key, {}, { resultToken: '' }), 'no resultToken'],
    [change({ resourceId: 'x' }), 'names no resource'],
    [change(key, { assumeRole: 'true' }, { executionRoleArn: undefined }), 'assumeRole needs executionRoleName'],
  ])('%j', async (input, text) => {
    await expect(ask(input)).rejects.toThrow(text);
    expect(endpoint.calls).toEqual([]);
  });
});

test('a profile and a topic choose rules', async () => {
  const key = change(item('AWS::Lambda::Function', 'orders', fn('orders', 'nodejs16.x')), {
    rules: 'lambda/*',
    skip: 'lambda/code-signing-config',
    profile: 'strict',
  });
  const [told] = await ask(key);
  expect(told?.Annotation).toContain('lambda/runtime-deprecated');
  expect(told?.Annotation).not.toContain('code-signing');
});

test('settings come from the parameters', async () => {
  const task = item('AWS::ECS::TaskDefinition', 't', { ContainerDefinitions: [{ Name: 'a', Image: 'bitnami/git:2.51.0' }] });
  expect(types(await ask(change(task, { rules: 'image/docker-hub' })))).toEqual(['NON_COMPLIANT']);
  expect(types(await ask(change(task, { rules: 'image/docker-hub', allowedRegistries: 'docker.io' })))).toEqual(['COMPLIANT']);
});

const samples = fileURLToPath(new URL('../../../shared/cases/config-items', import.meta.url));
test.skipIf(!existsSync(samples))(
  'every sample of an item is answered',
  async () => {
    const told = new Map<string, number>();
    for (const name of readdirSync(samples).filter((file) => file.endsWith('.json'))) {
      let data: any;
      try {
        data = JSON.parse(readFileSync(join(samples, name), 'utf8'));
      } catch {
        // Two of them are cut off.
        continue;
      }
      for (const one of [data].flat()) {
        const invoking = one.messageType ? one : { messageType: 'ConfigurationItemChangeNotification', configurationItem: one };
        for (const { ComplianceType } of await ask(event(invoking, { profile: 'all' }))) told.set(ComplianceType, (told.get(ComplianceType) ?? 0) + 1);
      }
    }
    expect([...told.keys()].sort()).toEqual(['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE']);
    expect(told.get('NON_COMPLIANT')).toBeGreaterThan(5);
  },
  120_000,
);
