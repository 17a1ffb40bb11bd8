// Writes data/sam-policy-templates.json: the statements that AWS SAM's policy templates stand for.
// Usage: node scripts/sam-policy-templates.mjs <policy_templates.json> <date of it, YYYY-MM-DD>
// The file is samtranslator/policy_templates_data/policy_templates.json of github.com/aws/serverless-application-model.
import { readFileSync, writeFileSync } from 'node:fs';

const [path, asOf] = process.argv.slice(2);
if (!path || !/^\d{4}-\d\d-\d\d$/.test(asOf ?? '')) {
  console.error('usage: node scripts/sam-policy-templates.mjs <policy_templates.json> <YYYY-MM-DD>');
  process.exit(2);
}
const { Templates } = JSON.parse(readFileSync(path, 'utf8'));
const templates = {};
for (const [name, { Parameters, Definition }] of Object.entries(Templates)) {
  templates[name] = { parameters: Object.keys(Parameters), statements: [Definition.Statement].flat() };
}
const lines = Object.entries(templates).map(([name, template]) => `    ${JSON.stringify(name)}: ${JSON.stringify(template)}`);
const source = 'policy templates of AWS SAM, github.com/aws/serverless-application-model (Apache-2.0)';
writeFileSync(
  new URL('../data/sam-policy-templates.json', import.meta.url),
  `{\n  "asOf": ${JSON.stringify(asOf)},\n  "source": ${JSON.stringify(source)},\n  "templates": {\n${lines.join(',\n')}\n  }\n}\n`,
);
