import { expect, test } from 'vitest';
import { noHost } from '../../src/core/host.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import cloudformation from '../../src/parsers/cloudformation/parse.ts';
import type { AttachedPrincipal } from '../../src/parsers/iam/attached.ts';
import { mayEscalate } from '../../src/parsers/iam/escalation.ts';

interface Read {
  readonly selectors: readonly string[];
  /** One line for each run: where the policies come from, those of AWS, and whether more may be attached. */
  readonly runs: readonly string[];
}

/** The principals of a template, each under all its conditions. */
async function read(template: object): Promise<Record<string, Read>> {
  const { document } = await cloudformation.parse(new SourceFile('template.json', JSON.stringify(template)), noHost);
  const found = [...document.subjects()].filter(({ type }) => type === 'iam.principal');
  return Object.fromEntries(
    found.map(({ node, selector, guard }) => {
      const principal = node as AttachedPrincipal;
      const leaves = document.choices?.explore(() => {
        if (guard?.() === false) return 'not there';
        const { policies, aws, complete } = principal.attached;
        return [...policies.map(({ from }) => from), ...aws.map(({ name }) => `aws:${name}`), complete ? '' : '…'].filter((text) => text !== '').join(' ');
      }).leaves;
      return [principal.label, { selectors: selector as string[], runs: (leaves ?? []).map(({ result }) => result) }];
    }),
  );
}

const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }] };
const role = (properties: object): object => ({ Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, ...properties } });
const policy = (type: string, properties: object): object => ({ Type: `AWS::IAM::${type}`, Properties: { PolicyDocument: document, ...properties } });
const inline = { PolicyName: 'p', PolicyDocument: document };
const runsOf = async (template: object, label = 'role Role'): Promise<readonly string[] | undefined> => (await read(template))[label]?.runs;

test('a role has its inline policies and those that name it', async () => {
  const Resources = {
    Role: role({ Policies: [inline], ManagedPolicyArns: ['arn:aws:iam::aws:policy/job-function/Billing', { Ref: 'Named' }] }),
    Named: policy('ManagedPolicy', {}),
    Policy: policy('Policy', { Roles: [{ Ref: 'Role' }] }),
    Other: policy('ManagedPolicy', { Roles: [{ Ref: 'Role' }], Users: [{ Ref: 'User' }] }),
    RolePolicy: policy('RolePolicy', { RoleName: { Ref: 'Role' } }),
    User: { Type: 'AWS::IAM::User' },
    Alone: role({ Policies: [inline] }),
  };
  expect(await read({ Resources })).toEqual({
    'role Role': { selectors: ['Role', 'Managed', 'Several'], runs: ['Role Named Policy Other RolePolicy aws:Billing'] },
    'user User': { selectors: ['User'], runs: ['Other'] },
    'role Alone': { selectors: ['Role'], runs: ['Alone'] },
  });
});

test('a user has the policies of its groups', async () => {
  const Resources = {
    User: { Type: 'AWS::IAM::User', Properties: { Groups: [{ Ref: 'Group' }] } },
    Group: { Type: 'AWS::IAM::Group', Properties: { Policies: [inline] } },
    GroupPolicy: policy('GroupPolicy', { GroupName: { Ref: 'Group' } }),
    Added: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: { Ref: 'Late' }, Users: [{ Ref: 'User' }] } },
    Late: { Type: 'AWS::IAM::Group', Properties: { ManagedPolicyArns: ['arn:aws-cn:iam::aws:policy/ReadOnlyAccess'] } },
    Guest: { Type: 'AWS::IAM::User', Properties: { Groups: ['elsewhere'] } },
  };
  const found = await read({ Resources });
  expect(found['user User']).toEqual({ selectors: ['User', 'Several'], runs: ['Group GroupPolicy aws:ReadOnlyAccess'] });
  expect(found['user Guest']?.runs).toEqual(['…']);
});

test('what a condition attaches is a choice', async () => {
  const Conditions = { A: { 'Fn::Equals': [{ Ref: 'P' }, 'a'] }, B: { 'Fn::Equals': [{ Ref: 'P' }, 'b'] } };
  const template = {
    Parameters: { P: { Type: 'String' } },
    Conditions,
    Resources: {
      Role: role({ Policies: [{ 'Fn::If': ['A', inline, { Ref: 'AWS::NoValue' }] }] }),
      Policy: { ...policy('Policy', { Roles: [{ Ref: 'Role' }] }), Condition: 'B' },
      Branch: policy('Policy', { Roles: [{ 'Fn::If': ['A', { Ref: 'Role' }, 'elsewhere'] }] }),
    },
  };
  expect(await runsOf(template)).toEqual(['Role Branch', 'Policy', '']);
});

test('what is attached and not seen', async () => {
  const Parameters = { Arn: { Type: 'String' }, Arns: { Type: 'CommaDelimitedList' }, Doc: { Type: 'String' }, Name: { Type: 'String' } };
  const withRole = (properties: object, more: object = {}): object => ({ Parameters, Resources: { Role: role(properties), ...more } });
  expect(await runsOf(withRole({ ManagedPolicyArns: [{ Ref: 'Arn' }] }))).toEqual(['…']);
  expect(await runsOf(withRole({ ManagedPolicyArns: { Ref: 'Arns' } }))).toEqual(['…']);
  expect(await runsOf(withRole({ ManagedPolicyArns: ['arn:aws:iam::123456789012:policy/p'] }))).toEqual(['…']);
  expect(await runsOf(withRole({ Policies: [inline, { PolicyName: 'q', PolicyDocument: { Ref: 'Doc' } }] }))).toEqual(['Role …']);
  expect(await runsOf(withRole({ Policies: [inline, { 'Fn::Transform': {} }] }))).toEqual(['Role …']);
  expect(await runsOf(withRole({ Policies: [{ PolicyName: 'text', PolicyDocument: JSON.stringify(document) }] }))).toEqual(['Role']);
  expect(await runsOf(withRole({}, { Policy: policy('Policy', { PolicyDocument: { Ref: 'Doc' }, Roles: [{ Ref: 'Role' }] }) }))).toEqual(['…']);
  expect(await runsOf({ ...withRole({}), Transform: 'Own' })).toEqual(['…']);
  // A name that CloudFormation makes is no text of the template; a name of one's own may be.
  const byName = { Policy: policy('Policy', { Roles: ['app'] }), Open: policy('Policy', { Roles: [{ Ref: 'Name' }] }) };
  expect(await runsOf(withRole({}, byName))).toEqual(['']);
  expect(await runsOf(withRole({ RoleName: 'app' }, byName))).toEqual(['Policy …']);
  expect(await runsOf(withRole({ RoleName: { Ref: 'Name' } }, byName))).toEqual(['Open …']);
});

test('what stands in the policies is told without a choice', async () => {
  const allow = (element: object): object => ({ Statement: [{ Effect: 'Allow', Resource: '*', ...element }] });
  const branch = { 'Fn::If': ['A', { PolicyName: 'p', PolicyDocument: allow({ Action: ['iam:PassRole', 's3:*'] }) }, { Ref: 'AWS::NoValue' }] };
  const template = {
    Resources: {
      Role: role({ Policies: [branch], ManagedPolicyArns: [{ Ref: 'Named' }, 'arn:aws:iam::aws:policy/AmazonEC2FullAccess'] }),
      Named: policy('ManagedPolicy', { PolicyDocument: JSON.stringify(allow({ Action: 'ssm:SendCommand' })) }),
      Attached: policy('Policy', { PolicyDocument: allow({ NotAction: 'iam:*' }), Roles: [{ Ref: 'Role' }] }),
      User: { Type: 'AWS::IAM::User', Properties: { Groups: [{ Ref: 'Group' }] } },
      Group: { Type: 'AWS::IAM::Group', Properties: { Policies: [{ PolicyName: 'p', PolicyDocument: allow({ Action: 'sqs:SendMessage' }) }] } },
      GroupPolicy: policy('GroupPolicy', { PolicyDocument: allow({ Action: 'sns:Publish' }), GroupName: { Ref: 'Group' } }),
    },
  };
  const { document } = await cloudformation.parse(new SourceFile('template.json', JSON.stringify(template)), noHost);
  const mentioned = new Map(
    [...document.subjects()].flatMap(({ type, node }) =>
      type === 'iam.principal' ? [[(node as AttachedPrincipal).name, (node as AttachedPrincipal).mentioned]] : [],
    ),
  );
  const colons = (name: string): string[] => [...(mentioned.get(name) ?? [])].filter((token) => /^(?:iam|s3|sns|sqs|ssm|ec2):|^\*$/.test(token)).sort();
  expect(colons('Role')).toEqual(['*', 'ec2:*', 'iam:*', 'iam:PassRole', 's3:*', 'ssm:SendCommand']);
  expect(colons('User')).toEqual(['sns:Publish', 'sqs:SendMessage']);
});

test.each([
  ['a way to write policies', ['iam:Put*'], false, true],
  ['half a way', ['iam:PassRole', 'lambda:CreateFunction'], false, false],
  ['a way by passing a role', ['iam:PassRole', 'lambda:*'], false, true],
  ['everything', ['*'], false, true],
  ['what is there already', ['ssm:StartSession'], false, false],
  ['what is there already, when asked for', ['ssm:StartSession'], true, true],
  ['no actions', ['AmazonEC2FullAccess', 'arn', '__proto__:x'], true, false],
])('%s', (_, patterns, existing, expected) => expect(mayEscalate(patterns, existing)).toBe(expected));

test('AWS SAM makes a role for a function without one', async () => {
  const fn = (properties: object): object => ({ Type: 'AWS::Serverless::Function', Properties: properties });
  const Resources = {
    Fn: fn({ Policies: ['AmazonS3FullAccess', document, { S3ReadPolicy: { BucketName: 'b' } }, { Ref: 'Managed' }, { Ref: 'Arn' }] }),
    One: fn({ Policies: 'AmazonS3FullAccess' }),
    Own: fn({ Role: 'arn:aws:iam::123456789012:role/r', Policies: [document] }),
    Managed: policy('ManagedPolicy', {}),
  };
  expect(await read({ Transform: 'AWS::Serverless-2016-10-31', Parameters: { Arn: { Type: 'String' } }, Resources })).toEqual({
    'role of Fn': { selectors: ['Role', 'Managed', 'Several'], runs: ['Fn Fn Managed aws:AmazonS3FullAccess …'] },
    'role of One': { selectors: ['Role', 'Managed'], runs: ['aws:AmazonS3FullAccess'] },
  });
});
