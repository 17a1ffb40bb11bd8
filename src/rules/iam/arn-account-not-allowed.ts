import { arnFault } from '../../parsers/iam/arn-format.ts';
import { arnPattern, sectionText } from '../../parsers/iam/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/arn-account-not-allowed',
    summary: "An ARN has an account, and the service's ARNs have none.",
    why: 'IAM compares ARNs part by part: nothing has such an ARN, so an Allow grants nothing and a Deny denies nothing.',
    remediation: 'Write the ARN as the Service Authorization Reference has it for the service.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:ARN_ACCOUNT_NOT_ALLOWED'],
    tags: ['iam', 'correctness', 'arn'],
    since: '0.1.0',
  },
  messages: {
    format: { text: 'ARNs of {service} such as this one have no account.', advice: 'Leave the account empty: {proposal}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Resource'(statement) {
      for (const resource of statement.everyResource) {
        const arn = arnPattern(resource);
        const service = arn && sectionText(arn.service);
        if (!service || arnFault(arn) !== 'account') continue;
        report({ at: resource, message: 'format', data: { service, proposal: without(resource.display, 4) } });
      }
    },
  }),
});

/** The ARN with one of its parts left empty. */
const without = (arn: string, part: number): string =>
  arn
    .split(':')
    .map((text, i) => (i === part ? '' : text))
    .join(':');
