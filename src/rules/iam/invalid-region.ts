import { nearest } from '../../core/text.ts';
import { isOn } from '../../parsers/iam/condition.ts';
import { isRegion, regions } from '../../parsers/iam/regions.ts';
import { isToBeFilledIn } from '../../parsers/iam/variables.ts';
import { partEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-region',
    summary: 'A condition compares a region that does not exist.',
    why: 'No request has such a region: an Allow with it grants nothing, and a Deny of other regions denies this one too.',
    remediation: 'Write the code of the region, such as eu-central-1.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:INVALID_REGION'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    unknown: { text: 'There is no region {value}.', advice: 'Write {proposal}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        if (!isOn(condition, 'aws:RequestedRegion', 'ec2:Region', 'route53resolver:Region')) continue;
        for (const value of condition.values) {
          const text = value.string;
          if (text === undefined || text === '' || text === 'aws-global' || /[*?]/.test(text) || isToBeFilledIn(text) || isRegion(text)) continue;
          const near = nearest(text, regions);
          const edit = near && partEdit(value, text, near);
          const fix = edit && { title: `Write ${near}`, safety: 'suggested' as const, edits: [edit] };
          report({ at: value, message: 'unknown', data: { value: text, proposal: near ?? 'the code of a region, such as eu-central-1' }, ...(fix && { fix }) });
        }
      }
    },
  }),
});
