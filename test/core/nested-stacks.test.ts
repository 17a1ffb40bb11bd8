import { describe, expect, test } from 'vitest';
import { parsers } from '../../src/parsers/index.ts';
import { rules } from '../../src/rules/index.ts';
import { folderWith, lintel } from '../cli/lintel.ts';
import { listed } from './branching-rule.ts';

const child = `Parameters:
  Rt: {Type: String}
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Kept: {Type: String, Default: good}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Handler: h
      Runtime: !If [IsProd, !Ref Kept, !Ref Rt]
  Other:
    Type: AWS::Lambda::Function
    Properties: {Runtime: good}
`;
const stack = (parameters: string, more = '', id = 'Child'): string =>
  `  ${id}:\n    Type: AWS::CloudFormation::Stack\n${more}    Properties:\n      TemplateURL: ./child.yaml\n      Parameters: {${parameters}}\n`;
const parent = (parameters: string, before = ''): string => `${before}Resources:\n${stack(parameters)}`;
/** What is wrong with the child however it is deployed. */
const own = 'child.yaml:13 missing';

/** Each finding: place, message, `when`, and where it relates to. */
async function told(files: Readonly<Record<string, string>>, ...argv: readonly string[]): Promise<string[]> {
  const cwd = folderWith({ 'child.yaml': child, ...files });
  const { stdout, stderr } = await lintel(['-f', 'json', '--include-suppressed', ...argv], { cwd, parts: { parsers, rules: [listed, ...unused] } });
  expect(stderr).toBe('');
  const { findings, failures } = JSON.parse(stdout) as {
    failures: object[];
    findings: { file: string; line: number; message: string; when?: object; suppressed?: object; related: { file: string; line: number; text: string }[] }[];
  };
  expect(failures).toEqual([]);
  return findings.map(({ file, line, message, when, suppressed, related }) =>
    [
      `${file}:${line} ${message}`,
      ...Object.entries(when ?? {}).map(([name, value]) => `${name}=${value}`),
      ...related.filter((other) => other.file !== file).map((other) => `${other.file}:${other.line} ${other.text}`),
      ...(suppressed ? ['suppressed'] : []),
    ].join(' | '),
  );
}
const unused = rules.filter(({ id }) => id === 'lintel/unused-suppression');

describe('a nested stack is judged with the values that it is given', () => {
  test.each<[string, string, string[]]>([
    ['a bad value for a free parameter', parent('Rt: bad'), ['child.yaml:12 bad | p.yaml:6 Rt is passed here | p.yaml:2 deployed by this stack']],
    ['a default holds where nothing is passed: not where it would be bad', parent('Rt: bad, Stage: prod'), []],
    ['a good value', parent('Rt: good'), []],
    ['what only deployment knows', parent('Rt: !GetAtt Other.Name'), []],
    [
      'an unknown value beside a bad one',
      parent('Rt: bad, Stage: !ImportValue stage'),
      ['child.yaml:12 bad | IsProd=false | p.yaml:6 Rt is passed here | p.yaml:2 deployed by this stack'],
    ],
    [
      "the parent's own choices, together",
      parent('Rt: !If [P, bad, good], Stage: !If [P, prod, dev]', 'Parameters: {E: {Type: String}}\nConditions: {P: !Equals [!Ref E, prod]}\n'),
      [],
    ],
    [
      "the parent's own choices, apart",
      parent('Rt: !Ref R', 'Parameters: {R: {Type: String, AllowedValues: [good, bad]}}\n'),
      ['child.yaml:12 bad | Rt=bad | p.yaml:7 Rt is passed here | p.yaml:3 deployed by this stack'],
    ],
    ['a stack that is never deployed', `Conditions: {No: !Equals [a, b]}\nResources:\n${stack('Rt: bad', '    Condition: No\n')}`, []],
    ['a template elsewhere', parent('Rt: bad').replace('./child.yaml', 'https://s3.amazonaws.com/b/child.yaml'), []],
    ['a template outside of the root', parent('Rt: bad').replace('./child.yaml', '../child.yaml'), []],
    ['itself', parent('Rt: bad').replace('./child.yaml', 'p.yaml'), []],
    [
      'an application of SAM',
      'Transform: AWS::Serverless-2016-10-31\nResources:\n  App:\n    Type: AWS::Serverless::Application\n    Properties: {Location: child.yaml, Parameters: {Rt: bad}}\n',
      ['child.yaml:12 bad | p.yaml:5 Rt is passed here | p.yaml:3 deployed by this stack'],
    ],
    [
      'an asset of the CDK',
      parent('Rt: bad', '')
        .replace('      TemplateURL: ./child.yaml', '      TemplateURL: !Sub "https://${B}/x"')
        .replace('    Type:', '    Metadata: {"aws:asset:path": child.yaml}\n    Type:'),
      ['child.yaml:12 bad | p.yaml:7 Rt is passed here | p.yaml:2 deployed by this stack'],
    ],
  ])('%s', async (_name, text, expected) => {
    expect(await told({ 'p.yaml': text })).toEqual([...expected, own].sort());
  });

  test('alone, it tells nothing of the child but what the values make wrong', async () => {
    expect(await told({ 'p.yaml': parent('Rt: bad') }, 'p.yaml')).toEqual(['child.yaml:12 bad | p.yaml:6 Rt is passed here | p.yaml:2 deployed by this stack']);
  });

  test('the child counts among the files', async () => {
    const cwd = folderWith({ 'child.yaml': child, 'p.yaml': parent('Rt: bad') });
    const { stdout } = await lintel(['p.yaml'], { cwd, parts: { parsers, rules: [listed] } });
    expect(stdout).toContain('in 1 of 2 files');
  });

  test('two stacks with one bad value are told once', async () => {
    const text = `Resources:\n${stack('Rt: bad')}${stack('Rt: bad, Kept: x', '', 'Again')}`;
    expect(await told({ 'p.yaml': text })).toHaveLength(2);
  });

  test('a stack of a stack', async () => {
    const middle = parent('Rt: !Ref R', 'Parameters: {R: {Type: String}}\n');
    const top = parent('R: bad').replace('child.yaml', 'm.yaml');
    expect(await told({ 'm.yaml': middle, 'top.yaml': top })).toEqual([
      'child.yaml:12 bad | m.yaml:7 Rt is passed here | m.yaml:3 deployed by this stack',
      own,
    ]);
  });

  test('templates that nest each other, with a longer value each time, come to an end', async () => {
    const text = (other: string): string => parent('V: !Sub "${V}x"', 'Parameters: {V: {Type: String, Default: a}}\n').replace('child.yaml', other);
    expect(await told({ 'a.yaml': text('b.yaml'), 'b.yaml': text('a.yaml') })).toEqual([own]);
  });

  test('a limit, with a note', async () => {
    const text = `Resources:\n${Array.from({ length: 201 }, (_, i) => stack(`Rt: v${i}`, '', `S${i}`)).join('')}`;
    const cwd = folderWith({ 'child.yaml': child, 'p.yaml': text });
    const { stdout } = await lintel(['-f', 'json'], { cwd, parts: { parsers, rules: [listed] } });
    expect((JSON.parse(stdout) as { notes: { file: string; reason: string }[] }).notes).toEqual([
      expect.objectContaining({ file: 'p.yaml', reason: 'more than 200 nested stacks; the rest was not judged' }),
    ]);
  });

  test('a comment in the child suppresses it, and is not unused', async () => {
    const quiet = child.replace('      Runtime: !If', '      # lintel-disable-next-line test/branching: they ask for it\n      Runtime: !If');
    for (const name of ['a.yaml', 'p.yaml'])
      expect(await told({ 'child.yaml': quiet, [name]: parent('Rt: bad') })).toEqual([
        `child.yaml:13 bad | ${name}:6 Rt is passed here | ${name}:2 deployed by this stack | suppressed`,
        'child.yaml:14 missing',
      ]);
    expect(await told({ 'child.yaml': quiet })).toEqual([expect.stringContaining('child.yaml:12'), 'child.yaml:14 missing']);
  });

  test('what is excluded stays so', async () => {
    expect(await told({ 'p.yaml': parent('Rt: bad') }, '--exclude', 'child.yaml')).toEqual([]);
  });
});

test('more ways to pass values than are tried are told, and the template is judged on its own', async () => {
  const names = [...'ABCDEFG'];
  const before = (count: number): string =>
    `Parameters:\n${names
      .slice(0, count)
      .map((name) => `  ${name}: {Type: String, AllowedValues: [x, y]}\n`)
      .join('')}`;
  const passed = (count: number): string =>
    `Rt: !Sub "${names
      .slice(0, count)
      .map((name) => `\${${name}}`)
      .join('')}"`;
  for (const [count, notes] of [
    [6, []],
    [
      7,
      [
        {
          file: 'p.yaml',
          kind: 'incomplete',
          reason: 'more than 64 combinations of parameters for the nested stack Child; its template was judged on its own alone',
        },
      ],
    ],
  ] as const) {
    const cwd = folderWith({ 'child.yaml': child, 'p.yaml': parent(passed(count), before(count)) });
    const { stdout } = await lintel(['-f', 'json'], { cwd, parts: { parsers, rules: [listed] } });
    expect((JSON.parse(stdout) as { notes: object[] }).notes).toEqual(notes);
  }
});

test('what is wrong in an included file is told once, also where the file is judged by itself or another includes it', async () => {
  const including = `AWSTemplateFormatVersion: "2010-09-09"
Resources:
  T:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [t]
      PolicyDocument:
        Fn::Transform: {Name: AWS::Include, Parameters: {Location: policy.json}}
`;
  const cwd = folderWith({
    'a.yaml': including,
    'b.yaml': including,
    'policy.json': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": "*"}]}',
  });
  const open = rules.filter(({ id }) => id === 'iam/policy-public');
  for (const paths of [['.'], ['a.yaml', 'b.yaml'], ['policy.json']]) {
    const { stdout } = await lintel(['-f', 'json', ...paths], { cwd, parts: { parsers, rules: open } });
    expect((JSON.parse(stdout) as { findings: { file: string; ruleId: string }[] }).findings.map(({ file, ruleId }) => `${file} ${ruleId}`)).toEqual([
      'policy.json iam/policy-public',
    ]);
  }
});

describe('negative questions', () => {
  const alarm = rules.filter(({ id }) => id === 'lambda/throttle-alarm');
  const text = (parameters: string): string =>
    `Resources:\n  Fn: {Type: AWS::Lambda::Function, Properties: {Handler: h, Runtime: python3.13, ReservedConcurrentExecutions: 5, Role: r, Code: {S3Bucket: b, S3Key: k}}}\n${stack(parameters)}`;
  test.each<[string, string, number]>([
    ['a stack that is given the function may hold its alarm', 'Fn: !Ref Fn', 0],
    ['by its ARN', 'Fn: !GetAtt Fn.Arn', 0],
    ['in a text', 'Fn: !Sub "${Fn}:live"', 0],
    ['a stack that is given nothing holds none', 'Stage: dev', 1],
  ])('%s', async (_name, parameters, count) => {
    const cwd = folderWith({ 'p.yaml': text(parameters) });
    const { stdout } = await lintel(['-f', 'json', '--select', 'lambda/throttle-alarm'], { cwd, parts: { parsers, rules: alarm } });
    expect((JSON.parse(stdout) as { findings: object[] }).findings).toHaveLength(count);
  });
});
