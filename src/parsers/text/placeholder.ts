import type { Span } from '../../core/source-file.ts';

/**
 * What kind of stand-in a text is: `fill-in` is written to be replaced (`<region>`, `YOUR_BUCKET`, `vpc-XXXX`),
 * `sample` is a documentation's own name for something that is unique in the world (`my-bucket`).
 */
export interface Placeholder extends Span {
  readonly kind: 'fill-in' | 'sample';
}

/** Where a value stands: `code` is a string of a program, where angle brackets and names mean more than in configuration. */
export interface PlaceholderContext {
  readonly code: boolean;
  /** The key, variable or option that has the value. */
  readonly name: string | undefined;
  /** The elements that the file closes: tells markup (`<name>` … `</name>`) from placeholders. */
  readonly closed: ReadonlySet<string>;
}

/** A name in angle brackets: no quotes, equals signs, braces or further brackets inside. */
const ANGLE = /(?<![?<]|\?P)<\s?([A-Za-z_][A-Za-z0-9_ .,:|/()'’&#*+-]*)>/g;

/** Words that programs print or compare in angle brackets. */
const SENTINELS = new Set(
  'all any anonymous binary cr default empty enter esc eof generator html lambda listcomp missing module n/a na nil no none not_set null redacted root self space stderr stdin stdout string tab unassigned undefined unknown unnamed unset version_info'.split(
    ' ',
  ),
);

/** Elements that stand in texts without being closed, or that markup holds most. */
const ELEMENTS = new Set(
  'a abbr b body br button code col dd div dl dt em font footer form h1 h2 h3 h4 h5 h6 head header hr i iframe img input label li link main meta nav ol option p param pre s script section select small span strong style sub sup svg table tbody td textarea th thead title tr tt u ul video wbr xml'.split(
    ' ',
  ),
);

/** Nouns that a single lower-case word in angle brackets names when it waits to be filled in. */
const NOUN =
  /^(?:accounts?|account[-_ ]?id|address|ami|api|app|application|arn|bucket|cidr|cluster|company|customer|database|domain|email|endpoint|env|environment|host|hostname|id|image|instance|ip|key|name|namespace|org|organization|owner|pass|passphrase|password|path|port|prefix|profile|project|pvc|region|registry|repo|repository|role|secret|server|stack|stage|subnet|table|tag|tenant|token|topic|url|user|username|uuid|value|version|vpc|zone)$/i;

/** Ids of AWS resources: a prefix of theirs, then letters x where hexadecimal digits belong. */
const MASKED_ID =
  /(?<![\w-])(?:acl|ami|cgw|dopt|dsg|eigw|eipalloc|eipassoc|eni|fl|fs|fsap|fsx|i|igw|key|lgw|lt|ls|mi|nat|o|ou|pcx|r|rtb|sg|sgr|snap|subnet|tgw|vgw|vol|vpc|vpce|vpn)-(?:[0-9a-f]{0,4})x{3,}[0-9a-fx]*(?![\w])/gi;

/** Names that are waiting for the reader's own: at the start of a value, or of a part of an ARN or address. */
const YOURS = /(?:your[-_](?=\w)|name-of-(?=\w)|(?:put|enter|add|insert|fill|set|paste|type|provide)[-_]your[-_](?=\w))[\w-]*|[\w-]+[-_]here(?![\w-])/gi;

const WHOLE: readonly RegExp[] = [
  /^your[-_][\w.-]+$/i,
  /^YOUR [A-Z][A-Z0-9 _-]*$/,
  /^(?:put|enter|add|insert|fill|set|paste|type|provide)[-_ ]your[-_ ][\w .-]+$/i,
  /^name-of-[\w-]+$/i,
  /^change[-_ ]?me(?:[-_ !.]*|[-_ ][\w -]+)$/i,
  /^change[-_ ](?:this|it)(?:[-_ ][\w -]+)?$/i,
  /^replace[-_ ]?(?:me|this)(?:[-_ ][\w -]+)?$/i,
  /^replace[-_ ](?:with|by)[-_ ][\w .-]+$/i,
  /^REPLACE_[A-Z0-9_]*(?:ACCOUNT|ARN|BUCKET|DOMAIN|EMAIL|HOST|ID|KEY|NAME|PASSWORD|REGION|ROLE|SECRET|SUBNET|TOKEN|URL|VPC)[A-Z0-9_]*$/,
  /^redacted(?:[-_][\w-]*)?$/i,
  /^TODO$/,
  /^TODO[-_:! ]{1,3}(?:[Aa]dd|ADD|[Cc]hange|CHANGE|[Ff]ill|FILL|[Ii]nsert|INSERT|[Pp]ut|PUT|[Rr]eplace|REPLACE|[Ss]et|SET|[Uu]pdate|UPDATE)[-_ ].*$/,
  /^[A-Za-z][\w-]*[-_]here$/i,
  /^x{3,}(?:[-_./][\w./-]*)?$/i,
  /^x{4,}@x+\.\w+$/i,
  /^(?:producer_account|producer_namespace)$/,
  /^x{2,3}(?:\.x{1,3}){3}(?:\/\d{1,2})?$/i,
];

/** S3 bucket names are unique in the world: these belong to someone else or to AWS's documentation. */
const SAMPLE_BUCKET = /^(?:(?:my|example)[-_]?(?:s3[-_]?)?bucket(?:[-_]?name)?|doc-example-bucket\d?|amzn-s3-demo-bucket\d?)$/i;

/** A piece of text that names a thing elsewhere: an ARN, an address, a bucket. */
const REFERENCE = /^(?:[\w.+-]*[=:])?(?:arn:|[a-z][a-z0-9+]{1,11}:\/\/)|\.amazonaws\.com/i;

/**
 * The placeholders in a value: the whole of a scalar, of a quoted string or of a command's word.
 * Empty for ordinary values, markup, generics, regular expressions and sentinels such as `<none>`.
 */
export function findPlaceholders(value: string, context: PlaceholderContext): Placeholder[] {
  if (value.length > 4000 || /\{\{(?!resolve:)|<%|<\?/.test(value)) return [];
  const lead = (/^\s*/.exec(value) as RegExpExecArray)[0].length;
  const text = value.trim();
  const whole = (kind: Placeholder['kind']): Placeholder[] => [{ start: lead, end: lead + text.length, kind }];
  if (text === '') return [];
  if (WHOLE.some((pattern) => pattern.test(text))) return context.code && !isSetting(context.name) ? [] : whole('fill-in');
  if (context.name && /bucket/i.test(context.name) && SAMPLE_BUCKET.test(text)) return whole('sample');

  const found: Placeholder[] = [];
  const parts = words(text);
  // In a program a text of several words, or a fragment of one, is said to somebody.
  if (context.code && (parts.length > 1 || /^\s|[\s.`]$/.test(value))) return [];
  for (const word of parts) {
    const place = (start: number, end: number, kind: Placeholder['kind'] = 'fill-in'): void => {
      found.push({ start: lead + word.start + start, end: lead + word.start + end, kind });
    };
    for (const { start, end } of angles(word.text, text, context)) place(start, end);
    for (const match of word.text.matchAll(MASKED_ID)) place(match.index, match.index + match[0].length);
    for (const { start, end, kind } of inReference(word.text)) place(start, end, kind);
  }
  found.sort((a, b) => a.start - b.start);
  return found.filter((one, index) => index === 0 || one.start >= (found[index - 1] as Placeholder).end);
}

/** The words of a text; white space inside angle brackets doesn't part them. */
function words(text: string): { start: number; text: string }[] {
  const joined = text.replace(ANGLE, (whole) => '_'.repeat(whole.length));
  return [...joined.matchAll(/[^\s"'`,;]+/g)].map((match) => ({ start: match.index, text: text.slice(match.index, match.index + match[0].length) }));
}

/** Names in angle brackets that a word holds as a whole, or as part of a reference or a composed name. */
function angles(word: string, text: string, context: PlaceholderContext): Span[] {
  const matches = [...word.matchAll(ANGLE)].filter((match) => !isMarkup(match[1] as string, context));
  if (matches.length === 0) return [];
  const spans = matches.map((match) => ({ start: match.index, end: match.index + match[0].length }));
  const alone = word === text;
  const [first] = matches as [RegExpExecArray];
  if (alone && matches.length === 1 && first[0].length === word.length)
    return !context.code || (isSetting(context.name) && isFillIn(first[1] as string)) ? spans : [];
  if (REFERENCE.test(word)) return spans;
  if (context.code) return [];
  // `--option=<name>`, `KEY=<name>`: the value is the whole of what follows.
  const assigned = /^[\w.-]+[=:]/.exec(word)?.[0].length;
  if (assigned !== undefined && matches.length === 1 && first.index === assigned && assigned + first[0].length === word.length) return spans;
  // A composed name or path: name characters alone around the brackets, joined to them by punctuation.
  const rest = word.replace(ANGLE, '');
  if (!/^[\w\-./:@=+%*${}~]*$/.test(rest)) return [];
  return spans.filter(({ start, end }) => /[-/.:@_=]/.test(word[start - 1] ?? ' ') || /[-/.:@_]/.test(word[end] ?? ' '));
}

/** Whether a name in a program is that of a setting of AWS or of a connection: elsewhere angle brackets and capitals mean many things. */
const isSetting = (name: string | undefined): boolean =>
  name !== undefined &&
  /account|\barn\b|_arn|arn$|bucket|cidr|cluster|credential|database|domain|endpoint|\bhost|_host|password|passphrase|profile|queue|region|\brole|_role|roleName|secret|security_?group|stream|subnet|table|token|topic|\burl|_url|\buri|_uri|username|vpc|api_?key|access_?key|key_?pair|key_?name|image_?id|\bami/i.test(
    name,
  );

/** Placeholder words and masks inside an ARN, an address or a bucket's path. */
function inReference(word: string): Placeholder[] {
  if (!REFERENCE.test(word)) return [];
  const scheme = /^(?:[\w.+-]*=)?([a-z][a-z0-9+]{1,11}):\/\//i.exec(word);
  const scope = scheme && !/^s3[an]?$/i.test(scheme[1] as string) ? authority(word, scheme[0].length) : { start: 0, end: word.length };
  const part = word.slice(scope.start, scope.end);
  const found: Placeholder[] = [];
  const add = (match: RegExpExecArray, kind: Placeholder['kind'] = 'fill-in'): void => {
    const start = scope.start + match.index;
    if (/[a-z0-9-]/i.test(word[start - 1] ?? ' ')) return;
    found.push({ start, end: start + match[0].length, kind });
  };
  for (const match of part.matchAll(YOURS)) add(match);
  for (const match of part.matchAll(/[a-z]{2}-x{3,}-[x\d]|x{2}-x+-x\b|(?:\d{1,12})?x{4,}\d*(?=[:./@-]|$)|x{2,3}(?:\.x{1,3}){3}/gi)) add(match);
  const bucket = /^s3[an]?:\/\/([^/]+)|^arn:[^:]*:s3:::([^/]+)/i.exec(word);
  const name = bucket && (bucket[1] ?? bucket[2]);
  if (bucket && name && SAMPLE_BUCKET.test(name)) found.push({ start: bucket[0].length - name.length, end: bucket[0].length, kind: 'sample' });
  return found;
}

/** The host of an address; for code hosts and path-style buckets with the first part of the path, which is an account's name there. */
function authority(word: string, from: number): Span {
  const slash = word.indexOf('/', from);
  if (slash === -1) return { start: from, end: word.length };
  const host = word.slice(from, slash);
  if (!/(?:^|@|\.)(?:github|gitlab|bitbucket)\.(?:com|org)$|^s3[.-][\w.-]*amazonaws\.com$/i.test(host)) return { start: from, end: slash };
  const next = word.indexOf('/', slash + 1);
  return { start: from, end: next === -1 ? word.length : next };
}

/** The names of the elements that a text closes, also with JSON's escape (`<\\/p>`). */
export const closedElements = (text: string): ReadonlySet<string> => new Set([...text.matchAll(/<\\?\/([\w.:-]{1,100})/g)].map((match) => match[1] as string));

/** A name in angle brackets that is an element, a sentinel, an address or a type, not a gap to fill. */
function isMarkup(inner: string, context: PlaceholderContext): boolean {
  const name = inner.trim();
  const first = (/^[\w.:-]+/.exec(name) as RegExpExecArray | null)?.[0] ?? name;
  if (name.endsWith('/') || name.includes('://') || name.includes('*') || /^[\w.-]+:[\w-]/.test(name) || /\.h(?:pp)?$/.test(name)) return true;
  if (SENTINELS.has(name.toLowerCase())) return true;
  if (ELEMENTS.has(first) && first === name) return true;
  return context.closed.has(first);
}

/** Whether a name in angle brackets reads as a gap to fill even in a program: several words, capitals, or a noun of the trade. */
export function isFillIn(inner: string): boolean {
  const name = inner.trim();
  if (NOUN.test(name) || /^[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*$/.test(name)) return name.length > 1;
  const parts = name.split(/[\s_-]+/);
  return parts.length > 1 && parts.some((part) => NOUN.test(part) || /^(?:your|my|the|of|aws|s3|ec2|ecr)$/i.test(part));
}
