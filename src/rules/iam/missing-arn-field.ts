import { arnSections, sectionText } from '../../parsers/iam/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/missing-arn-field',
    summary: 'An ARN has fewer than six parts.',
    why: 'An ARN is arn, partition, service, region, account and resource, with colons between; parts that a service does not use stay empty, and their colons stay. IAM refuses one with fewer.',
    remediation: 'Write all the colons: arn:aws:s3:::bucket, arn:aws:sqs:region:account:queue.',
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
    equivalents: ['parliament:INVALID_ARN', 'access-analyzer:MISSING_ARN_FIELD'],
    tags: ['iam', 'correctness', 'arn'],
    since: '0.1.0',
  },
  messages: {
    fields: {
      text: '{resource} has {count} of the six parts of an ARN.',
      advice: 'Write arn:partition:service:region:account:resource, with the colons of the parts that stay empty.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Resource'(statement) {
      for (const resource of statement.everyResource) {
        const sections = arnSections(resource);
        if (!sections || sections.length >= 6 || sectionText(sections[0] ?? []) !== 'arn') continue;
        // A wildcard, a variable or a hole may stand for several parts.
        if (/[*?$]/.test(resource.display) || resource.string === undefined) continue;
        report({ at: resource, message: 'fields', data: { resource: resource.display, count: sections.length } });
      }
    },
  }),
});
