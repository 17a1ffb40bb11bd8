import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { expect, test } from 'vitest';
import { noHost } from '../../src/core/host.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import cdk from '../../src/parsers/cdk/parse.ts';
import cloudformation from '../../src/parsers/cloudformation/parse.ts';
import { POLICY_PLACES } from '../../src/parsers/cloudformation/policy-places.ts';
import type { Policy, Statement } from '../../src/parsers/iam/model.ts';

const spec = loadAwsServiceSpecSync();
/** What the specification has not, or not so deep: added by hand after the documentation. */
const byHand = new Set(['AWS::Serverless::Function', 'AWS::Serverless::StateMachine', 'AWS::Serverless::Api']);

test.each([...POLICY_PLACES].filter(([type]) => !byHand.has(type)))('%s has the properties that its policies are read from', (type, places) => {
  const [resource] = spec.lookup('resource', 'cloudFormationType', 'equals', type);
  for (const { path } of places) {
    let properties: Readonly<Record<string, { readonly type: unknown }>> | undefined = resource?.properties;
    for (const segment of path) {
      if (segment === '*') continue;
      const found: unknown = properties?.[segment]?.type;
      expect(found, `${type} ${path.join('.')}: ${segment}`).toBeDefined();
      let of = found as { type: string; element?: typeof of; reference?: { $ref: string } };
      if (of.type === 'array' && of.element) of = of.element;
      properties = of.reference ? spec.get('typeDefinition', of.reference.$ref).properties : undefined;
    }
  }
});

async function read(parser: typeof cloudformation, name: string, text: string): Promise<{ policies: string[]; statements: string[] }> {
  const { document } = await parser.parse(new SourceFile(name, text), noHost);
  const subjects = [...document.subjects()];
  return {
    policies: subjects.flatMap(({ type, node }) => (type === 'iam.policy' ? [`${(node as Policy).kind} ${(node as Policy).attachedTo?.type}`] : [])),
    statements: subjects.flatMap(({ type, node }) => (type === 'iam.statement' ? [`${(node as Statement).kind} ${(node as Statement).sid.string}`] : [])),
  };
}
const statement = (Sid: string): object => ({ Sid, Effect: 'Allow', Action: 's3:GetObject', Resource: '*' });
const policy = (sid: string): object => ({ Version: '2012-10-17', Statement: [statement(sid)] });
const organization = (Type: unknown, content: unknown): object => ({ Type: 'AWS::Organizations::Policy', Properties: { Name: 'p', Type, Content: content } });

test('policies of an organisation are what their type says', async () => {
  const Resources = {
    Scp: organization('SERVICE_CONTROL_POLICY', policy('a')),
    Text: organization('SERVICE_CONTROL_POLICY', JSON.stringify(policy('b'))),
    Rcp: organization('RESOURCE_CONTROL_POLICY', policy('c')),
    Tags: organization('TAG_POLICY', policy('d')),
    Open: organization({ Ref: 'Type' }, policy('e')),
  };
  const { policies, statements } = await read(cloudformation, 'template.json', JSON.stringify({ Resources }));
  expect(policies).toEqual(['scp', 'scp', 'rcp'].map((kind) => `${kind} AWS::Organizations::Policy`));
  expect(statements).toEqual(['scp a', 'scp b', 'rcp c']);
});

test('statements that a service puts into a policy of its own have no policy around them', async () => {
  const Resources = {
    Bus: { Type: 'AWS::Events::EventBusPolicy', Properties: { StatementId: 'x', Statement: statement('a') } },
    Api: { Type: 'AWS::Serverless::Api', Properties: { StageName: 'v1', Auth: { ResourcePolicy: { CustomStatements: [statement('b'), statement('c')] } } } },
  };
  const text = JSON.stringify({ Transform: 'AWS::Serverless-2016-10-31', Resources });
  expect(await read(cloudformation, 'template.json', text)).toEqual({ policies: [], statements: ['resource a', 'resource b', 'resource c'] });
});

test('the same places hold policies in programs', async () => {
  const text = `import { aws_events as events, aws_organizations as organizations, aws_eks as eks } from 'aws-cdk-lib';
new events.CfnEventBusPolicy(this, 'Bus', { statementId: 'x', statement: ${JSON.stringify(statement('a'))} });
new organizations.CfnPolicy(this, 'Scp', { name: 'p', type: 'SERVICE_CONTROL_POLICY', content: ${JSON.stringify(policy('b'))} });
new organizations.CfnPolicy(this, 'Tags', { name: 'p', type: 'TAG_POLICY', content: ${JSON.stringify(policy('c'))} });
`;
  expect(await read(cdk as typeof cloudformation, 'app.ts', text)).toEqual({
    policies: ['scp AWS::Organizations::Policy'],
    statements: ['resource a', 'scp b'],
  });
});
