import { expect, test } from 'vitest';
import { noHost } from '../../src/core/host.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import {
  alarmsOf,
  callersOf,
  functionOf,
  isPublicSubnet,
  pollsQueue,
  provisionedOf,
  queueOf,
  type Referring,
  referring,
} from '../../src/parsers/cloudformation/graph.ts';
import parser from '../../src/parsers/cloudformation/parse.ts';
import type { Resource, TemplateModel } from '../../src/parsers/cloudformation/resource.ts';

/** What `ask` answers of a resource, for each combination of the choices that it touches. */
async function asked<T>(text: string, id: string, ask: (resource: Resource) => T): Promise<Record<string, T>> {
  const { document } = await parser.parse(new SourceFile('t.yaml', text), noHost);
  const model = [...document.subjects()].find((subject) => subject.type === 'cfn.template')?.node as TemplateModel;
  const resource = model.resources.find(({ logicalId }) => logicalId === id) as Resource;
  const { leaves } = (document.choices as NonNullable<typeof document.choices>).explore(() => ask(resource));
  return Object.fromEntries(leaves.map(({ facts, result }) => [facts.map(({ name, value }) => `${name}=${value}`).join(' '), result]));
}
const ids = ({ resources, complete }: Referring<string>): string => `${resources.map(({ logicalId }) => logicalId).join(' ')}${complete ? '' : ' …'}`;

const FUNCTION = `Parameters: {E: {Type: String}, Name: {Type: String}}
Conditions: {C: !Equals [!Ref E, a]}
Resources:
  Role: {Type: AWS::IAM::Role, Properties: {RoleName: runner}}
  F: {Type: AWS::Lambda::Function, Properties: {FunctionName: worker, Role: !GetAtt Role.Arn}}
  G: {Type: AWS::Lambda::Function, Properties: {Role: 'arn:aws:iam::123456789012:role/runner'}}
  H: {Type: AWS::Lambda::Function, Properties: {Role: 'arn:aws:iam::123456789012:role/other'}}
  One: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref F}}
  Two: {Type: AWS::Lambda::Alias, Condition: C, Properties: {FunctionName: worker}}
  Three: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !GetAtt G.Arn}}
  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !GetAtt F.Arn}}
  Permission: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Name}}
  Alarm: {Type: AWS::CloudWatch::Alarm, Properties: {Dimensions: [{Name: FunctionName, Value: !Ref F}]}}
  Other: {Type: AWS::CloudWatch::Alarm, Properties: {Metrics: [{MetricStat: {Metric: {Dimensions: [{Name: FunctionName, Value: worker}]}}}]}}
  Third: {Type: AWS::CloudWatch::Alarm, Properties: {Dimensions: [{Name: QueueName, Value: !Ref F}]}}
`;

test('what names a function', async () => {
  expect(await asked(FUNCTION, 'F', (fn) => ids(referring(fn, 'AWS::Lambda::Alias', 'FunctionName')))).toEqual({ 'C=true': 'One Two', 'C=false': 'One' });
  expect(await asked(FUNCTION, 'F', (fn) => ids(referring(fn, 'AWS::Lambda::Url', 'TargetFunctionArn')))).toEqual({ '': 'Url' });
  expect(await asked(FUNCTION, 'F', (fn) => ids(referring(fn, 'AWS::Lambda::Permission', 'FunctionName')))).toEqual({ '': ' …' });
  expect(await asked(FUNCTION, 'F', (fn) => ids(alarmsOf(fn)))).toEqual({ '': 'Alarm Other' });
});

test('the functions of a role', async () => {
  expect(await asked(FUNCTION, 'Role', (role) => ids(referring(role, 'AWS::Lambda::Function', 'Role')))).toEqual({ '': 'F G' });
});

const NETWORK = (route: string): string => `Parameters: {Gateway: {Type: String}, Cidr: {Type: String}}
Resources:
  Igw: {Type: AWS::EC2::InternetGateway}
  Nat: {Type: AWS::EC2::NatGateway}
  Subnet: {Type: AWS::EC2::Subnet}
  Table: {Type: AWS::EC2::RouteTable}
  Association: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref Table}}
${route}`;

test.each<[string, boolean | undefined]>([
  ['  R: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Igw}}\n', true],
  ["  R: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationIpv6CidrBlock: '::/0', GatewayId: igw-12}}\n", true],
  ['  R: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}\n', false],
  ['  R: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 10.0.0.0/8, GatewayId: !Ref Igw}}\n', false],
  ['  R: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}\n', undefined],
  ['  R: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: !Ref Cidr, GatewayId: !Ref Igw}}\n', undefined],
  ['', false],
])('a public subnet: %s', async (route, expected) => {
  expect(await asked(NETWORK(route), 'Subnet', isPublicSubnet)).toEqual({ '': expected });
  expect(await asked(NETWORK(route).replace(/ {2}Association.*\n/, ''), 'Subnet', isPublicSubnet)).toEqual({ '': undefined });
});

const CALLED = (rest: string): string => `Parameters: {Source: {Type: String}}
Resources:
  F: {Type: AWS::Lambda::Function, Properties: {FunctionName: worker}}
  G: {Type: AWS::Lambda::Function}
  Version: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref F, ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 3}}}
  Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref F, FunctionVersion: !GetAtt Version.Version, Name: live}}
  Queue: {Type: AWS::SQS::Queue}
${rest}`;

test.each<[string, string | undefined]>([
  ['!Ref F', 'F'],
  ['!GetAtt F.Arn', 'F'],
  ['!Ref Live', 'F'],
  ['!Ref Version', 'F'],
  ['!Sub "${G}:live"', 'G'],
  ['!Sub "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${G.Arn}/invocations"', 'G'],
  ['worker', 'F'],
  ['arn:aws:lambda:eu-west-1:123456789012:function:worker:live', 'F'],
  ['!Sub "${G}-log"', undefined],
  ['other', undefined],
  ['!Ref Source', undefined],
])('the function that %s names', async (name, expected) => {
  const text = CALLED(`  Permission: {Type: AWS::Lambda::Permission, Properties: {FunctionName: ${name}}}\n`);
  expect(await asked(text, 'Permission', (one) => functionOf(one.prop('FunctionName'), one.template)?.logicalId)).toEqual({ '': expected });
});

test('what calls a function, what is provisioned for it, and what its mappings poll', async () => {
  const text = CALLED(`  FromQueue: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Live, EventSourceArn: !GetAtt Queue.Arn}}
  FromStream: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref F, EventSourceArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/s'}}
  FromSqs: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref F, EventSourceArn: !Sub 'arn:\${AWS::Partition}:sqs:eu-west-1:123456789012:q'}}
  FromParameter: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref F, EventSourceArn: !Ref Source}}
  Bucket: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref F, Principal: s3.amazonaws.com}}
  Api: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref F, Principal: apigateway.amazonaws.com}}
  Topic: {Type: AWS::SNS::Subscription, Properties: {Protocol: lambda, Endpoint: !GetAtt F.Arn}}
  Mail: {Type: AWS::SNS::Subscription, Properties: {Protocol: email, Endpoint: me@example.com}}
`);
  const names = (resources: readonly Resource[]): string => resources.map(({ logicalId }) => logicalId).join(' ');
  const { '': callers } = await asked(text, 'F', (fn) => callersOf(fn));
  expect([names(callers?.asynchronous ?? []), names(callers?.others ?? []), callers?.complete]).toEqual([
    'Bucket Topic',
    'Api FromQueue FromStream FromSqs FromParameter',
    true,
  ]);
  expect(await asked(text, 'F', (fn) => provisionedOf(fn).map(({ resource, count }) => `${resource.logicalId} ${count.number}`))).toEqual({
    '': ['Version 3'],
  });
  const polled: unknown[] = [];
  for (const id of ['FromQueue', 'FromStream', 'FromSqs', 'FromParameter'])
    polled.push((await asked(text, id, (mapping) => [queueOf(mapping)?.logicalId, pollsQueue(mapping)]))['']);
  expect(polled).toEqual([
    ['Queue', true],
    [undefined, false],
    [undefined, true],
    [undefined, undefined],
  ]);
});

test('what AWS SAM makes of a function', async () => {
  const text = `Transform: AWS::Serverless-2016-10-31
Parameters: {E: {Type: String}}
Conditions: {C: !Equals [!Ref E, a]}
Globals: {Function: {EventInvokeConfig: {MaximumRetryAttempts: 0}}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: !If [C, live, !Ref AWS::NoValue]
      ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 7}
      FunctionUrlConfig: {AuthType: NONE, Cors: {AllowOrigins: ['*']}}
      Events:
        Queue: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn, BatchSize: 5}}
        Topic: {Type: SNS, Properties: {Topic: !ImportValue topic}}
        __proto__: {Type: constructor}
        Odd: {Type: !Ref E}
  Q: {Type: AWS::SQS::Queue}
`;
  const seen = await asked(text, 'F', (fn) =>
    (['AWS::Lambda::Url', 'AWS::Lambda::Alias', 'AWS::Lambda::EventInvokeConfig', 'AWS::Lambda::EventSourceMapping', 'AWS::Lambda::Permission'] as const)
      .flatMap((type) => fn.template.ofType(type).filter((one) => one.exists()))
      .map(
        (one) =>
          `${one.logicalId}${referring(fn, one.type, (one.type === 'AWS::Lambda::Url' ? 'TargetFunctionArn' : 'FunctionName') as never).resources.includes(one) ? '' : ' of another'}`,
      ),
  );
  const always = ['FEventInvokeConfig', 'FQueue', 'FTopic'];
  expect(seen).toEqual({ 'C=true': ['FUrl', 'FAlias', ...always], 'C=false': ['FUrl', ...always] });
  expect(
    await asked(text, 'F', (fn) => {
      const [mapping] = fn.template.ofType('AWS::Lambda::EventSourceMapping');
      const [permission] = fn.template.ofType('AWS::Lambda::Permission');
      const [url] = fn.template.ofType('AWS::Lambda::Url');
      return [
        mapping && queueOf(mapping)?.logicalId,
        mapping?.prop('BatchSize').number,
        mapping?.prop('ScalingConfig').isAbsent,
        permission?.prop('Principal').string,
        permission?.prop('SourceArn').isUnknown,
        url?.prop('Cors').get('AllowOrigins').items.length,
        provisionedOf(fn).map(({ count }) => count.number),
      ];
    }),
  ).toEqual({
    'C=true': ['Q', 5, true, 'sns.amazonaws.com', true, 1, [7]],
    'C=false': ['Q', 5, true, 'sns.amazonaws.com', true, 1, []],
  });
});

test('whether resources that are not meant are deployed makes no choice', async () => {
  const text = `Parameters: {E: {Type: String}, F: {Type: String}}
Conditions: {C: !Equals [!Ref E, a], D: !Equals [!Ref F, a]}
Resources:
  One: {Type: AWS::Lambda::Function}
  Two: {Type: AWS::Lambda::Function}
  OfOne: {Type: AWS::Lambda::Alias, Condition: C, Properties: {FunctionName: !Ref One}}
  OfTwo: {Type: AWS::Lambda::Alias, Condition: D, Properties: {FunctionName: !Ref Two}}
`;
  expect(await asked(text, 'One', (fn) => ids(referring(fn, 'AWS::Lambda::Alias', 'FunctionName')))).toEqual({ 'C=true': 'OfOne', 'C=false': '' });
  const found = await asked(text, 'One', (fn) => fn.template.find('AWS::Lambda::Alias', (alias) => alias.logicalId === 'OfTwo'));
  expect(found).toEqual({ 'D=true': 'some', 'D=false': 'none' });
});
