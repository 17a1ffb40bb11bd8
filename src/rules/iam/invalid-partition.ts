import { nearest } from '../../core/text.ts';
import { partitions } from '../../parsers/iam/regions.ts';
import { arnPattern, sectionText } from '../../parsers/iam/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-partition',
    summary: 'An ARN is of a partition that does not exist.',
    why: 'The partitions are aws, aws-cn, aws-us-gov, aws-eusc and the isolated ones. IAM refuses an ARN of another.',
    remediation: 'Write aws, or ${AWS::Partition} in a template.',
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
    equivalents: ['access-analyzer:INVALID_PARTITION'],
    tags: ['iam', 'correctness', 'arn'],
    since: '0.1.0',
  },
  messages: {
    unknown: { text: 'There is no partition {partition}.', advice: 'Write {proposal}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Resource'(statement) {
      for (const resource of statement.everyResource) {
        const partition = arnPattern(resource)?.partition;
        const name = partition && sectionText(partition);
        if (name === undefined || /[*?$]/.test(name) || partitions.includes(name)) continue;
        report({ at: resource, message: 'unknown', data: { partition: name || '(empty)', proposal: nearest(name, partitions) ?? 'aws' } });
      }
    },
  }),
});
