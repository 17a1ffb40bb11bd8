import { callerLimit, mayBeDenied } from '../../parsers/iam/caller.ts';
import { isEveryone } from '../../parsers/iam/principal.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/policy-public',
    aliases: ['opensearch/policy-public', 'codeartifact/policy-public', 'ecr/public-policy'],
    summary: 'A resource policy lets everyone in.',
    why: 'A principal of * without a condition on the caller opens the resource to every AWS account, and to the whole internet where the service takes unsigned requests. Most leaks of buckets, queues, images and search domains began with such a statement.',
    remediation: 'Name the accounts, roles or services that need access, or add a condition on aws:PrincipalOrgID, aws:SourceAccount or aws:SourceVpce.',
    severity: 'error',
    precision: 'high',
    securitySeverity: 9.3,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3, 7, 10, 12],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html',
    ],
    equivalents: ['checkov:CKV_AWS_32', 'checkov:CKV_AWS_70', 'cdk-nag:AwsSolutions-ECR1'],
    tags: ['iam', 'security', 'public-access'],
    since: '0.1.0',
  },
  messages: {
    public: {
      text: '{statement} allows {action} to everyone, {account}.',
      advice: 'Name the principals, or limit them by a condition on {keys}.',
    },
    publicInNetwork: {
      text: '{statement} allows {action} to everyone who reaches the domain in its VPC.',
      advice: 'Name the principals, unless security groups are meant to decide alone who comes in.',
      severity: 'info',
    },
    publicRead: {
      text: '{statement} lets everyone read the objects of the bucket.',
      advice:
        'If it is a website, serve it through CloudFront and name that in the policy: "Principal": {"Service": "cloudfront.amazonaws.com"} with aws:SourceArn.',
      severity: 'warning',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      if (statement.kind !== 'resource' || statement.effect !== 'Allow') return;
      const everyone = statement.principals.find(isEveryone);
      if (!everyone || callerLimit(statement) === 'some' || mayBeDenied(statement)) return;
      const { actions } = statement;
      // An API is there to be called; its methods have authorization of their own.
      if (actions.length > 0 && actions.every((action) => action.matches(/^execute-api:/i))) return;
      const reads = actions.length > 0 && actions.every((action) => action.matches(/^s3:GetObject(?:Version)?$/i));
      const action = actions[0]?.display ?? 'every action but some';
      const isSigned = actions.length > 0 && actions.every((one) => one.matches(SIGNED));
      report({
        at: everyone.value,
        message: reads ? 'publicRead' : statement.policy.attachedTo?.inNetwork?.() ? 'publicInNetwork' : 'public',
        data: {
          statement: statement.label,
          action: actions.length > 1 ? `${action} and more` : action,
          account: isSigned ? 'whatever AWS account they have' : 'with an AWS account or without',
          keys: actions.every((one) => one.matches(/^kms:/i))
            ? 'kms:CallerAccount or aws:PrincipalOrgID'
            : 'aws:PrincipalOrgID, aws:SourceAccount, aws:SourceArn or aws:SourceVpce',
        },
      });
    },
  }),
});

/** Actions of services that take no request without a signature: "every identity in every AWS account" is everyone there. */
const SIGNED = /^(?:ecr|kms|secretsmanager):/i;
