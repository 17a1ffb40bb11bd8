// Writes the rules' pages and indexes and the schema of the configuration file, all from the rules and their fixtures.
// `--check` writes nothing and fails when a file would change.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { articles } from './lib/articles.mjs';
import { configurationSchema } from './lib/configuration-schema.mjs';
import { migrations } from './lib/migrations.mjs';
import { filesBelow, importTypeScript, root, write } from './lib/project.mjs';
import { lightEntry, loadRules } from './lib/registry.mjs';

const { parsers, prose, recognise } = await importTypeScript(
  "export { parsers } from './src/parsers/index.ts'; export { recognise } from './src/core/lint.ts'; export { prose } from './src/reporters/prose.ts';",
);
/** What examples begin with: formats by how many people know them. */
const familiar = ['a CloudFormation template in YAML', 'an IAM policy', 'a Dockerfile'];
const surfaceNames = {
  cloudformation: 'CloudFormation',
  sam: 'AWS SAM',
  cdk: 'AWS CDK',
  'iam-json': 'IAM policies',
  dockerfile: 'Dockerfiles',
  'fluent-bit': 'Fluent Bit',
  hadoop: 'Hadoop XML',
  kubernetes: 'Kubernetes',
  config: 'AWS Config',
  live: 'an account',
  yaml: 'YAML',
  json: 'JSON',
  text: 'text',
};
const formatNames = {
  cdk: 'an AWS CDK program',
  iam: 'an IAM policy',
  dockerfile: 'a Dockerfile',
  hadoop: 'a Hadoop configuration',
  kubernetes: 'Kubernetes manifests',
  'config-item': 'an item of AWS Config',
  emr: 'a list of EMR classifications',
};

const rules = (await loadRules()).map(({ rule }) => rule);
const pages = new Map([
  ...rules.map((rule) => [`rules-docs/${rule.meta.id}.md`, rulePage(rule)]),
  ['rules-docs/README.md', topicIndex()],
  ['rules-docs/by-article.md', articleIndex()],
  ['rules-docs/by-tool.md', toolIndex()],
  ['docs/migrating.md', migrationPage()],
  ['schema/lintel.schema.json', `${JSON.stringify(await configurationSchema(rules), null, 2)}\n`],
]);
const stale = filesBelow('rules-docs').filter((path) => !pages.has(path));

if (process.argv.includes('--check')) {
  const differing = [...pages].filter(([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text).map(([path]) => path);
  for (const path of [...differing, ...stale]) console.error(`${path} is not what \`npm run docs\` writes`);
  process.exitCode = differing.length + stale.length > 0 ? 1 : 0;
} else {
  for (const path of stale) rmSync(join(root, path));
  const changed = [...pages].filter(([path, text]) => write(path, text)).length;
  console.log(`${pages.size} files, ${changed} changed, ${stale.length} removed`);
}

function rulePage(rule) {
  const { meta, messages, options } = rule;
  const severities = [...new Set([meta.severity, ...Object.values(messages).map(({ severity }) => severity ?? meta.severity)])];
  const head = [
    ['Severity', severities.join(' or ')],
    ['Profile', meta.profile],
    ['Precision', meta.precision],
    ['Fixable', fixability(meta.id)],
  ];
  const rows = [
    [
      'Read from',
      lightEntry(rule)
        .surfaces.map((surface) => surfaceNames[surface])
        .join(', '),
    ],
    [
      'Not read from',
      Object.entries(meta.notOn ?? {})
        .map(([surface, reason]) => `${surfaceNames[surface]}: ${prose(reason)}`)
        .join('<br>'),
    ],
    ['Looks at', { file: 'each file by itself', directory: 'the files of a folder together', repository: 'the whole repository' }[meta.scope]],
    ['Security severity', meta.securitySeverity === undefined ? '' : `${meta.securitySeverity} of 10`],
    ['Tags', meta.tags.join(', ')],
    ['Since', meta.since],
    ['Former names', codes(meta.aliases)],
    ['Supersedes', (meta.supersedes ?? []).map((id) => link(id, meta.id)).join(', ')],
    ['The same elsewhere', codes(meta.equivalents)],
    ['Derived from', meta.articles.map((number) => `[${articles.get(number).title}](${articles.get(number).url})`).join('<br>')],
    ['References', meta.references.map((url) => `<${url}>`).join('<br>')],
  ].filter(([, value]) => value !== '');
  return lines(
    `# ${meta.id}`,
    '',
    prose(meta.summary),
    '',
    table(
      head.map(([name]) => name),
      [head.map(([, value]) => value)],
    ),
    '## Why',
    '',
    prose(meta.why),
    '',
    '## What to do',
    '',
    prose(meta.remediation),
    '',
    ...(options ? ['## Options', '', optionTable(options)] : []),
    ...section('## Found', examples(meta.id, 'bad')),
    ...section('## Not found', examples(meta.id, 'good')),
    '## More',
    '',
    table(['', ''], rows),
  );
}

function optionTable({ schema, defaults }) {
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    `\`${name}\``,
    property.enum
      ? property.enum.map((value) => `\`${value}\``).join(', ')
      : [property.type].flat().join(' or ') + (property.items?.type ? ` of ${property.items.type}` : ''),
    `\`${JSON.stringify(defaults[name])}\``,
    prose(property.description ?? ''),
  ]);
  return table(['Option', 'Type', 'Default', 'Meaning'], rows);
}

/** Whether the rule's own bad examples carry fixes, and of which kind. */
function fixability(id) {
  const kinds = new Set();
  for (const path of filesBelow(`test/fixtures/${id}`)) {
    if (!path.endsWith('.expected')) continue;
    for (const [, kind] of readFileSync(join(root, path), 'utf8').matchAll(/^fix \((safe|suggested)\)/gm)) kinds.add(kind);
  }
  const options = [...kinds].sort().map((kind) => (kind === 'safe' ? '`--fix`' : '`--fix-suggested`'));
  return options.length > 0 ? options.join(', ') : 'no';
}

/** The rule's fixtures. The one that most people will recognise comes first; the others, which show the same in other formats, are folded. */
function examples(id, kind) {
  const folder = join(root, 'test/fixtures', id);
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)) : [];
  const shown = entries.flatMap((entry) => {
    if (!new RegExp(`^${kind}(\\.|$)`).test(entry.name) || /\.(expected|config\.json)$/.test(entry.name)) return [];
    const path = join(folder, entry.name);
    const files = entry.isDirectory()
      ? filesBelow(`test/fixtures/${id}/${entry.name}`).map((file) => [
          file.slice(`test/fixtures/${id}/${entry.name}/`.length),
          readFileSync(join(root, file), 'utf8'),
        ])
      : [[entry.name.replace(/^(bad|good)\.(?=.*\.)/, ''), readFileSync(path, 'utf8')]];
    const texts = files.flatMap(([name, text]) => [...(files.length > 1 ? [`\`${name}\``, ''] : []), ...fenced(text, language(name)), '']);
    const config = existsSync(`${path}.config.json`) ? ['With', '', ...fenced(readFileSync(`${path}.config.json`, 'utf8'), 'json'), ''] : [];
    const expected = existsSync(`${path}.expected`) ? [...fenced(readFileSync(`${path}.expected`, 'utf8'), 'text'), ''] : [];
    return [
      { title: files.length > 1 ? `${files.length} files` : titleOf(...files[0]), size: texts.join('\n').length, content: [...texts, ...config, ...expected] },
    ];
  });
  const rank = ({ title, size }) => (familiar.findIndex((name) => title.startsWith(name)) + 1 || familiar.length + 1) * 1e6 + size;
  const [first, ...others] = shown.sort((a, b) => rank(a) - rank(b));
  if (!first) return [];
  return [
    `In ${first.title}:`,
    '',
    ...first.content,
    ...others.flatMap(({ title, content }) => [`<details><summary>In ${title}</summary>`, '', ...content, '</details>', '']),
  ];
}

/** What a fixture is, in words. */
function titleOf(name, text) {
  const { entry } = recognise(name, text, { parsers, formatOf: () => undefined }) ?? {};
  const notation = /\.json$/.test(name) ? ' in JSON' : /\.(ya?ml|template)$/.test(name) ? ' in YAML' : '';
  if (entry?.format === 'cloudformation') return `${/AWS::Serverless/.test(text) ? 'a SAM template' : 'a CloudFormation template'}${notation}`;
  return formatNames[entry?.format] ?? `\`${name}\``;
}

function fenced(text, language) {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [fence + language, text.replaceAll('\r', '').replace(/\n+$/, ''), fence];
}

function language(name) {
  if (/dockerfile$|containerfile$/i.test(name)) return 'dockerfile';
  const extension = /\.(\w+)$/.exec(name)?.[1] ?? '';
  return { yml: 'yaml', template: 'yaml' }[extension] ?? extension;
}

function topicIndex() {
  const topics = groupBy(rules, topicOf);
  const sections = [...topics].map(([topic, own]) =>
    lines(
      `## ${topic}`,
      '',
      table(
        ['Rule', 'Severity', 'Profile', 'Summary'],
        own.map(({ meta }) => [link(meta.id), meta.severity, meta.profile, prose(meta.summary)]),
      ),
    ),
  );
  return lines('# Rules', '', `${rules.length} rules. See also the rules [by article](by-article.md) and [by other tools' ids](by-tool.md).`, '', ...sections);
}

function articleIndex() {
  const sections = [...articles].flatMap(([number, { title, url }]) => {
    const own = rules.filter(({ meta }) => meta.articles.includes(number));
    if (own.length === 0) return [];
    return [
      lines(
        `## ${number}. [${title}](${url})`,
        '',
        table(
          ['Rule', 'Summary'],
          own.map(({ meta }) => [link(meta.id), prose(meta.summary)]),
        ),
      ),
    ];
  });
  return lines('# Rules by article', '', 'The articles of the AWS blogs that rules derive from.', '', ...sections);
}

function toolIndex() {
  const tools = groupBy(equivalents(), ([equivalent]) => equivalent.slice(0, equivalent.indexOf(':')));
  const sections = [...tools].map(([tool, own]) =>
    lines(
      `## ${tool}`,
      '',
      table(
        ['Check', 'Rule'],
        own.map(([equivalent, id]) => [`\`${equivalent.slice(tool.length + 1)}\``, link(id)]),
      ),
    ),
  );
  return lines("# Rules by other tools' ids", '', 'For moving over: `lintel rules --equivalent <tool>:<check>` answers the same.', '', ...sections);
}

/** Other tools' ids with the rules that check the same, sorted. */
function equivalents() {
  const pairs = rules.flatMap(({ meta }) => (meta.equivalents ?? []).map((equivalent) => [equivalent, meta.id]));
  return pairs.sort(([a, one], [b, other]) => a.localeCompare(b, 'en', { numeric: true }) || (one < other ? -1 : 1));
}

/** What stands for what in lintel, tool by tool: options and suppressions by hand, checks from the rules. */
function migrationPage() {
  const summaries = new Map(rules.map(({ meta }) => [meta.id, prose(meta.summary)]));
  const sections = migrations.map(({ tool, title, rows, note }) => {
    const own = equivalents().filter(([equivalent]) => equivalent.startsWith(`${tool}:`));
    const checks =
      own.length === 0
        ? 'No rule checks the same yet.\n'
        : table(
            [`Check of ${title}`, 'Rule', 'What it is about'],
            own.map(([equivalent, id]) => [`\`${equivalent.slice(tool.length + 1)}\``, `[${id}](../rules-docs/${id}.md)`, summaries.get(id)]),
          );
    return lines(`## From ${title}`, '', note, '', table([`With ${title}`, 'With lintel'], rows), checks);
  });
  return lines(
    '# Moving from another tool',
    '',
    'lintel checks what its [rules](../rules-docs/README.md) say and no more: run it beside the other tool, compare, then turn off there what lintel covers.',
    "`lintel rules --equivalent <id>` answers for one check; where the id of another tool's check stands instead of a rule, lintel names the rule that is meant.",
    'The exceptions that your templates and Dockerfiles note for checkov, cfn-lint, cfn-nag, cdk-nag and hadolint hold for the rules that check the same, once `compat` in the configuration lists the tool. [Adopting](adopting.md) shows how to begin with a baseline instead.',
    '',
    ...sections,
  );
}

function topicOf({ meta }) {
  return meta.id.slice(0, meta.id.indexOf('/'));
}

/** Groups in order of first appearance. */
function groupBy(items, key) {
  const groups = new Map();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

/** A link to a rule's page, from an index or from another rule's page. */
function link(id, from) {
  const topic = from && `${from.slice(0, from.indexOf('/'))}/`;
  const target = topic ? (id.startsWith(topic) ? id.slice(topic.length) : `../${id}`) : id;
  return `[${id}](${target}.md)`;
}

function codes(values = []) {
  return values.map((value) => `\`${value}\``).join(', ');
}

function section(title, content) {
  return content.length === 0 ? [] : [title, '', ...(content.at(-1) === '' ? content.slice(0, -1) : content), ''];
}

function table(head, rows) {
  const row = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return `${[row(head), `|${'---|'.repeat(head.length)}`, ...rows.map(row)].join('\n')}\n`;
}

function lines(...parts) {
  return `${parts.join('\n').trimEnd()}\n`;
}
