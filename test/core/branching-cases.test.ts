import { expect, test } from 'vitest';
import { run } from './branching-rule.ts';

const fn = (properties: string, more = ''): string => `  F:\n    Type: AWS::Lambda::Function\n${more}    Properties:\n${properties.replace(/^/gm, '      ')}\n`;
const OK = 'Handler: h';

/** One line a finding: place, text there, message, certainty, `when`, chain. */
async function findings(text: string): Promise<string[]> {
  const outcome = await run(text);
  expect(outcome.failures).toEqual([]);
  return outcome.findings.map(({ line, column, snippet, message, certainty, when, chain }) =>
    [
      `${line}:${column}`,
      snippet,
      message,
      certainty,
      ...(when
        ? [
            Object.entries(when)
              .map(([name, value]) => `${name}=${value}`)
              .join(' '),
          ]
        : []),
      ...(chain ? [chain] : []),
    ].join(' | '),
  );
}

/** Hand-written templates, each with what must be said of it. */
const cases: [string, string, string[]][] = [
  ['a literal', `Resources:\n${fn(`Runtime: bad\n${OK}`)}`, ['5:16 | bad | bad | always']],
  [
    'one branch of a condition over an allowed value',
    `Parameters: {E: {Type: String, AllowedValues: [dev, prod]}}\nConditions: {P: !Equals [!Ref E, prod]}\nResources:\n${fn(`Runtime: !If [P, good, bad]\n${OK}`)}`,
    ['7:30 | bad | bad | some | P=false'],
  ],
  [
    'both branches',
    `Parameters: {E: {Type: String}}\nConditions: {P: !Equals [!Ref E, prod]}\nResources:\n${fn(`Runtime: !If [P, bad, bad]\n${OK}`)}`,
    ['7:24 | bad | bad | always'],
  ],
  [
    'a branch that exclusive Equals rule out',
    `Parameters: {E: {Type: String}}\nConditions: {A: !Equals [!Ref E, a], B: !Equals [!Ref E, b]}\nResources:\n${fn(`Runtime: !If [A, !If [B, bad, good], good]\n${OK}`)}`,
    [],
  ],
  [
    'a branch beyond the allowed values',
    `Parameters: {E: {Type: String, AllowedValues: [a, b]}}\nConditions: {A: !Equals [!Ref E, a], B: !Equals [!Ref E, b]}\nResources:\n${fn(`Runtime: !If [A, good, !If [B, good, bad]]\n${OK}`)}`,
    [],
  ],
  [
    'the same, but a third value is allowed',
    `Parameters: {E: {Type: String, AllowedValues: [a, b, c]}}\nConditions: {A: !Equals [!Ref E, a], B: !Equals [!Ref E, b]}\nResources:\n${fn(`Runtime: !If [A, good, !If [B, good, bad]]\n${OK}`)}`,
    ['7:44 | bad | bad | some | A=false B=false'],
  ],
  [
    'Not of the outer condition',
    `Parameters: {E: {Type: String}}\nConditions: {A: !Equals [!Ref E, a], N: !Not [!Condition A]}\nResources:\n${fn(`Runtime: !If [A, !If [N, bad, good], good]\n${OK}`)}`,
    [],
  ],
  [
    "a resource's own condition rules the branch out",
    `Parameters: {E: {Type: String}}\nConditions: {A: !Equals [!Ref E, a]}\nResources:\n${fn(`Runtime: !If [A, good, bad]\n${OK}`, '    Condition: A\n')}`,
    [],
  ],
  [
    "a resource's own condition is when it holds",
    `Parameters: {E: {Type: String}}\nConditions: {A: !Equals [!Ref E, a]}\nResources:\n${fn(`Runtime: bad\n${OK}`, '    Condition: A\n')}`,
    ['8:16 | bad | bad | some | A=true'],
  ],
  ['a free parameter', `Parameters: {R: {Type: String}}\nResources:\n${fn(`Runtime: !Ref R\n${OK}`)}`, []],
  [
    'an allowed value',
    `Parameters: {R: {Type: String, AllowedValues: [good, bad]}}\nResources:\n${fn(`Runtime: !Ref R\n${OK}`)}`,
    ['6:21 | R | bad | some | R=bad | Runtime ← R'],
  ],
  [
    'every allowed value',
    `Parameters: {R: {Type: String, AllowedValues: [bad]}}\nResources:\n${fn(`Runtime: !Ref R\n${OK}`)}`,
    ['6:21 | R | bad | always | Runtime ← R'],
  ],
  [
    'a default',
    `Parameters: {R: {Type: String, Default: bad}}\nResources:\n${fn(`Runtime: !Ref R\n${OK}`)}`,
    ['6:21 | R | bad | some | R=default | Runtime ← R'],
  ],
  [
    'a mapping by a parameter',
    `Parameters: {E: {Type: String, AllowedValues: [dev, prod]}}\nMappings: {M: {dev: {rt: bad}, prod: {rt: good}}}\nResources:\n${fn(`Runtime: !FindInMap [M, !Ref E, rt]\n${OK}`)}`,
    ['7:27 | [M, !Ref E, rt] | bad | some | E=dev | Runtime ← Mappings.M[E].rt ← E'],
  ],
  [
    'a mapping by a literal',
    `Mappings: {M: {dev: {rt: bad}}}\nResources:\n${fn(`Runtime: !FindInMap [M, dev, rt]\n${OK}`)}`,
    ['6:27 | [M, dev, rt] | bad | always | Runtime ← Mappings.M[dev].rt'],
  ],
  [
    'a chain of Ref, Sub, Join and Select',
    `Parameters: {A: {Type: String, AllowedValues: [b, x]}}\nResources:\n${fn(`Runtime: !Select [0, [!Join ['', [!Sub "\${A}", ad]]]]\n${OK}`)}`,
    [`6:24 | [0, [!Join ['', [!Sub "\${A}", ad]]]] | bad | some | A=b | Runtime ← A`],
  ],
  [
    'NoValue in a list',
    `Parameters: {E: {Type: String}}\nConditions: {A: !Equals [!Ref E, a]}\nResources:\n${fn(`${OK}\nLayers: [x, !If [A, y, !Ref AWS::NoValue]]`)}`,
    ['8:15 | [x, !If [A, y, !Ref AWS::NoValue]] | single | some | A=false'],
  ],
  ['NoValue for a property', `Resources:\n${fn('Handler: !Ref AWS::NoValue')}`, ['5:7 | Handler | missing | always']],
  [
    'NoValue where it is unreachable',
    `Parameters: {E: {Type: String}}\nConditions: {A: !Equals [!Ref E, a]}\nResources:\n${fn('Handler: !If [A, h, !If [A, !Ref AWS::NoValue, h]]')}`,
    [],
  ],
  [
    'two resources that share a condition, and a condition made of two',
    `Parameters: {E: {Type: String}, S: {Type: String}}
Conditions: {A: !Equals [!Ref E, a], B: !Equals [!Ref S, b], Both: !And [!Condition A, !Condition B]}
Resources:
${fn(`Runtime: !If [A, bad, good]\n${OK}`)}  G:
    Type: AWS::Lambda::Function
    Condition: Both
    Properties: {Handler: !If [A, !Ref AWS::NoValue, h]}
`,
    ['7:24 | bad | bad | some | A=true', '12:18 | Handler | missing | some | Both=true'],
  ],
  [
    'a region that a mapping names',
    `Mappings: {M: {eu-west-1: {rt: good}, us-east-1: {rt: bad}}}\nResources:\n${fn(`Runtime: !FindInMap [M, !Ref AWS::Region, rt]\n${OK}`)}`,
    ['6:27 | [M, !Ref AWS::Region, rt] | bad | some | AWS::Region=us-east-1 | Runtime ← Mappings.M[AWS::Region].rt'],
  ],
];

test.each(cases)('%s', async (_name, text, expected) => {
  expect(await findings(text)).toEqual(expected);
});

const RULES = (assertions: string, condition = ''): string =>
  `Rules:\n  R:\n${condition && `    RuleCondition: ${condition}\n`}    Assertions: [${assertions}]\n`;

test.each<[string, string, string[]]>([
  [
    'an assertion rules the bad value out',
    `Parameters: {R: {Type: String, AllowedValues: [good, bad]}}\n${RULES('{Assert: !Contains [[good], !Ref R]}')}Resources:\n${fn(`Runtime: !Ref R\n${OK}`)}`,
    [],
  ],
  [
    'an assertion under a condition leaves it to the other case',
    `Parameters: {R: {Type: String, AllowedValues: [good, bad]}, E: {Type: String, AllowedValues: [dev, prod]}}\n${RULES("{Assert: {'Fn::Not': [{'Fn::Equals': [!Ref R, bad]}]}}", '!Equals [!Ref E, prod]')}Conditions: {P: !Equals [!Ref E, prod]}\nResources:\n${fn(`Runtime: !If [P, !Ref R, good]\n${OK}`)}  G:\n    Type: AWS::Lambda::Function\n    Properties: {Handler: h, Runtime: !If [P, good, !Ref R]}\n`,
    ['15:58 | R | bad | some | R=bad | Runtime ← R'],
  ],
  [
    'a rule makes a value certain',
    `Parameters: {R: {Type: String, Default: good}}\n${RULES('{Assert: !Equals [!Ref R, bad]}')}Resources:\n${fn(`Runtime: !Ref R\n${OK}`)}`,
    ['9:21 | R | bad | always | Runtime ← R'],
  ],
  [
    'a function of rules that only deployment can answer demands nothing',
    `Parameters: {R: {Type: String, AllowedValues: [good, bad]}}\n${RULES("{Assert: !EachMemberIn [!ValueOfAll ['AWS::EC2::VPC::Id', Tags.Department], !RefAll 'AWS::EC2::VPC::Id']}")}Resources:\n${fn(`Runtime: !Ref R\n${OK}`)}`,
    ['9:21 | R | bad | some | R=bad | Runtime ← R'],
  ],
  [
    'rules that contradict each other demand nothing more',
    `Parameters: {R: {Type: String, AllowedValues: [good, bad]}}\n${RULES('{Assert: !Equals [!Ref R, bad]}, {Assert: !Equals [!Ref R, good]}')}Resources:\n${fn(`Runtime: !Ref R\n${OK}`)}`,
    ['9:21 | R | bad | some | R=bad | Runtime ← R'],
  ],
  [
    'several parameters among the members of a list',
    `Parameters: {P: {Type: String}, R: {Type: String}}\n${RULES('{Assert: !EachMemberIn [[!Ref P, !Ref R], [good, bad]]}')}Resources:\n${fn(`Runtime: !Ref R\n${OK}`)}`,
    ['9:21 | R | bad | some | R=bad | Runtime ← R'],
  ],
  [
    'all members of a list',
    `Parameters: {L: {Type: CommaDelimitedList, AllowedValues: ['a,b', 'a,a']}}\n${RULES('{Assert: !EachMemberEquals [!Ref L, a]}')}Conditions: {B: !Equals [!Select [1, !Ref L], b]}\nResources:\n${fn(`Runtime: !If [B, bad, good]\n${OK}`)}`,
    [],
  ],
])('rules: %s', async (_name, text, expected) => {
  expect(await findings(text)).toEqual(expected);
});

test('configured regions are the regions', async () => {
  const text = `Mappings: {M: {eu-west-1: {rt: good}, us-east-1: {rt: bad}}}\nConditions: {F: !Equals [!Ref AWS::Region, eu-central-1]}\nResources:\n${fn(`Runtime: !FindInMap [M, !Ref AWS::Region, rt]\nHandler: !If [F, !Ref AWS::NoValue, h]`)}`;
  const told = async (regions: string[]): Promise<unknown> => (await run(text, regions)).findings.map(({ message, when }) => [message, when]);
  expect(await told([])).toEqual([['bad', { 'AWS::Region': 'us-east-1' }]]);
  expect(await told(['us-east-1'])).toEqual([['bad', undefined]]);
  expect(await told(['eu-west-1', 'us-east-1'])).toEqual([['bad', { 'AWS::Region': 'us-east-1' }]]);
  expect(await told(['eu-west-1'])).toEqual([]);
});

test('a budget ends the search, with a note and no lost file', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `C${i}`);
  const text = `Parameters:\n${names.map((name) => `  P${name}: {Type: String}`).join('\n')}\nConditions:\n${names
    .map((name) => `  ${name}: !Equals [!Ref P${name}, x]`)
    .join(
      '\n',
    )}\nResources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Handler: h\n      Layers:\n${names.map((name) => `        - !If [${name}, a, !Ref AWS::NoValue]`).join('\n')}\n`;
  const outcome = await run(text);
  expect(outcome.failures).toEqual([]);
  expect(outcome.notes).toEqual([
    { path: 't.yaml', kind: 'incomplete', reason: 'too many combinations of conditions for test/branching; the rest was not judged' },
  ]);
});
