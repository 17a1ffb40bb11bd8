import { expect, test } from 'vitest';
import { noHost } from '../../src/core/host.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import type { Value } from '../../src/core/value.ts';
import parser from '../../src/parsers/cloudformation/parse.ts';
import type { Resource } from '../../src/parsers/cloudformation/resource.ts';

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
