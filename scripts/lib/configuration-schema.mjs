import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { importTypeScript, root } from './project.mjs';

const load = () =>
  importTypeScript(`
    export { ajvOptions, configSchema, validationSchema } from './src/config/schema.ts';
    import { parsers } from './src/parsers/index.ts';
    export const formats = parsers.map(({ format }) => format).sort();
  `);

const schemaRule = ({ meta, options }) => ({ id: meta.id, aliases: meta.aliases, summary: meta.summary, ...(options && { options: options.schema }) });

/** The JSON schema of the configuration file, for editors. */
export async function configurationSchema(rules) {
  const { configSchema, formats } = await load();
  return configSchema(rules.map(schemaRule), formats);
}

/** Puts the validator of the configuration, compiled now, in place of the module that would compile it at run time. */
export function standaloneValidator(rules) {
  return {
    name: 'standalone-validator',
    setup({ onLoad }) {
      onLoad({ filter: /[/\\]src[/\\]config[/\\]validator\.ts$/ }, async () => {
        const { ajvOptions, formats, validationSchema } = await load();
        const ajv = new Ajv({ ...ajvOptions, code: { source: true, esm: true } });
        const code = standalone.default(
          ajv,
          ajv.compile(
            validationSchema(
              rules.map(({ rule }) => schemaRule(rule)),
              formats,
            ),
          ),
        );
        return {
          contents: `${code}\nexport const loadValidator = async () => (data) => (validate(data) ? undefined : (validate.errors ?? []));\n`,
          loader: 'js',
          resolveDir: root,
        };
      });
    },
  };
}
