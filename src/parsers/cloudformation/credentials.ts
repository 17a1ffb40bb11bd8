import type { SubjectOf } from '../../core/document.ts';
import { type Credential, type CredentialSubjects, mayBeCredential } from '../credential/model.ts';
import type { MapNode, Node } from '../yaml/node.ts';
import { literal } from './intrinsics.ts';
import { type Alternative, byType, expand, nodesAt, taken } from './places.ts';
import type { Template } from './template.ts';
import type { TemplateResource } from './template-resource.ts';

type Told = Pick<Credential, 'holder' | 'replacement'>;

export const RESOLVE = "Write '{{resolve:secretsmanager:<secret>:SecretString:<key>}}' with the name of the secret in AWS Secrets Manager.";

interface Environment extends Told {
  readonly types: readonly string[];
  readonly path: readonly string[];
  /** Keys of name and value in the elements of a list. */
  readonly list?: readonly [name: string, value: string];
}

/** Where resource types hold variables: a map of names and values, or a list of maps that have both. */
export const ENVIRONMENTS = byType<Environment>([
  {
    types: ['AWS::Lambda::Function', 'AWS::Serverless::Function'],
    path: ['Environment', 'Variables'],
    holder: 'the environment of a Lambda function',
    replacement: "Store it in AWS Secrets Manager, set the secret's ARN here instead, and let the function read the value when it starts.",
  },
  {
    types: ['AWS::CodeBuild::Project'],
    path: ['Environment', 'EnvironmentVariables', '*'],
    list: ['Name', 'Value'],
    holder: 'the environment of a build project',
    replacement: 'Write Type: SECRETS_MANAGER and, as Value, the name of the secret in AWS Secrets Manager.',
  },
  {
    types: ['AWS::ECS::TaskDefinition'],
    path: ['ContainerDefinitions', '*', 'Environment', '*'],
    list: ['Name', 'Value'],
    holder: 'the environment of a container',
    replacement: 'Move it from Environment to Secrets, with the ARN of the secret in AWS Secrets Manager as ValueFrom.',
  },
  ...[
    ['ContainerProperties', 'Environment', '*'],
    ['EcsProperties', 'TaskProperties', '*', 'Containers', '*', 'Environment', '*'],
  ].map((path) => ({
    types: ['AWS::Batch::JobDefinition'],
    path,
    list: ['Name', 'Value'] as const,
    holder: 'the environment of a batch job',
    replacement: 'Move it from Environment to Secrets, with the ARN of the secret in AWS Secrets Manager as ValueFrom.',
  })),
  {
    types: ['AWS::AppRunner::Service'],
    path: ['SourceConfiguration', 'ImageRepository', 'ImageConfiguration', 'RuntimeEnvironmentVariables', '*'],
    list: ['Name', 'Value'],
    holder: 'the environment of a service',
    replacement: 'Move it to RuntimeEnvironmentSecrets, with the ARN of the secret in AWS Secrets Manager as Value.',
  },
  {
    types: ['AWS::ElasticBeanstalk::Environment', 'AWS::ElasticBeanstalk::ConfigurationTemplate'],
    path: ['OptionSettings', '*'],
    list: ['OptionName', 'Value'],
    holder: 'the options of an environment',
    replacement: 'Use the namespace aws:elasticbeanstalk:application:environmentsecrets, with the ARN of the secret in AWS Secrets Manager as Value.',
  },
  {
    types: ['AWS::Amplify::App', 'AWS::Amplify::Branch'],
    path: ['EnvironmentVariables', '*'],
    list: ['Name', 'Value'],
    holder: 'the environment of an app',
    replacement: 'Store it with the Amplify secrets of the app, which its build reads from Systems Manager Parameter Store.',
  },
  {
    types: ['AWS::Glue::Job'],
    path: ['DefaultArguments'],
    holder: 'the arguments of a job',
    replacement: "Store it in AWS Secrets Manager, pass the secret's name, and let the job read the value.",
  },
  {
    types: ['AWS::CloudFormation::Stack', 'AWS::Serverless::Application'],
    path: ['Parameters'],
    holder: 'the parameters of a nested stack',
    replacement: RESOLVE,
  },
]);

const MANAGED = 'Set {setting}: true and take the password out, so that the service keeps and rotates it in AWS Secrets Manager.';
const FIREHOSE = 'Write SecretsManagerConfiguration with Enabled: true and the SecretARN instead.';

/** Properties that take nothing but a secret. */
export const SECRET_PROPERTIES = byType<{ readonly types: readonly string[]; readonly path: string; readonly replacement?: string }>([
  { types: ['AWS::RDS::DBInstance'], path: 'MasterUserPassword', replacement: MANAGED.replace('{setting}', 'ManageMasterUserPassword') },
  { types: ['AWS::RDS::DBCluster'], path: 'MasterUserPassword', replacement: MANAGED.replace('{setting}', 'ManageMasterUserPassword') },
  { types: ['AWS::DocDB::DBCluster'], path: 'MasterUserPassword', replacement: MANAGED.replace('{setting}', 'ManageMasterUserPassword') },
  { types: ['AWS::Redshift::Cluster'], path: 'MasterUserPassword', replacement: MANAGED.replace('{setting}', 'ManageMasterPassword') },
  { types: ['AWS::RedshiftServerless::Namespace'], path: 'AdminUserPassword', replacement: MANAGED.replace('{setting}', 'ManageAdminPassword') },
  {
    types: ['AWS::OpenSearchService::Domain', 'AWS::Elasticsearch::Domain'],
    path: 'AdvancedSecurityOptions.MasterUserOptions.MasterUserPassword',
    replacement: `Name a role as MasterUserARN instead of a user with a password. Where the user stays: ${RESOLVE.slice(0, 1).toLowerCase()}${RESOLVE.slice(1)}`,
  },
  {
    types: ['AWS::SecretsManager::Secret'],
    path: 'SecretString',
    replacement: 'Write GenerateSecretString instead, or create the secret without a value and put it in by hand.',
  },
  { types: ['AWS::KinesisFirehose::DeliveryStream'], path: 'HttpEndpointDestinationConfiguration.EndpointConfiguration.AccessKey', replacement: FIREHOSE },
  { types: ['AWS::KinesisFirehose::DeliveryStream'], path: 'RedshiftDestinationConfiguration.Password', replacement: FIREHOSE },
  { types: ['AWS::KinesisFirehose::DeliveryStream'], path: 'SplunkDestinationConfiguration.HECToken', replacement: FIREHOSE },
  { types: ['AWS::KinesisFirehose::DeliveryStream'], path: 'SnowflakeDestinationConfiguration.PrivateKey', replacement: FIREHOSE },
  { types: ['AWS::KinesisFirehose::DeliveryStream'], path: 'SnowflakeDestinationConfiguration.KeyPassphrase', replacement: FIREHOSE },
  { types: ['AWS::ElastiCache::ReplicationGroup'], path: 'AuthToken' },
  { types: ['AWS::ElastiCache::User'], path: 'Passwords.*' },
  { types: ['AWS::MemoryDB::User'], path: 'AuthenticationMode.Passwords.*' },
  { types: ['AWS::AmazonMQ::Broker'], path: 'Users.*.Password' },
  { types: ['AWS::DMS::Endpoint'], path: 'Password' },
  { types: ['AWS::DirectoryService::MicrosoftAD'], path: 'Password' },
  { types: ['AWS::DirectoryService::SimpleAD'], path: 'Password' },
  { types: ['AWS::IAM::User'], path: 'LoginProfile.Password' },
  { types: ['AWS::IAM::ServerCertificate'], path: 'PrivateKey' },
  { types: ['AWS::CodeBuild::SourceCredential'], path: 'Token' },
  { types: ['AWS::CodePipeline::Webhook'], path: 'AuthenticationConfiguration.SecretToken' },
  { types: ['AWS::CodePipeline::Pipeline'], path: 'Stages.*.Actions.*.Configuration.OAuthToken' },
  { types: ['AWS::Amplify::App'], path: 'OauthToken' },
  { types: ['AWS::Amplify::App'], path: 'AccessToken' },
  { types: ['AWS::Amplify::App'], path: 'BasicAuthConfig.Password' },
  { types: ['AWS::Amplify::Branch'], path: 'BasicAuthConfig.Password' },
  { types: ['AWS::ApiGateway::ApiKey'], path: 'Value', replacement: 'Leave Value out, so that API Gateway makes the key.' },
  { types: ['AWS::Cognito::UserPoolIdentityProvider'], path: 'ProviderDetails.client_secret' },
  { types: ['AWS::Events::Connection'], path: 'AuthParameters.ApiKeyAuthParameters.ApiKeyValue' },
  { types: ['AWS::Events::Connection'], path: 'AuthParameters.BasicAuthParameters.Password' },
  { types: ['AWS::Events::Connection'], path: 'AuthParameters.OAuthParameters.ClientParameters.ClientSecret' },
  { types: ['AWS::FSx::FileSystem'], path: 'WindowsConfiguration.SelfManagedActiveDirectoryConfiguration.Password' },
  { types: ['AWS::FSx::FileSystem'], path: 'OntapConfiguration.FsxAdminPassword' },
  { types: ['AWS::FSx::StorageVirtualMachine'], path: 'SvmAdminPassword' },
  { types: ['AWS::EMR::Cluster'], path: 'KerberosAttributes.KdcAdminPassword' },
  { types: ['AWS::EMR::Cluster'], path: 'KerberosAttributes.ADDomainJoinPassword' },
  { types: ['AWS::EMR::Cluster'], path: 'KerberosAttributes.CrossRealmTrustPrincipalPassword' },
  { types: ['AWS::DataSync::LocationSMB'], path: 'Password' },
  { types: ['AWS::DataSync::LocationObjectStorage'], path: 'SecretKey' },
  { types: ['AWS::EC2::VPNConnection'], path: 'VpnTunnelOptionsSpecifications.*.PreSharedKey' },
  { types: ['AWS::Lightsail::Database'], path: 'MasterUserPassword' },
  { types: ['AWS::QuickSight::DataSource'], path: 'Credentials.CredentialPair.Password' },
]);

/** The values of a template's resources that may be secrets. */
export function* templateCredentials(template: Template): Generator<SubjectOf<CredentialSubjects>> {
  for (const resource of template.resources) {
    const { declaredType } = resource;
    const properties = resource.node.get('Properties')?.value;
    const start = properties && { node: properties, path: `${resource.at.path}/Properties`, branches: [] };
    if (!start) continue;
    for (const place of ENVIRONMENTS.get(declaredType) ?? []) yield* environment(template, resource, start, place);
    for (const { path, replacement = RESOLVE } of SECRET_PROPERTIES.get(declaredType) ?? []) {
      const segments = path.split('.');
      const name = segments.findLast((segment) => segment !== '*') as string;
      for (const held of nodesAt(start, segments)) yield one(template, resource, held, { name, holder: 'this resource', replacement, isSecretPlace: true });
    }
  }
  // Globals reach every function; each value is told once, where it stands.
  const globals = template.globals?.get('Function')?.value;
  const [lambda] = ENVIRONMENTS.get('AWS::Serverless::Function') ?? [];
  if (globals && lambda) yield* environment(template, undefined, { node: globals, path: 'Globals/Function', branches: [] }, lambda);
}

function* environment(
  template: Template,
  resource: TemplateResource | undefined,
  start: Alternative,
  { path, list, holder, replacement }: Environment,
): Generator<SubjectOf<CredentialSubjects>> {
  for (const held of nodesAt(start, path)) {
    if (held.node.kind !== 'map') continue;
    for (const [name, key] of list ? named(held.node, list) : held.node.pairs.map((pair) => [pair.name, pair.name] as const)) {
      const pair = held.node.get(key);
      const text = pair && literalText(pair.value);
      // What is put together from parts is worth a look by its name alone.
      if (!pair || (text === undefined ? pair.value.kind === 'scalar' : !mayBeCredential(name, text))) continue;
      for (const alternative of expand({ node: pair.value, path: `${held.path}/${key === name ? name : `[${name.slice(0, 80)}]`}`, branches: held.branches }))
        yield one(template, resource, alternative, { name, holder, replacement, isSecretPlace: false });
    }
  }
}

/** The name and the key of the value in an element of a list; nothing where the value is a reference to where the secret is kept. */
function named(node: MapNode, [nameKey, valueKey]: readonly [string, string]): (readonly [string, string])[] {
  const name = literal(node.get(nameKey)?.value);
  const type = node.get('Type')?.value;
  const isReference = type !== undefined && literal(type) !== 'PLAINTEXT';
  const isSecretOption = /environmentsecrets$/.test(literal(node.get('Namespace')?.value) ?? '');
  return name === undefined || isReference || isSecretOption ? [] : [[name, valueKey]];
}

/** The text of a scalar without a tag. */
const literalText = (node: Node): string | undefined => (node.kind === 'scalar' && !node.isNull ? node.value : undefined);

function one(
  template: Template,
  resource: TemplateResource | undefined,
  { node, path, branches }: Alternative,
  told: Told & Pick<Credential, 'name' | 'isSecretPlace'>,
): SubjectOf<CredentialSubjects> {
  const { file, surface } = template;
  const place = { file, span: node.span, path };
  return {
    type: 'credential',
    guard: () => (resource?.exists() ?? true) && taken(template, branches),
    node: { ...told, surface, value: () => template.read(node, place) },
  };
}
