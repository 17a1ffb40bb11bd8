import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-arn-prefix',
    summary: 'A resource is neither an ARN nor "*".',
    why: 'IAM refuses a policy whose Resource does not begin with arn: and is not "*".',
    remediation: 'Write the whole ARN of the resource.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['parliament:INVALID_ARN', 'cfn-lint:E3510', 'access-analyzer:INVALID_ARN_PREFIX'],
    tags: ['iam', 'correctness', 'arn'],
    since: '0.1.0',
  },
  messages: {
    prefix: { text: '{resource} is no ARN.', advice: 'Write the whole ARN: arn:aws:service:region:account:{resource}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Resource'(statement) {
      for (const resource of statement.everyResource) {
        const text = resource.parts?.[0];
        if (typeof text !== 'string' || isArnStart(text) || statement.kind === 'resource') continue;
        report({ at: resource, message: 'prefix', data: { resource: resource.display } });
      }
    },
  }),
});

/** An ARN, a pattern that may begin as one does, or what is filled in later. API Gateway's own policies leave the beginning out. */
const isArnStart = (text: string): boolean =>
  text === '' || /^(?:arn:|[*?]|\$\{|a[*?]|ar[*?]|arn[*?]|execute-api:\/|[{<%])/.test(text) || 'arn:'.startsWith(text);
