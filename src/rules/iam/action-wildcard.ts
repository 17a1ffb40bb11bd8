import readOnly from '../../../data/read-only-services.json' with { type: 'json' };
import type { Value } from '../../core/value.ts';
import { actionPattern, isStar } from '../../parsers/iam/action.ts';
import { mayLeaveNamedAlone } from '../../parsers/iam/grants.ts';
import type { Statement } from '../../parsers/iam/model.ts';
import { isEveryone } from '../../parsers/iam/principal.ts';
import { arnPattern, coversEveryRole, coversEverything, coversService, resourceText } from '../../parsers/iam/resource.ts';
import { defineRule } from '../define-rule.ts';

/** The messages, the worst first: a statement gets one finding. */
const ORDER = [
  'everyAction',
  'everyIamAction',
  'everyActionUnderCondition',
  'everyActionOfService',
  'everyActionForEveryone',
  'everyActionOnSome',
  'everyActionInRole',
  'trustWildcard',
  'verbWildcard',
] as const;
type MessageId = (typeof ORDER)[number];

const readOnlyServices = new Set(readOnly.services);

/** Services that are nothing but the protocol of the Systems Manager agent, which uses all of it. */
const AGENT_SERVICES = new Set(['ec2messages', 'ssmmessages']);

/** Verbs that action names start with when they change something. */
const WRITE_VERBS =
  'accept add allocate apply associate attach authorize batchdelete batchput batchwrite bulk cancel change configure copy create deactivate delete deploy deregister detach disable disassociate enable execute import invoke modify move promote publish purge put reboot register reject release remove replace reset restore revoke rotate run schedule send set start stop submit suspend tag terminate transfer unassign untag update upload write'.split(
    ' ',
  );

/** What a service's callers most often need, for the advice. */
const EXAMPLES = new Map(
  Object.entries({
    dynamodb: 'dynamodb:GetItem, dynamodb:Query and dynamodb:PutItem',
    ec2: 'ec2:DescribeInstances and ec2:RunInstances',
    ecr: 'ecr:GetAuthorizationToken, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer',
    es: 'es:ESHttpGet and es:ESHttpPost',
    events: 'events:PutEvents',
    firehose: 'firehose:PutRecordBatch',
    glue: 'glue:GetTable and glue:StartJobRun',
    iam: 'iam:GetRole and iam:ListRoles',
    kinesis: 'kinesis:GetRecords and kinesis:PutRecords',
    kms: 'kms:Decrypt and kms:GenerateDataKey',
    lambda: 'lambda:InvokeFunction',
    logs: 'logs:CreateLogStream and logs:PutLogEvents',
    s3: 's3:GetObject and s3:PutObject',
    secretsmanager: 'secretsmanager:GetSecretValue',
    sns: 'sns:Publish',
    sqs: 'sqs:ReceiveMessage, sqs:DeleteMessage and sqs:SendMessage',
    ssm: 'ssm:GetParameter',
    states: 'states:StartExecution',
    sts: 'sts:AssumeRole',
  }),
);

export default defineRule({
  meta: {
    id: 'iam/action-wildcard',
    aliases: ['opensearch/policy-action-wildcard', 'iam/job-role-broad'],
    summary: 'A policy allows every action, or every action of a service.',
    why: 'A wildcard grants what nobody asked for: deleting, changing permissions, switching off logs and encryption, and every action that the service adds later. Whoever takes over the function, the key or the session has it all.',
    remediation:
      'List the actions that are called. AWS CloudTrail records them, and IAM Access Analyzer generates a policy from that record; service last accessed information shows what a role never used. Reading verbs may keep their wildcard (s3:Get*, ec2:Describe*).',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 8,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3, 7],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-policy-generation.html',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    ],
    equivalents: [
      'checkov:CKV_AWS_62',
      'checkov:CKV_AWS_63',
      'cdk-nag:AwsSolutions-IAM5',
      'cfn-nag:F2',
      'cfn-nag:F3',
      'cfn-nag:F4',
      'cfn-nag:F5',
      'security-hub:IAM.1',
      'security-hub:IAM.21',
      'config:iam-policy-no-statements-with-admin-access',
      'config:iam-policy-no-statements-with-full-access',
      'prowler:iam_customer_attached_policy_no_administrative_privileges',
      'prowler:iam_inline_policy_no_administrative_privileges',
      'guard:iam_role_no_wildcard_actions_on_permissions',
    ],
    supersedes: ['iam/create-service-linked-role-unscoped', 'iam/pass-role-unscoped'],
    tags: ['security', 'iam', 'least-privilege'],
    since: '0.1.0',
  },
  messages: {
    everyAction: {
      text: '{statement} allows every action on {scope}: whoever has it is an administrator.',
      advice: 'Replace {actions} by the actions that are called{examples}, and name the resources that they are called on.',
      severity: 'error',
    },
    everyIamAction: {
      text: '{statement} allows {actions} on {scope}: whoever has it can give themselves any permission.',
      advice: 'Replace it by the IAM actions that are called{examples}, and allow changes of roles and policies on named ARNs alone.',
      severity: 'error',
    },
    everyActionUnderCondition: {
      text: '{statement} allows every action on {scope} whenever its condition holds.',
      advice: 'Replace {actions} by the actions that are needed under this condition: it says who or when, not what.',
      precision: 'medium',
    },
    everyActionOfService: {
      text: '{statement} allows {actions} on {scope}: every action that there is, and those to come.',
      advice: 'Replace {actions} by the actions that are called{examples}, and name their resources where they take any.',
    },
    everyActionForEveryone: {
      text: '{statement} lets everyone{where} call {actions} on {scope}.',
      advice: 'Name the principals, and replace {actions} by the actions that they call{examples}.',
    },
    everyActionOnSome: {
      text: '{statement} allows every action on {scope}, deleting {it} and changing who may use {it} included.',
      advice: 'Replace {actions} by the actions that are called on {it}{examples}.',
    },
    everyActionInRole: {
      text: '{statement} allows {actions} on {scope} to code that runs in {services}: every action that there is, and those to come.',
      advice: 'Replace {actions} by the actions that the code calls{examples}.',
    },
    trustWildcard: {
      text: '{statement} of the trust policy allows {actions} instead of the one action by which the role is taken.',
      advice: 'Write sts:AssumeRole; for an identity provider sts:AssumeRoleWithWebIdentity or sts:AssumeRoleWithSAML.',
    },
    verbWildcard: {
      text: '{statement} allows {actions} on {scope}: every present and future action that starts so.',
      advice: 'Write out the actions that are called.',
      precision: 'medium',
    },
  },
  options: {
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: { verbWildcards: { type: 'boolean', description: 'Report wildcards after a writing verb too, such as s3:Put*.' } },
    },
    defaults: { verbWildcards: false },
  },
  create: ({ options, report }) => ({
    'iam.statement'(statement) {
      if (statement.effect !== 'Allow') return;
      const wild = statement.actions.filter((action) => isWild(action, options.verbWildcards));
      if (wild.length === 0) return;
      const judged = wild.map((action) => ({ action, message: judge(statement, action) }));
      const message = ORDER.find((id) => judged.some((one) => one.message === id));
      if (!message) return;
      const actions = judged.filter((one) => one.message === message).map((one) => one.action);
      report({ at: actions[0] as Value, message, data: describe(statement, actions, message) });
    },
  }),
});

/** `*`, `svc:*` of a service that can change something, and on demand `svc:Put*`. */
function isWild(action: Value, verbs: boolean): boolean {
  const pattern = actionPattern(action);
  if (!pattern) return false;
  if (isStar(pattern.name)) return !readOnlyServices.has(pattern.service) && !AGENT_SERVICES.has(pattern.service);
  return verbs && reachesWriting(pattern.name);
}

/** Whether a pattern with a wildcard fits names that start with a writing verb: `put*`, `*object`, `d*`. */
function reachesWriting(name: string): boolean {
  const open = name.search(/[*?]/);
  if (open < 0) return false;
  const start = name.slice(0, open);
  return WRITE_VERBS.some((verb) => verb.startsWith(start) || start.startsWith(verb));
}

/** Which message a wildcard earns in its statement, if any. */
function judge(statement: Statement, action: Value): MessageId | undefined {
  const { service, name } = actionPattern(action) as NonNullable<ReturnType<typeof actionPattern>>;
  const all = isStar(service) && isStar(name);
  switch (statement.kind) {
    case 'trust':
      return all || (service === 'sts' && isStar(name)) ? 'trustWildcard' : undefined;
    case 'resource':
      // `*` on `*` for everyone is also what AWS gives VPC endpoints and resource control policies by default, which grant nothing:
      // only a narrower resource or a known owner tells.
      if (!isStar(name) || !statement.principals.some(isEveryone) || statement.isConditional) return undefined;
      return statement.policy.attachedTo || !statement.resources.some(coversEverything) ? 'everyActionForEveryone' : undefined;
    case 'identity':
      if (mayLeaveNamedAlone(statement.policy, service)) return undefined;
      break;
    default:
      return undefined;
  }
  const everywhere = isEverywhere(statement);
  if (all && everywhere) return statement.isConditional ? 'everyActionUnderCondition' : 'everyAction';
  if (statement.isConditional || (statement.resources.length === 0 && !everywhere)) return undefined;
  if (all) return 'everyActionOnSome';
  if (!isStar(name)) return 'verbWildcard';
  // Whoever may change every role's policies may change their own.
  if (service === 'iam' && (everywhere || statement.resources.some(coversEveryRole))) return 'everyIamAction';
  if (everywhere || statement.resources.some((resource) => coversService(resource, service))) return 'everyActionOfService';
  return statement.policy.trustedServices.length > 0 ? 'everyActionInRole' : undefined;
}

/** Whether a statement surely applies to every resource, or to all but those of a `NotResource`. */
const isEverywhere = (statement: Statement): boolean =>
  statement.resources.some(coversEverything) ||
  (statement.notResources.length > 0 && statement.notResources.every((resource) => resource.parts !== undefined && !coversEverything(resource)));

const NAMED = 5;

function describe(statement: Statement, actions: readonly Value[], message: MessageId): Record<string, string> {
  const { resources, notResources, policy } = statement;
  const service = actionPattern(actions[0] as Value)?.service ?? '*';
  const examples = EXAMPLES.get(isStar(service) ? serviceOf(resources) : service);
  const scope = isEverywhere(statement)
    ? notResources.length > 0
      ? 'every resource but those of NotResource'
      : 'every resource'
    : resources.length > 0
      ? several(resources, 2)
      : 'the resource that the policy belongs to';
  return {
    statement: statement.label,
    actions: several(actions, NAMED),
    scope,
    it: resources.length > 1 ? 'them' : 'it',
    where: policy.attachedTo?.inNetwork?.() ? ' who reaches the domain in its VPC' : '',
    ...(message === 'everyActionInRole' && { services: policy.trustedServices.join(' and ') }),
    examples: examples ? `, such as ${examples}` : ' (CloudTrail records them)',
  };
}

/** The service of the first ARN, for examples of its actions. */
function serviceOf(resources: readonly Value[]): string {
  for (const resource of resources) {
    const [service] = arnPattern(resource)?.service ?? [];
    if (typeof service === 'string' && EXAMPLES.has(service)) return service;
  }
  return 's3';
}

/** The texts of some values, those that are known in part alone, and how many more there are. */
function several(values: readonly Value[], most: number): string {
  const texts = values
    .filter((value) => value.parts)
    .slice(0, most)
    .map(resourceText);
  if (texts.length === 0) return 'resources that only deployment knows';
  const more = values.length - texts.length;
  return more > 0 ? `${texts.join(', ')} and ${more} more` : texts.length > 1 ? `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}` : (texts[0] ?? '');
}
