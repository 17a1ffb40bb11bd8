import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { noHost } from '../../src/core/host.ts';
import { locate } from '../../src/core/lint.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import type { Resource } from '../../src/parsers/cloudformation/resource.ts';
import { claims } from '../../src/parsers/config-item/claims.ts';
import parser from '../../src/parsers/config-item/parse.ts';
import type { Statement } from '../../src/parsers/iam/model.ts';

const item = (resourceType: string, configuration: unknown, more: object = {}) => ({
  configurationItemStatus: 'OK',
  resourceType,
  resourceId: 'id-1',
  resourceName: 'sample',
  tags: {},
  configuration,
  ...more,
});
const admin = { Version: '2012-10-17', Statement: [{ Sid: 'All', Effect: 'Allow', Action: '*', Resource: '*' }] };

async function read(data: unknown) {
  const file = new SourceFile('item.json', typeof data === 'string' ? data : JSON.stringify(data, null, 2));
  const { document, problems } = await parser.parse(file, noHost);
  const subjects = [...document.subjects()];
  return {
    file,
    notes: document.notes ?? [],
    problems,
    resources: subjects.flatMap(({ type, node }) => (type === 'cfn.resource' ? [node as Resource] : [])),
    statements: subjects.flatMap(({ type, node }) => (type === 'iam.statement' ? [node as Statement] : [])),
    types: new Set(subjects.map(({ type }) => type)),
  };
}
const first = async (data: unknown): Promise<Resource> => (await read(data)).resources[0] as Resource;

test.each([
  ['an item', item('AWS::SQS::Queue', {}), true],
  ['a notification', { configurationItem: item('AWS::SQS::Queue', {}) }, true],
  ['a policy of IAM', admin, false],
  ['a template', { Resources: { A: { Type: 'AWS::SQS::Queue' } } }, false],
])('claims %s: %j', (_, data, taken) => expect(claims('x.json', JSON.stringify(data, null, 2)) !== undefined).toBe(taken));

describe('properties', () => {
  test('of types with names of their API are translated, by case and by table', async () => {
    const fn = await first(
      item('AWS::Lambda::Function', { runtime: 'nodejs24.x', kmskeyArn: 'arn:x', vpcConfig: { subnetIds: ['a'] }, layers: [{ arn: 'arn:l' }] }),
    );
    expect([fn.type, fn.surface, fn.logicalId]).toEqual(['AWS::Lambda::Function', 'config', 'sample']);
    expect(fn.prop('Runtime').string).toBe('nodejs24.x');
    expect(fn.prop('KmsKeyArn').string).toBe('arn:x');
    expect(
      fn
        .prop('VpcConfig')
        .get('SubnetIds')
        .items.map(({ string }) => string),
    ).toEqual(['a']);
    expect(fn.prop('Layers').items.map(({ string }) => string)).toEqual(['arn:l']);
    const group = await first(item('AWS::AutoScaling::AutoScalingGroup', { vpczoneIdentifier: 'subnet-1, subnet-2', minSize: 1 }));
    expect(group.prop('VPCZoneIdentifier').items.map(({ string }) => string)).toEqual(['subnet-1', 'subnet-2']);
    const project = await first(item('AWS::CodeBuild::Project', { source: [{ type: 'S3' }], vpcConfig: { subnets: [{ subnet: 's-1' }] } }));
    expect(project.prop('Source').get('Type').string).toBe('S3');
    expect(
      project
        .prop('VpcConfig')
        .get('Subnets')
        .items.map(({ string }) => string),
    ).toEqual(['s-1']);
  });

  test("with CloudFormation's names stay", async () => {
    const task = await first(item('AWS::ECS::TaskDefinition', { Family: 'f', ContainerDefinitions: [{ Name: 'a', Image: 'i', Command: [], User: '' }] }));
    const container = task.prop('ContainerDefinitions').items[0];
    expect(container?.get('Image').string).toBe('i');
    expect([container?.get('Command').isAbsent, container?.get('User').isAbsent], 'nothing is set').toEqual([true, true]);
  });

  test('that AWS Config does not record are unknown, others that lack are absent', async () => {
    const fn = await first(item('AWS::Lambda::Function', { functionName: 'f', deadLetterConfig: null, description: '', vpcConfig: { subnetIds: [] } }));
    for (const name of ['CodeSigningConfigArn', 'Environment', 'LoggingConfig']) expect(fn.prop(name).isUnknown, name).toBe(true);
    for (const name of ['DeadLetterConfig', 'Description', 'KmsKeyArn', 'Code', 'VpcConfig']) expect(fn.prop(name).isAbsent, name).toBe(true);
    const role = await first(item('AWS::IAM::Role', { roleName: 'r' }));
    expect([role.prop('MaxSessionDuration').isUnknown, role.prop('PermissionsBoundary').isAbsent]).toEqual([true, true]);
    const template = await first(item('AWS::EC2::LaunchTemplate', { LaunchTemplateName: 'l', LaunchTemplateData: { ImageId: 'ami-1' } }));
    const data = template.prop('LaunchTemplateData');
    expect([data.get('UserData').isUnknown, data.get('KeyName').isAbsent]).toEqual([true, true]);
  });

  test('that a type without a list lacks may not be recorded', async () => {
    const other = await first(item('AWS::New::Thing', { Name: 'n', Size: 3 }));
    expect([other.prop('Size').number, other.prop('Whatever').isUnknown]).toEqual([3, true]);
  });

  test('of the code-signing configuration come from what the handler adds', async () => {
    const arn = (codeSigningConfigArn: unknown) =>
      item('AWS::Lambda::Function', {}, { supplementaryConfiguration: { CodeSigningConfig: { codeSigningConfigArn } } });
    expect((await first(arn('arn:c'))).prop('CodeSigningConfigArn').string).toBe('arn:c');
    expect((await first(arn(null))).prop('CodeSigningConfigArn').isAbsent).toBe(true);
  });

  test('are data, and no functions of a template', async () => {
    const queue = await first(item('AWS::SQS::Queue', { QueueName: 'q', RedrivePolicy: { Ref: 'Other' }, Sub: '${AWS::Region}' }));
    expect(queue.prop('RedrivePolicy').isUnknown).toBe(true);
    expect(queue.prop('Sub').string).toBe('${AWS::Region}');
  });

  test('with nothing in them are no policies', async () => {
    const { types, resources } = await read(item('AWS::ECR::Repository', { RepositoryName: 'r', RepositoryPolicyText: {}, EncryptionConfiguration: {} }));
    expect(types).not.toContain('iam.policy');
    expect(resources[0]?.prop('EncryptionConfiguration').kind).toBe('map');
  });

  test('have the tags beside the configuration', async () => {
    const fn = await first(item('AWS::Lambda::Function', {}, { tags: { team: 'data', stage: 'prod' } }));
    expect(fn.prop('Tags').items.map((tag) => [tag.get('Key').string, tag.get('Value').string])).toEqual([
      ['team', 'data'],
      ['stage', 'prod'],
    ]);
  });
});

describe('policies', () => {
  test.each([
    ['an object', admin],
    ['an object in a list', [admin]],
    ['JSON text', JSON.stringify(admin)],
    ['percent-encoded', encodeURIComponent(JSON.stringify(admin))],
  ])('%s', async (_, policyDocument) => {
    const { statements, file, notes } = await read(item('AWS::IAM::Role', { rolePolicyList: [{ policyName: 'p', policyDocument }] }));
    expect(statements.map(({ sid, kind }) => [sid.string, kind])).toEqual([['All', 'identity']]);
    const { span } = locate(statements[0]?.sid as never);
    expect(file.text.slice(span.start, span.end)).toMatch(/^\\?"?(?:%22)?All\\?"?(?:%22)?$/);
    expect(notes).toEqual([]);
  });

  test('of which a part cannot be read are noted, and never judged as harmless', async () => {
    const { statements, notes, resources } = await read(item('AWS::IAM::Role', { rolePolicyList: [{ policyName: 'p', policyDocument: '%7B%22State%ZZ' }] }));
    expect(statements).toEqual([]);
    expect(notes).toEqual([{ kind: 'incomplete', reason: 'the policy in PolicyDocument cannot be read' }]);
    expect(resources[0]?.prop('Policies').items[0]?.get('PolicyDocument').isUnknown).toBe(true);
  });

  test('of the default version alone', async () => {
    const version = (sid: string, isDefaultVersion: boolean) => ({
      isDefaultVersion,
      document: { Statement: [{ Sid: sid, Effect: 'Allow', Action: '*', Resource: '*' }] },
    });
    const { statements, resources } = await read(
      item('AWS::IAM::Policy', { policyName: 'p', policyVersionList: [version('Old', false), version('Now', true)] }),
    );
    expect(statements.map(({ sid }) => sid.string)).toEqual(['Now']);
    expect(resources.map(({ type }) => type)).toEqual(['AWS::IAM::ManagedPolicy']);
  });

  test('beside the configuration: of keys and buckets', async () => {
    const supplementaryConfiguration = { Policy: JSON.stringify(admin), BucketPolicy: { policyText: JSON.stringify(admin) } };
    const key = await read(item('AWS::KMS::Key', { keyUsage: 'ENCRYPT_DECRYPT' }, { supplementaryConfiguration }));
    expect(key.statements.map(({ kind }) => kind)).toEqual(['resource']);
    const bucket = await read(item('AWS::S3::Bucket', { name: 'b' }, { supplementaryConfiguration }));
    expect(bucket.resources.map(({ type }) => type)).toEqual(['AWS::S3::BucketPolicy']);
    expect(bucket.statements.map(({ kind }) => kind)).toEqual(['resource']);
  });
});

describe('files', () => {
  test('hold one item, several, or what interfaces return', async () => {
    const queue = item('AWS::SQS::Queue', { QueueName: 'q' });
    for (const data of [queue, [queue], { configurationItem: queue }, { configurationItems: [queue] }, { baseConfigurationItems: [queue] }])
      expect((await read(data)).resources.map(({ type }) => type)).toEqual(['AWS::SQS::Queue']);
  });

  test('may hold the configuration as JSON text: places are in the file', async () => {
    const { resources, file } = await read(item('AWS::Lambda::Function', JSON.stringify({ runtime: 'nodejs16.x' }), { tags: { a: 'b' } }));
    const { span } = locate(resources[0]?.prop('Runtime') as never);
    expect(file.text.slice(span.start, span.end)).toContain('nodejs16.x');
    expect(resources[0]?.prop('Tags').items[0]?.get('Value').string).toBe('b');
  });

  test('hold deleted items, and types of other shapes, which are not judged', async () => {
    const deleted = await read(item('AWS::SQS::Queue', { QueueName: 'q' }, { configurationItemStatus: 'ResourceDeleted' }));
    expect([deleted.resources, deleted.notes]).toEqual([[], []]);
    for (const configuration of [{ queueName: 'q', id: 1 }, null, 'no JSON', 3]) {
      const { resources, notes } = await read(item('AWS::SQS::Queue', configuration));
      expect(resources).toEqual([]);
      expect(notes.map(({ kind }) => kind)).toEqual(['skipped']);
    }
  });

  test.each([
    '',
    '{',
    '[]',
    '[[[]]]',
    '{"resourceType":"AWS::A::B","configuration":{"__proto__":{"A":1}}}',
    '{"resourceType":"AWS::Lambda::Function","configuration":{"constructor":1,"tags":"x"}}',
    '\uFEFF{"configurationItem":null}',
  ])('are hostile: %s', async (text) => {
    await expect(read(text)).resolves.toBeDefined();
  });
});

const samples = fileURLToPath(new URL('../../../shared/cases/config-items', import.meta.url));
test.skipIf(!existsSync(samples))('real items are read', async () => {
  let resources = 0;
  for (const name of readdirSync(samples).filter((file) => file.endsWith('.json'))) {
    const result = await read(readFileSync(join(samples, name), 'utf8'));
    resources += result.resources.length;
    for (const resource of result.resources) for (const key of resource.properties.keys ?? []) expect(resource.prop(key).path, name).toContain(key);
  }
  expect(resources).toBeGreaterThan(25);
});
