// Generates the rule registry and the CloudFormation types, bundles the command line and writes NOTICE.
// `--generate` stops after the generated sources, which is what editing rules needs.
import { bundle } from './lib/bundle.mjs';
import { cloudformationTypes, mentionedTypes, typesPath } from './lib/cloudformation-types.mjs';
import { standaloneValidator } from './lib/configuration-schema.mjs';
import { noticeText } from './lib/notice.mjs';
import { write } from './lib/project.mjs';
import { loadRules, registryText } from './lib/registry.mjs';

const say = (path, changed) => console.log(`${changed ? 'wrote' : 'kept '} ${path}`);

try {
  await main();
} catch (error) {
  // esbuild has printed its own errors.
  if (!error.errors) console.error(error.message);
  process.exitCode = 1;
}

async function main() {
  say(typesPath, write(typesPath, cloudformationTypes(mentionedTypes())));
  const rules = await loadRules();
  say('src/rules/index.ts', write('src/rules/index.ts', registryText(rules)));

  if (!process.argv.includes('--generate')) {
    const metafile = await bundle(rules, 'dist', { plugins: [standaloneValidator(rules)] });
    if (metafile) {
      say('NOTICE', write('NOTICE', noticeText(metafile)));
      const total = Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0);
      console.log(`dist/: ${Object.keys(metafile.outputs).length} files, ${Math.round(total / 1024)} KB, ${rules.length} rules`);
    }
  }
}
