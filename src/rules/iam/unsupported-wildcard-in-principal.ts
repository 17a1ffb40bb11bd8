import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/unsupported-wildcard-in-principal',
    summary: 'A principal has a wildcard in its name.',
    why: 'Principals are compared as they stand: "*" alone means everyone, and a * inside an ARN or a service\'s name is refused.',
    remediation: 'Name each principal; or write "*" and compare aws:PrincipalArn by ArnLike in a Condition.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:UNSUPPORTED_WILDCARD_IN_PRINCIPAL'],
    tags: ['iam', 'correctness', 'principals'],
    since: '0.1.0',
  },
  messages: {
    wildcard: {
      text: '{principal} has a wildcard, and principals are compared as they stand.',
      advice: 'Name each principal, or write "*" with a Condition: "ArnLike": {"aws:PrincipalArn": "{principal}"}.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      for (const principal of [...statement.principals, ...statement.notPrincipals]) {
        const { type, value } = principal;
        const text = value.string;
        if (text === undefined || text === '*' || type === '*' || !/[*?]/.test(text)) continue;
        report({ at: value, message: 'wildcard', data: { principal: text } });
      }
    },
  }),
});
