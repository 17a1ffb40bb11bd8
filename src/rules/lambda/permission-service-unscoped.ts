import type { Value } from '../../core/value.ts';
import type { Resource } from '../../parsers/cloudformation/resource.ts';
import { defineRule } from '../define-rule.ts';

const SCOPES = ['SourceArn', 'SourceAccount', 'PrincipalOrgID'] as const;
/** Services that call without a source. Source: Lambda@Edge guide, "Function permissions". */
const UNSCOPED: ReadonlySet<string> = new Set(['edgelambda.amazonaws.com', 'replicator.lambda.amazonaws.com']);
/** The type of what a service sends for, and how a template writes its ARN. */
const SENDERS: Readonly<Record<string, readonly [type: string, write: (logicalId: string) => string]>> = {
  sns: ['AWS::SNS::Topic', (id) => `!Ref ${id}`],
  events: ['AWS::Events::Rule', (id) => `!GetAtt ${id}.Arn`],
  s3: ['AWS::S3::Bucket', (id) => `!GetAtt ${id}.Arn`],
  'cognito-idp': ['AWS::Cognito::UserPool', (id) => `!GetAtt ${id}.Arn`],
  apigateway: ['AWS::ApiGateway::RestApi', (id) => `!Sub arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${id}}/*`],
  config: ['AWS::Config::ConfigRule', (id) => `!GetAtt ${id}.Arn`],
};

export default defineRule({
  meta: {
    id: 'lambda/permission-service-unscoped',
    summary: 'A service may invoke a Lambda function on behalf of any account.',
    why: 'A permission for a service without a source holds for that service in every account: somebody else can point an own topic, bucket or rule at the function, and the service, which you trust, delivers the events (the confused deputy).',
    remediation: 'Add SourceArn with the resource that sends the events, or at least SourceAccount with the account that owns it.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 6.5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-permission.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
    ],
    equivalents: ['checkov:CKV_AWS_364'],
    tags: ['lambda', 'confused-deputy', 'security'],
    since: '0.1.0',
  },
  messages: {
    unscoped: {
      text: 'The permission {name} lets {service} invoke the function on behalf of any account.',
      advice: 'Add {source}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Permission'(permission) {
      const principal = permission.prop('Principal');
      const service = serviceOf(principal);
      if (service === undefined || UNSCOPED.has(service)) return;
      const scopes = SCOPES.map((name) => permission.prop(name));
      if (!scopes.every(({ isAbsent }) => isAbsent)) return;
      if (service.startsWith('alexa-') && !permission.prop('EventSourceToken').isAbsent) return;
      report({
        at: principal.string === undefined ? (permission.properties.keyAt('Principal') ?? principal) : principal,
        message: 'unscoped',
        data: { name: permission.logicalId, service, source: sourceOf(permission, service) },
      });
    },
  }),
});

/** What names the source of a service's calls, to add to a permission. */
function sourceOf(permission: Resource<'AWS::Lambda::Permission'>, service: string): string {
  // Of CDK's methods this takes the principal alone.
  if (permission.declaredType === 'grantInvoke')
    return "to the principal .withConditions({ ArnLike: { 'aws:SourceArn': … } }) with the ARN of what sends the events";
  if (service.startsWith('alexa-')) return `${permission.called('EventSourceToken')}: the id of the skill`;
  const [type, write] = SENDERS[service.split('.')[0] as string] ?? [];
  const [sender, ...others] = type === undefined ? [] : permission.template.ofType(type);
  const known = sender && write && others.length === 0 && permission.surface !== 'cdk' ? write(sender.logicalId) : 'the ARN of what sends the events';
  return `${permission.called('SourceArn')}: ${known}, or ${permission.called('SourceAccount')} with the account that it belongs to`;
}

/** The service that a principal is, with its Region left out where only deployment knows it. */
function serviceOf(principal: Value): string | undefined {
  const text = principal.string ?? (principal.kind === 'pattern' ? principal.display : undefined);
  return text !== undefined &&
    /^(?:[\w-]|\$\{AWS::(?:Region|URLSuffix)\}|\.)+$/.test(text) &&
    /(?:\.amazonaws\.com(?:\.cn)?|\.amazon\.com|\.\$\{AWS::URLSuffix\})$/.test(text)
    ? text
    : undefined;
}
