import { addressRange } from '../../parsers/iam/address.ts';
import { isToBeFilledIn } from '../../parsers/iam/variables.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/type-mismatch-ip-range',
    summary: 'A value of a IpAddress condition is no address and no range in CIDR notation.',
    why: "The operator can't read the value: the condition never holds, so an Allow grants nothing and a Deny denies nothing.",
    remediation: 'Write a range such as 203.0.113.0/24 or 2001:db8::/32.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['parliament:MISMATCHED_TYPE', 'access-analyzer:TYPE_MISMATCH_IP_RANGE'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    value: {
      text: '{value} is no address and no range in CIDR notation, and {operator} compares nothing else.',
      advice: 'Write a range such as 203.0.113.0/24 or 2001:db8::/32.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { family, written, values } = condition;
        if (family !== 'IpAddress') continue;
        for (const value of values) {
          if (value.string === undefined || isToBeFilledIn(value.string) || addressRange(value.string)) continue;
          report({ at: value, message: 'value', data: { value: value.string, operator: written } });
        }
      }
    },
  }),
});
