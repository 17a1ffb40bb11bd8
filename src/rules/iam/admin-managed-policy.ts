import type { AttachedPrincipal } from '../../parsers/iam/attached.ts';
import { defineRule } from '../define-rule.ts';

/** Policies of AWS that allow everything, or all that is needed to get there. */
const ADMINISTRATORS = new Set(['AdministratorAccess', 'IAMFullAccess', 'PowerUserAccess']);

export default defineRule({
  meta: {
    id: 'iam/admin-managed-policy',
    summary: 'A role, user or group has a policy of AWS that allows everything, or everything of a service.',
    why: 'The policies of AWS that end in FullAccess are made for people who administer a service: they allow to delete it, to open it to others, and what AWS adds to it later. Code that has one, or AdministratorAccess, hands all that to whoever finds a flaw in it.',
    remediation:
      'Write a policy with the actions that are called, on the resources that they are called on; for people, let a role with AdministratorAccess be taken for an hour instead of attaching it.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 7.5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config', 'live'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
      'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html',
    ],
    equivalents: ['checkov:CKV_AWS_274', 'cfn-nag:W43', 'cfn-nag:W44'],
    tags: ['security', 'iam', 'least-privilege'],
    since: '0.1.0',
  },
  messages: {
    administrator: {
      text: 'The {principal}, which {services} takes, has {policy}: the code that runs there {may}.',
      advice:
        'Replace {policy} by a policy with the actions that the code calls; CloudTrail records them, and IAM Access Analyzer writes one from that record.',
      severity: 'error',
    },
    people: {
      text: 'The {principal} has {policy}: whoever {takes} it {may}.',
      advice: 'Replace {policy} by what the work needs{boundary}.',
    },
    fullAccess: {
      text: 'The {principal}, which {services} takes, has {policy}: its code may do all that the service offers, with everything that the account has of it.',
      advice: 'Replace {policy} by a policy with the actions that the code calls, on the resources that it calls them on.',
    },
  },
  create: ({ report }) => ({
    'iam.principal:Managed'(principal) {
      const found = principal.attached.aws.flatMap((policy) => {
        const message = judge(policy.name, principal);
        return message ? [{ policy, message }] : [];
      });
      // A boundary limits whatever is attached.
      if (found.length === 0 || !principal.boundary.named.isAbsent) return;
      const { kind, label, trustedServices } = principal;
      const takes = kind === 'role' ? 'takes' : kind === 'group' ? 'is in' : 'has the keys of';
      const boundary = kind === 'group' ? '' : `, or give the ${kind} a permissions boundary`;
      for (const { policy, message } of found) {
        const may = policy.name === 'PowerUserAccess' ? 'may do everything but change users and roles' : 'is an administrator';
        const services = trustedServices.join(' or ');
        report({ at: policy.at, message, data: { principal: label, takes, may, boundary, policy: policy.name, services } });
      }
    },
  }),
});

/** Services that make what templates say: their role has to be allowed all that. */
const DEPLOYS = new Set(['cloudformation.amazonaws.com', 'stacksets.cloudformation.amazonaws.com']);
/** What the guide of a service itself gives to its roles. */
const PRESCRIBED: Readonly<Record<string, string>> = { AmazonSageMakerFullAccess: 'sagemaker.amazonaws.com' };

function judge(name: string, { trustedServices }: AttachedPrincipal): 'administrator' | 'people' | 'fullAccess' | undefined {
  const runsCode = trustedServices.some((service) => !DEPLOYS.has(service));
  if (ADMINISTRATORS.has(name)) return runsCode ? 'administrator' : 'people';
  const isPrescribed = trustedServices.includes(PRESCRIBED[name] ?? '');
  return runsCode && !isPrescribed && /FullAccess(?:V\d+)?$/.test(name) ? 'fullAccess' : undefined;
}
