import { arnFault } from '../../parsers/iam/arn-format.ts';
import { arnPattern, sectionText } from '../../parsers/iam/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/missing-arn-region',
    summary: "An ARN has no region, and the service's ARNs have one.",
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
    equivalents: ['access-analyzer:MISSING_ARN_REGION'],
    tags: ['iam', 'correctness', 'arn'],
    since: '0.1.0',
  },
  messages: {
    format: { text: 'ARNs of {service} have a region, and here it is empty.', advice: 'Write the region, or * for all of them.' },
  },
  create: ({ report }) => ({
    'iam.statement:Resource'(statement) {
      for (const resource of statement.everyResource) {
        const arn = arnPattern(resource);
        const service = arn && sectionText(arn.service);
        if (!service || arnFault(arn) !== 'missingRegion') continue;
        report({ at: resource, message: 'format', data: { service } });
      }
    },
  }),
});
