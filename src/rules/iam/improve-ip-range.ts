import { addressRange, maskedText } from '../../parsers/iam/address.ts';
import { partEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/improve-ip-range',
    summary: 'A range of addresses has bits behind its mask.',
    why: 'The bits behind the mask are ignored: 10.1.2.3/8 is all of 10.0.0.0/8. Whoever reads the policy may take it for one address.',
    remediation: 'Write the first address of the range, or the prefix length that was meant.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:IMPROVE_IP_RANGE'],
    tags: ['iam', 'style', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    masked: { text: '{value} is the whole range {range}.', advice: 'Write {range}, or the prefix length that is meant.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        if (condition.family !== 'IpAddress') continue;
        for (const value of condition.values) {
          const range = addressRange(value.string ?? '');
          const text = range && maskedText(range);
          if (!text) continue;
          const edit = partEdit(value, value.string ?? '', text);
          const fix = edit && { title: `Write ${text}`, safety: 'safe' as const, edits: [edit] };
          report({ at: value, message: 'masked', data: { value: value.string ?? '', range: text }, ...(fix && { fix }) });
        }
      }
    },
  }),
});
