import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/missing-tag-key-in-condition',
    summary: 'A condition on a tag does not say on which.',
    why: 'aws:ResourceTag, aws:RequestTag and aws:PrincipalTag are followed by a slash and the key of the tag; without it there is no such condition key, and IAM refuses the policy.',
    remediation: 'Write the tag behind a slash: aws:ResourceTag/team.',
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
    equivalents: ['access-analyzer:MISSING_TAG_KEY_IN_CONDITION'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    missing: { text: '{key} does not name the tag.', advice: "Write {name}/ and the tag's key, such as {name}/team." },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const match = /^(aws:(?:Resource|Request|Principal)Tag)\/?$/i.exec(condition.key);
        if (match) report({ at: condition.at, message: 'missing', data: { key: condition.key, name: match[1] as string } });
      }
    },
  }),
});
