import { hash64 } from '../../core/text.ts';
import { secretIn } from '../../parsers/credential/judge.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'secrets/dotenv-committed',
    summary: 'An environment file of the repository holds a secret.',
    why: 'Environment files are made to be kept out of the repository: everybody who may read it, its forks and its history has what they hold. Where a bundler reads the file, the value goes into the program that every browser loads.',
    remediation:
      'Replace the secret at its service. Keep .env out of the repository (.gitignore), commit an .env.example without values, and let the deployment read the secret from AWS Secrets Manager. A program in a browser can keep no secret: let its users sign in, with Amazon Cognito for example.',
    severity: 'error',
    precision: 'medium',
    securitySeverity: 8.5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['text'],
    notOn: {
      cloudformation: 'no environment file',
      sam: 'no environment file',
      cdk: 'no environment file',
      dockerfile: 'no environment file',
      'fluent-bit': 'no environment file',
      kubernetes: 'no environment file',
      yaml: 'no environment file',
    },
    articles: [13],
    references: [
      'https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html',
    ],
    supersedes: ['secrets/hardcoded-credential'],
    tags: ['secrets', 'security'],
    since: '0.1.0',
  },
  messages: {
    committed: {
      text: '{name} in this environment file is a secret ({length} characters, hash {hash}), and the file is in the repository.',
      advice: '{replacement}',
    },
    bundled: {
      text: '{name} in this environment file is a secret ({length} characters, hash {hash}), and {bundler} puts it into the program that every browser loads.',
      advice: 'Take it out of the file: let users sign in, or let a service behind an API use it.',
    },
  },
  create: ({ report }) => ({
    credential({ name, isSecretPlace, replacement, environment, value: read }) {
      const value = read();
      const secret = environment && value.string !== undefined ? secretIn(name, value.string, isSecretPlace) : undefined;
      if (!environment || !secret) return;
      const bundler = environment.bundler();
      const data = { name: name.includes(secret.text) ? 'A value' : name, replacement, length: secret.text.length, hash: hash64(secret.text).slice(0, 4) };
      if (bundler === undefined) report({ at: value, mask: [value], message: 'committed', data });
      else report({ at: value, mask: [value], message: 'bundled', data: { ...data, bundler } });
    },
  }),
});
