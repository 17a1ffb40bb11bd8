import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/env-resolved-secret',
    summary: 'An environment variable of a Lambda function holds a secret in clear text once deployed.',
    why: 'A dynamic reference is filled in at deployment: the secret then stands in the configuration of the function, where everybody with lambda:GetFunction reads it, and the console shows it. It also stays the old one when the secret is rotated.',
    remediation:
      'Pass the ARN of the secret and let the function read it from Secrets Manager at its start, for instance with the Parameters and Secrets extension.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 4.5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    notOn: { config: 'AWS Config does not record the variables' },
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
      'https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html',
    ],
    tags: ['lambda', 'secrets', 'security'],
    since: '0.1.0',
  },
  messages: {
    resolved: {
      text: 'The secret behind {key} stands in clear text in the configuration of {name} once it is deployed.',
      advice: 'Pass the ARN of the secret in {key}, and read the secret in the function.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      // To read all variables is to follow all of their choices.
      if (!fn.at.file.root.text.includes('resolve:')) return;
      const variables = fn.prop('Environment').get('Variables');
      for (const key of variables.keys ?? []) {
        const value = variables.get(key);
        if (!/resolve:(?:secretsmanager|ssm-secure):/.test(value.display)) continue;
        report({ at: value, message: 'resolved', data: { key, name: fn.logicalId } });
      }
    },
  }),
});
