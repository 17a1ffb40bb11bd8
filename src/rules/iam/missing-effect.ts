import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/missing-effect',
    summary: 'A statement has no Effect.',
    why: 'IAM refuses a policy with a statement that does not say whether it allows or denies.',
    remediation: 'Each statement has Effect and Action (or NotAction); those of policies for users, groups and roles have Resource (or NotResource) too.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['parliament:MALFORMED', 'access-analyzer:MISSING_EFFECT'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    missing: { text: '{statement} has no Effect.', advice: 'Add "Effect": "Allow" or "Effect": "Deny".' },
  },
  create: ({ report }) => ({
    'iam.statement:Irregular'(statement) {
      if (statement.lacks('Effect')) report({ at: statement.at, message: 'missing', data: { statement: statement.label } });
    },
  }),
});
