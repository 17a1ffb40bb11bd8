import { describe, expect, test } from 'vitest';
import { noHost } from '../../src/core/host.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import type { Value } from '../../src/core/value.ts';
import { claims } from '../../src/parsers/cloudformation/claims.ts';
import parser from '../../src/parsers/cloudformation/parse.ts';
import { type Resource, resourceOf } from '../../src/parsers/cloudformation/resource.ts';

async function template(
  text: string,
): Promise<{ resource(id: string): Resource; each<T>(visit: () => T): Record<string, T>; parsed: Awaited<ReturnType<typeof parser.parse>> }> {
  const parsed = await parser.parse(new SourceFile('t.yaml', text), noHost);
  const subjects = [...parsed.document.subjects()];
  return {
    parsed,
    resource: (id) => subjects.find((subject) => subject.type === 'cfn.resource' && (subject.node as Resource).logicalId === id)?.node as Resource,
    each: (visit) => {
      const { leaves } = (parsed.document.choices as NonNullable<typeof parsed.document.choices>).explore(visit);
      return Object.fromEntries(leaves.map((leaf) => [leaf.facts.map((fact) => `${fact.name}=${fact.value}`).join(' '), leaf.result]));
    },
  };
}

/** A value in one word: its text with holes, or its shape. */
function show(value: Value): string {
  if (value.kind === 'list') return `[${value.items.map(show).join(', ')}]${value.complete ? '' : '…'}`;
  if (value.kind === 'map') return `{${(value.keys as string[]).map((key) => `${key}: ${show(value.get(key))}`).join(', ')}}`;
  return value.display;
}

const HEAD = `
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod]}
  Size: {Type: Number, Default: 3}
  Free: {Type: String}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
  Zones: {Type: CommaDelimitedList, Default: 'a, b'}
  Ami: {Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: /aws/ami}
Mappings:
  Sizes:
    dev: {n: small, m: 1}
    prod: {n: large, m: 2}
  Regions:
    eu-west-1: {ami: ami-1}
    us-east-1: {ami: ami-2}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Not [{Condition: IsProd}]
  Never: !And [{Condition: IsProd}, {Condition: IsDev}]
  InFrankfurt: !Equals [!Ref AWS::Region, eu-central-1]
  Named: !Equals [!Sub '\${Stage}-x', prod-x]
Resources:
  Topic: {Type: AWS::SNS::Topic}
  Table: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}
  Role: {Type: AWS::IAM::Role}
  X:
    Type: AWS::Test::Thing
    Properties:
      P: `;

describe('values', () => {
  test.each<[string, Record<string, string>]>([
    ['plain', { '': 'plain' }],
    ['012345678901', { '': '012345678901' }],
    ['!Ref AWS::NoValue', { '': '(absent)' }],
    ['~', { '': '(absent)' }],
    ['!Ref Stage', { 'Stage=dev': 'dev', 'Stage=prod': 'prod' }],
    ['!Ref Size', { 'Size=default': '3', 'Size=other': '${Size}' }],
    ['!Ref Free', { '': '${Free}' }],
    ['!Ref Subnets', { '': '(unknown)' }],
    ['!Ref Zones', { 'Zones=default': '[a, b]', 'Zones=other': '${Zones}' }],
    ['!Ref Ami', { '': '${Ami}' }],
    ['!Ref AWS::Region', { '': '${AWS::Region}' }],
    ['!Ref Topic', { '': 'arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${Topic}' }],
    ['!Ref Table', { '': 'orders' }],
    ['!GetAtt Table.Arn', { '': 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/orders' }],
    ["{'Fn::GetAtt': [Role, Arn]}", { '': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${Role}' }],
    ["!Sub '${Stage}-${!literal}-${Table}'", { 'Stage=dev': 'dev-${literal}-orders', 'Stage=prod': 'prod-${literal}-orders' }],
    ["!Sub ['${A}/${B}', {A: x, B: !Ref Free}]", { '': 'x/${Free}' }],
    ["!Join ['-', [a, !Ref Stage]]", { 'Stage=dev': 'a-dev', 'Stage=prod': 'a-prod' }],
    ["!Join [',', !Ref Zones]", { 'Zones=default': 'a,b', 'Zones=other': '(unknown)' }],
    ['!Select [1, [a, b]]', { '': 'b' }],
    ["!Select ['0', !Split ['/', 'x/y']]", { '': 'x' }],
    ["!Split [':', !Sub 'arn:${AWS::Partition}:s3']", { '': '[arn, ${AWS::Partition}, s3]' }],
    ["!Split [',', !Ref Free]", { '': '(unknown)' }],
    ['!If [IsProd, big, small]', { 'IsProd=true': 'big', 'IsProd=false': 'small' }],
    ['!If [IsProd, big, !If [IsDev, small, never]]', { 'IsProd=true': 'big', 'IsProd=false IsDev=true': 'small' }],
    ['!If [Never, x, y]', { '': 'y' }],
    ['!If [Named, x, y]', { 'Named=true': 'x', 'Named=false': 'y' }],
    ['!If [InFrankfurt, x, y]', { 'InFrankfurt=true': 'x', 'InFrankfurt=false': 'y' }],
    ['!If [Missing, x, y]', { '': '(unknown)' }],
    ['!FindInMap [Sizes, !Ref Stage, n]', { 'Stage=dev': 'small', 'Stage=prod': 'large' }],
    ['!FindInMap [Sizes, dev, n]', { '': 'small' }],
    ['!FindInMap [Sizes, !Ref Free, n]', { 'Free=dev': 'small', 'Free=prod': 'large' }],
    ['!FindInMap [Sizes, nowhere, n]', { '': '(unknown)' }],
    ["{'Fn::FindInMap': [Sizes, nowhere, n, {DefaultValue: d}]}", { '': 'd' }],
    ['!FindInMap [Regions, !Ref AWS::Region, ami]', { 'AWS::Region=eu-west-1': 'ami-1', 'AWS::Region=us-east-1': 'ami-2' }],
    ['!ImportValue x', { '': '(unknown)' }],
    ['!Rain::Module x', { '': '(unknown)' }],
    ["'{{resolve:secretsmanager:db}}'", { '': '${resolve:secretsmanager:db}' }],
    ["!Sub 'x{{resolve:ssm:${Free}}}y'", { '': 'x${resolve:ssm:}${Free}}}y' }],
    ['[a, !If [IsProd, b, !Ref AWS::NoValue]]', { 'IsProd=true': '[a, b]', 'IsProd=false': '[a]' }],
    ['{A: {B: !Ref Stage}}', { 'Stage=dev': '{A: {B: dev}}', 'Stage=prod': '{A: {B: prod}}' }],
    ['!Base64 text', { '': 'text' }],
    ['{"Fn::Length": [a, b]}', { '': '2' }],
  ])('%s', async (text, expected) => {
    const { resource, each } = await template(`${HEAD}${text}\n`);
    expect(each(() => show(resource('X').prop('P')))).toEqual(expected);
  });

  test('nested far too deep is unknown, not an overflow', async () => {
    const { resource, each } = await template(`${HEAD}${'{"Fn::Base64": '.repeat(150)}x${'}'.repeat(150)}\n`);
    expect(Object.values(each(() => resource('X').prop('P').kind))).toEqual(['unknown']);
  });

  test('a condition that refers to itself is an open choice', async () => {
    const { resource, each } = await template(`Conditions: {A: !Not [{Condition: A}]}\nResources:\n  X: {Type: AWS::T::X, Properties: {P: !If [A, 1, 2]}}\n`);
    expect(Object.values(each(() => show(resource('X').prop('P')))).sort()).toEqual(['1', '2']);
  });
});

describe('where a value stands', () => {
  const at = (value: Value): string => `${value.file.text.slice(value.span.start, value.span.end)} @ ${value.path}`;

  test('literal, reference, missing, missing below, branch without value', async () => {
    const { resource, each } = await template(`Conditions: {C: !Equals [!Ref AWS::Region, x]}
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs24.x
      Role: !Ref Role
      VpcConfig: {}
      DeadLetterConfig: !If [C, !Ref AWS::NoValue, !Ref AWS::NoValue]
  Role: {Type: AWS::IAM::Role}
`);
    const fn = resource('Fn');
    each(() => {
      expect(at(fn.prop('Runtime'))).toBe('nodejs24.x @ Resources/Fn/Properties/Runtime');
      expect(at(fn.prop('Role'))).toBe('Role @ Resources/Fn/Properties/Role');
      expect(resourceOf(fn.prop('Role'))?.logicalId).toBe('Role');
      expect(at(fn.prop('Handler'))).toBe('Fn @ Resources/Fn/Properties/Handler');
      expect(at(fn.prop('VpcConfig').get('SubnetIds'))).toBe('VpcConfig @ Resources/Fn/Properties/VpcConfig/SubnetIds');
      expect(fn.prop('DeadLetterConfig').isAbsent).toBe(true);
      expect(at(fn.prop('DeadLetterConfig'))).toBe('DeadLetterConfig @ Resources/Fn/Properties/DeadLetterConfig');
    });
  });

  test('a default stands at its use, with the way it came', async () => {
    const { resource, each } = await template(
      `Parameters: {Rt: {Type: String, Default: nodejs16.x}}\nResources:\n  Fn: {Type: AWS::Lambda::Function, Properties: {Runtime: !Ref Rt}}\n`,
    );
    each(() => {
      const runtime = resource('Fn').prop('Runtime');
      expect(at(runtime)).toBe('Rt @ Resources/Fn/Properties/Runtime');
      if (runtime.is('nodejs16.x'))
        expect(runtime.trace.map((step) => `${step.text}: ${at(step.at as Value)}`)).toEqual(['Rt: nodejs16.x @ Parameters/Rt/Default']);
    });
  });
});

describe('templates', () => {
  test('SAM: globals are merged, the role is not missing, the view is Lambda', async () => {
    const { resource, each } = await template(`Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs16.x
    Environment: {Variables: {A: 1, B: 2}}
    Layers: [x]
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: text
      Environment: {Variables: {B: 3}}
      Layers: [y]
      DeadLetterQueue: {Type: SQS, TargetArn: t}
`);
    const fn = resource('Fn');
    expect(fn).toMatchObject({ type: 'AWS::Lambda::Function', declaredType: 'AWS::Serverless::Function', surface: 'sam' });
    each(() => {
      expect(show(fn.prop('Runtime'))).toBe('nodejs16.x');
      expect(show(fn.prop('Environment'))).toBe('{Variables: {A: 1, B: 3}}');
      expect(show(fn.prop('Layers'))).toBe('[x, y]');
      expect(fn.prop('Role').isUnknown).toBe(true);
      expect(fn.prop('Code').get('ZipFile').string).toBe('text');
      expect(fn.prop('DeadLetterConfig').get('TargetArn').string).toBe('t');
      expect(fn.prop('VpcConfig').isAbsent).toBe(true);
    });
  });

  test('a macro over the template makes missing properties unknown and negative questions open', async () => {
    const { resource, each, parsed } = await template(`Transform: [MyMacro]\nResources:\n  Fn: {Type: AWS::Lambda::Function, Properties: {Runtime: x}}\n`);
    expect(parsed.document.notes).toEqual([{ kind: 'incomplete', reason: 'the macro MyMacro may change anything' }]);
    each(() => {
      expect(resource('Fn').prop('Handler').isUnknown).toBe(true);
      expect(resource('Fn').template.find('AWS::SNS::Topic', () => true)).toBe('unknown');
    });
  });

  test.each([
    ['!Rain::Module x', '!Rain::Module for M may add resources'],
    ['{Type: !Rain::Module x}', '!Rain::Module for M may add resources'],
    ['{Type: My::Company::Network::MODULE}', 'the module M may add resources'],
    ['{Fn::Transform: {Name: Make}}', 'Fn::Transform for M may add resources'],
  ])('a resource %s may be several: negative questions are open', async (written, reason) => {
    const { resource, each, parsed } = await template(`Resources:\n  Fn: {Type: AWS::Lambda::Function, Properties: {Runtime: x}}\n  M: ${written}\n`);
    expect(parsed.document.notes).toEqual([{ kind: 'incomplete', reason }]);
    each(() => {
      expect(resource('Fn').prop('Handler').isAbsent).toBe(true);
      expect(resource('Fn').template.find('AWS::SNS::Topic', () => true)).toBe('unknown');
    });
  });

  test('find: some, none, unknown, and what its condition takes away', async () => {
    const { resource, each } = await template(`Parameters: {E: {Type: String, AllowedValues: [a, b]}}
Conditions: {C: !Equals [!Ref E, a]}
Resources:
  A: {Type: AWS::SNS::Topic, Condition: C}
  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !ImportValue x}}
`);
    const { template: model } = resource('A');
    expect(each(() => model.find('AWS::SNS::Topic', () => true))).toEqual({ 'C=true': 'some', 'C=false': 'none' });
    expect(each(() => model.find('AWS::SQS::Queue', (queue) => (queue.prop('QueueName').isUnknown ? undefined : false)))).toEqual({ '': 'unknown' });
  });

  test.each([
    ['a.yaml', 'Resources:\n  A:\n    Type: AWS::SNS::Topic\n', true],
    ['a.yaml', '\uFEFFResources:\n  A:\n    Type: AWS::SNS::Topic\n', true],
    ['a.template', '{"Resources": {"A": {"Type": "Custom::Thing"}}}', true],
    ['a.yaml', 'AWSTemplateFormatVersion: 2010-09-09\n', true],
    ['a.yaml', 'Resources: some prose\n', false],
    ['playbook.yml', '- hosts: all\n  Resources:\n', false],
    ['a.txt', 'Resources:\n  A:\n    Type: AWS::SNS::Topic\n', false],
  ])('claims %s %j: %s', (name, text, expected) => {
    expect(claims(name, text) !== undefined).toBe(expected);
  });

  test('policies of both branches, in JSON text and in Fn::Sub text, with exact places', async () => {
    const { parsed } = await template(`Conditions: {C: !Equals [!Ref AWS::Region, x]}
Resources:
  P:
    Type: AWS::IAM::Policy
    Properties:
      PolicyDocument:
        Statement: !If
          - C
          - {Effect: Allow, Action: a:b, Resource: '*'}
          - [{Effect: Deny, Action: c:d, Resource: '*'}]
  S:
    Type: AWS::SSO::PermissionSet
    Properties:
      InlinePolicy: '{"Statement": [{"Sid": "One", "Effect": "Allow", "Action": "e:f", "Resource": "*"}]}'
  T:
    Type: AWS::SSO::PermissionSet
    Properties:
      InlinePolicy: !Sub '{"Statement": {"Effect": "Allow", "Action": "g:h", "Resource": "\${AWS::AccountId}"}}'
`);
    const seen: string[] = [];
    for (const subject of parsed.document.subjects()) {
      if (subject.type !== 'iam.statement') continue;
      parsed.document.choices?.explore(() => {
        if (subject.guard?.() === false) return;
        const action = subject.node.actions[0] as Value;
        const [span] = action.file.toRoot(action.span);
        seen.push(`${action.string} ${parsed.document.file.text.slice(span?.start, span?.end)} ${subject.node.resources[0]?.display}`);
      });
    }
    expect(seen).toEqual(['a:b a:b *', 'c:d c:d *', 'e:f "e:f" *', 'g:h "g:h" ${AWS::AccountId}']);
  });
});
