import { expect, test } from 'vitest';
import { noHost } from '../../src/core/host.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import type { Value } from '../../src/core/value.ts';
import parser from '../../src/parsers/cloudformation/parse.ts';
import type { Resource, TemplateModel } from '../../src/parsers/cloudformation/resource.ts';

/** Effect, actions, resources and place of each statement of a SAM function's policies. */
async function statements(policies: string): Promise<string[]> {
  const text = `Transform: AWS::Serverless-2016-10-31
Resources:
  Table: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Policies: ${policies}
`;
  const { document } = await parser.parse(new SourceFile('t.yaml', text), noHost);
  const found: string[] = [];
  for (const subject of document.subjects()) {
    if (subject.type !== 'iam.statement') continue;
    document.choices?.explore(() => {
      const { actions, resources } = subject.node;
      const first = actions[0];
      found.push(
        `${actions.map(({ display }) => display).join(' ')} | ${resources.map(({ display }) => display).join(' ')} | ${text.slice(first?.span.start, first?.span.end)}`,
      );
    });
  }
  return found;
}

test.each<[string, string[]]>([
  ['[AWSLambdaBasicExecutionRole]', []],
  [
    '[{SQSPollerPolicy: {QueueName: work}}]',
    [
      'sqs:ChangeMessageVisibility sqs:ChangeMessageVisibilityBatch sqs:DeleteMessage sqs:DeleteMessageBatch sqs:GetQueueAttributes sqs:ReceiveMessage | arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:work | SQSPollerPolicy',
    ],
  ],
  [
    '[{DynamoDBReconfigurePolicy: {TableName: !Ref Table}}]',
    ['dynamodb:UpdateTable | arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/orders | DynamoDBReconfigurePolicy'],
  ],
  // An argument that is missing is nothing of the template around: `Table` stays out of it.
  [
    '[{DynamoDBReconfigurePolicy: {}}]',
    ['dynamodb:UpdateTable | arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${tableName} | DynamoDBReconfigurePolicy'],
  ],
  ['[{NoSuchPolicy: {TableName: x}}]', []],
  ['{Statement: [{Effect: Allow, Action: "a:b", Resource: "*"}]}', ['a:b | * | "a:b"']],
])('policies of SAM: %s', async (policies, expected) => {
  expect(await statements(policies)).toEqual(expected);
});

/** A property of a SAM resource, as rules see it. */
async function property(resource: string, name: string): Promise<string> {
  const { document } = await parser.parse(new SourceFile('t.yaml', `Transform: AWS::Serverless-2016-10-31\nResources:\n  R: ${resource}\n`), noHost);
  const subject = [...document.subjects()].find(({ type }) => type === 'cfn.resource');
  const { properties } = (subject as unknown as { node: Resource }).node;
  const [leaf] = document.choices?.explore(() => show(properties.get(name))).leaves ?? [];
  return leaf?.result ?? 'nothing';
}

function show(value: Value): string {
  if (value.kind === 'list') return `[${value.items.map(show).join(', ')}]${value.complete ? '' : '…'}`;
  if (value.kind === 'map') return `{${(value.keys as string[]).map((key) => `${key}: ${show(value.get(key))}`).join(', ')}}`;
  return value.display;
}

test.each([
  [
    '{Type: AWS::Serverless::StateMachine, Properties: {Name: n, Role: r, Logging: {Level: ALL}, Tracing: {Enabled: true}}}',
    'LoggingConfiguration',
    '{Level: ALL}',
  ],
  ['{Type: AWS::Serverless::StateMachine, Properties: {Tracing: {Enabled: true}}}', 'TracingConfiguration', '{Enabled: true}'],
  ['{Type: AWS::Serverless::StateMachine, Properties: {Name: n}}', 'StateMachineName', 'n'],
  ['{Type: AWS::Serverless::StateMachine, Properties: {Name: n}}', 'RoleArn', '(unknown)'],
  ['{Type: AWS::Serverless::StateMachine, Properties: {Name: n}}', 'DefinitionString', '(unknown)'],
  ['{Type: AWS::Serverless::StateMachine, Properties: {Name: n}}', 'LoggingConfiguration', '(absent)'],
  ['{Type: AWS::Serverless::SimpleTable}', 'KeySchema', '(unknown)'],
  ['{Type: AWS::Serverless::SimpleTable}', 'SSESpecification', '(absent)'],
  ['{Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: ./layer}}', 'Content', './layer'],
  ['{Type: AWS::Serverless::Function, Properties: {Tags: {Owner: me}}}', 'Tags', '[{Key: Owner, Value: me}]…'],
  ['{Type: AWS::Serverless::Function, Properties: {Tracing: Active}}', 'TracingConfig', '{Mode: Active}'],
  ['{Type: AWS::Serverless::Function, Properties: {Handler: h}}', 'Role', '(unknown)'],
])('SAM resources as what they become: %s %s', async (resource, name, expected) => {
  expect(await property(resource, name)).toBe(expected);
});

/** What SAM makes of connectors: each resource that the template does not write itself, its condition, what a property holds, and where it stands. */
async function made(resources: string): Promise<string[]> {
  const text = `Transform: AWS::Serverless-2016-10-31\nConditions: {C: !Equals [!Ref AWS::Region, eu-west-1]}\nResources:\n${resources}
  Fn: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.13}}
  Own: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt OwnRole.Arn}}
  OwnRole: {Type: AWS::IAM::Role}
  Queue: {Type: AWS::SQS::Queue}
  Topic: {Type: AWS::SNS::Topic}
  Bucket: {Type: AWS::S3::Bucket}
  Machine: {Type: AWS::Serverless::StateMachine}
  Api: {Type: AWS::Serverless::Api}
`;
  const { document } = await parser.parse(new SourceFile('t.yaml', text), noHost);
  const subjects = [...document.subjects()];
  // Nobody can edit what SAM writes.
  expect(subjects.filter(({ type }) => type === 'iam.statement')).toEqual([]);
  const found = subjects.flatMap((subject) => (subject.type === 'cfn.resource' ? [subject.node] : [])).filter(({ logicalId }) => logicalId.startsWith('J'));
  return found.map((resource) => {
    const condition = (resource as { conditionName?: string }).conditionName;
    const { line } = resource.at.file.positionAt(resource.at.span.start);
    return `${line} ${resource.logicalId} ${resource.type}${condition ? ` if ${condition}` : ''} ${show(resource.properties)}`;
  });
}
const connector = (source: string, destination: string, permissions: string, more = ''): string =>
  `  J: {Type: AWS::Serverless::Connector, ${more}Properties: {Source: ${source}, Destination: ${destination}, Permissions: [${permissions}]}}`;
const policy = (...statements: string[]): string => `PolicyDocument: {Version: 2012-10-17, Statement: [${statements.join(', ')}]}`;

test.each<[string, string, string[]]>([
  [
    'a policy of the role that SAM makes',
    connector('{Id: Fn}', '{Id: Topic}', 'Write', 'Condition: C, '),
    [
      `4 JPolicy AWS::IAM::ManagedPolicy if C {${policy('{Effect: Allow, Action: [sns:Publish], Resource: [arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${Topic}]}')}, Roles: [\${FnRole}]}`,
    ],
  ],
  [
    'a policy of the role that the template names',
    connector('{Id: Own}', '{Id: Queue}', 'Read'),
    [
      `4 JPolicy AWS::IAM::ManagedPolicy {${policy('{Effect: Allow, Action: [sqs:ReceiveMessage, sqs:GetQueueAttributes], Resource: [arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Queue}]}')}, Roles: [\${OwnRole}]}`,
    ],
  ],
  [
    'a name inside of a text; the permissions in the order of the profile',
    connector('{Id: Fn}', '{Id: Machine}', 'Read'),
    [
      `4 JPolicy AWS::IAM::ManagedPolicy {${policy(
        '{Effect: Allow, Action: [states:DescribeStateMachine, states:ListExecutions], Resource: [arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${Machine}]}',
        '{Effect: Allow, Action: [states:DescribeExecution, states:DescribeStateMachineForExecution, states:GetExecutionHistory], Resource: [arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${Machine.Name}:*]}',
      )}, Roles: [\${FnRole}]}`,
    ],
  ],
  [
    'permissions of Lambda',
    connector('{Id: Bucket}', '{Id: Fn}', 'Write'),
    [
      '4 JWriteLambdaPermission AWS::Lambda::Permission {Action: lambda:InvokeFunction, Principal: s3.amazonaws.com, SourceArn: arn:${AWS::Partition}:s3:::${Bucket}, SourceAccount: ${AWS::AccountId}, FunctionName: arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${Fn}}',
    ],
  ],
  [
    'what is said of a resource elsewhere, and a qualifier',
    connector('{Id: Api, Qualifier: live/GET/x}', '{Type: AWS::Lambda::Function, Arn: !Ref There}', 'Write'),
    [
      '4 JWriteLambdaPermission AWS::Lambda::Permission {Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com, SourceArn: arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/live/GET/x, FunctionName: ${There}}',
    ],
  ],
  [
    'policies of a queue and, of several destinations, of a topic; a role that nobody knows',
    `  J: {Type: AWS::Events::Rule, Connectors: {C: {Properties: {Destination: [{Id: Queue}, {Id: Topic}, {Id: Machine}], Permissions: [Write]}}}}`,
    [
      '4 J AWS::Events::Rule {}',
      `4 JCQueuePolicyDestination0 AWS::SQS::QueuePolicy {${policy('{Effect: Allow, Principal: {Service: events.amazonaws.com}, Resource: arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Queue}, Action: sqs:SendMessage, Condition: {ArnEquals: {aws:SourceArn: arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/${J}}}}')}, Queues: [\${Queue}]}`,
      `4 JCTopicPolicyDestination1 AWS::SNS::TopicPolicy {${policy('{Effect: Allow, Principal: {Service: events.amazonaws.com}, Resource: arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${Topic}, Action: sns:Publish, Condition: {ArnEquals: {aws:SourceArn: arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/${J}}}}')}, Topics: [arn:\${AWS::Partition}:sns:\${AWS::Region}:\${AWS::AccountId}:\${Topic}]}`,
      `4 JCPolicyDestination2 AWS::IAM::ManagedPolicy {${policy('{Effect: Allow, Action: [states:StartExecution], Resource: [arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${Machine}]}')}, Roles: [(unknown)]}`,
    ],
  ],
  [
    'a pair that SAM does not join stays as it is',
    connector('{Id: Topic}', '{Id: Bucket}', 'Write'),
    ['4 J AWS::Serverless::Connector {Source: {Id: Topic}, Destination: {Id: Bucket}, Permissions: [Write]}'],
  ],
  [
    'no resource of the name',
    connector('{Id: Fn}', '{Id: __proto__}', 'Write'),
    ['4 J AWS::Serverless::Connector {Source: {Id: Fn}, Destination: {Id: __proto__}, Permissions: [Write]}'],
  ],
])('connectors of SAM: %s', async (_name, resources, expected) => {
  expect(await made(resources)).toEqual(expected);
});

test('negative questions are open where a connector cannot be read', async () => {
  const ask = async (destination: string): Promise<unknown> => {
    const text = `Transform: AWS::Serverless-2016-10-31\nResources:\n${connector('{Id: Topic}', destination, 'Write')}\n  Fn: {Type: AWS::Serverless::Function}\n  Topic: {Type: AWS::SNS::Topic}\n`;
    const { document } = await parser.parse(new SourceFile('t.yaml', text), noHost);
    const template = [...document.subjects()].find(({ type }) => type === 'cfn.template')?.node as TemplateModel;
    return template.find('AWS::Lambda::Permission', (permission) => permission.prop('Principal').is('s3.amazonaws.com'));
  };
  expect(await ask('{Id: Fn}')).toBe('none');
  expect(await ask('{Id: Other}')).toBe('unknown');
});

test('the policy of a connector is attached to the role of its function, made or named', async () => {
  const text = `Transform: AWS::Serverless-2016-10-31\nResources:\n${connector('{Id: Fn}', '{Id: Topic}', 'Write')}
  K: {Type: AWS::Serverless::Connector, Properties: {Source: {Id: Own}, Destination: {Id: Topic}, Permissions: [Write]}}
  Fn: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.13}}
  Own: {Type: AWS::Serverless::Function, Properties: {Role: !GetAtt Named.Arn}}
  Named: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: []}}}
  Topic: {Type: AWS::SNS::Topic}
`;
  const { document } = await parser.parse(new SourceFile('t.yaml', text), noHost);
  const found: string[] = [];
  for (const subject of document.subjects()) {
    if (subject.type !== 'iam.principal') continue;
    const { policies, complete } = subject.node.attached;
    found.push(`${subject.node.label}: ${policies.map(({ from }) => from)} ${complete}`);
  }
  expect(found).toEqual(['role of Fn: JPolicy true', 'role Named: KPolicy true']);
});
