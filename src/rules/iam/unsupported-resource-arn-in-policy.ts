import { ownerService } from '../../parsers/iam/owner.ts';
import { arnPattern, sectionText } from '../../parsers/iam/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/unsupported-resource-arn-in-policy',
    summary: 'A policy of a resource names a resource of another service.',
    why: 'The service refuses the policy, and the deployment fails.',
    remediation: 'Keep in the policy of a resource what is about it.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    notOn: { 'iam-json': 'a policy in a file of its own does not say which service it is for' },
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['cfn-lint:E3514', 'access-analyzer:UNSUPPORTED_RESOURCE_ARN_IN_POLICY'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    other: {
      text: "{value} is no resource of {service}: the policy of this resource can't be about it.",
      advice: 'Write the ARN of the resource that the policy is attached to.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Resource'(statement) {
      const service = ownerService(statement.policy.attachedTo?.type);
      if (!service) return;
      for (const resource of statement.everyResource) {
        const section = arnPattern(resource)?.service;
        const name = section && sectionText(section);
        if (!name || /[*?$]/.test(name) || service.prefixes.includes(name)) continue;
        report({ at: resource, message: 'other', data: { value: resource.display, service: service.name } });
      }
    },
  }),
});
