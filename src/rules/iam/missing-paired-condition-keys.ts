import { isOn } from '../../parsers/iam/condition.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/missing-paired-condition-keys',
    summary: 'A condition on aws:VpcSourceIp does not say in which VPC.',
    why: 'Private addresses are the same in many VPCs: whoever makes a VPC of their own with that range, in any account, has such an address.',
    remediation: 'Add aws:SourceVpc or aws:SourceVpce to the same statement.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 6.5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:MISSING_PAIRED_CONDITION_KEYS'],
    tags: ['iam', 'security', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    pair: {
      text: '{key} is compared without aws:SourceVpc or aws:SourceVpce: any VPC may have these addresses.',
      advice: 'Add "StringEquals": {"aws:SourceVpc": "vpc-…"} to the condition.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      const { entries, complete } = statement.conditions;
      const address = entries.find((condition) => isOn(condition, 'aws:VpcSourceIp'));
      if (!address || !complete || entries.some((condition) => isOn(condition, 'aws:SourceVpc', 'aws:SourceVpce', 'aws:SourceVpcArn'))) return;
      report({ at: address.at, message: 'pair', data: { key: address.key } });
    },
  }),
});
