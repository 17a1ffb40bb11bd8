import { nearest } from '../../core/text.ts';
import { isRegion, regions } from '../../parsers/iam/regions.ts';
import { arnPattern, sectionText } from '../../parsers/iam/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-arn-region',
    summary: 'The region of an ARN does not exist.',
    why: 'Nothing has such an ARN: an Allow with it grants nothing, and a Deny denies nothing.',
    remediation: 'Write the code of the region, such as eu-central-1.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:INVALID_ARN_REGION'],
    tags: ['iam', 'correctness', 'arn'],
    since: '0.1.0',
  },
  messages: {
    unknown: { text: 'There is no region {region}.', advice: 'Write {proposal}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Resource'(statement) {
      for (const resource of statement.everyResource) {
        const section = arnPattern(resource)?.region;
        const region = section && sectionText(section);
        // A word such as region stands for one that is to be filled in.
        if (!region?.includes('-') || /[*?$]/.test(region) || isRegion(region)) continue;
        report({ at: resource, message: 'unknown', data: { region, proposal: nearest(region, regions) ?? 'the code of the region, or *' } });
      }
    },
  }),
});
