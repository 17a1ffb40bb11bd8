import { describe, expect, test } from 'vitest';
import type { SubjectOf } from '../../src/core/document.ts';
import { noHost } from '../../src/core/host.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import parser from '../../src/parsers/cdk/parse.ts';
import type { Resource } from '../../src/parsers/cloudformation/resource.ts';
import type { Statement } from '../../src/parsers/iam/model.ts';
import type { Subjects } from '../../src/parsers/subjects.ts';

const HEAD = "import * as iam from 'aws-cdk-lib/aws-iam';\nimport * as lambda from 'aws-cdk-lib/aws-lambda';\n";

async function parse(text: string): Promise<{ subjects: SubjectOf<Subjects>[] }> {
  const { document } = await parser.parse(new SourceFile('app.ts', text), noHost);
  return { subjects: [...document.subjects()] };
}
const resources = async (code: string): Promise<Resource[]> =>
  (await parse(HEAD + code)).subjects.flatMap((subject) => (subject.type === 'cfn.resource' ? [subject.node as Resource] : []));
const statements = async (code: string): Promise<Statement[]> =>
  (await parse(HEAD + code)).subjects.flatMap((subject) => (subject.type === 'iam.statement' ? [subject.node] : []));

describe('constructs that make resources of their own', () => {
  /** As the libraries spell them: module, class, type, and the props that come through as they are. */
  const CLASSES: readonly (readonly [module: string, name: string, type: string, props: Readonly<Record<string, string>>])[] = [
    ['aws-lambda', 'Function', 'AWS::Lambda::Function', { Handler: 'handler', FunctionName: 'functionName', CodeSigningConfigArn: 'codeSigningConfig' }],
    ['aws-lambda', 'SingletonFunction', 'AWS::Lambda::Function', { Handler: 'handler', CodeSigningConfigArn: 'codeSigningConfig' }],
    ['aws-lambda', 'DockerImageFunction', 'AWS::Lambda::Function', { Description: 'description', CodeSigningConfigArn: 'codeSigningConfig' }],
    ['aws-lambda-nodejs', 'NodejsFunction', 'AWS::Lambda::Function', { Runtime: 'runtime', CodeSigningConfigArn: 'codeSigningConfig' }],
    ['@aws-cdk/aws-lambda-python-alpha', 'PythonFunction', 'AWS::Lambda::Function', { Runtime: 'runtime', CodeSigningConfigArn: 'codeSigningConfig' }],
    ['aws-lambda', 'CodeSigningConfig', 'AWS::Lambda::CodeSigningConfig', { Description: 'description' }],
    ['aws-iam', 'Role', 'AWS::IAM::Role', { RoleName: 'roleName', PermissionsBoundary: 'permissionsBoundary' }],
    ['aws-iam', 'User', 'AWS::IAM::User', { UserName: 'userName', PermissionsBoundary: 'permissionsBoundary' }],
    ['aws-iam', 'Group', 'AWS::IAM::Group', { GroupName: 'groupName' }],
    ['aws-iam', 'Policy', 'AWS::IAM::Policy', { PolicyName: 'policyName' }],
    ['aws-iam', 'ManagedPolicy', 'AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'managedPolicyName', Path: 'path' }],
    ['aws-autoscaling', 'AutoScalingGroup', 'AWS::AutoScaling::AutoScalingGroup', { AutoScalingGroupName: 'autoScalingGroupName' }],
    ['aws-ec2', 'LaunchTemplate', 'AWS::EC2::LaunchTemplate', { LaunchTemplateName: 'launchTemplateName' }],
    ['aws-ec2', 'Vpc', 'AWS::EC2::VPC', {}],
    ['aws-ec2', 'Subnet', 'AWS::EC2::Subnet', { AvailabilityZone: 'availabilityZone' }],
    ['aws-ecr', 'Repository', 'AWS::ECR::Repository', { RepositoryName: 'repositoryName', ImageTagMutability: 'imageTagMutability' }],
    ['aws-codebuild', 'Project', 'AWS::CodeBuild::Project', { Name: 'projectName', Description: 'description' }],
    ['aws-codebuild', 'PipelineProject', 'AWS::CodeBuild::Project', { Name: 'projectName' }],
    ['aws-s3', 'Bucket', 'AWS::S3::Bucket', { BucketName: 'bucketName' }],
    ['aws-dynamodb', 'Table', 'AWS::DynamoDB::Table', { TableName: 'tableName' }],
    ['aws-logs', 'LogGroup', 'AWS::Logs::LogGroup', { LogGroupName: 'logGroupName' }],
  ];
  const made = async (module: string, name: string, props: string): Promise<Resource> => {
    const { subjects } = await parse(
      `import * as m from '${module.startsWith('@') ? module : `aws-cdk-lib/${module}`}';\nnew m.${name}(stack, 'It', ${props});`,
    );
    return subjects.find(({ type }) => type === 'cfn.resource')?.node as Resource;
  };

  test.each(CLASSES)('%s.%s is %s', async (module, name, type, props) => {
    const given = await made(module, name, `{ ${Object.values(props).map((prop) => `${prop}: '${prop} given'`)} }`);
    expect(given.type).toBe(type);
    for (const [property, prop] of Object.entries(props)) expect(given.prop(property).string, property).toBe(`${prop} given`);
    // What the class itself decides, nobody sees.
    expect(given.prop('Tags').isUnknown).toBe(true);
  });

  test.each(CLASSES.filter(([, , , props]) => Object.keys(props).length > 0))('%s.%s without props', async (module, name, _, props) => {
    const bare = await made(module, name, '{}');
    const supplied = Object.keys(props).filter((property) => bare.prop(property).isUnknown);
    const absent = Object.keys(props).filter((property) => bare.prop(property).isAbsent);
    expect(absent.length + supplied.length).toBe(Object.keys(props).length);
    expect(supplied).toEqual({ NodejsFunction: ['Runtime'], Policy: ['PolicyName'], ManagedPolicy: ['Path'] }[name] ?? []);
  });

  test.each([
    ["lambda.Code.fromInline('x')", 'ZipFile'],
    ["lambda.Code.fromAsset('x')", 'S3Bucket'],
    ['lambda.Code.fromEcrImage(r)', 'ImageUri'],
  ])('the code of a function: %s', async (code, part) => {
    const [one] = await resources(`new lambda.Function(stack, 'F', { code: ${code} });`);
    const parts = ['ZipFile', 'S3Bucket', 'ImageUri'].filter((name) => !(one as Resource).prop('Code').get(name).isAbsent);
    expect(parts).toEqual([part]);
    expect((one as Resource).prop('PackageType').string).toBe(part === 'ImageUri' ? 'Image' : undefined);
  });

  test('an image is one, whatever its props', async () => {
    const image = await made('aws-lambda', 'DockerImageFunction', '{}');
    expect([image.prop('PackageType').string, image.prop('Code').get('ZipFile').isAbsent]).toEqual(['Image', true]);
  });

  test('whom a role trusts', async () => {
    const [role] = await resources("new iam.Role(stack, 'R', { assumedBy: new iam.ServicePrincipal('glue.amazonaws.com') });");
    const [statement] = (role as Resource).prop('AssumeRolePolicyDocument').get('Statement').items;
    expect(
      statement
        ?.get('Principal')
        .get('Service')
        .items.map(({ string }) => string),
    ).toEqual(['glue.amazonaws.com']);
  });

  test.each([
    ["new iam.Policy(stack, 'P', { statements: [new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] })] });"],
    ["new iam.ManagedPolicy(stack, 'P', { statements: [new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] })] });"],
    [
      "new iam.Role(stack, 'R', { inlinePolicies: { p: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] })] }) } });",
    ],
    ["role.addToPolicy(iam.PolicyStatement.fromJson({ Effect: 'Allow', Action: 's3:*', Resource: '*' }));"],
  ])('statements: %s', async (code) => {
    const found = (await statements(code)).filter(({ actions }) => actions.length > 0 && actions[0]?.string === 's3:*');
    expect(found.map(({ actions, resources: all }) => [...actions, ...all].map((value) => value.string))).toEqual([['s3:*', '*']]);
  });

  test('a group of instances: its types, and the zones of its network', async () => {
    const group = async (vpc: string, more = ''): Promise<Resource> => {
      const { subjects } = await parse(
        `import * as ec2 from 'aws-cdk-lib/aws-ec2'; import * as asg from 'aws-cdk-lib/aws-autoscaling';
         const vpc = new ec2.Vpc(stack, 'V', ${vpc});
         new asg.AutoScalingGroup(stack, 'A', { vpc, instanceType: ec2.InstanceType.of(ec2.InstanceClass.M5, ec2.InstanceSize.LARGE)${more} });`,
      );
      return subjects
        .filter(({ type }) => type === 'cfn.resource')
        .map(({ node }) => node as Resource)
        .find(({ type }) => type === 'AWS::AutoScaling::AutoScalingGroup') as Resource;
    };
    const one = await group('{ maxAzs: 1 }');
    const template = one.prop('LaunchTemplate').get('LaunchTemplateId').reference?.target as Resource;
    expect(template.prop('LaunchTemplateData').get('InstanceType').string).toBe('m5.large');
    expect(one.prop('MixedInstancesPolicy').isAbsent).toBe(true);
    expect(one.prop('VPCZoneIdentifier').items.length).toBe(2);
    expect((await group('{ maxAzs: 2 }')).prop('VPCZoneIdentifier').isUnknown).toBe(true);
    expect((await group('{}', ', maxCapacity: 4')).prop('MaxSize').string).toBe('4');
  });

  test.each([
    ["ecs.ContainerImage.fromRegistry('nginx:1')", ['nginx:1']],
    ["ecs.RepositoryImage.fromRegistry('nginx:1')", ['nginx:1']],
    ["cb.LinuxBuildImage.fromDockerRegistry('node:22')", ['node:22']],
    ["cb.WindowsBuildImage.fromDockerRegistry('win:1')", ['win:1']],
    ["ecs.ContainerImage.fromEcrRepository(repository, 'latest')", []],
    ["ecs.ContainerImage.fromAsset('./app')", []],
    ['cb.LinuxBuildImage.STANDARD_7_0', []],
  ])('images: %s', async (expression, expected) => {
    const { subjects } = await parse(`import * as ecs from 'aws-cdk-lib/aws-ecs'; import * as cb from 'aws-cdk-lib/aws-codebuild';\nuse(${expression});`);
    expect(subjects.flatMap((subject) => (subject.type === 'image.reference' ? [subject.node.value().string] : []))).toEqual(expected);
  });
});

describe('queues of EMR clusters', () => {
  const HEAD_EMR = "import * as emr from 'aws-cdk-lib/aws-emr';\nimport { CfnResource } from 'aws-cdk-lib';\n";
  const P = 'yarn.scheduler.capacity.';
  const listOf = (name: string, properties: string): string => `[{ ${name}: 'capacity-scheduler', ${properties}: { '${P}root.queues': 'a,b' } }]`;
  const list = listOf('classification', 'configurationProperties');
  const trees = async (code: string) => {
    const { subjects } = await parse(HEAD_EMR + code);
    return subjects.flatMap((subject) => (subject.type === 'yarn.queueTree' ? [subject.node.read()] : []));
  };

  test.each([
    [`new emr.CfnCluster(s, 'C', { configurations: ${list} });`, 'emr'],
    [`const queues = ${list};\nnew emr.CfnCluster(s, 'C', { configurations: queues });`, 'emr'],
    [`new emr.CfnCluster(s, 'C', { instances: { coreInstanceGroup: { configurations: ${list} } } });`, 'unknown'],
    [`new emr.CfnInstanceGroupConfig(s, 'C', { configurations: ${list} });`, 'unknown'],
    [`new emr.CfnInstanceFleetConfig(s, 'C', { instanceTypeConfigs: [{ configurations: ${list} }] });`, 'unknown'],
    [`new CfnResource(s, 'C', { type: 'AWS::EMR::Cluster', properties: { Configurations: ${listOf('Classification', 'ConfigurationProperties')} } });`, 'emr'],
  ])('%s', async (code, base) => {
    const [tree] = await trees(code);
    expect(tree?.queues.map(({ path }) => path)).toEqual(['root', 'root.a', 'root.b']);
    // Configurations of a group are laid over those of its cluster.
    expect(tree?.base).toBe(base);
  });

  test.each([
    [`const c = new emr.CfnCluster(s, 'C', { configurations: ${list} });\nc.configurations = other();`],
    [`const c = new emr.CfnCluster(s, 'C', { configurations: ${list} });\nc.addPropertyOverride('Configurations.0', {});`],
    [`new emr.CfnCluster(s, 'C', { configurations: make() });`],
    [`new emr.CfnStudio(s, 'C', { configurations: ${list} });`],
  ])('none: %s', async (code) => expect(await trees(code)).toEqual([]));
});
