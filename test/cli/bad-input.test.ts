import { expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { folderWith } from './lintel.ts';

interface Report {
  readonly findings: readonly { readonly file: string; readonly line: number; readonly column: number; readonly ruleId: string }[];
  readonly notes: readonly { readonly file: string; readonly kind: string; readonly reason: string }[];
  readonly failures: readonly unknown[];
}

/** The program with all that it has, over a hostile file between two sound ones; what it says of the hostile one. */
async function lint(name: string, text: string): Promise<{ hostile: string[]; milliseconds: number }> {
  const good = 'Resources:\n  Group:\n    Type: AWS::AutoScaling::AutoScalingGroup\n    Properties: {AvailabilityZones: [eu-west-1a]}\n';
  const cwd = folderWith({ 'a.template.yaml': good, [name]: text, 'z.template.yaml': good });
  let stdout = '';
  const started = performance.now();
  const code = await main(['--no-config', '--format', 'json', '--select', 'asg/single-az,yaml/*,json/*,lambda/code-signing-config'], {
    stdout: { write: (more) => (stdout += more) },
    stderr: { write: () => true },
    readStdin: async () => new Uint8Array(),
    cwd,
    env: {},
    now: new Date('2026-11-24T00:00:00Z'),
  });
  const milliseconds = performance.now() - started;
  const { findings, notes, failures } = JSON.parse(stdout) as Report;
  expect(failures).toEqual([]);
  expect(code).not.toBe(2);
  expect(findings.filter(({ file }) => file !== name).map(({ file, line, column, ruleId }) => `${file}:${line}:${column} ${ruleId}`)).toEqual([
    'a.template.yaml:4:18 asg/single-az',
    'z.template.yaml:4:18 asg/single-az',
  ]);
  return {
    hostile: [
      ...findings.filter(({ file }) => file === name).map(({ line, column, ruleId }) => `${line}:${column} ${ruleId}`),
      ...notes.map(({ kind, reason }) => `${kind}: ${reason}`),
    ],
    milliseconds,
  };
}

const head = 'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n';
const fn = '  F:\n    Type: AWS::Lambda::Function\n    Properties: {Runtime: nodejs22.x}\n';
const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
for (const [i, name] of [...'bcdefghi'].entries()) bomb.push(`${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[i]}`).join(', ')}]`);

test.each<[string, string, string, string[]]>([
  [
    '100,000 nested brackets in YAML',
    'deep.template.yaml',
    `${head}${fn}Metadata: ${'['.repeat(100_000)}`,
    ['3:3 lambda/code-signing-config', '6:210 yaml/syntax'],
  ],
  [
    'blocks nested too deep between others in YAML',
    'deep.template.yaml',
    `${head}${fn}  M:\n    Type: AWS::SNS::Topic\n    Metadata:\n${Array.from({ length: 250 }, (_, i) => `${' '.repeat(6 + i)}k:\n`).join('')}${fn.replace('F', 'G')}`,
    ['3:3 lambda/code-signing-config', '206:204 yaml/syntax', '259:3 lambda/code-signing-config'],
  ],
  [
    'lists nested too deep between others in JSON',
    'deep.template.json',
    `{"Metadata": {"M": ${'['.repeat(250)}"]"${']'.repeat(250)}},\n"Resources": {"F": {"Type": "AWS::Lambda::Function"}}}`,
    ['1:218 json/syntax', '2:15 lambda/code-signing-config'],
  ],
  [
    '100,000 nested brackets in JSON',
    'deep.template.json',
    `{"Resources": {"F": {"Type": "AWS::Lambda::Function"}}, "Metadata": ${'['.repeat(100_000)}`,
    ['1:16 lambda/code-signing-config', '1:268 json/syntax'],
  ],
  [
    'an alias bomb',
    'bomb.template.yaml',
    `${head}${fn}Metadata:\n${bomb.map((line) => `  ${line}`).join('\n')}\n`,
    ['3:3 lambda/code-signing-config', '11:38 yaml/syntax'],
  ],
  [
    'keys named __proto__',
    'proto.template.yaml',
    `${head}  __proto__:\n    Type: AWS::Lambda::Function\n    Properties: {__proto__: {CodeSigningConfigArn: x}, Runtime: nodejs22.x}\n`,
    ['3:3 lambda/code-signing-config'],
  ],
  [
    'tags of another tool',
    'rain.template.yaml',
    `${head}${fn}  M:\n    Type: !Rain::Module "./m.yaml"\n`,
    ['3:3 lambda/code-signing-config', 'incomplete: !Rain::Module for M may add resources'],
  ],
  ['a macro', 'macro.template.yaml', `Transform: Company\n${head}${fn}`, ['incomplete: the macro Company may change anything']],
  ['an empty file', 'empty.template.yaml', '', []],
])('%s: said in bounded time, and the other files are judged', async (_, name, text, expected) => {
  const { hostile, milliseconds } = await lint(name, text);
  expect(hostile).toEqual(expected);
  expect(milliseconds).toBeLessThan(20_000);
});
