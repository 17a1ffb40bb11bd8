import { formatTarget } from './fuzz.ts';

const HEAD = "import { aws_lambda as lambda, Stack } from 'aws-cdk-lib';\nimport * as iam from 'aws-cdk-lib/aws-iam';\n";
const TYPESCRIPT = [
  `const RUNTIME = lambda.Runtime.NODEJS_18_X;
const common = { runtime: RUNTIME, handler: 'a.b' };
export class Orders extends Stack {
  private readonly role: iam.Role;
  constructor(scope: Construct, id: string, private readonly props: Props) {
    super(scope, id, props);
    new lambda.Function(this, 'F' + id, { ...common, role: this.role, code: lambda.Code.fromInline('x') });
  }
}
`,
  `const statement = new iam.PolicyStatement({ actions: ['s3:*', \`\${props.service}:*\`], resources: ['*'], conditions: { Bool: { 'aws:x': 'true' } } });
statement.addActions('iam:PassRole');
role.addToPolicy(statement);
`,
  `const role = new iam.Role(this, 'Role', { assumedBy: new iam.CompositePrincipal(new iam.ServicePrincipal('lambda.amazonaws.com'), new iam.AnyPrincipal()) });
const fn = new lambda.Function(this, 'F', { role, timeout: cdk.Duration.minutes(5) });
(fn.node.defaultChild as lambda.CfnFunction).addPropertyOverride('A.B', this.nothing);
if (props.x) fn.addEnvironment('A', \`arn:aws:s3:::\${fn.functionArn}/*\`); else govern([fn]);
`,
];
const JAVASCRIPT = [
  `const { CfnFunction: F, Runtime } = require('@aws-cdk/aws-lambda');
const f = new F(x, 'f', { code: { zipFile: 'x' }, runtime: 'nodejs12.x' }); f.codeSigningConfigArn = f.ref;
`,
  `const ec2 = require('@aws-cdk/aws-ec2'), asg = require('@aws-cdk/aws-autoscaling');
const vpc = new ec2.Vpc(x, 'V', { maxAzs: 1 });
new asg.AutoScalingGroup(x, 'A', { vpc, instanceType: ec2.InstanceType.of(ec2.InstanceClass.M5, ec2.InstanceSize.LARGE), mixedInstancesPolicy: { launchTemplate: y } });
`,
  `const ecs = require('@aws-cdk/aws-ecs');
t.addContainer('c', { image: ecs.ContainerImage.fromRegistry('nginx' + ':' + 1, { credentials }) });
new ecs.CfnTaskDefinition(x, 'T', { containerDefinitions: [{ image: 'a:b', repositoryCredentials: {} }, ...more] });
`,
  `const cdk = require('@aws-cdk/core');
new cdk.CfnParameter(x, 'Password', { type: 'String', default: 'abc', noEcho: false });
// lintel-disable-next-line x/y: z
new cdk.CfnResource(x, 'R', { type: 'AWS::IAM::Policy', properties: { PolicyDocument: { Statement: { Effect: 'Allow', Action: '*' } } } });
`,
];
// biome-ignore format: a table
const PIECES = [
  'new ', 'this.', '...', '{', '}', '(', ')', '[', ']', ',', ';', '=', '=>', '`', '${', "'", '"', '/*', '*/', '//', '<a>', '?.', '??', '?', ':',
  'await ', 'class A extends B {', 'import ', 'const a = a;', 'enum E { A = E.A }', '\\u{1F600}', '\uD800', '\uFEFF', '\u0000', '\r\n', '__proto__',
  'constructor', 'super(', '#x', '@d()', 'iam.PolicyStatement', 'lambda', 'undefined', '1e999', '0x', '-',
];

export default formatTarget('cdk', {
  seeds: [...TYPESCRIPT.map((text, i) => ({ path: i === 1 ? 'a.tsx' : 'a.ts', text: HEAD + text })), ...JAVASCRIPT.map((text) => ({ path: 'a.js', text }))],
  pieces: PIECES,
  atLeast: 1,
});
