import type { ErrorObject } from 'ajv';
import type { RegistryEntry } from '../rules/define-rule.ts';
import { ajvOptions, type SchemaRule, validationSchema } from './schema.ts';

/** Checks configuration data; undefined when all is right. */
export type Validator = (data: unknown) => readonly ErrorObject[] | undefined;

/**
 * The validator of the configuration. This module is the one that runs from source, where ajv compiles the schema of all rules;
 * the build replaces the whole module by one with the same export, made by ajv's standalone mode.
 */
export async function loadValidator(rules: readonly RegistryEntry[], formats: readonly string[]): Promise<Validator> {
  const { Ajv } = await import('ajv');
  const validate = new Ajv(ajvOptions).compile(validationSchema(await schemaRules(rules), formats));
  return (data) => (validate(data) ? undefined : (validate.errors ?? []));
}

async function schemaRules(rules: readonly RegistryEntry[]): Promise<SchemaRule[]> {
  return Promise.all(
    rules.map(async ({ id, aliases, summary, load }) => {
      const { options } = await load();
      return { id, aliases, summary, ...(options && { options: options.schema }) };
    }),
  );
}
