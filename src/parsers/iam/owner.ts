/** A service, and what its actions and ARNs begin with. */
export interface OwnerService {
  readonly name: string;
  readonly prefixes: readonly string[];
}

/** Types of resources whose policies are about one service alone: it refuses others' actions and ARNs in them. */
const OWNERS: ReadonlyMap<string, OwnerService> = new Map(
  [
    ['AWS::S3::BucketPolicy', 's3'],
    ['AWS::S3::AccessPoint', 's3'],
    ['AWS::SQS::QueuePolicy', 'sqs'],
    ['AWS::SQS::QueueInlinePolicy', 'sqs'],
    ['AWS::SNS::TopicPolicy', 'sns'],
    ['AWS::SNS::TopicInlinePolicy', 'sns'],
    ['AWS::KMS::Key', 'kms'],
    ['AWS::KMS::ReplicaKey', 'kms'],
    ['AWS::ECR::Repository', 'ecr'],
    ['AWS::SecretsManager::ResourcePolicy', 'secretsmanager'],
    ['AWS::EFS::FileSystem', 'elasticfilesystem'],
    ['AWS::Kinesis::ResourcePolicy', 'kinesis'],
    ['AWS::CodeArtifact::Domain', 'codeartifact'],
    ['AWS::CodeArtifact::Repository', 'codeartifact'],
  ].map(([type, name]) => [type as string, { name: name as string, prefixes: [name as string] }]),
);

/** The service that a policy of a type of resources is about; undefined where others may stand in it. */
export const ownerService = (type: string | undefined): OwnerService | undefined => OWNERS.get(type ?? '');
