// Writes data/fluent-bit-plugins.json: the plugins of Fluent Bit, the names of their options, which of these may be repeated, and what TLS each output has.
// Usage: node scripts/fluent-bit-plugins.mjs <folder of the Fluent Bit sources> <date of that version, YYYY-MM-DD>
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [root, asOf] = process.argv.slice(2);
if (!root || !/^\d{4}-\d{2}-\d{2}$/.test(asOf ?? '')) {
  console.error('usage: node scripts/fluent-bit-plugins.mjs <folder of the Fluent Bit sources> <date of that version, YYYY-MM-DD>');
  process.exit(2);
}
const read = (path) => readFileSync(join(root, path), 'utf8');
const version = ['MAJOR', 'MINOR', 'PATCH'].map((part) => new RegExp(`set\\(FLB_VERSION_${part}\\s+(\\d+)\\)`).exec(read('CMakeLists.txt'))[1]).join('.');

/** The C files of a plugin, without the libraries that come with it. */
function sourcesOf(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return /^(lib|ext|miniz|proto|tests?)/.test(entry.name) ? [] : [sourcesOf(path)];
      return /\.[ch]$/.test(entry.name) ? [read(path)] : [];
    })
    .join('\n');
}

const OPTION = /FLB_CONFIG_MAP_([A-Z0-9_]+)\s*,\s*"([^"]+)"\s*,\s*(?:(?:"(?:[^"\\]|\\.)*"|\w+)\s*)+(?:\)\s*\w+\s*)?,\s*([A-Z0-9_| ]+?)\s*,/g;
const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '').replace(/\(\s*char\s*\*\s*\)/g, '');

function optionsOf(text) {
  const options = new Map();
  for (const [, type, name, flags] of withoutComments(text).matchAll(OPTION)) {
    // The flag for repetition is the number one, and some plugins write it so.
    options.set(name.toLowerCase(), type === 'STR_PREFIX' ? 'prefix' : /MULT|TRUE|1/.test(flags) ? 'multiple' : 'single');
  }
  // A macro with the names of AWS credentials behind a prefix.
  if (text.includes('FLB_AWS_CREDENTIAL_BASE_CONFIG_MAP(')) options.set('aws_', 'prefix');
  const of = (kind) =>
    [...options]
      .filter(([, one]) => one === kind)
      .map(([name]) => name)
      .sort();
  const [multiple, prefixes] = [of('multiple'), of('prefix')];
  return { options: of('single'), ...(multiple.length > 0 && { multiple }), ...(prefixes.length > 0 && { prefixes }) };
}

const tlsOf = (flags) => (flags.includes('FLB_IO_OPT_TLS') ? 'optional' : flags.includes('FLB_IO_TLS') ? 'always' : 'none');

const kinds = { input: {}, filter: {}, output: {}, custom: {} };
for (const folder of readdirSync(join(root, 'plugins')).sort()) {
  const kind = { in: 'input', filter: 'filter', out: 'output', custom: 'custom' }[folder.slice(0, folder.indexOf('_'))];
  if (!kind) continue;
  const text = sourcesOf(`plugins/${folder}`);
  const options = optionsOf(text);
  for (const [, body] of text.matchAll(new RegExp(`struct\\s+flb_${kind}_plugin\\s+\\w+\\s*=\\s*\\{([^;]*)\\};`, 'g'))) {
    const name = /\.name\s*=\s*"([^"]+)"/.exec(body)?.[1];
    if (!name) continue;
    const flags = /\.flags\s*=\s*([^,}]+)/.exec(body)?.[1] ?? '';
    // A plugin without a list of options takes any.
    const known = /\.config_map\s*=\s*NULL/.test(body) || !/\.config_map\s*=/.test(body) ? {} : options;
    kinds[kind][name] = { ...((kind === 'output' || kind === 'input') && { tls: tlsOf(flags) }), ...(flags.includes('NET') && { network: true }), ...known };
  }
}

/** Options that the core reads for every plugin of a kind. */
const coreOf = (file) => [...new Set([...read(file).matchAll(/prop_key_check\("([^"]+)", k/g)].map(([, name]) => name))].sort();
const httpServer = [...optionsOf(read('src/http_server/flb_http_server_config_map.c')).options];
const table = {
  asOf,
  source: `https://github.com/fluent/fluent-bit, version ${version} (Apache-2.0): names only`,
  core: {
    input: [...coreOf('src/flb_input.c'), ...httpServer],
    filter: coreOf('src/flb_filter.c'),
    output: [...coreOf('src/flb_output.c'), ...httpServer],
    custom: coreOf('src/flb_custom.c'),
  },
  ...kinds,
};
writeFileSync(
  new URL('../data/fluent-bit-plugins.json', import.meta.url),
  `${JSON.stringify(table, null, 1).replace(/\[\n\s+([^\]]*?)\n\s+\]/g, (_, inner) => `[${inner.replace(/\n\s+/g, ' ')}]`)}\n`,
);
