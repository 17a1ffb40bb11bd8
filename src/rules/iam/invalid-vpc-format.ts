import { isOn } from '../../parsers/iam/condition.ts';
import { isToBeFilledIn } from '../../parsers/iam/variables.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-vpc-format',
    summary: 'The id of a VPC in a condition has another form.',
    why: 'An id of a VPC is vpc- with 8 or 17 digits of hexadecimal. A condition on another text never holds.',
    remediation: 'Write the id of the VPC.',
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
    equivalents: ['access-analyzer:INVALID_VPC_FORMAT'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    format: { text: '{value} is no id of a VPC: that is vpc- with 8 or 17 characters.', advice: 'Write the id of the VPC, such as vpc-1a2b3c4d.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        if (!isOn(condition, 'aws:SourceVpc')) continue;
        for (const value of condition.values) {
          const text = value.string;
          if (text === undefined || /[*?]/.test(text) || isToBeFilledIn(text) || /^vpc-(?:[a-z0-9]{8}|[a-z0-9]{17})$/.test(text)) continue;
          report({ at: value, message: 'format', data: { value: text } });
        }
      }
    },
  }),
});
