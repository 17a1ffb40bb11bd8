import { expect, test } from 'vitest';
import { noHost } from '../../src/core/host.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import parser from '../../src/parsers/cloudformation/parse.ts';

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
    ['sqs:ChangeMessageVisibility sqs:ChangeMessageVisibilityBatch sqs:DeleteMessage sqs:DeleteMessageBatch sqs:GetQueueAttributes sqs:ReceiveMessage | arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:work | SQSPollerPolicy'],
  ],
  [
    '[{DynamoDBReconfigurePolicy: {TableName: !Ref Table}}]',
    ['dynamodb:UpdateTable | arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/orders | DynamoDBReconfigurePolicy'],
  ],
  // An argument that is missing is nothing of the template around: `Table` stays out of it.
  ['[{DynamoDBReconfigurePolicy: {}}]', ['dynamodb:UpdateTable | arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${tableName} | DynamoDBReconfigurePolicy']],
  ['[{NoSuchPolicy: {TableName: x}}]', []],
  ['{Statement: [{Effect: Allow, Action: "a:b", Resource: "*"}]}', ['a:b | * | "a:b"']],
])('policies of SAM: %s', async (policies, expected) => {
  expect(await statements(policies)).toEqual(expected);
});
