// Writes data/docker-official-images.json: the images of Docker Hub that have no owner in front (`library/golang`).
// Usage: node scripts/docker-official-images.mjs <folder library of github.com/docker-library/official-images> <date>
// Names stay once they are there: an image that is built no more can still be pulled.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/project.mjs';

const [folder, asOf] = process.argv.slice(2);
if (!folder || !asOf) {
  console.error('usage: node scripts/docker-official-images.mjs <folder library of docker-library/official-images> <date>');
  process.exit(2);
}
const target = join(root, 'data/docker-official-images.json');
const before = existsSync(target) ? JSON.parse(readFileSync(target, 'utf8')).images : [];
const images = [...new Set([...before, ...readdirSync(folder)])].filter((name) => /^[a-z0-9-]+$/.test(name)).sort((a, b) => (a < b ? -1 : 1));
const table = { asOf, source: 'https://github.com/docker-library/official-images (Apache-2.0), library, and what it has held since 2013', images };
writeFileSync(target, `${JSON.stringify(table)}\n`);
console.log(`data/docker-official-images.json: ${images.length} images`);
