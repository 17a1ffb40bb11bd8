// node scripts/lambda.mjs [<folder>]: bundles the functions for AWS Lambda (the rule of AWS Config, the hook of CloudFormation) into the folder,
// dist-lambda by default. Each is a folder to zip: `cd dist-lambda/config-rule && zip -qr ../config-rule.zip .`
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleFunctions } from './lib/bundle.mjs';
import { noticeText } from './lib/notice.mjs';
import { root } from './lib/project.mjs';
import { loadRules } from './lib/registry.mjs';

/** Of a function's code, compressed. */
const MAX_BYTES = 1_000_000;

const outdir = resolve(root, process.argv[2] ?? 'dist-lambda');
const metafiles = await bundleFunctions(await loadRules(), outdir);
for (const [name, metafile] of Object.entries(metafiles)) {
  writeFileSync(join(outdir, name, 'NOTICE'), noticeText(metafile));
  const code = readFileSync(join(outdir, name, 'index.mjs'));
  const compressed = ['index.mjs', 'iam.pack', 'NOTICE'].reduce((sum, file) => sum + gzipSync(readFileSync(join(outdir, name, file))).length, 0);
  console.log(`${name}: ${Math.round(code.length / 1024)} KB of code, ${Math.round(compressed / 1024)} KB compressed with all that belongs to it`);
  if (compressed > MAX_BYTES) {
    console.error(`${name}: more than ${MAX_BYTES} bytes`);
    process.exitCode = 1;
  }
}
