/** Last words of names whose value is a secret by itself. */
const SECRETS = new Set(['passcode', 'pass', 'pwd', 'pw', 'secret', 'token']);
/** The same at the end of words that are written without a seam: `dbpassword`. */
const SECRET_ENDINGS = ['password', 'passwd', 'passphrase', 'apikey', 'accesskey', 'secretkey', 'privatekey', 'clientsecret'];
/** Words before `key` and `code` that make it one. */
const SECRET_KEYS = new Set(['api', 'private', 'secret', 'access', 'auth', 'signing', 'account']);
const SECRET_CODES = new Set(['auth', 'authorization', 'access']);
/** Words before `token` that make it no secret: idempotency, paging, a custom resource's function, the instance metadata service. */
const OTHER_TOKENS = new Set(['service', 'client', 'request', 'next', 'page', 'pagination', 'idempotency', 'task', 'metadata', 'http', 'imds', 'max']);
/** Words behind the one that counts. */
const QUALIFIERS = new Set(['value', 'string', 'text', 'plaintext', 'confirm', 'confirmation', 'again']);
/** A name that starts with one of these asks a question or gives an order: `EnableApiKey`, `GeneratePassword`. */
const VERBS = new Set(
  'allow bypass change configure create deploy disable enable expire force generate has import is manage need needs random require requires reset retrieve rotate set skip store update use with'.split(
    ' ',
  ),
);

/** The words of a name in camelCase, snake_case or kebab-case, in lower case, without digits. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

/**
 * Whether a name is that of a secret, by the word that it ends with: `DBPassword` and `APIKey` are, `PasswordLength`, `SecretArn` and
 * `EnableApiKey` are not.
 */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  // One letter in front tells parameters from resources: pDBPassword.
  if ((words[0] ?? '').length === 1) words.shift();
  while (words.length > 1 && QUALIFIERS.has(words.at(-1) as string)) words.pop();
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (words.length > 1 && VERBS.has(words[0] as string)) return false;
  if (last === 'key') return SECRET_KEYS.has(before);
  if (last === 'code') return SECRET_CODES.has(before);
  if (last === 'token') return !OTHER_TOKENS.has(before);
  return SECRETS.has(last) || SECRET_ENDINGS.some((ending) => last.endsWith(ending));
}
