import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/missing-resource',
    summary: 'A statement of an identity policy has no Resource or NotResource.',
    why: 'A policy of a user, group or role must say on which resources its actions are allowed. IAM refuses it otherwise.',
    remediation: 'Add Resource with the ARNs that the actions are called on; "*" where the actions take no other.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['parliament:MALFORMED', 'access-analyzer:MISSING_RESOURCE'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    missing: { text: '{statement} has no Resource or NotResource.', advice: 'Add Resource with the ARNs that the actions are called on.' },
  },
  create: ({ report }) => ({
    'iam.statement:Irregular'(statement) {
      const isIdentity = statement.kind === 'identity' || statement.kind === 'boundary' || statement.kind === 'session';
      if (isIdentity && statement.lacks('Resource', 'NotResource')) report({ at: statement.at, message: 'missing', data: { statement: statement.label } });
    },
  }),
});
