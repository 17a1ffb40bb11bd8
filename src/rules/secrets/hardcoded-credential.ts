import type { Located } from '../../core/document.ts';
import { hash64 } from '../../core/text.ts';
import type { Value } from '../../core/value.ts';
import { ACCESS_KEY_ID, knownSecret, type Secret, secretIn } from '../../parsers/credential/judge.ts';
import type { Credential } from '../../parsers/credential/model.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'secrets/hardcoded-credential',
    aliases: [
      'secrets/literal',
      'lambda/env-secret',
      'fluent-bit/secret-literal',
      'codebuild/plaintext-credential',
      'firehose/plaintext-access-key',
      'codeartifact/token-literal',
      'opensearch/master-password-literal',
      'redshift/master-password',
      'amplify/basic-auth-literal',
      'shell/secret-export',
      'jenkins/admin-password',
    ],
    summary: 'A password, token or key stands in the file.',
    why: 'Everybody who may read the repository, its forks, its history or a build log has the secret, and so has everybody who may look at the deployed configuration. It can not be taken back: a later commit hides it from the eye alone, so the secret has to be replaced at the service that it opens.',
    remediation:
      'Replace the secret at its service first. Keep the new one in AWS Secrets Manager or Systems Manager Parameter Store, and let the file say where it is kept instead of what it is. Where a role can take the place of a key, use the role.',
    severity: 'error',
    precision: 'medium',
    securitySeverity: 8.5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'dockerfile', 'fluent-bit', 'kubernetes', 'yaml', 'text', 'config'],
    articles: [3, 7, 12, 13, 14, 16, 19],
    references: [
      'https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
      'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html',
      'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
      'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
    ],
    equivalents: [
      'checkov:CKV_AWS_45',
      'checkov:CKV_AWS_46',
      'checkov:CKV_SECRET_2',
      'checkov:CKV_SECRET_6',
      'buildkit:SecretsUsedInArgOrEnv',
      'security-hub:CodeBuild.2',
    ],
    tags: ['secrets', 'security'],
    since: '0.1.0',
  },
  messages: {
    named: { text: '{name} in {holder} is a secret that is written out ({length} characters, hash {hash}).', advice: '{replacement}' },
    recognised: { text: '{name} in {holder} holds {what} ({length} characters, hash {hash}).', advice: '{replacement}', precision: 'high' },
    accessKey: {
      text: '{name} in {holder} holds an AWS access key id ({length} characters, hash {hash}).',
      advice: 'Deactivate the key in IAM, take it out together with its secret, and let a role give the credentials.',
      precision: 'high',
    },
  },
  create: ({ report }) => ({
    credential(credential) {
      const value = credential.value();
      // The default of a parameter is the parameter's business.
      if ([value.origin, ...value.trace.map(({ at }) => at)].some(({ path }) => path.startsWith('Parameters/'))) return;
      const secret = judge(credential, value);
      if (!secret) return;
      const { holder, replacement } = credential;
      const name = credential.name.includes(secret.text) ? 'A value' : credential.name;
      const data = { name, holder, replacement, length: secret.text.length, hash: hash64(secret.text).slice(0, 4) };
      const mask = [value.origin];
      const at = placeOf(value);
      if (secret.what === undefined) report({ at, mask, message: 'named', data });
      else if (secret.what === ACCESS_KEY_ID) report({ at, mask, message: 'accessKey', data });
      else report({ at, mask, message: 'recognised', data: { ...data, what: secret.what } });
    },
  }),
});

function judge({ name, isSecretPlace, isBase64 }: Credential, value: Value): Secret | undefined {
  const { string } = value;
  if (string !== undefined) {
    const text = isBase64 ? decoded(string) : string;
    return text === undefined ? undefined : secretIn(name, text, isSecretPlace);
  }
  // A hole is no secret; what stands beside it may be one by its own form.
  for (const part of value.parts ?? []) {
    const secret = typeof part === 'string' ? knownSecret(part) : undefined;
    if (secret) return secret;
  }
  return undefined;
}

/** The text of a base64 literal; undefined when it is none, or holds no text. */
function decoded(text: string): string | undefined {
  const joined = text.replace(/\s+/g, '');
  if (joined.length > 20_000 || !/^[A-Za-z0-9+/]+={0,2}$/.test(joined) || joined.length % 4 !== 0) return undefined;
  const result = atob(joined);
  return /[^\x20-\x7e\r\n\t]/.test(result) ? undefined : result;
}

/** The value; of one of several lines the first. */
function placeOf(value: Value): Located {
  const { file, span, path } = value;
  const end = file.text.slice(span.start, span.end).search(/[\r\n]/);
  return end < 0 ? value : { file, span: { start: span.start, end: span.start + end }, path };
}
