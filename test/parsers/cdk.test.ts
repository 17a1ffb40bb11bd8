import { describe, expect, test } from 'vitest';
import type { SubjectOf } from '../../src/core/document.ts';
import { noHost } from '../../src/core/host.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import type { Value } from '../../src/core/value.ts';
import { claims } from '../../src/parsers/cdk/claims.ts';
import { propName } from '../../src/parsers/cdk/evaluate.ts';
import { moduleOf } from '../../src/parsers/cdk/names.ts';
import parser from '../../src/parsers/cdk/parse.ts';
import type { Resource } from '../../src/parsers/cloudformation/resource.ts';
import type { Statement } from '../../src/parsers/iam/model.ts';
import type { Subjects } from '../../src/parsers/subjects.ts';

const HEAD = `import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
`;

async function parse(text: string, path = 'app.ts') {
  const { document } = await parser.parse(new SourceFile(path, text), noHost);
  return { document, subjects: [...document.subjects()] as SubjectOf<Subjects>[] };
}
const resources = async (code: string, path?: string): Promise<Resource[]> =>
  (await parse(HEAD + code, path)).subjects.filter(({ type }) => type === 'cfn.resource').map(({ node }) => node as Resource);
const statements = async (code: string): Promise<Statement[]> =>
  (await parse(HEAD + code)).subjects.filter(({ type }) => type === 'iam.statement').map(({ node }) => node as Statement);
/** What an expression is as the display name of a topic. */
async function folded(expression: string, before = ''): Promise<Value> {
  const [topic] = await resources(`${before}\nnew sns.CfnTopic(stack, 'Topic', { displayName: ${expression} });`);
  return (topic as Resource).prop('DisplayName');
}

describe('claims', () => {
  test.each([
    ['lib/a.ts', "import { Stack } from 'aws-cdk-lib';"],
    ['lib/a.js', "const cdk = require('@aws-cdk/core');"],
    ['lib/a.mts', "import * as lambda from 'aws-cdk-lib/aws-lambda'"],
    ['lib/a.tsx', 'import { Construct } from "constructs";'],
    ['lib/a.ts', "import {\n  Stack,\n} from 'aws-cdk-lib';"],
  ])('%s: %s', (name, text) => expect(claims(name, text)?.sure).toBe(true));
  test.each([
    ['lib/a.d.ts', "import { Stack } from 'aws-cdk-lib';"],
    ['test/a.test.ts', "import { Stack } from 'aws-cdk-lib';"],
    ['lib/a.js', "Object.defineProperty(exports, '__esModule', { value: true });\nconst cdk = require('aws-cdk-lib');"],
    ['lib/a.ts', "// aws-cdk-lib\nimport x from 'other';"],
    ['lib/a.py', 'from aws_cdk import Stack'],
  ])('not %s', (name, text) => expect(claims(name, text)).toBeUndefined());
});

test('modules by their packages', () => {
  expect(moduleOf('aws-cdk-lib')).toBe('core');
  expect(moduleOf('@aws-cdk/core')).toBe('core');
  expect(moduleOf('aws-cdk-lib/aws-lambda')).toBe('aws-lambda');
  expect(moduleOf('@aws-cdk/aws-lambda-python-alpha')).toBe('aws-lambda-python');
  expect(moduleOf('./lambda')).toBeUndefined();
});

test('names of properties', () => {
  const names = {
    Runtime: 'runtime',
    VPCZoneIdentifier: 'vpcZoneIdentifier',
    KmsKeyARNs: 'kmsKeyArns',
    SSEAlgorithm: 'sseAlgorithm',
    DBInstanceIdentifier: 'dbInstanceIdentifier',
    SizeInMBs: 'sizeInMBs',
    S3Bucket: 's3Bucket',
  };
  for (const [name, prop] of Object.entries(names)) expect(propName(name)).toBe(prop);
});

describe('names', () => {
  test.each([
    ["import { aws_lambda as l } from 'aws-cdk-lib';", 'l.Runtime.NODEJS_18_X'],
    ["import { Runtime as R } from 'aws-cdk-lib/aws-lambda';", 'R.NODEJS_18_X'],
    ["import * as all from 'aws-cdk-lib';", 'all.aws_lambda.Runtime.NODEJS_18_X'],
    ["import l = require('aws-cdk-lib/aws-lambda');", 'l.Runtime.NODEJS_18_X'],
    ["const { Runtime: R } = require('@aws-cdk/aws-lambda');", 'R.NODEJS_18_X'],
    ["const all = require('aws-cdk-lib'); const { aws_lambda: l } = all; const R = l.Runtime;", 'R.NODEJS_18_X'],
  ])('%s', async (before, expression) => expect((await folded(expression, before)).string).toBe('nodejs18.x'));

  test('a local name hides an imported one', async () => {
    expect((await folded('f()', '')).isUnknown).toBe(true);
    const found = await resources("function make(lambda) { new lambda.Function(stack, 'F', {}); }");
    expect(found).toEqual([]);
  });

  test('modules by convention where nothing is imported', async () => {
    const { subjects } = await parse("import { Construct } from 'constructs';\nnew dynamodb.CfnTable(this, 'Table', { tableName: 'orders' });");
    const table = subjects.find(({ type }) => type === 'cfn.resource')?.node as Resource;
    expect(table.type).toBe('AWS::DynamoDB::Table');
    expect(table.prop('TableName').string).toBe('orders');
  });
});

describe('expressions', () => {
  test.each([
    ["'a'", 'a'],
    ['`a`', 'a'],
    ["'a' + 'b' + 1", 'ab1'],
    ['2 * 60 + 5', '125'],
    ["['a', 'b'].join('-')", 'a-b'],
    ["cdk.Fn.join(':', ['a', 'b'])", 'a:b'],
    ['cdk.Duration.minutes(5).toSeconds()', '300'],
    ["({ a: { b: 'c' } }).a.b", 'c'],
    ["undefined ?? 'x'", 'x'],
    ["('a' as string)!", 'a'],
    ['true', 'true'],
    ['-1', '-1'],
  ])('%s', async (expression, text) => expect((await folded(expression)).string).toBe(text));

  test.each([
    ["const a = 'x'; const b = `${a}y`;", 'b', 'xy'],
    ["enum Stage { Prod = 'prod' }", 'Stage.Prod', 'prod'],
    ["const config = { stage: { name: 'prod' } };", 'config.stage.name', 'prod'],
    ["const { stage } = { stage: 'prod' };", 'stage', 'prod'],
  ])('%s %s', async (before, expression, text) => expect((await folded(expression, before)).string).toBe(text));

  test.each([
    ["let a = 'x'; a = f();", 'a'],
    ["const c = { a: 'x' }; c.a = f();", 'c.a'],
    ["const c = { a: 'x' }; change(c);", 'c.a'],
    ['', "flag ? 'a' : 'b'"],
    ['', 'process.env.NAME'],
    ['', "{ ...given, a: 'x' }.b"],
    ['', "['a', ...more][1]"],
    ['', 'tag`x`'],
    ['', '/x/'],
    ['', '1n'],
    ['function f(a = 1) {}', 'a'],
  ])('unknown: %s %s', async (before, expression) => {
    const value = await folded(expression.startsWith('{') ? `(${expression.replace('}.', '}).')}` : expression, before);
    expect(value.isUnknown, value.display).toBe(true);
    expect(value.string).toBeUndefined();
  });

  test('holes of the account, region and partition', async () => {
    const value = await folded('`arn:${cdk.Aws.PARTITION}:sns:${cdk.Stack.of(this).region}:${cdk.Aws.ACCOUNT_ID}:${name}`');
    expect(value.parts).toEqual([
      'arn:',
      { hole: 'partition', name: 'AWS::Partition' },
      ':sns:',
      { hole: 'region', name: 'AWS::Region' },
      ':',
      { hole: 'account', name: 'AWS::AccountId' },
      ':',
      { hole: 'any', name: 'name' },
    ]);
  });

  test('a reference can be followed', async () => {
    const [bucket, topic] = await resources(
      "const b = new s3.CfnBucket(stack, 'B', { bucketName: 'x' });\nnew sns.CfnTopic(stack, 'T', { displayName: b.attrArn });",
    );
    const value = (topic as Resource).prop('DisplayName');
    expect(value.reference?.target).toBe(bucket);
    expect(value.display).toBe('arn:${AWS::Partition}:s3:::x');
  });

  test('places are exact', async () => {
    const text = `${HEAD}new sns.CfnTopic(stack, 'T', {\n  displayName: 'x',\n});`;
    const { subjects } = await parse(text);
    const topic = subjects.find(({ type }) => type === 'cfn.resource')?.node as Resource;
    const value = topic.prop('DisplayName');
    expect(text.slice(value.span.start, value.span.end)).toBe("'x'");
    expect(text.slice(topic.at.span.start, topic.at.span.end)).toBe('sns.CfnTopic');
    const key = topic.properties.keyAt('DisplayName');
    expect(key && text.slice(key.span.start, key.span.end)).toBe('displayName');
    expect(topic.prop('TopicName').isAbsent).toBe(true);
    expect(topic.prop('TopicName').span).toEqual(topic.at.span);
  });
});

describe('what is missing', () => {
  const fn = (after: string, props = '') =>
    resources(`const fn = new lambda.Function(this, 'F', { runtime: lambda.Runtime.NODEJS_24_X, code: lambda.Code.fromAsset('a'), ${props} });\n${after}`).then(
      ([only]) => (only as Resource).prop('CodeSigningConfigArn'),
    );
  test.each([
    '',
    "fn.addEnvironment('A', 'b');",
    'table.grantReadData(fn);',
    'new cdk.aws_events_targets.LambdaFunction(fn);',
    'cdk.Tags.of(fn).add("a", "b");',
    'fn.node.addDependency(other);',
    'console.log(fn.functionArn);',
    'this.fn = fn; this.fn.grantInvoke(x);',
    'export default fn;',
  ])('is absent: %s', async (after) => expect((await fn(after)).isAbsent).toBe(true));
  test.each([
    'govern(fn);',
    'fn.node.defaultChild.x = 1;',
    '(fn.node.defaultChild as lambda.CfnFunction).addPropertyOverride("A", 1);',
    'cdk.Aspects.of(fn).add(new Signing());',
    'cdk.Aspects.of(app).add(new Signing());',
    'const all = [fn]; all.forEach(sign);',
    'fn.addOverride("Properties", {});',
    'fn.unheardOf();',
    'new Own(this, "x", { fn });',
    'let g; g = fn; sign(g);',
  ])('is unknown: %s', async (after) => expect((await fn(after)).isUnknown).toBe(true));
  test('props that are spread', async () => expect((await fn('', '...given')).isUnknown).toBe(true));
});

describe('statements', () => {
  test('kinds by use', async () => {
    const found = await statements(`
      const role = new iam.Role(this, 'R', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      role.addToPolicy(new iam.PolicyStatement({ actions: ['a:b'], resources: ['*'] }));
      queue.addToResourcePolicy(new iam.PolicyStatement({ actions: ['a:b'], resources: ['*'] }));
      role.assumeRolePolicy.addStatements(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [new iam.AnyPrincipal()] }));
      new iam.CfnRole(this, 'C', { assumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole' }] } });`);
    expect(found.map(({ kind }) => kind)).toEqual(['identity', 'resource', 'trust', 'trust']);
    expect(found[0]?.policy.trustedServices).toEqual(['lambda.amazonaws.com']);
    expect(found[0]?.effect).toBe('Allow');
    expect(found[2]?.principals.map(({ type, value }) => [type, value.string])).toEqual([['AWS', '*']]);
  });
  test.each([
    ['const all: iam.IPrincipal[] = [];\nall.push(new iam.ArnPrincipal(arn));', true],
    ["const all = [new iam.ServicePrincipal('a.amazonaws.com')];", false],
  ])('principals in a variable: %s', async (before, isUnknown) => {
    const [found] = await statements(`${before}\nnew iam.PolicyStatement({ actions: ['a:b'], resources: ['*'], principals: all });`);
    expect(found?.value.get('Principal').isUnknown).toBe(isUnknown);
  });
  test('each once, wherever it is used', async () => {
    const found = await statements(`
      const s = new iam.PolicyStatement({ sid: 'One', actions: ['a:b'], resources: ['*'] });
      new iam.ManagedPolicy(this, 'M', { document: new iam.PolicyDocument({ statements: [s] }) });
      role.addToPolicy(s);`);
    expect(found.map(({ sid }) => sid.string)).toEqual(['One']);
  });
  test('methods add to it', async () => {
    const [found] = await statements(`
      const s = new iam.PolicyStatement();
      s.addActions('a:b', 'a:c');
      s.addAllResources();
      if (x) s.addResources('d');
      s.addCondition('StringEquals', {});`);
    expect(found?.actions.map((action) => action.string)).toEqual(['a:b', 'a:c']);
    expect(found?.resources.map((resource) => resource.string)).toEqual(['*']);
    expect(found?.isConditional).toBe(true);
  });
});

describe('grants', () => {
  const ROLE = "const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });\n";
  const textOf = ({ kind, actions, resources, isConditional }: Statement): string =>
    [kind, actions.map(({ display }) => display).join(), resources.map((resource) => resource.string ?? '?').join(), isConditional].join(' ');

  test.each([
    ["iam.Grant.addToPrincipal({ grantee: role, actions: ['s3:ListBucket'], resourceArns: ['*'] });", 'identity s3:ListBucket * false'],
    [
      "iam.Grant.addToPrincipalOrResource({ grantee: role, actions: ['s3:ListBucket'], resourceArns: ['*'], conditions: { Bool: { 'aws:SecureTransport': 'true' } }, resource });",
      'identity s3:ListBucket * true',
    ],
    ["new sns.Topic(stack, 'Topic').grant(role, 'sns:Publish', 'sns:Subscribe');", 'identity sns:Publish,sns:Subscribe ? false'],
    ["const fn = new lambda.Function(stack, 'Fn', {});\nnew sns.Topic(stack, 'Topic').grant(fn.role, 'sns:Publish');", 'identity sns:Publish ? false'],
  ])('%s', async (code, expected) => {
    const found = (await statements(ROLE + code)).filter(({ kind }) => kind !== 'trust');
    expect(found.map(textOf)).toEqual([expected]);
    expect(found[0]?.policy.attachedTo?.type).toMatch(/^AWS::(?:IAM::Role|Lambda::Function)$/);
  });

  test.each([
    "new sns.Topic(stack, 'Topic').grantPublish(role);",
    "new sns.Topic(stack, 'Topic').grant(...everyone);",
    "new sns.Topic(stack, 'Topic').grant(role);",
    "new sns.Topic(stack, 'Topic').grant(new iam.AnyPrincipal(), 'sns:Publish');",
    "new sns.CfnTopic(stack, 'Topic').grant(role, 'sns:Publish');",
    "somebody.grant(role, 'sns:Publish');",
    'iam.Grant.addToPrincipal(options);',
    'iam.Grant.drop(role, "nothing");',
  ])('none: %s', async (code) => expect((await statements(ROLE + code)).filter(({ kind }) => kind !== 'trust')).toEqual([]));
});

describe('broken texts', () => {
  test('methods without their class', async () => {
    const text = "import * as iam from 'aws-cdk-lib/aws-iam';\ngrant(role: iam.CfnRole) {\n  new iam.CfnPolicy(this, 'P', { policyName: 'x' });\n}\n";
    const { document, subjects } = await parse(text);
    expect(document.notes ?? []).toEqual([]);
    const policy = subjects.find(({ type }) => type === 'cfn.resource')?.node as Resource;
    expect(text.slice(policy.at.span.start, policy.at.span.end)).toBe('iam.CfnPolicy');
    expect(subjects.some(({ type }) => type === 'code.class')).toBe(false);
  });
  test('a syntax error is a note with its place', async () => {
    const { document, subjects } = await parse("import { Stack } from 'aws-cdk-lib';\nconst a = ;\n");
    expect(subjects).toEqual([]);
    expect(document.notes?.[0]?.reason).toMatch(/^not parsed: line 2, column 11: /);
  });
  test.each([
    ['deep', `import 'aws-cdk-lib';\nx = ${'['.repeat(5000)}`],
    ['long sums', `import 'aws-cdk-lib';\nx = ${Array(20_000).fill("'a'").join(' + ')}`],
    ['long chains', `import 'aws-cdk-lib';\nx${'.a()'.repeat(20_000)}`],
    [
      'doubled texts',
      `import * as sns from 'aws-cdk-lib/aws-sns';\nconst a0 = 'xxxxxxxxxx';\n${Array.from({ length: 40 }, (_, i) => `const a${i + 1} = a${i} + a${i};`).join('\n')}\nnew sns.CfnTopic(x, 'y', { displayName: a40 });`,
    ],
    [
      'doubled lists',
      `import * as sns from 'aws-cdk-lib/aws-sns';\nconst a0 = ['x'];\n${Array.from({ length: 40 }, (_, i) => `const a${i + 1} = [...a${i}, ...a${i}];`).join('\n')}\nnew sns.CfnTopic(x, 'y', { displayName: a40 });`,
    ],
    ['long names', `import * as sns from 'aws-cdk-lib/aws-sns';\nnew sns.CfnTopic(x, 'y', { ${'A'.repeat(200_000)}: 1 });`],
    ['nothing', ''],
    [
      'circles',
      "import * as sns from 'aws-cdk-lib/aws-sns';\nconst a = b; const b = a;\nnew sns.CfnTopic(a, b, { displayName: a, ...b });\nconst c = { c };\nconst d = d.e.f;\nnew sns.CfnTopic(x, 'y', c);\nnew sns.CfnTopic(x, 'y', d);",
    ],
    [
      'prototype',
      "import * as sns from 'aws-cdk-lib/aws-sns';\nnew sns.CfnTopic(x, '__proto__', { __proto__: { displayName: 'a' }, constructor: 'b', toString });",
    ],
  ])('%s', async (_, text) => {
    const { document, subjects } = await parse(text);
    for (const { type, node } of subjects) if (type === 'cfn.resource') (node as Resource).prop('DisplayName');
    expect([...document.comments()]).toEqual([]);
  });
});
