import { type TextLine, TextScalar } from '../../parsers/text/model.ts';
import { findPlaceholders } from '../../parsers/text/placeholder.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'text/unfilled-placeholder',
    aliases: ['config/unreplaced-placeholder', 'fluent-bit/placeholder'],
    summary: 'A value is still the placeholder of the documentation that it was copied from.',
    why: 'A text such as <region>, YOUR_BUCKET or vpc-XXXX names nothing that exists. The deployment fails late, in the middle of a stack or after an image was built; worse, a log pipeline or a policy accepts it in silence and works for nobody.',
    remediation:
      'Put the real value in its place. What differs between accounts or stages belongs in a parameter, an environment variable or a secret store; a file that is meant to be filled in by its reader is called *.example, or stands under examples/ or docs/.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'iam-json', 'dockerfile', 'fluent-bit', 'kubernetes', 'yaml', 'json', 'text'],
    articles: [1, 2, 5, 7, 13, 14, 16, 19],
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
    ],
    supersedes: ['arn/account-id-format'],
    tags: ['correctness', 'deployment'],
    since: '0.1.0',
  },
  messages: {
    unfilled: { text: '{name} still holds {placeholders}.', advice: 'Replace it by {expected}.' },
    sampleBucket: {
      text: '{name} is {bucket}, a bucket name that documentation uses for everybody; bucket names are unique over all accounts, so it is not yours.',
      advice: 'Write the name of your own bucket.',
      severity: 'warning',
      precision: 'medium',
    },
  },
  options: {
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        allow: {
          type: 'array',
          items: { type: 'string', minLength: 1 },
          description: 'Texts that look like placeholders and are real names here, compared with what is found without regard to case.',
        },
      },
    },
    defaults: { allow: [] as readonly string[] },
  },
  create: ({ options, report }) => {
    const allowed = new Set(options.allow.map((text) => text.toLowerCase()));
    const judge = (node: TextScalar | TextLine): void => {
      if (isMadeToBeFilled(node.file.root.path) || node.isExplanation || isCompared(node.keys) || (node instanceof TextScalar && node.isReference)) return;
      const seen = new Set<number>();
      for (const piece of node.pieces()) {
        const all = findPlaceholders(piece.text, { code: piece.code, name: piece.name, closed: node.closedElements });
        const found = all.filter(({ start, end }) => !allowed.has(piece.text.slice(start, end).toLowerCase()));
        const [first] = found;
        if (!first || seen.has(piece.start + first.start)) continue;
        for (const { start } of found) seen.add(piece.start + start);
        const last = found.at(-1) ?? first;
        const placeholders = [...new Set(found.map(({ start, end }) => piece.text.slice(start, end)))];
        const name = piece.name ?? 'This value';
        const at = node.part(piece.start + first.start, piece.start + last.end);
        if (first.kind === 'sample') report({ at, message: 'sampleBucket', data: { name, bucket: placeholders[0] as string } });
        else report({ at, message: 'unfilled', data: { name, placeholders: listed(placeholders), expected: expected(piece.name ?? '', placeholders) } });
      }
    };
    return { 'text.scalar': judge, 'text.line': judge };
  },
});

/** In a template's conditions a placeholder is what a parameter's value is compared with, to find out that nobody filled it in. */
const isCompared = ([first]: readonly string[]): boolean => first === 'Conditions' || first === 'Rules';

/** Samples, documentation and templates of other tools: their placeholders are there for the reader. */
const isMadeToBeFilled = (path: string): boolean =>
  /(?:^|\/)(?:examples?|docs?)\/|\.(?:example|sample|dist|tmpl|tpl|j2|erb)$|[.](?:example|sample)\./i.test(path);

const EXPECTATIONS: readonly (readonly [pattern: RegExp, expected: string])[] = [
  [/password|passphrase|secret|token|credential|api[-_ ]?key|access[-_ ]?key|auth[-_ ]?code/i, 'a reference to the secret (never the secret itself)'],
  [/account|^\d*x{6,}$/i, 'the 12 digits of the AWS account id'],
  [/\bregion|_region|xx-x/i, 'the code of an AWS Region, such as eu-west-1'],
  [/\barn\b|_arn|Arn$/i, 'the ARN of the resource'],
  [/^(?:vpc|subnet|sg|ami|i|eni|vol|snap|rtb|igw|nat|vpce|eipalloc|tgw|fs)-/i, 'the id of the resource, which has hexadecimal digits after its prefix'],
  [/bucket/i, 'the name of the S3 bucket'],
  [/org[-_ ]?id/i, 'the id of the AWS organization, which begins with o-'],
  [/cidr|\bip\b|xx\.xx/i, 'an address or CIDR range'],
  [/key ?pair|key_?name/i, 'the name of an EC2 key pair of this Region'],
  [/host|domain|dns|endpoint|url|https?:/i, 'the host name or address'],
  [/image|repositor|registry|\becr\b/i, 'the image or repository'],
  [/e-?mail/i, 'an e-mail address'],
  [/stream|cluster|function|table|queue|topic|role|name/i, 'the name of the resource'],
];

/** What has to stand in the place of placeholders: their own words say it best, then the name of what holds them. */
function expected(name: string, placeholders: readonly string[]): string {
  const all = placeholders.map((text) => EXPECTATIONS.find(([pattern]) => pattern.test(text))?.[1]);
  const known = [...new Set(all.filter((text) => text !== undefined))];
  if (known.length > 0 && known.length === new Set(all).size) return known.join(' and ');
  return EXPECTATIONS.find(([pattern]) => pattern.test(name))?.[1] ?? (placeholders.length > 1 ? 'the real values' : 'the real value');
}

const listed = (texts: readonly string[]): string =>
  texts.length === 1 ? `the placeholder ${texts[0]}` : `the placeholders ${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
