import { arnFault, sectionPattern } from '../../parsers/iam/arn-format.ts';
import { arnPattern, sectionText } from '../../parsers/iam/resource.ts';
import { table } from '../../parsers/iam/table.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-arn-resource',
    summary: 'The last part of an ARN is like that of no resource of the service.',
    why: 'IAM compares ARNs part by part: nothing has such an ARN, so an Allow grants nothing and a Deny denies nothing.',
    remediation: 'Write the ARN as the Service Authorization Reference has it for the service.',
    severity: 'warning',
    precision: 'medium',
    profile: 'strict',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:INVALID_ARN_RESOURCE'],
    tags: ['iam', 'correctness', 'arn'],
    since: '0.1.0',
  },
  messages: {
    format: { text: 'No ARN of {service} ends like {resource}.', advice: 'Write it as the Service Authorization Reference does, such as {example}.' },
  },
  create: ({ report }) => ({
    'iam.statement'(statement) {
      for (const resource of statement.everyResource) {
        const arn = arnPattern(resource);
        const service = arn && sectionText(arn.service);
        if (!service || arnFault(arn) !== 'resource') continue;
        report({
          at: resource,
          message: 'format',
          data: { service, resource: sectionPattern(arn.resource), example: table.service(service)?.resourceTypes[0]?.arn ?? '' },
        });
      }
    },
  }),
});
