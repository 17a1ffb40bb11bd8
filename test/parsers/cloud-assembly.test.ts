import { expect, test } from 'vitest';
import { parsers } from '../../src/parsers/index.ts';
import { folderWith, lintel } from '../cli/lintel.ts';
import { listed } from '../core/branching-rule.ts';

const json = (value: unknown): string => JSON.stringify(value, undefined, 1);
const fn = (id: string): object => ({ Resources: { [id]: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'h', Runtime: 'bad' } } } });
const program = 'const a = 1;\n\n  new Function(this, "Fn", {\n  });\n';
const stack = { type: 'aws:cloudformation:stack', properties: { templateFile: 'My.template.json' } };
const made = (id: string, ...frames: readonly string[]): object[] => [
  { type: 'aws:cdk:logicalId', data: id },
  { type: 'aws:cdk:creationStack', data: frames },
];
const metadata = {
  '/My': [{ type: 'aws:cdk:templateFile', data: 'My.template.json' }],
  '/My/Fn/Resource': made(
    'Fn1',
    '...new Function2 in aws-cdk-lib...',
    'new Function2 (/home/ci/app/node_modules/aws-cdk-lib/x.js:1:1)',
    'new MyStack (/home/ci/app/lib/stack.ts:3:3)',
    '<anonymous> (/home/ci/app/bin/app.ts:1:1)',
  ),
  '/My/Inner': [{ type: 'aws:cdk:templateFile', data: 'Inner.nested.template.json' }],
  // The same id in the nested stack.
  '/My/Inner/Fn/Resource': made('Fn1', 'new Inner (file:///home/ci/app/bin/app.ts:1:1)'),
};
const assembly = {
  'cdk.out/manifest.json': json({ artifacts: { My: { ...stack, additionalMetadataFile: 'My.metadata.json' }, Tree: { type: 'cdk:tree' } } }),
  'cdk.out/My.metadata.json': json(metadata),
  'cdk.out/My.template.json': json(fn('Fn1')),
  'lib/stack.ts': program,
  'bin/app.ts': 'new MyStack(app);\n',
};

/** What findings relate to besides their place: the file, place and text there, and what it is. */
async function related(files: Readonly<Record<string, string>>): Promise<string[]> {
  const cwd = folderWith(files);
  const { stdout } = await lintel(['-f', 'json', 'cdk.out'], { cwd, parts: { parsers, rules: [listed] } });
  const { findings, failures } = JSON.parse(stdout) as {
    failures: object[];
    findings: { file: string; related: { file: string; line: number; column: number; text: string }[] }[];
  };
  expect(failures).toEqual([]);
  expect(findings.length).toBeGreaterThan(0);
  return findings.flatMap((finding) => finding.related.map(({ file, line, column, text }) => `${finding.file} ${file}:${line}:${column} ${text}`));
}

const here = 'cdk.out/My.template.json lib/stack.ts:3:3 My/Fn/Resource is made here';

test.each<[string, Record<string, string>, string[]]>([
  ['the line of the program that makes a resource', assembly, [here]],
  [
    'a nested stack has its own',
    { ...assembly, 'cdk.out/Inner.nested.template.json': json(fn('Fn1')) },
    ['cdk.out/Inner.nested.template.json bin/app.ts:1:1 My/Inner/Fn/Resource is made here', here],
  ],
  [
    'before there was a file of metadata',
    {
      ...assembly,
      'cdk.out/manifest.json': json({
        artifacts: {
          My: { ...stack, metadata: { '/My/Fn/Resource': [{ type: 'aws:cdk:logicalId', data: 'Fn1', trace: ['new MyStack (C:\\app\\lib\\stack.ts:3:3)'] }] } },
        },
      }),
    },
    [here],
  ],
  ['another template', { ...assembly, 'cdk.out/Other.template.json': json(fn('Fn1')) }, [here]],
  ['another resource', { ...assembly, 'cdk.out/My.template.json': json(fn('Fn2')) }, []],
  [
    'a line that the file has no more',
    { ...assembly, 'lib/stack.ts': 'const a = 1;\n' },
    ['cdk.out/My.template.json bin/app.ts:1:1 My/Fn/Resource is made here'],
  ],
  [
    'no program here',
    { 'cdk.out/manifest.json': assembly['cdk.out/manifest.json'], 'cdk.out/My.metadata.json': json(metadata), 'cdk.out/My.template.json': json(fn('Fn1')) },
    [],
  ],
  ['no manifest', { ...assembly, 'cdk.out/manifest.json': '{' }, []],
  ['a template that is no output', { ...assembly, 'cdk.out/My.template.json': '{}', 'cdk.out/My.json': json(fn('Fn1')) }, []],
  ...[
    null,
    [],
    'x',
    { artifacts: { My: 1 } },
    { artifacts: { My: { ...stack, metadata: { '/My': [1, null, { type: 'aws:cdk:logicalId', data: 'Fn1', trace: [1, ':::', 'x'] }] } } } },
  ].map((manifest): [string, Record<string, string>, string[]] => [
    `a manifest of ${JSON.stringify(manifest)}`,
    { ...assembly, 'cdk.out/manifest.json': json(manifest) },
    [],
  ]),
])('cloud assembly: %s', async (_name, files, expected) => {
  expect(await related(files)).toEqual(expected);
});
