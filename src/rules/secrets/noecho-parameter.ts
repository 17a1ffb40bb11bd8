import type { Parameter } from '../../parsers/cloudformation/parameters.ts';
import { isSecretName, wordsOf } from '../../parsers/secret-name.ts';
import { insertPair, literalEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

/** Types whose value is the text that somebody types in. Others name a thing, or a parameter of Systems Manager. */
const TEXT_TYPES = new Set(['String', 'CommaDelimitedList', 'List<String>']);
/** Descriptions of something else than the secret itself: where it is kept, whether there is one, how it must be. */
const DESCRIBES_OTHER =
  /\barns?\b|\b(name|path|ids?|location|url) (of|for|in|to|where|that)\b|\bparameter (store|name|path)\b|\bsecret'?s? (name|arn|id|key)\b|\bsecrets ?manager (secret|name|key)\b|\bsecret (stored |kept )?in (aws )?secrets ?manager|\bnumber of\b|\bwhether\b|\blength\b/i;
/** Descriptions that begin with the secret: "The database admin account password". */
const DESCRIBES_SECRET =
  /^(enter )?(the |an? |your )?([\w/'-]+ ){0,4}(password|passphrase|api key|private key|secret access key|access token)( (for|of|to|that|used|must|with)\b|[.,;:(]|$)/i;
/** Last words of names of something else, whatever the description begins with. */
const OTHER_THINGS = new Set(['arn', 'id', 'ids', 'length', 'name', 'path', 'policy', 'user', 'username']);
/** Defaults that say that the parameter holds a reference to the secret, or a switch. */
const NAMES_OTHER = /^(arn:|\{\{resolve:|\/|(true|false|yes|no)$)/i;
/** Defaults that stand for "not given", `<enter your key>` among them. */
const NOT_GIVEN = /^(|none|null|nil|n\/a|na|-|undefined|unset|empty|(.)\2*|<.*>)$/is;

export default defineRule({
  meta: {
    id: 'secrets/noecho-parameter',
    summary: 'A template parameter takes a secret in the open.',
    why: 'CloudFormation shows the values of parameters without NoEcho in the console, in DescribeStacks and in change sets, to everybody who may read the stack, and keeps them there. A default is worse: it stands in the repository and its history, and is the password of every stack that nobody gave another one.',
    remediation:
      'Keep the secret in AWS Secrets Manager (which can also generate it) and refer to it with {{resolve:secretsmanager:…}}, so that no parameter is needed. Where a parameter stays, set NoEcho: true, give it no default, and do not write its value to Outputs or Metadata, which NoEcho does not hide.',
    severity: 'error',
    precision: 'medium',
    securitySeverity: 7,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [13],
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html',
    ],
    equivalents: ['cfn-lint:W2501'],
    tags: ['cloudformation', 'secrets', 'security'],
    since: '0.1.0',
  },
  messages: {
    shown: {
      text: 'The parameter {name} takes a secret, and CloudFormation shows its value to everybody who may read the stack.',
      advice: 'Add {setting}: true; better, drop the parameter and use {{resolve:secretsmanager:…}} where it is read.',
    },
    default: {
      text: 'The secret parameter {name} has a default of {length} characters, which everybody who reads the template knows.',
      advice: 'Remove the default, so that each stack has to be given its own value.',
    },
    output: {
      text: 'The output {output} shows the value of {name}, which NoEcho keeps from being shown elsewhere.',
      advice: 'Remove the output, or hand on the name of a secret in AWS Secrets Manager instead of its value.',
    },
  },
  create: ({ report }) => ({
    'cfn.template'(template) {
      const setting = template.surface === 'cdk' ? 'noEcho' : 'NoEcho';
      for (const parameter of template.parameters.values()) {
        const { name, at, noEcho, defaultAt } = parameter;
        if (noEcho === undefined || !(noEcho || isSecret(parameter, at.file.text))) continue;
        if (!noEcho) {
          const edit = noEchoEdit(parameter, setting);
          report({ at, message: 'shown', data: { name, setting }, ...(edit && { fix: { title: `Add ${setting}: true`, safety: 'safe', edits: [edit] } }) });
        }
        const secret = parameter.default ?? '';
        // At the parameter's name and not at the default: what a finding points at is printed.
        if (!NOT_GIVEN.test(secret) && !NAMES_OTHER.test(secret))
          report({ at, message: 'default', data: { name, length: secret.length }, ...(defaultAt && { mask: [defaultAt] }) });
      }
    },
    'cfn.output'(output) {
      const secrets = [...output.template.parameters.values()].filter(({ noEcho }) => noEcho);
      if (secrets.length === 0) return;
      const { value } = output;
      const sources = new Set([
        ...(value.parts ?? []).flatMap((part) => (typeof part === 'string' ? [] : [part.name])),
        ...value.trace.map(({ text }) => text),
      ]);
      const shown = secrets.find(({ name }) => sources.has(name));
      if (shown) report({ at: value, message: 'output', data: { output: output.name, name: shown.name }, related: [{ at: shown.at, text: 'the parameter' }] });
    },
  }),
});

function isSecret(parameter: Parameter, text: string): boolean {
  const { name, type, description, allowedValues, node } = parameter;
  // What may be chosen from a list, or switched, is no secret.
  if (!TEXT_TYPES.has(type) || allowedValues || node.get('AllowedValues')) return false;
  if (DESCRIBES_OTHER.test(description) || NAMES_OTHER.test(parameter.default ?? '')) return false;
  const pattern = node.get('AllowedPattern')?.value;
  if (pattern?.kind === 'scalar' && pattern.value.includes('arn:')) return false;
  // The template itself uses it as the name of the secret.
  if (['secretsmanager', 'ssm-secure', 'ssm'].some((service) => text.includes(`{{resolve:${service}:\${${name}}`))) return false;
  return isSecretName(name) || (DESCRIBES_SECRET.test(description) && !OTHER_THINGS.has(wordsOf(name).at(-1) ?? ''));
}

/** `NoEcho: true` in the parameter; undefined where it can't be written. */
function noEchoEdit({ node, at, name }: Parameter, setting: string): ReturnType<typeof insertPair> {
  const present = node.get('NoEcho');
  const path = `Parameters/${name}/NoEcho`;
  if (!present) return insertPair(at.file, node, path, setting, 'true');
  return present.value.kind === 'scalar' && !present.aliasSpan
    ? literalEdit({ file: at.file, span: present.value.span, path }, present.value.value, 'true')
    : undefined;
}
