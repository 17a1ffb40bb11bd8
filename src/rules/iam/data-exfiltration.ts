import { Grants } from '../../parsers/iam/grants.ts';
import { defineRule } from '../define-rule.ts';

/** Actions that read what people keep, and what that is. Source: the list of cloudsplaining, and BatchGetSecretValue that AWS added since. */
const READING: Readonly<Record<string, string>> = {
  's3:GetObject': 'every object of every bucket',
  'secretsmanager:BatchGetSecretValue': 'every secret',
  'secretsmanager:GetSecretValue': 'every secret',
  'ssm:GetParameter': 'every parameter',
  'ssm:GetParameters': 'every parameter',
  'ssm:GetParametersByPath': 'every parameter',
};

export default defineRule({
  meta: {
    id: 'iam/data-exfiltration',
    summary: 'A policy lets all objects, secrets or parameters of the account be read.',
    why: 'Whoever takes over the function, the key or the session that has the policy reads the data of every other application of the account: the objects of all buckets, the passwords in all secrets and parameters.',
    remediation: 'Name the buckets, secrets and parameters that are read, by their ARNs or by prefixes of names.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 6.5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
      'https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html',
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html',
    ],
    equivalents: ['checkov:CKV_AWS_108'],
    tags: ['security', 'iam', 'least-privilege', 'data'],
    since: '0.1.0',
  },
  messages: {
    everything: {
      text: '{statement} lets whoever has the policy read {data}: it allows {actions} without a limit.',
      advice: 'Name what is read in Resource{example}.',
    },
  },
  create: ({ report }) => ({
    'iam.policy'(policy) {
      if (policy.kind !== 'identity') return;
      for (const { statement, found } of new Grants([policy]).named(Object.keys(READING))) {
        const [first] = found;
        if (!first) continue;
        const data = [...new Set(found.map(({ action }) => READING[action] as string))];
        report({
          at: first.element,
          message: 'everything',
          data: {
            statement: statement.label,
            data: data.join(' and '),
            actions: [...new Set(found.map(({ element }) => element.display))].join(', '),
            example: EXAMPLES[first.action.slice(0, first.action.indexOf(':'))] ?? '',
          },
        });
      }
    },
  }),
});

const EXAMPLES: Readonly<Record<string, string>> = {
  s3: ', as in arn:aws:s3:::my-bucket/incoming/*',
  secretsmanager: ', as in arn:aws:secretsmanager:eu-west-1:123456789012:secret:my-app/*',
  ssm: ', as in arn:aws:ssm:eu-west-1:123456789012:parameter/my-app/*',
};
