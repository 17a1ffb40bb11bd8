import { isSecretName, wordsOf } from '../secret-name.ts';

/** What a text turned out to be. */
export interface Secret {
  /** What its own form tells: `an AWS access key id`; undefined where its name or place alone says that it is a secret. */
  readonly what: string | undefined;
  /** The secret itself: never to be printed. */
  readonly text: string;
}

export const ACCESS_KEY_ID = 'an AWS access key id';

/** Forms that tell a secret whatever it is called. Each begins with a literal, so that a search is linear. */
const KNOWN: readonly (readonly [what: string, pattern: RegExp])[] = [
  [ACCESS_KEY_ID, /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/],
  ['a private key', /-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY-----/],
  ['a JSON Web Token', /\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,2000}/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{50,255})/],
  ['a GitLab token', /\bglpat-[\w-]{20,100}/],
  ['a Slack token', /\bxox[abeoprs]-[\w-]{20,250}/],
  ['a Stripe key', /\b[rs]k_live_[A-Za-z0-9]{20,250}/],
  ['a Google API key', /\bAIza[\w-]{35}\b/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
];
/** An address with a password in it. */
const ADDRESS = /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/@?#"']{0,200}:([^\s/@"']{1,200})@/gi;
const MAY_BE_KNOWN = /AKIA|ASIA|PRIVATE KEY|eyJ|gh[pousr]_|github_pat_|glpat-|xox|k_live_|AIza|npm_|:\/\/[^\s/]{0,400}@/;

/** Whether a text may hold a secret of a known form: cheap. */
export const holdsKnownSecret = (text: string): boolean => MAY_BE_KNOWN.test(text);

/** The longest text that is looked at: a longer one is data. */
const LONGEST = 20_000;
/** Shorter literals are no secrets worth the name, unless their place takes nothing else. */
const SHORTEST = 8;
const SHORTEST_IN_PLACE = 4;

/**
 * The secret that a literal text is, or holds; undefined when it is none. Placeholders, references to a secret store, names, paths and
 * addresses, switches and numbers are none. `isSecretPlace`: nothing but a secret stands where the text stands.
 */
export function secretIn(name: string, text: string, isSecretPlace: boolean): Secret | undefined {
  if (text.length > LONGEST) return undefined;
  const known = knownSecret(text);
  if (known) return known;
  if (!isSecretPlace && !isSecretName(name)) return undefined;
  const value = text.trim();
  const members = membersOf(value);
  if (members) return members.map(([key, member]) => secretIn(key, member, isSecretName(key))).find((secret) => secret !== undefined);
  if (value.length < (isSecretPlace ? SHORTEST_IN_PLACE : SHORTEST) || isReference(value) || isPlaceholder(value)) return undefined;
  if (!isSecretPlace && (isOrdinary(value) || sameWords(name, value) || (!isPassword(name) && isName(value)))) return undefined;
  return { what: undefined, text: value };
}

/** The texts of a JSON object by their keys; undefined for any other text. */
function membersOf(text: string): [string, string][] | undefined {
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined;
  try {
    return Object.entries(JSON.parse(text) as object).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  } catch {
    return undefined;
  }
}

/** A secret that its own form tells. */
export function knownSecret(text: string): Secret | undefined {
  if (!holdsKnownSecret(text)) return undefined;
  for (const [what, pattern] of KNOWN) {
    const found = pattern.exec(text)?.[0];
    if (found !== undefined && !/EXAMPLE|X{5}|x{5}|0{8}|1234567890/.test(found)) return { what, text: what === 'a private key' ? text.trim() : found };
  }
  for (const [, password = ''] of text.matchAll(ADDRESS)) {
    if (!isReference(password) && !isPlaceholder(password) && password.length >= SHORTEST_IN_PLACE && !WEAK.test(password))
      return { what: 'a password in an address', text: password };
  }
  return undefined;
}

/** What only the deployment puts in, or where the secret is kept: `${…}`, `{{resolve:…}}`, ARNs, paths, addresses. */
function isReference(value: string): boolean {
  return (
    /[$%#]\{|\$\(|\{\{|<%|^\$|^`|^%[^%\s]+%$/.test(value) ||
    /^(?:arn:|\.{0,2}\/|~\/|[a-z][a-z0-9+.-]{1,30}:\/\/|(?:vault|ref\+\w+|ssm|secretsmanager|op|env|file|valueFrom|ENC|AQICAH|kms|keyvault|projects\/)[:[\w(/])/i.test(
      value,
    ) ||
    /^[\w.-]+(?:\/[\w.-]+)*\.(?:json|ya?ml|pem|key|txt|crt|conf|env|properties|jks|p12)$/i.test(value) ||
    /^(?:process\.env|os\.environ|System\.getenv|env\.|config\.|secrets?\.|var\.|local\.|data\.)/.test(value)
  );
}

const PLACEHOLDER =
  /^(?:change|replace|insert|enter|put|add|set|fill|provide|use|update)[-_ ]?(?:me|this|it|here|with|your|in|the)|^(?:your|my|some|the|any)[-_ ]|^your|(?:example|placeholder|dummy|sample|redacted|changeme|replaceme|fake|not[-_ ]?(?:a[-_ ])?(?:real|secret|used)|to[-_ ]?be[-_ ]?|todo|tbd|fixme|goes[-_ ]here|[-_ ]here$)|^(?:none|null|nil|undefined|unset|empty|n\/a|true|false|yes|no|on|off|enabled|disabled|required|optional|default|string|mock|foo|bar|foobar)$/i;

/** A text that waits to be filled in, masks something, or says that there is nothing. */
const isPlaceholder = (value: string): boolean => PLACEHOLDER.test(value) || /[<>[\]«»]|\.{3}|…|x{4,}|\*{3,}|^(.)\1*$|^(?:abc|123|xyz|[-_.])+$/i.test(value);

/** Passwords that nobody takes for one: development defaults, in addresses above all. */
const WEAK =
  /^(?:pass(?:word|wd)?|passw0rd|secret|admin|root|user(?:name)?|test(?:ing)?|guest|postgres|mysql|mongo|redis|rabbitmq|localstack|minioadmin|minio123)\d{0,3}$/i;

/** Texts that stand for something else than a secret: switches, numbers, sentences, names of classes and hosts, words. */
function isOrdinary(value: string): boolean {
  if (/\s/.test(value) || WEAK.test(value) || /^[-+]?[\d.,:_-]+$/.test(value)) return true;
  // A host or a class: lower-case labels with dots.
  if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?$/.test(value) || /^(?:[a-z]\w*\.)+[A-Z]\w*$/.test(value)) return true;
  if (/^[\w.-]{1,40}(?:\/[a-z][\w.-]{0,40}){1,6}$/.test(value) && !/[A-Z]/.test(value)) return true;
  // Letters alone are a word, or several of them.
  return !/[^A-Za-z_.:/-]/.test(value) && !(value.length >= 20 && /[A-Z]/.test(value) && /[a-z]/.test(value) && !/[-_.]/.test(value) && isRandom(value));
}

/** A name with at most a number behind it, as secrets themselves are called: `api-token-v2`, `regcred1`. */
const isName = (value: string): boolean => !isRandom(value) && /^[a-z]{2,}(?:[-_.][a-z]+)*[-_.]?v?\d{0,2}$/i.test(value);

/** `DB_PASSWORD=db_password`, or the name of a secret's own kind: `GITHUB_TOKEN: my-github-token`. */
function sameWords(name: string, value: string): boolean {
  const words = wordsOf(value);
  const own = wordsOf(name);
  return words.length > 0 && !/\d{3}/.test(value) && (words.every((word) => own.includes(word)) || (words.length > 1 && isSecretName(value) && isName(value)));
}

const isPassword = (name: string): boolean => /pass|pwd|pw$|code$/i.test(name);

/** Letters of both cases without the look of words: many changes between the cases. */
function isRandom(value: string): boolean {
  const changes = value.match(/[a-z](?=[A-Z])|[A-Z]{2}(?=[a-z])/g)?.length ?? 0;
  return changes > value.length / 6;
}
