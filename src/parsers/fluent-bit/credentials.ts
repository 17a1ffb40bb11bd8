import type { SubjectOf } from '../../core/document.ts';
import { known } from '../../core/value.ts';
import { type CredentialSubjects, mayBeCredential } from '../credential/model.ts';
import type { Section } from './model.ts';

/** Keys of the plugins that take nothing but a secret. */
const SECRET_KEYS = new Set([
  'tls.key_passwd',
  'http_passwd',
  'http_api_key',
  'http_token',
  'cloud_auth',
  'oauth2.client_secret',
  'client_secret',
  'splunk_token',
  'bearer_token',
  'apikey',
  'api_key',
  'license_key',
  'shared_key',
  'password',
  'authorization_endpoint_password',
  'authorization_endpoint_bearer_token',
]);

/** Values of a section that may be secrets. */
export function* sectionCredentials(section: Section): Generator<SubjectOf<CredentialSubjects>> {
  const inConfigMap = section.file.embedded !== undefined;
  for (const property of section.properties) {
    const { key, written, text = '' } = { key: property.key, written: property.written.written, text: property.written.text };
    const isSecretPlace = SECRET_KEYS.has(key);
    const header = key === 'header' ? /^authorization\s+(?:(?:basic|bearer|splunk)\s+)?/i.exec(text) : null;
    if (!isSecretPlace && !header && !mayBeCredential(key, text)) continue;
    const variable = `\${${header ? 'AUTHORIZATION_TOKEN' : written.replace(/\W+/g, '_').toUpperCase()}}`;
    yield {
      type: 'credential',
      node: {
        name: header ? 'Authorization' : written,
        surface: inConfigMap ? 'kubernetes' : 'fluent-bit',
        holder: 'this section',
        replacement: inConfigMap
          ? `Write ${variable}, and set that variable in the container with valueFrom.secretKeyRef of a Secret.`
          : `Write ${variable}, and let the environment of Fluent Bit bring the value from AWS Secrets Manager.`,
        isSecretPlace: isSecretPlace || header !== null,
        value() {
          const { value } = property;
          const string = header && value.string?.slice(header[0].length);
          return string ? known(value, string) : value;
        },
      },
    };
  }
}
