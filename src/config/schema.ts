import { foreignTools } from '../core/document.ts';
import { policyKinds } from '../parsers/iam/model.ts';

/** What the configuration's schema says of a rule. */
export interface SchemaRule {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  /** JSON schema of the rule's options; undefined for a rule without options. */
  readonly options?: object;
}

/** How both the build and a run from source compile {@link validationSchema}. `verbose` makes errors carry the schema part that lists what is right. */
export const ajvOptions = { allErrors: true, allowUnionTypes: true, verbose: true } as const;

/**
 * JSON schema (draft 7) of the configuration file, for editors: every rule with its summary and options.
 * `formats`: what a path may be given as under `formats`.
 */
export function configSchema(rules: readonly SchemaRule[], formats: readonly string[]): object {
  const properties: Record<string, object> = {};
  for (const rule of rules) properties[rule.id] = { description: rule.summary, ...ruleEntry(rule) };
  for (const rule of rules)
    for (const alias of rule.aliases ?? []) properties[alias] = { description: `Former name of ${rule.id}.`, deprecated: true, ...ruleEntry(rule) };
  return schema(formats, {
    type: 'object',
    description: rulesText,
    properties,
    patternProperties: { [topicPattern]: reference('rule') },
    additionalProperties: false,
  });
}

/**
 * What the program validates a configuration against: the same, but it lists only rules with options,
 * because unknown rules are found (with the nearest name) by looking them up. So it stays small however many rules there are.
 */
export function validationSchema(rules: readonly SchemaRule[], formats: readonly string[]): object {
  const properties: Record<string, object> = {};
  for (const rule of rules) {
    if (rule.options) for (const name of [rule.id, ...(rule.aliases ?? [])]) properties[name] = ruleEntry(rule);
  }
  return schema(formats, { type: 'object', properties, patternProperties: { [topicPattern]: reference('rule') }, additionalProperties: reference('rule') });
}

const topicPattern = '^[a-z0-9-]+/\\*$';
const rulesText = 'Rules by id or `topic/*`: a severity, `off`, or severity and options. An id wins over `topic/*`.';
const reference = (name: string): object => ({ $ref: `#/definitions/${name}` });

/** A severity, or an object with severity and options. `if` picks the branch, so that a mistake is reported against one of them only. */
function ruleEntry({ options }: Pick<SchemaRule, 'options'>): object {
  if (!options) return { allOf: [reference('rule')] };
  return {
    if: { type: 'object' },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON schema
    then: {
      type: 'object',
      additionalProperties: false,
      properties: { severity: reference('severity'), options: { additionalProperties: false, ...options } },
    },
    else: reference('severity'),
  };
}

function schema(formats: readonly string[], rules: object): object {
  const strings = (description: string, items: object = { type: 'string', minLength: 1 }): object => ({ type: 'array', description, items });
  const scalar = { type: ['string', 'number', 'boolean'] };
  const parameterValue = { ...scalar, type: [...scalar.type, 'array'], items: scalar };
  const account = { type: 'string', pattern: '^[0-9]{12}$' };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of lintel',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string', description: 'Address of this schema, for editors.' },
      extends: { enum: ['recommended', 'strict', 'all'], description: 'The rules to start from. Default: recommended.' },
      rules: reference('rules'),
      overrides: {
        type: 'array',
        description: 'Other rule settings for some paths; later entries win.',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['files', 'rules'],
          properties: { files: reference('patterns'), rules: reference('rules') },
        },
      },
      exclude: { ...(reference('patterns') as object), description: 'Paths that are not linted, as in .gitignore.' },
      formats: {
        type: 'object',
        description: 'Path patterns to formats, where a file cannot be recognised by name and content.',
        additionalProperties: { enum: [...formats] },
      },
      policies: {
        type: 'object',
        description:
          'Path patterns to what the policies of JSON files do, where their names and content cannot tell: scp, rcp, boundary … What holds a trust policy in a key of that name, and templates and programs, say it themselves.',
        additionalProperties: { enum: [...policyKinds] },
      },
      parameters: {
        type: 'object',
        description: 'Path patterns of templates to the values of their parameters. Parameters that are not named stay open.',
        additionalProperties: { type: 'object', additionalProperties: parameterValue },
      },
      compat: strings('Other tools whose exceptions, noted in templates and Dockerfiles for checks that lintel has too, hold for lintel.', {
        enum: [...foreignTools],
      }),
      settings: {
        type: 'object',
        description: 'Facts that several rules share.',
        additionalProperties: false,
        properties: {
          accounts: strings('Own AWS account ids.', account),
          trustedAccounts: strings('AWS account ids of others that may be given access.', account),
          partitions: strings('AWS partitions that are used.', { type: 'string', pattern: '^aws(-[a-z]+)*$' }),
          allowedRegistries: strings('Registries that images may come from.'),
          mirror: {
            type: 'string',
            minLength: 1,
            description: 'Prefix of a pull-through cache for Docker Hub, such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com/docker-hub.',
          },
          packages: {
            type: 'object',
            additionalProperties: false,
            properties: { internal: strings('Names, scopes or name prefixes (with *) of internal packages.') },
          },
          accountConcurrency: { type: 'integer', minimum: 1, description: 'The quota of concurrent executions of AWS Lambda in a Region, once it was raised.' },
          regions: strings('AWS regions that are used.', { type: 'string', pattern: '^[a-z]{2,4}(-[a-z]+)+-[0-9]+$' }),
        },
      },
    },
    definitions: {
      severity: { enum: ['off', 'info', 'warning', 'error'] },
      rule: {
        if: { type: 'object' },
        // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON schema
        then: { type: 'object', additionalProperties: false, properties: { severity: reference('severity') } },
        else: reference('severity'),
      },
      rules: { description: rulesText, ...rules },
      patterns: { type: 'array', items: { type: 'string', minLength: 1 } },
    },
  };
}
