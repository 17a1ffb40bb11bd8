// Writes data/aws-partitions.json: the partitions of AWS and their regions, from the table that the AWS SDK resolves endpoints with (Apache-2.0).
// Usage: node scripts/aws-partitions.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './lib/project.mjs';

const source = join(root, 'node_modules/@aws-sdk/core');
const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
const { partitionsInfo } = await import(pathToFileURL(join(source, 'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js')).href);
const partitions = Object.fromEntries(
  partitionsInfo.partitions.map(({ id, regions }) => [
    id,
    Object.keys(regions)
      // `aws-global` and its like stand for services without regions.
      .filter((name) => !name.endsWith('-global'))
      .sort(),
  ]),
);
writeFileSync(
  join(root, 'data/aws-partitions.json'),
  `${JSON.stringify({ asOf: new Date().toISOString().slice(0, 10), source: `@aws-sdk/core ${version} (Apache-2.0), the table of endpoints`, partitions }, null, 2)}\n`,
);
const count = Object.values(partitions).flat().length;
console.log(`data/aws-partitions.json: ${Object.keys(partitions).length} partitions, ${count} regions`);
