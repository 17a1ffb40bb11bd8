import type { Hole } from '../../core/value.ts';

const PARTITION: Hole = { hole: 'partition', name: 'AWS::Partition' };
const REGION: Hole = { hole: 'region', name: 'AWS::Region' };
const ACCOUNT: Hole = { hole: 'account', name: 'AWS::AccountId' };

/** How a type's ARN is made: service and resource part, which global services leave region or account empty, and the property that names the resource. */
interface ArnForm {
  readonly service: string;
  readonly resource: string;
  readonly name: string;
  readonly global?: 'region' | 'both';
  /** True where `Ref` itself gives the ARN. */
  readonly refIsArn?: boolean;
}

/**
 * ARN forms of the types that policies and other resources point to, from the "Resource types" tables of the
 * Service Authorization Reference and each type's "Return values" section in the CloudFormation guide.
 */
const FORMS: Readonly<Record<string, ArnForm>> = {
  'AWS::DynamoDB::Table': { service: 'dynamodb', resource: 'table/', name: 'TableName' },
  'AWS::ECR::Repository': { service: 'ecr', resource: 'repository/', name: 'RepositoryName' },
  'AWS::Events::EventBus': { service: 'events', resource: 'event-bus/', name: 'Name' },
  'AWS::Events::Rule': { service: 'events', resource: 'rule/', name: 'Name' },
  'AWS::IAM::Group': { service: 'iam', resource: 'group/', name: 'GroupName', global: 'region' },
  'AWS::IAM::InstanceProfile': { service: 'iam', resource: 'instance-profile/', name: 'InstanceProfileName', global: 'region' },
  'AWS::IAM::ManagedPolicy': { service: 'iam', resource: 'policy/', name: 'ManagedPolicyName', global: 'region', refIsArn: true },
  'AWS::IAM::Role': { service: 'iam', resource: 'role/', name: 'RoleName', global: 'region' },
  'AWS::IAM::User': { service: 'iam', resource: 'user/', name: 'UserName', global: 'region' },
  'AWS::Kinesis::Stream': { service: 'kinesis', resource: 'stream/', name: 'Name' },
  'AWS::KinesisFirehose::DeliveryStream': { service: 'firehose', resource: 'deliverystream/', name: 'DeliveryStreamName' },
  'AWS::KMS::Key': { service: 'kms', resource: 'key/', name: '' },
  'AWS::Lambda::CodeSigningConfig': { service: 'lambda', resource: 'code-signing-config:', name: '', refIsArn: true },
  'AWS::Lambda::Function': { service: 'lambda', resource: 'function:', name: 'FunctionName' },
  'AWS::Logs::LogGroup': { service: 'logs', resource: 'log-group:', name: 'LogGroupName' },
  'AWS::S3::Bucket': { service: 's3', resource: '', name: 'BucketName', global: 'both' },
  'AWS::SecretsManager::Secret': { service: 'secretsmanager', resource: 'secret:', name: '', refIsArn: true },
  'AWS::SNS::Topic': { service: 'sns', resource: '', name: 'TopicName', refIsArn: true },
  'AWS::SQS::Queue': { service: 'sqs', resource: '', name: 'QueueName' },
  'AWS::StepFunctions::StateMachine': { service: 'states', resource: 'stateMachine:', name: 'StateMachineName', refIsArn: true },
};

/** Attributes whose value is the resource's ARN. */
const ARN_ATTRIBUTES = new Set(['Arn', 'TopicArn', 'PolicyArn', 'CodeSigningConfigArn', 'RepositoryArn']);

/** The property that gives a type's physical name, for types whose ARN form is known. */
export const nameProperty = (type: string): string | undefined => FORMS[type]?.name || undefined;

/**
 * The pieces of `Ref` (attribute undefined) or `Fn::GetAtt` on a resource: an ARN with typed holes where the form is known, else one hole.
 * `name`: the pieces of the physical name, when the template gives it.
 */
export function referencePieces(
  type: string,
  logicalId: string,
  attribute: string | undefined,
  name: readonly (string | Hole)[] | undefined,
): (string | Hole)[] {
  const form = FORMS[type];
  const own: Hole = { hole: 'resource', name: attribute === undefined ? logicalId : `${logicalId}.${attribute}` };
  const isArn = attribute === undefined ? form?.refIsArn === true : ARN_ATTRIBUTES.has(attribute);
  if (!form || !isArn) return attribute === undefined && name ? [...name] : [own];
  const region = form.global ? '' : REGION;
  const account = form.global === 'both' ? '' : ACCOUNT;
  const tail = attribute === 'Arn' && type === 'AWS::Logs::LogGroup' ? [':*'] : [];
  // In its ARN stands the resource's name, not the attribute.
  return ['arn:', PARTITION, `:${form.service}:`, region, ':', account, `:${form.resource}`, ...(name ?? [{ ...own, name: logicalId }]), ...tail];
}
