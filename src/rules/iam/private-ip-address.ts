import { isNegated, privateParts } from '../../parsers/iam/condition.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/private-ip-address',
    summary: 'A condition on aws:SourceIp has private addresses alone.',
    why: 'aws:SourceIp is the public address that a request comes from, and a request through a VPC endpoint has none at all. Private addresses never match.',
    remediation: 'Write public addresses for aws:SourceIp; for private ones compare aws:VpcSourceIp, together with aws:SourceVpc.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:PRIVATE_IP_ADDRESS'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    private: {
      text: 'aws:SourceIp is compared with private addresses alone ({list}), and no request has one: the condition never holds.',
      advice: 'Write the public addresses that requests come from, or aws:VpcSourceIp for addresses inside a VPC.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const ranges = privateParts(condition);
        if (!ranges || isNegated(condition) !== false || ranges.others > 0) continue;
        report({ at: condition.at, message: 'private', data: { list: ranges.own.join(', ') } });
      }
    },
  }),
});
