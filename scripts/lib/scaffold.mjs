import { extname } from 'node:path';
import { packageJson, read, write } from './project.mjs';

/** What a rule on a subject can start from: how its node is read, and a file per surface. Undefined for an unknown subject. */
export function sampleOf(subject) {
  const samples = JSON.parse(read('test/subject-samples.json'));
  const sample = samples[subject] ?? samples[subject.split(':')[0]];
  return sample?.sketch && sample;
}

/** The subjects that a rule can start from. */
export const knownSubjects = () => Object.keys(JSON.parse(read('test/subject-samples.json'))).filter(sampleOf);

/** Writes a rule that finds what is called `replaceme`, with fixtures for each surface of its subject. */
export function writeRule(id, subject) {
  const { sketch, surfaces: all } = sampleOf(subject);
  // Whether one deployed resource is enough to judge, its author says; what judges policies judges those of accounts, too.
  const { config: _, live: __, ...surfaces } = all;
  const [topic] = id.split('/');
  write(
    `src/rules/${id}.ts`,
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

  const resourceType = /^cfn\.resource:(.+)$/.exec(subject)?.[1] ?? 'AWS::SNS::Topic';
  for (const [surface, { path, lines }] of Object.entries(surfaces)) {
    for (const [kind, mark] of Object.entries({ bad: 'replaceme', good: 'kept' })) {
      const text = `${lines.join('\n')}\n`.replaceAll('$TYPE', resourceType).replaceAll('$MARK', mark);
      write(`test/fixtures/${id}/${kind}.${extname(path) === '' ? path : `${surface}${extname(path)}`}`, text);
    }
  }
}
