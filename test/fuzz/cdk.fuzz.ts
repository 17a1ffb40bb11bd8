import { expect, test } from 'vitest';
import { noHost } from '../../src/core/host.ts';
import { locate } from '../../src/core/lint.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import type { Value } from '../../src/core/value.ts';
import { claims } from '../../src/parsers/cdk/claims.ts';
import type { CodeClass } from '../../src/parsers/cdk/classes.ts';
import type { CodeCall } from '../../src/parsers/cdk/model.ts';
import parser from '../../src/parsers/cdk/parse.ts';
import type { Resource } from '../../src/parsers/cloudformation/resource.ts';
import type { Policy, Statement } from '../../src/parsers/iam/model.ts';
import type { ImageReference } from '../../src/parsers/image/model.ts';

const COUNT = Number(process.env.FUZZ ?? 300);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

const SEEDS = [
  `import * as cdk from 'aws-cdk-lib';
import { aws_lambda as lambda, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
const RUNTIME = lambda.Runtime.NODEJS_18_X;
const common = { runtime: RUNTIME, handler: 'a.b' };
export class Orders extends Stack {
  private readonly role: iam.Role;
  constructor(scope: Construct, id: string, private readonly props: Props) {
    super(scope, id, props);
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.CompositePrincipal(new iam.ServicePrincipal('lambda.amazonaws.com'), new iam.AnyPrincipal()) });
    const statement = new iam.PolicyStatement({ actions: ['s3:*', \`\${props.service}:*\`], resources: ['*'], conditions: { Bool: { 'aws:x': 'true' } } });
    statement.addActions('iam:PassRole');
    this.role.addToPolicy(statement);
    const fn = new lambda.Function(this, 'F' + id, { ...common, role: this.role, code: lambda.Code.fromInline('x'), timeout: cdk.Duration.minutes(5) });
    (fn.node.defaultChild as lambda.CfnFunction).addPropertyOverride('A.B', this.nothing);
    if (props.x) fn.addEnvironment('A', \`arn:aws:s3:::\${fn.functionArn}/*\`); else govern([fn]);
  }
}
`,
  `const cdk = require('@aws-cdk/core'); const { CfnFunction: F, Runtime } = require('@aws-cdk/aws-lambda');
const ecs = require('@aws-cdk/aws-ecs'), ec2 = require('@aws-cdk/aws-ec2'), asg = require('@aws-cdk/aws-autoscaling');
const vpc = new ec2.Vpc(x, 'V', { maxAzs: 1 });
new asg.AutoScalingGroup(x, 'A', { vpc, instanceType: ec2.InstanceType.of(ec2.InstanceClass.M5, ec2.InstanceSize.LARGE), mixedInstancesPolicy: { launchTemplate: y, launchTemplateOverrides: [{ instanceType: new ec2.InstanceType('m5.large') }] } });
const f = new F(x, 'f', { code: { zipFile: 'x' }, runtime: 'nodejs12.x' }); f.codeSigningConfigArn = f.ref;
t.addContainer('c', { image: ecs.ContainerImage.fromRegistry('nginx' + ':' + 1, { credentials }) });
new cdk.CfnParameter(x, 'Password', { type: 'String', default: 'abc', noEcho: false });
new ecs.CfnTaskDefinition(x, 'T', { containerDefinitions: [{ image: 'a:b', repositoryCredentials: {} }, ...more] });
// lintel-disable-next-line x/y: z
new cdk.CfnResource(x, 'R', { type: 'AWS::IAM::Policy', properties: { PolicyDocument: { Statement: { Effect: 'Allow', Action: '*' } } } });
`,
];
const PIECES = [
  'new ',
  'this.',
  '...',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ',',
  ';',
  '=',
  '=>',
  '`',
  '${',
  "'",
  '"',
  '/*',
  '*/',
  '//',
  '<a>',
  '?.',
  '??',
  '?',
  ':',
  'await ',
  'class A extends B {',
  'import ',
  'const a = a;',
  'enum E { A = E.A }',
  '\\u{1F600}',
  '\uD800',
  '\uFEFF',
  '\u0000',
  '\r\n',
  '__proto__',
  'constructor',
  'super(',
  '#x',
  '@d()',
  'iam.PolicyStatement',
  'lambda',
  'undefined',
  '1e999',
  '0x',
  '-',
];

/** mulberry32 */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/** Whole lines, words and single characters are moved, so that many results still parse. */
function mutated(next: (below: number) => number): string {
  let text = SEEDS[next(SEEDS.length)] as string;
  for (let edits = 1 + next(4); edits > 0; edits--) {
    const kind = next(4);
    if (kind === 0) {
      const lines = text.split('\n');
      lines.splice(next(lines.length), next(2), lines[next(lines.length)] as string);
      text = lines.join('\n');
    } else if (kind === 1) {
      const words = text.split(/(\w+)/);
      const at = next(words.length / 2) * 2 + 1;
      if (words[at] !== undefined) words[at] = words[next((words.length - 1) / 2) * 2 + 1] ?? '';
      text = words.join('');
    } else {
      const at = next(text.length + 1);
      text = text.slice(0, at) + (next(3) === 0 ? '' : (PIECES[next(PIECES.length)] as string)) + text.slice(at + (next(2) ? next(12) : 0));
    }
  }
  return text;
}

function touch(value: Value, text: string, depth = 0): void {
  const { start, end } = value.span;
  expect(start).toBeGreaterThanOrEqual(0);
  expect(end).toBeGreaterThanOrEqual(start);
  expect(end).toBeLessThanOrEqual(text.length);
  expect(value.path).toBeTypeOf('string');
  void value.identity;
  void value.display;
  if (depth > 6) return;
  for (const key of value.keys ?? []) touch(value.get(key), text, depth + 1);
  if (value.kind === 'list') for (const item of value.items) touch(item, text, depth + 1);
}

test('mutated programs never throw, and everything has a place', async () => {
  let parsed = 0;
  for (let i = 0; i < COUNT; i++) {
    const next = random(SEED + i);
    const text = mutated(next);
    const path = ['a.ts', 'a.js', 'a.tsx'][next(3)] as string;
    try {
      claims(path, text);
      const started = performance.now();
      const { document } = await parser.parse(new SourceFile(path, text), noHost);
      if (!document.notes?.length) parsed++;
      for (const { type, node } of document.subjects()) {
        if (type === 'cfn.resource') {
          const resource = node as Resource;
          touch(resource.properties, text);
          for (const name of [
            'Role',
            'Runtime',
            'Code',
            'MixedInstancesPolicy',
            'VPCZoneIdentifier',
            'LaunchTemplate',
            'AssumeRolePolicyDocument',
            '__proto__',
          ])
            touch(resource.prop(name), text);
          for (const other of resource.template.resources) resource.template.together(resource, other);
          expect(resource.called('Runtime')).toBeTypeOf('string');
        } else if (type === 'iam.statement') {
          const { actions, resources, principals, conditions, at, value } = node as Statement;
          for (const one of [...actions, ...resources, ...principals.map((principal) => principal.value), value]) touch(one, text);
          void conditions.complete;
          locate(at);
        } else if (type === 'iam.policy') {
          touch((node as Policy).document, text);
          void (node as Policy).trustedServices;
        } else if (type === 'image.reference') {
          touch((node as ImageReference).value(), text);
          (node as ImageReference).credentials?.();
        } else if (type === 'code.call') {
          for (const argument of (node as CodeCall).arguments) touch(argument, text);
          locate((node as CodeCall).at);
          void (node as CodeCall).name;
        } else if (type === 'code.class') for (const { at } of (node as CodeClass).reads) locate(at);
        else if (node && typeof node === 'object' && 'span' in node && 'file' in node) locate(node as unknown as Value);
      }
      for (const { span } of document.comments()) expect(span.end).toBeLessThanOrEqual(text.length);
      document.nodeAt?.(next(text.length));
      expect(performance.now() - started).toBeLessThan(5000);
    } catch (error) {
      throw new Error(`seed ${SEED + i} (${path}):\n${text}`, { cause: error });
    }
  }
  // Most mutations are still programs; else nothing but the compiler's errors is tested.
  expect(parsed).toBeGreaterThan(COUNT / 5);
}, 600_000);
