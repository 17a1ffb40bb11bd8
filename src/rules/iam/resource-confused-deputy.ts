import { callerLimit, demands, mayBeDenied } from '../../parsers/iam/caller.ts';
import { type Condition, isOn } from '../../parsers/iam/condition.ts';
import { defineRule } from '../define-rule.ts';

/** Services whose callers send the source of a call. Source: the confused deputy pages of Amazon S3, SQS, SNS and AWS KMS. */
const SENDS_SOURCE = /^(?:s3|sqs|sns|kms):/i;

export default defineRule({
  meta: {
    id: 'iam/resource-confused-deputy',
    summary: 'A resource policy lets a service in on behalf of any AWS account.',
    why: 'A service principal is the same for all customers of AWS. Without a condition on the source, any account can have the service act on the resource: write into the bucket, send to the queue, use the key (the confused deputy).',
    remediation: 'Add a condition on aws:SourceAccount with your account, or on aws:SourceArn with the resource on whose behalf the service calls.',
    severity: 'warning',
    precision: 'medium',
    securitySeverity: 5.5,
    profile: 'strict',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
    ],
    equivalents: ['access-analyzer:RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL', 'access-analyzer:RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL'],
    tags: ['iam', 'security', 'confused-deputy'],
    since: '0.1.0',
  },
  messages: {
    anySource: {
      text: '{statement} lets {service} in on behalf of any AWS account.',
      advice: 'Add {condition}.',
    },
    referer: {
      text: '{statement} limits {service} by {key}, a header of the request, and not by the source of the call.',
      advice: 'Compare aws:SourceAccount with your account, or aws:SourceArn with the caller, instead of {key}.',
      severity: 'info',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      if (statement.kind !== 'resource' || statement.effect !== 'Allow' || callerLimit(statement) !== 'none' || mayBeDenied(statement)) return;
      // Services that write logs and deliver for the account itself have conditions of their own.
      if (statement.conditions.entries.some(({ key }) => /^(?:aws:Source|s3:x-amz-acl)/i.test(key))) return;
      if (statement.conditions.entries.some(namesTheCaller)) return;
      if (statement.actions.length === 0 || !statement.actions.every((action) => action.matches(SENDS_SOURCE))) return;
      const service = statement.principals.find(({ type, value }) => type === 'Service' && value.matches(/\.amazonaws\.com(?:\.cn)?$/i));
      if (!service) return;
      // What CloudWatch Logs tells a key of is the log group.
      const condition =
        service.value.matches(/^logs\./) && statement.actions.some((action) => action.matches(/^kms:/i))
          ? '"ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:123456789012:*"} with your Region and account'
          : '"StringEquals": {"aws:SourceAccount": "123456789012"} with your account, or aws:SourceArn with the caller';
      const data = { statement: statement.label, service: service.value.display, condition };
      const referer = statement.conditions.entries.find((condition) => isOn(condition, 'aws:Referer') && demands(condition));
      if (referer) report({ at: referer.at, message: 'referer', data: { ...data, key: referer.key } });
      else report({ at: service.value, message: 'anySource', data });
    },
  }),
});

/** The context that a service encrypts under names the resource that it works for, and with it the account: `kms:EncryptionContext:aws:logs:arn`. */
const namesTheCaller = (condition: Condition): boolean =>
  /^kms:EncryptionContext:aws:/i.test(condition.key) &&
  demands(condition) &&
  condition.values.length > 0 &&
  condition.values.every((value) => !/^\*|^arn:[^:]*:[^:]*:[^:]*:\*/.test(value.display));
