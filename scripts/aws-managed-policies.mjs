// Writes data/aws-managed-policies.json: what the policies that AWS keeps grant on every resource without a condition, of those that together with
// iam:PassRole or alone open a way to more permissions (data/iam-escalation.json), and which policies deny something.
// Usage: node scripts/aws-managed-policies.mjs <folder> <date of it, YYYY-MM-DD>
// The folder is aws/managedpolicies of github.com/iann0036/iam-dataset (MIT).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { read, write } from './lib/project.mjs';

const [folder, asOf] = process.argv.slice(2);
if (!folder || !/^\d{4}-\d\d-\d\d$/.test(asOf ?? '')) {
  console.error('usage: node scripts/aws-managed-policies.mjs <folder> <YYYY-MM-DD>');
  process.exit(2);
}
const ways = JSON.parse(read('data/iam-escalation.json'));
const sets = [['iam:PassRole'], ...[...ways.self, ...ways.passRole, ...ways.existing].map((way) => way.actions)];
const expression = (pattern) =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  );
const covers = (pattern, action) => expression(pattern).test(action);
const list = (value) => [value ?? []].flat();

// The data set lacks it. It allows all but iam:*, organizations:* and account:*.
const powerful = new Set(sets.flat().map((action) => `${action.split(':')[0]}:*`));
powerful.delete('iam:*');
const grants = { PowerUserAccess: [...powerful].sort() };
const denies = [];
for (const file of readdirSync(folder).sort()) {
  const { arn = '', document, deprecated } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  // Roles of services and of consoles have theirs from AWS: nobody attaches those.
  if (deprecated || /:policy\/(?:aws-service-role|service-role)\//.test(arn)) continue;
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const statements = list(document.Statement);
  if (statements.some(({ Effect }) => Effect === 'Deny')) denies.push(name);
  const wide = statements.filter(({ Effect, Condition, Resource }) => Effect === 'Allow' && !Condition && list(Resource).includes('*'));
  const patterns = [...new Set(wide.flatMap(({ Action }) => list(Action)))];
  const open = sets.filter((set) => set.every((action) => patterns.some((pattern) => covers(pattern, action)))).flat();
  if (open.length > 0) grants[name] = patterns.filter((pattern) => open.some((action) => covers(pattern, action))).sort();
}
const lines = (entries) => entries.map((entry) => `    ${entry}`).join(',\n');
write(
  'data/aws-managed-policies.json',
  `{\n  "asOf": ${JSON.stringify(asOf)},\n  "source": "https://github.com/iann0036/iam-dataset (MIT), aws/managedpolicies",\n  "grants": {\n${lines(
    Object.entries(grants).map(([name, found]) => `${JSON.stringify(name)}: ${JSON.stringify(found)}`),
  )}\n  },\n  "denies": [\n${lines(denies.map((name) => JSON.stringify(name)))}\n  ]\n}\n`,
);
