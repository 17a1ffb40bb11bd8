// Writes data/lambda-runtimes.json: when AWS Lambda deprecates and blocks its runtimes, and what follows them.
// Usage: node scripts/lambda-runtimes.mjs <LmbdRuntimeLifecycle.json of cfn-lint> <date of that copy, YYYY-MM-DD>
import { readFileSync, writeFileSync } from 'node:fs';

const [path, asOf] = process.argv.slice(2);
if (!path || !/^\d{4}-\d{2}-\d{2}$/.test(asOf ?? '')) {
  console.error('usage: node scripts/lambda-runtimes.mjs <LmbdRuntimeLifecycle.json of cfn-lint> <date of that copy, YYYY-MM-DD>');
  process.exit(2);
}
const runtimes = Object.entries(JSON.parse(readFileSync(path, 'utf8')))
  // Runtimes that exist as container images only have no identifier to write in a template.
  .filter(([, dates]) => dates['create-block'] !== null)
  .filter(([identifier]) => identifier !== 'dotnet7')
  .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
  .map(([identifier, dates]) => [
    identifier,
    {
      deprecated: dates.deprecated,
      createBlocked: dates['create-block'],
      updateBlocked: dates['update-block'],
      ...(dates.successor && { successor: dates.successor }),
    },
  ]);
const table = {
  asOf,
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, as collected by cfn-lint (MIT-0)',
  runtimes: Object.fromEntries(runtimes),
};
writeFileSync(new URL('../data/lambda-runtimes.json', import.meta.url), `${JSON.stringify(table, null, 2)}\n`);
