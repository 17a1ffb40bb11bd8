import { isOn } from '../../parsers/iam/condition.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/unsupported-global-condition-key',
    aliases: ['iam/deprecated-global-condition-key'],
    summary: 'A condition is on aws:ARN, which no request has any more.',
    why: 'aws:ARN could mean who calls or on whose behalf, and was taken away. A condition on it never holds.',
    remediation: 'Write aws:PrincipalArn for who calls, or aws:SourceArn for the resource that a service calls for.',
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
    equivalents: ['access-analyzer:UNSUPPORTED_GLOBAL_CONDITION_KEY', 'access-analyzer:DEPRECATED_GLOBAL_CONDITION_KEY'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    arn: {
      text: '{key} is no longer supported.',
      advice: 'Write aws:PrincipalArn for the caller, or aws:SourceArn for the resource that an AWS service calls for.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        if (isOn(condition, 'aws:ARN')) report({ at: condition.at, message: 'arn', data: { key: condition.key } });
      }
    },
  }),
});
