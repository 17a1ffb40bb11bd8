import { literalEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-version',
    summary: 'The version of a policy is none that IAM knows.',
    why: "Version is not a date of the author's choice: it names the policy language. IAM refuses a policy that names another one, and the deployment fails.",
    remediation: 'Write 2012-10-17. The only other version is 2008-10-17, which knows no policy variables.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['cfn-lint:W2511', 'parliament:INVALID_VERSION', 'access-analyzer:INVALID_VERSION'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    unknown: { text: 'The policy has the version {version}, and the policy language has only 2012-10-17 and 2008-10-17.', advice: 'Write 2012-10-17.' },
  },
  create: ({ report }) => ({
    'iam.policy:Irregular'(policy) {
      const version = policy.document.get('Version');
      if (version.string === undefined || version.is('2012-10-17') || version.is('2008-10-17')) return;
      const edit = literalEdit(version, version.string, '2012-10-17');
      report({
        at: version,
        message: 'unknown',
        data: { version: version.string },
        ...(edit && { fix: { title: 'Write 2012-10-17', safety: 'suggested', edits: [edit] } }),
      });
    },
  }),
});
