import { expect, test } from 'vitest';
import { noHost } from '../../src/core/host.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import { alarmsOf, isPublicSubnet, type Referring, referring } from '../../src/parsers/cloudformation/graph.ts';
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
