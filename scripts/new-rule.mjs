// npm run new-rule -- <topic> <name> <subject>
// Writes a rule with fixtures that pass, to be changed from there: the rule finds what is called `replaceme`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/project.mjs';
import { knownSubjects, sampleOf, writeRule } from './lib/scaffold.mjs';

const [topic = '', name = '', subject = ''] = process.argv.slice(2);
const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

if (!kebab.test(topic) || !kebab.test(name) || !sampleOf(subject)) {
  console.error(
    `npm run new-rule -- <topic> <name> <subject>\n  topic, name  lower case words joined by hyphens; the rule's id is topic/name\n  subject      ${knownSubjects().join(', ')};\n               cfn.resource:AWS::Service::Type for one resource type`,
  );
  process.exit(2);
}
const id = `${topic}/${name}`;
const rulePath = `src/rules/${id}.ts`;
if (existsSync(join(root, rulePath))) {
  console.error(`${rulePath} exists`);
  process.exit(2);
}

writeRule(id, subject);
const steps = [
  ['node', ['scripts/build.mjs', '--generate'], {}],
  ['npx', ['vitest', 'run', 'test/rules.test.ts', '-t', id], { UPDATE: '1' }],
];
for (const [command, args, environment] of steps) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment }, shell: process.platform === 'win32' });
  if (status !== 0) process.exit(1);
}
console.log(`
Change ${rulePath} and test/fixtures/${id}/, then:
  npm run build && UPDATE=1 npm test -- test/rules.test.ts -t ${id}   (read the .expected files)
  npm run docs`);
