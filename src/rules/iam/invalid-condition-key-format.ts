import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-condition-key-format',
    summary: 'A condition key has no prefix.',
    why: 'A key is a prefix (aws, a service, an identity provider), a colon and a name. IAM refuses any other.',
    remediation: 'Write the key with its prefix: aws:SourceIp, s3:prefix.',
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
    equivalents: ['access-analyzer:INVALID_CONDITION_KEY_FORMAT'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    format: { text: '{key} is no condition key: it has no prefix.', advice: 'Write it with its prefix, such as aws:{key} or s3:{key}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { key, at } = condition;
        const colon = key.indexOf(':');
        if (colon <= 0 || colon === key.length - 1) report({ at, message: 'format', data: { key: key.replaceAll(':', '') } });
      }
    },
  }),
});
