import { type TextLine, TextScalar } from '../../parsers/text/model.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'arn/account-id-format',
    aliases: ['aws/account-id-shape', 'iam/invalid-arn-account'],
    summary: 'An AWS account id does not have twelve digits.',
    why: 'An account id has exactly 12 digits, leading zeros included. With one digit more or less the ARN or registry address names nothing: a push or a subscription fails, and a policy that trusts or denies the account has no effect. YAML reads an unquoted 012345678901 as a number, and the zero is gone.',
    remediation:
      'Write all 12 digits, in quotes where YAML could read a number; better, let the deployment fill the account in: AWS::AccountId in templates, aws sts get-caller-identity in scripts.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'iam-json', 'dockerfile', 'fluent-bit', 'kubernetes', 'yaml', 'json', 'text'],
    articles: [7, 11, 12, 14, 20],
    references: [
      'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
      'https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html',
    ],
    equivalents: ['access-analyzer:INVALID_ARN_ACCOUNT'],
    tags: ['correctness', 'arn'],
    since: '0.1.0',
  },
  messages: {
    length: { text: '{what} is {value}: {digits}, and an AWS account id has 12.', advice: 'Write the 12 digits of the account id; leading zeros count.' },
    notAnId: { text: '{what} is {value}, which is not an AWS account id of 12 digits.', advice: 'Write the 12 digits of the account id.' },
    leadingZero: {
      text: 'The account id {value} stands without quotes: YAML parsers read it as a number and lose the leading zero.',
      advice: 'Quote it: "{value}".',
    },
  },
  create: ({ report }) => {
    const judge = (node: TextScalar | TextLine): void => {
      if (node.isExplanation && !(node instanceof TextScalar && node.keys[0] === 'Parameters' && node.keys[2] === 'Default')) return;
      for (const { what, value, at } of accountsIn(node)) {
        if (/^\d{12}$/.test(value)) continue;
        const message = /^\d+$/.test(value) ? 'length' : 'notAnId';
        report({ at: node.part(at, at + value.length), message, data: { what, value, digits: value.length === 1 ? '1 digit' : `${value.length} digits` } });
      }
    };
    return {
      'text.line': judge,
      'text.scalar'(scalar) {
        judge(scalar);
        const value = scalar.text;
        if (scalar.quoted || scalar.tag !== undefined || !/^0\d{11}$/.test(value)) return;
        const fix = { title: 'Quote the account id', safety: 'safe' as const, edits: [{ at: scalar, text: `"${value}"` }] };
        report({ at: scalar, message: 'leadingZero', data: { value }, fix });
      },
    };
  },
});

/** A text that stands where an account id belongs. */
interface Account {
  readonly what: string;
  readonly value: string;
  readonly at: number;
}

/** The account field of an ARN; what is substituted was masked, so that its colons don't count. */
const ARN = /(?<![\w-])arn:[\w#-]*:[\w#-]*:[\w#*?-]*:(\d+):/g;
/** Registry addresses of ECR, of both forms. */
const REGISTRY = /(?<![\w.#-])(\d+)\.dkr(?:\.ecr(?:-fips)?\.|-ecr\.)/g;
/** A variable, key or option with a value of digits alone: six or more, so that counters and indices are left out. */
const ASSIGNMENT = /(?<![\w-])(?:([A-Za-z-][\w-]{0,60})["']?\s*(?::=|=>|=|:)\s*|(--[\w-]{1,60})\s+)["']?(\d{6,})(?![\w.:/#-])/g;
const ACCOUNT_NAME = /(?:^|[_-])(?:aws[_-]?)?account[_-]?id$|^(?:aws_?)?account(?:_?id)?$/i;
/** Keys of templates, policies and settings that hold account ids. */
const ACCOUNT_KEY =
  /^(?:aws[:_])?(?:Source|Principal|Resource|Peer|Target|Trusted|Management|Admin|Audit|Member|Delegated)?_?Accounts?(?:_?Ids?)?$|^(?:PeerOwnerId|CatalogId|RegistryId|SourceOwner|OwnerAccount)$/i;
const OF_ACCOUNT = /\bof\s+account\s+'([^'\n]*)'/gi;

/** All that stands in a text where an account id belongs. What is only known at deployment is none. */
function* accountsIn(node: TextScalar | TextLine): Generator<Account> {
  // Same length: offsets stay.
  const text = node.text.replace(/\$\{[^{}\n]*\}|\{\{[^{}\n]*\}\}/g, (whole) => '#'.repeat(whole.length));
  const found = (what: string, match: RegExpExecArray, group: number): Account => {
    const value = match[group] as string;
    return { what, value, at: match.index + match[0].lastIndexOf(value) };
  };
  for (const match of text.matchAll(ARN))
    yield { ...found('The account of this ARN', match, 1), at: match.index + match[0].length - 1 - (match[1] as string).length };
  for (const match of text.matchAll(REGISTRY)) yield { what: 'The account of this registry', value: match[1] as string, at: match.index };
  for (const match of text.matchAll(ASSIGNMENT)) {
    const name = (match[1] ?? match[2]) as string;
    if (ACCOUNT_NAME.test(name.replace(/^-+/, ''))) yield found(name, match, 3);
  }
  for (const match of text.matchAll(OF_ACCOUNT)) if (!/[#$%{}:?<>]/.test(match[1] as string)) yield found('OF ACCOUNT', match, 1);
  if (node instanceof TextScalar && /^\d{4,}$/.test(text) && holdsAccount(node)) yield { what: node.name ?? 'This value', value: text, at: 0 };
}

/** Whether a key path ends where AWS wants an account id: variables by name, typed properties, principals of a policy or share. */
function holdsAccount({ keys, name = '' }: TextScalar): boolean {
  if (ACCOUNT_NAME.test(name) || ACCOUNT_KEY.test(name)) return true;
  const [holder, key] = keys.slice(-2);
  if (key === 'AWS' && /^(?:Not)?Principal$/.test(holder ?? '')) return true;
  return holder === 'Properties' && /^(?:TargetId|Principals)$/.test(key ?? '');
}
