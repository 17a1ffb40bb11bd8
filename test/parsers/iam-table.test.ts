import { statSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { packFile } from '../../src/parsers/iam/pack-file.ts';
import { fitsKey, table } from '../../src/parsers/iam/table.ts';

const typesOf = (action: string): string[] | undefined => table.action(action)?.resourceTypes.map(({ type, required }) => `${type.name}${required ? '!' : ''}`);

describe('the IAM table', () => {
  test('is of a known day, and small', () => {
    expect(table.asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(statSync(packFile).size).toBeLessThan(1_100_000);
    expect(table.prefixes.length).toBeGreaterThan(450);
  });
  test('opens only the services that are asked for, in 5 ms', async () => {
    const times: number[] = [];
    // The best of several: whatever else the machine does counts too.
    for (let run = 0; run < 9; run++) {
      vi.resetModules();
      const { table: fresh } = await import('../../src/parsers/iam/table.ts');
      const started = process.cpuUsage();
      for (const prefix of ['dynamodb', 'ec2', 'iam', 'kms', 'lambda', 'logs', 'sqs']) expect(fresh.service(prefix)?.has('x')).toBe(false);
      const { user, system } = process.cpuUsage(started);
      times.push((user + system) / 1000);
    }
    expect(Math.min(...times)).toBeLessThan(5);
  });
  test('knows services and actions in any case', () => {
    expect(table.service('S3')?.prefix).toBe('s3');
    expect(table.service('s33')).toBeUndefined();
    expect(table.service('__proto__')).toBeUndefined();
    expect(table.action('S3:getobject')?.name).toBe('GetObject');
    expect(table.action('s3:GetObjects')).toBeUndefined();
    expect(table.action('s3')).toBeUndefined();
    expect(table.action('*')).toBeUndefined();
  });
  test('matches patterns', () => {
    const s3 = table.service('s3');
    expect(s3?.matching('getbucketl*').map(({ name }) => name)).toEqual(['GetBucketLocation', 'GetBucketLogging']);
    expect(s3?.has('Get?ucketLocation')).toBe(true);
    expect(s3?.has('Zzz*')).toBe(false);
    expect(s3?.has('GetObject')).toBe(true);
    expect(s3?.matching('GetObjects')).toEqual([]);
    expect([...(s3?.actionNames ?? [])]).toContain('getobject');
  });
  test('tells resource types, levels and condition keys', () => {
    expect(table.action('s3:GetObject')?.levels).toEqual(['Read']);
    expect(table.action('s3:PutBucketPolicy')?.levels).toContain('Permissions management');
    expect(typesOf('s3:GetObject')).toContain('object');
    expect(table.service('s3')?.resourceTypes.find(({ name }) => name === 'object')?.arn).toBe('arn:${Partition}:s3:::${BucketName}/${ObjectName}');
    expect(table.service('sqs')?.resourceTypes.map(({ arn }) => arn)).toEqual(['arn:${Partition}:sqs:${Region}:${Account}:${QueueName}']);
    expect(table.action('s3:PutObject')?.conditionKeys).toContain('s3:x-amz-acl');
    expect(table.service('ec2')?.conditionKeyType('ec2:sourceinstancearn')).toBe('ARN');
    expect(table.service('ec2')?.conditionKeyType('ec2:ResourceTag/team')).toBe('String');
    expect(table.service('ec2')?.conditionKeyType('ec2:None')).toBeUndefined();
  });
  test('has the peculiarities of its source', () => {
    expect(typesOf('ec2:DescribeInstances')).toEqual([]);
    for (const action of ['s3:CreateMultipartUpload', 's3:HeadBucket', 's3:GetBucketLifecycle']) expect(typesOf(action), action).toBeUndefined();
    expect(typesOf('ec2:RunInstances')).toEqual(expect.arrayContaining(['image!', 'instance!', 'network-interface!']));
  });
  test('has what services are judged on beside the reference', () => {
    for (const [action, types] of [
      ['logs:DescribeLogGroups', ['log-group']],
      ['sts:GetServiceBearerToken', ['user', 'role']],
      ['elasticmapreduce:RunJobFlow', ['cluster']],
      ['cloudformation:CreateChangeSet', ['stack!', 'transform']],
      ['sagemaker-mlflow:AccessUI', ['mlflow-tracking-server', 'mlflow-app']],
      ['sagemaker-mlflow:CreateRun', ['mlflow-tracking-server!', 'mlflow-app']],
    ] as const)
      expect(typesOf(action), action).toEqual(types);
  });
  test('has types whose names are of two words in one', () => {
    expect(typesOf('lambda:GetDurableExecution')).toEqual(['durable-execution!']);
    for (const service of table.prefixes) for (const { arn } of table.service(service)?.resourceTypes ?? []) expect(arn, service).toMatch(/^arn:/);
  });
  test('knows what AWS has ended, and what it grants without saying', () => {
    expect(table.isRetired('DeepRacer')).toBe(true);
    expect(table.isRetired('s3')).toBe(false);
    expect(table.isUndocumented('budgets:CreateBudget')).toBe(true);
    expect(table.isUndocumented('Sumerian')).toBe(true);
    expect(table.isUndocumented('mediaconnect:ManagedAddOutput')).toBe(true);
    expect(table.isUndocumented('budgets')).toBe(false);
  });
  test('keys with a part that stands for any text', () => {
    expect(fitsKey('aws:ResourceTag/${TagKey}', 'aws:resourcetag/team')).toBe(true);
    expect(fitsKey('s3:RequestObjectTag/<key>', 's3:requestobjecttag/a')).toBe(true);
    expect(fitsKey('aws:TagKeys', 'aws:tagkeys')).toBe(true);
    expect(fitsKey('aws:TagKeys', 'aws:tagkeysx')).toBe(false);
  });
});
