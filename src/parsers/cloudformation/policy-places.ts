import type { PolicyKind } from '../iam/model.ts';

/** A property that holds an IAM policy, as a map or as JSON text. `*` in the path stands for each element of a list. */
export interface PolicyPlace {
  readonly path: readonly string[];
  /** What the policy does; where a property says so, by the values of that. */
  readonly kind: PolicyKind | { readonly property: string; readonly kinds: Readonly<Record<string, PolicyKind>> };
  /** The property holds statements, and the service writes the policy around them. */
  readonly isPart?: true;
}

const identity = 'identity';
const resource = 'resource';
const session = 'session';

/**
 * Where resource types hold IAM policies: the properties of the CloudFormation resource specification that are JSON (or JSON text) and that its
 * documentation calls an IAM policy. Types whose policies have a grammar of their own (AWS IoT, Cedar, Config rules, data protection) are left out.
 */
const PLACES: readonly (readonly [types: string, path: string, kind: PolicyPlace['kind'], isPart?: true])[] = [
  ['IAM::Role IAM::User IAM::Group', 'Policies.*.PolicyDocument', identity],
  ['IAM::Policy IAM::ManagedPolicy IAM::RolePolicy IAM::UserPolicy IAM::GroupPolicy', 'PolicyDocument', identity],
  ['SSO::PermissionSet', 'InlinePolicy', identity],
  ['Serverless::Function Serverless::StateMachine', 'Policies.*', identity],
  ['IAM::Role Serverless::Function', 'AssumeRolePolicyDocument', 'trust'],
  ['EC2::VPCEndpoint', 'PolicyDocument', 'endpoint'],
  ['Organizations::Policy', 'Content', { property: 'Type', kinds: { SERVICE_CONTROL_POLICY: 'scp', RESOURCE_CONTROL_POLICY: 'rcp' } }],
  ['Organizations::ResourcePolicy', 'Content', resource],
  ['RolesAnywhere::Profile', 'SessionPolicy', session],
  ['EKS::PodIdentityAssociation Transfer::User', 'Policy', session],
  ['Events::EventBusPolicy', 'Statement', resource, true],
  ['Serverless::Api', 'Auth.ResourcePolicy.CustomStatements.*', resource, true],
  [
    'APS::ResourcePolicy Bedrock::KnowledgeBasePolicy Bedrock::ResourcePolicy DSQL::Cluster EventsV2::ResourcePolicy Lambda::ResourcePolicy Logs::ResourcePolicy S3::BucketPolicy S3Express::BucketPolicy S3ObjectLambda::AccessPointPolicy S3Outposts::BucketPolicy SMSVOICE::ResourcePolicy SNS::TopicInlinePolicy SNS::TopicPolicy SQS::QueueInlinePolicy SQS::QueuePolicy XRay::ResourcePolicy',
    'PolicyDocument',
    resource,
  ],
  [
    'ApiGateway::DomainNameV2 ApiGateway::RestApi BedrockAgentCore::ResourcePolicy EventSchemas::RegistryPolicy Events::EventBus Lex::ResourcePolicy MSK::ClusterPolicy MediaPackageV2::ChannelPolicy MediaPackageV2::OriginEndpointPolicy MediaStore::Container MediaTailor::ChannelPolicy Oam::Sink PaymentCryptography::Key S3::AccessPoint S3::MultiRegionAccessPointPolicy S3Express::AccessPoint S3Files::FileSystemPolicy S3Outposts::AccessPoint S3Vectors::VectorBucketPolicy SSM::ResourcePolicy VpcLattice::AuthPolicy VpcLattice::ResourcePolicy',
    'Policy',
    resource,
  ],
  [
    'CloudTrail::ResourcePolicy Kinesis::ResourcePolicy S3Tables::TableBucketPolicy S3Tables::TablePolicy SecretsManager::ResourcePolicy',
    'ResourcePolicy',
    resource,
  ],
  ['DynamoDB::Table', 'ResourcePolicy.PolicyDocument', resource],
  ['DynamoDB::Table', 'StreamSpecification.ResourcePolicy.PolicyDocument', resource],
  ['DynamoDB::GlobalTable', 'Replicas.*.ResourcePolicy.PolicyDocument', resource],
  ['DynamoDB::GlobalTable', 'Replicas.*.ReplicaStreamSpecification.ResourcePolicy.PolicyDocument', resource],
  ['RUM::AppMonitor', 'ResourcePolicy.PolicyDocument', resource],
  ['KMS::Key KMS::ReplicaKey', 'KeyPolicy', resource],
  ['ECR::Repository ECR::PublicRepository', 'RepositoryPolicyText', resource],
  ['ECR::RepositoryCreationTemplate', 'RepositoryPolicy', resource],
  ['ECR::RegistryPolicy', 'PolicyText', resource],
  ['OpenSearchService::Domain Elasticsearch::Domain', 'AccessPolicies', resource],
  ['CodeArtifact::Domain CodeArtifact::Repository', 'PermissionsPolicyDocument', resource],
  ['EFS::FileSystem', 'FileSystemPolicy', resource],
  ['Backup::BackupVault Backup::LogicallyAirGappedBackupVault', 'AccessPolicy', resource],
  ['AIOps::InvestigationGroup', 'InvestigationGroupPolicy', resource],
  ['Comprehend::DocumentClassifier Comprehend::EntityRecognizer', 'ModelPolicy', resource],
  ['FSx::S3AccessPointAttachment', 'S3AccessPoint.Policy', resource],
  ['Logs::DeliveryDestination', 'DeliveryDestinationPolicy.DeliveryDestinationPolicy', resource],
  ['Logs::Destination', 'DestinationPolicy', resource],
  ['Logs::LogGroup', 'ResourcePolicyDocument', resource],
  ['OSIS::Pipeline', 'ResourcePolicy.Policy', resource],
  ['Omics::SequenceStore', 'S3AccessPolicy', resource],
  ['Redshift::Cluster RedshiftServerless::Namespace', 'NamespaceResourcePolicy', resource],
  ['SageMaker::ModelPackageGroup', 'ModelPackageGroupPolicy', resource],
];

/** The places of each resource type that has any. */
export const POLICY_PLACES: ReadonlyMap<string, readonly PolicyPlace[]> = byType();

function byType(): Map<string, PolicyPlace[]> {
  const places = new Map<string, PolicyPlace[]>();
  for (const [types, path, kind, isPart] of PLACES) {
    const place: PolicyPlace = { path: path.split('.'), kind, ...(isPart && { isPart }) };
    for (const type of types.split(' ')) places.set(`AWS::${type}`, [...(places.get(`AWS::${type}`) ?? []), place]);
  }
  return places;
}

/** The kind of a policy at a place, given how to read the properties beside it; undefined when it is none of IAM (a tag policy), or that isn't known. */
export function kindAt({ kind }: PolicyPlace, property: (name: string) => string | undefined): PolicyKind | undefined {
  if (typeof kind === 'string') return kind;
  const said = property(kind.property);
  return said !== undefined && Object.hasOwn(kind.kinds, said) ? kind.kinds[said] : undefined;
}
