import { describe, expect, test } from 'vitest';
import type { Document } from '../../src/core/document.ts';
import { noHost } from '../../src/core/host.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import parser from '../../src/parsers/cdk/parse.ts';
import type { AttachedPrincipal } from '../../src/parsers/iam/attached.ts';
import type { Statement } from '../../src/parsers/iam/model.ts';
import type { Subjects } from '../../src/parsers/subjects.ts';

const HEAD = `import { Aspects, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
export class Main extends Stack {
  constructor(scope, id, props) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const fn = new lambda.Function(this, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'h', code: lambda.Code.fromAsset('x') });
    const bucket = new s3.Bucket(this, 'Bucket');
`;

async function parse(code: string): Promise<Document<Subjects>> {
  return (await parser.parse(new SourceFile('app.ts', `${HEAD}${code}\n}\n}`), noHost)).document;
}

const line = ({ effect, actions, resources }: Statement): string =>
  `${effect === 'Allow' ? '' : `${effect} `}${actions.map((action) => action.display).join(' ')} on ${resources.map((resource) => resource.display).join(' ')}`;

const principalsOf = (document: Document<Subjects>): Map<string, AttachedPrincipal> =>
  new Map([...document.subjects()].flatMap((subject) => (subject.type === 'iam.principal' ? [[subject.node.name, subject.node] as const] : [])));

interface Held {
  readonly policies: readonly string[];
  readonly aws: readonly string[];
  readonly complete: boolean;
}

/** What a principal has, each policy with what is in it, in each combination of the tests that matter. */
async function held(code: string, name = 'Role'): Promise<Record<string, Held>> {
  const document = await parse(code);
  const principal = principalsOf(document).get(name) as AttachedPrincipal;
  const { leaves } = (document.choices as NonNullable<typeof document.choices>).explore((): Held => {
    const { policies, aws, complete } = principal.attached;
    return {
      policies: policies.map(({ policy, from }) => `${from}: ${policy.statements.map(line).join('; ')}${policy.complete ? '' : ' …'}`),
      aws: aws.map((one) => one.name),
      complete,
    };
  });
  return Object.fromEntries(leaves.map(({ facts, result }) => [facts.map((fact) => `${fact.name}=${fact.value}`).join(' '), result]));
}
const has = async (code: string, name?: string): Promise<Held> => Object.values(await held(code, name))[0] as Held;

/** The statements of the policy that the library makes of what is added to a function. */
async function ofFunction(code: string): Promise<string[]> {
  const { policies } = await has(`fn.role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess'));\n${code}`, 'Fn');
  return policies.flatMap((policy) => (policy.startsWith('Fn: ') ? policy.slice('Fn: '.length).split('; ') : []));
}

describe('methods that grant', () => {
  test.each([
    ['bucket.grantRead(fn);', ['s3:GetBucket* s3:GetObject* s3:List* on arn:${AWS::Partition}:s3:::${Bucket} arn:${AWS::Partition}:s3:::${Bucket}/*']],
    ["bucket.grantDelete(fn, 'old/*');", ['s3:DeleteObject* on arn:${AWS::Partition}:s3:::${Bucket}/old/*']],
    ['bucket.grantDelete(fn, props.prefix);', ['s3:DeleteObject* on arn:${AWS::Partition}:s3:::${Bucket}/${props.prefix}']],
    ["bucket.grants.delete(fn, 'old/*');", ['s3:DeleteObject* on arn:${AWS::Partition}:s3:::${Bucket}/old/*']],
    ['bucket.grantRead(fn.role!);', ['s3:GetBucket* s3:GetObject* s3:List* on arn:${AWS::Partition}:s3:::${Bucket} arn:${AWS::Partition}:s3:::${Bucket}/*']],
    ["new kms.Key(this, 'Key').grantDecrypt(fn);", ['kms:Decrypt on arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${Key}']],
    // Made elsewhere: who gets the statement is known, and only the resource isn't.
    ["s3.Bucket.fromBucketName(this, 'B', 'b').grantDelete(fn);", ["s3:DeleteObject* on ${s3.Bucket.fromBucketName(this, 'B', 'b')}/*"]],
    // Classes of which no template is made.
    ["new events.EventBus(this, 'Bus').grantPutEventsTo(fn);", ["events:PutEvents on ${new events.EventBus(this, 'Bus')}"]],
    ["new sqs.Queue(this, 'Q').grant(fn, 'sqs:SendMessage');", ['sqs:SendMessage on arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Q}']],
    ['role.grantPassRole(fn);', ['iam:PassRole on arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${Role}']],
    ["iam.Grant.addToPrincipal({ grantee: fn, actions: ['sqs:ListQueues'], resourceArns: ['*'] });", ['sqs:ListQueues on *']],
    ["fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['sqs:ListQueues'], resources: ['*'] }));", ['sqs:ListQueues on *']],
  ])('%s', async (code, expected) => expect(await ofFunction(code)).toEqual(expected));

  test.each([
    ['a method that the table does not know', 'bucket.grantSomething(fn);'],
    ['arguments of which the table does not say what they do', "bucket.grantWrite(fn, 'a/*', ['s3:PutObject']);"],
    ['a method of the same name of something else', 'props.bucket.grantRead(fn);'],
    ['arguments that are spread', 'bucket.grantRead(...[fn]);'],
    ['a service', "bucket.grantRead(new iam.ServicePrincipal('ec2.amazonaws.com'));"],
    ['a role of elsewhere', "bucket.grantRead(iam.Role.fromRoleName(this, 'R', 'r'));"],
    ['a group of methods that it has not', 'bucket.grants.everything(fn);'],
    ['no grantee', 'bucket.grantPublicAccess();'],
  ])('nothing of %s', async (_, code) => expect(await ofFunction(code)).toEqual([]));

  test('a function that is given a role has what is granted to either', async () => {
    const code = `const other = new lambda.Function(this, 'Other', { role });
      bucket.grantDelete(other); bucket.grantPutAcl(role); other.addToRolePolicy(new iam.PolicyStatement({ actions: ['sqs:ListQueues'], resources: ['*'] }));`;
    expect((await has(code)).policies).toEqual([
      'Role: s3:DeleteObject* on arn:${AWS::Partition}:s3:::${Bucket}/*; s3:PutObjectAcl s3:PutObjectVersionAcl on arn:${AWS::Partition}:s3:::${Bucket}/*; sqs:ListQueues on *',
    ]);
    expect((await has("new lambda.Function(this, 'Other', { role: props.role }); bucket.grantRead(props.role);")).policies).toEqual([]);
  });

  test('what the library writes is no statement that rules judge; what the program names is', async () => {
    const document = await parse("bucket.grantRead(fn); new sqs.Queue(this, 'Q').grant(fn, 'sqs:SendMessage');");
    const statements = [...document.subjects()].flatMap((subject) => (subject.type === 'iam.statement' ? [line(subject.node)] : []));
    expect(statements).toEqual(['sqs:SendMessage on arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Q}']);
  });
});

const ALLOW = "new iam.PolicyStatement({ actions: ['a:B'], resources: ['*'] })";
const OTHER = "new iam.PolicyStatement({ actions: ['c:D'], resources: ['*'] })";
const DENY = "new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['a:B'], resources: ['*'] })";

describe('policies of a role', () => {
  test.each([
    ['addToPolicy', `role.addToPolicy(${ALLOW});`, ['Role: a:B on *']],
    ['addToPrincipalPolicy', `role.addToPrincipalPolicy(${ALLOW}); role.addToPolicy(${OTHER});`, ['Role: a:B on *; c:D on *']],
    ['a statement in a variable', `const s = new iam.PolicyStatement(); s.addActions('a:B'); s.addAllResources(); role.addToPolicy(s);`, ['Role: a:B on *']],
    ['a Policy with roles', `new iam.Policy(this, 'P', { roles: [role], statements: [${ALLOW}] });`, ['P: a:B on *']],
    ['a Policy that is attached', `const p = new iam.Policy(this, 'P', { statements: [${ALLOW}] }); p.attachToRole(role);`, ['P: a:B on *']],
    ['attachInlinePolicy', `role.attachInlinePolicy(new iam.Policy(this, 'P', { statements: [${ALLOW}] }));`, ['P: a:B on *']],
    ['addStatements', `const p = new iam.Policy(this, 'P', { roles: [role], statements: [${ALLOW}] }); p.addStatements(${OTHER});`, ['P: a:B on *; c:D on *']],
    ['a document', `new iam.Policy(this, 'P', { roles: [role], document: new iam.PolicyDocument({ statements: [${ALLOW}] }) });`, ['P: a:B on *']],
    ['a ManagedPolicy with roles', `new iam.ManagedPolicy(this, 'P', { roles: [role], statements: [${ALLOW}] });`, ['P: a:B on *']],
    ['addManagedPolicy', `role.addManagedPolicy(new iam.ManagedPolicy(this, 'P', { statements: [${ALLOW}] }));`, ['P: a:B on *']],
    [
      'CfnPolicy',
      "new iam.CfnPolicy(this, 'P', { policyName: 'p', roles: [role.roleName], policyDocument: { Statement: [{ Effect: 'Allow', Action: 'a:B', Resource: '*' }] } });",
      ['P: a:B on *'],
    ],
  ])('%s', async (_, code, expected) => expect(await has(code)).toEqual({ policies: expected, aws: [], complete: true }));

  test('props of a role', async () => {
    const code = `const p = new iam.ManagedPolicy(this, 'P', { statements: [${OTHER}] });
      new iam.Role(this, 'R', { inlinePolicies: { own: new iam.PolicyDocument({ statements: [${ALLOW}] }) }, managedPolicies: [p] });`;
    expect(await has(code, 'R')).toEqual({ policies: ['P: c:D on *', 'R: a:B on *'], aws: [], complete: true });
  });

  test('props of a CfnRole', async () => {
    const code =
      "new iam.CfnRole(this, 'R', { policies: [{ policyName: 'p', policyDocument: { Statement: [{ Effect: 'Allow', Action: 'a:B', Resource: '*' }] } }], managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] });";
    expect(await has(code, 'R')).toEqual({ policies: ['R: a:B on *'], aws: ['ReadOnlyAccess'], complete: true });
  });

  test('of a user, and of a group', async () => {
    const code = `const user = new iam.User(this, 'User'); user.addToPolicy(${ALLOW}); bucket.grantDelete(user);
      const group = new iam.Group(this, 'Group'); new iam.Policy(this, 'P', { groups: [group], users: [user], statements: [${OTHER}] });`;
    expect(await has(code, 'User')).toEqual({
      policies: ['User: a:B on *; s3:DeleteObject* on arn:${AWS::Partition}:s3:::${Bucket}/*', 'P: c:D on *'],
      aws: [],
      complete: true,
    });
    expect((await has(code, 'Group')).policies).toEqual(['P: c:D on *']);
    // What a group has comes to its users.
    expect((await has(`${code} user.addToGroup(group);`, 'User')).complete).toBe(false);
  });

  test('what a function is made with', async () => {
    expect((await has(`new lambda.Function(this, 'Other', { role, initialPolicy: [${ALLOW}] });`)).policies).toEqual(['Role: a:B on *']);
  });

  test.each([
    ['a statement of elsewhere', 'role.addToPolicy(props.statement);'],
    ['a policy of elsewhere', 'role.addManagedPolicy(props.policy);'],
    ['a role that other code gets', 'decorate(role);'],
    ['a policy that other code gets', `const p = new iam.Policy(this, 'P', { roles: [role], statements: [${ALLOW}] }); decorate(p);`],
    ['an aspect', 'Aspects.of(this).add(new Limits());'],
    ['policies in a list of elsewhere', "const r = role; new iam.Policy(this, 'P', { roles: props.roles });"],
    ['a Deny in a function that may run', `const limit = () => role.addToPolicy(${DENY});`],
    ['a policy of AWS that denies', "role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AWSCompromisedKeyQuarantineV2'));"],
  ])('may deny, with %s', async (_, code) => {
    const { policies, complete } = await has(code);
    expect(complete && policies.every((policy) => !policy.endsWith('…'))).toBe(false);
  });
});

describe('branches', () => {
  const allowed = async (code: string): Promise<Record<string, readonly string[]>> =>
    Object.fromEntries(Object.entries(await held(code)).map(([when, { policies }]) => [when, policies]));

  test('an if and its else are never together', async () => {
    expect(await allowed(`if (props.a) role.addToPolicy(${ALLOW}); else role.addToPolicy(${OTHER});`)).toEqual({
      'props.a=true': ['Role: a:B on *'],
      'props.a=false': ['Role: c:D on *'],
    });
  });
  test('equal tests are one, with and without a negation', async () => {
    expect(Object.keys(await allowed(`if (props.a) role.addToPolicy(${ALLOW}); if (!props.a) role.addToPolicy(${OTHER});`))).toEqual([
      'props.a=true',
      'props.a=false',
    ]);
  });
  test('a policy that is attached in a branch', async () => {
    expect(await allowed(`const p = new iam.Policy(this, 'P', { statements: [${ALLOW}] }); if (props.a) p.attachToRole(role);`)).toEqual({
      'props.a=true': ['P: a:B on *'],
      'props.a=false': [],
    });
  });
  test.each([
    ['props.a && role.addToPolicy', 'props.a'],
    ['for (const one of props.all) role.addToPolicy', 'each of props.all'],
    ['props.all.forEach(() => role.addToPolicy', 'each of props.all'],
    ['while (props.a) role.addToPolicy', 'props.a'],
  ])('%s', async (code, name) => {
    const end = code.includes('=>') ? ')' : '';
    expect(Object.keys(await allowed(`${code}(${ALLOW})${end};`))).toEqual([`${name}=true`, `${name}=false`]);
  });
  test('what is made in the branch too has it always', async () => {
    const code = `if (props.a) { const r = new iam.Role(this, 'R', {}); r.addToPolicy(${ALLOW}); }`;
    expect(await held(code, 'R')).toEqual({ '': { policies: ['R: a:B on *'], aws: [], complete: true } });
  });
  test('what stands in the other arm is never its own', async () => {
    const code = `let r; if (props.a) { r = new iam.Role(this, 'R', {}); } else { r.addToPolicy(${ALLOW}); }`;
    expect(await held(code, 'R')).toEqual({ '': { policies: [], aws: [], complete: true } });
  });
  test('a method that the class calls once is part of it; others may never run', async () => {
    const code = `this.role = role; this.more(); } more() { this.role.addToPolicy(${ALLOW}); } never() { this.role.addToPolicy(${OTHER});`;
    expect(await allowed(code)).toEqual({ '': ['Role: a:B on *'] });
  });
  test('a program with many tests ends', async () => {
    const code = Array.from({ length: 40 }, (_, i) => `if (props.a${i}) role.addToPolicy(${ALLOW});`).join('\n');
    expect(await held(`${code} role.addToPolicy(${OTHER});`)).toEqual({ '': { policies: ['Role: c:D on * …'], aws: [], complete: true } });
  });
});
