// npm run new-rule -- <topic> <name> <subject>
// Writes a rule with fixtures that pass, to be changed from there: the rule finds what is called `replaceme`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { packageJson, read, root, write } from './lib/project.mjs';

const samples = JSON.parse(read('test/subject-samples.json'));
const [topic = '', name = '', subject = ''] = process.argv.slice(2);
const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const [type, ...selector] = subject.split(':');
const sample = samples[subject] ?? samples[type];

if (!kebab.test(topic) || !kebab.test(name) || !sample?.sketch) {
  const known = Object.keys(samples).filter((key) => samples[key].sketch);
  console.error(
    `npm run new-rule -- <topic> <name> <subject>\n  topic, name  lower case words joined by hyphens; the rule's id is topic/name\n  subject      ${known.join(', ')};\n               cfn.resource:AWS::Service::Type for one resource type`,
  );
  process.exit(2);
}
const id = `${topic}/${name}`;
const rulePath = `src/rules/${id}.ts`;
if (existsSync(join(root, rulePath))) {
  console.error(`${rulePath} exists`);
  process.exit(2);
}

const { sketch, surfaces } = sample;
write(
  rulePath,
  `import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: '${id}',
    summary: 'One sentence that says what is found.',
    why: 'What breaks, leaks or costs, with facts.',
    remediation: 'What to do about it, in general.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: [${Object.keys(surfaces)
      .map((surface) => `'${surface}'`)
      .join(', ')}],
    articles: [],
    references: ['https://docs.aws.amazon.com/'],
    tags: ['${topic}'],
    since: '${packageJson.version}',
  },
  messages: {
    found: { text: '{name} is what this rule looks for.', advice: 'Say here what to type instead.' },
  },
  create: (context) => ({
    '${subject}'(${sketch.node}) {
      if (!(${sketch.broken})) return;
      context.report({ at: ${sketch.at}, message: 'found', data: { name: ${sketch.name} } });
    },
  }),
});
`,
);

const resourceType = selector.join(':') || 'AWS::SNS::Topic';
for (const [surface, { path, lines }] of Object.entries(surfaces)) {
  for (const [kind, mark] of Object.entries({ bad: 'replaceme', good: 'kept' })) {
    const text = `${lines.join('\n')}\n`.replaceAll('$TYPE', resourceType).replaceAll('$MARK', mark);
    write(`test/fixtures/${id}/${kind}.${extname(path) === '' ? path : `${surface}${extname(path)}`}`, text);
  }
}

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
