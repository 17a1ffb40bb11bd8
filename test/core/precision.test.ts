import { expect, test } from 'vitest';
import { noConfig } from '../../src/config/load.ts';
import { noHost } from '../../src/core/host.ts';
import { lint } from '../../src/core/lint.ts';
import type { Rule, RuleEntry } from '../../src/core/rule.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import { parsers } from '../../src/parsers/index.ts';
import type { Subjects } from '../../src/parsers/subjects.ts';
import { defineRule } from '../../src/rules/define-rule.ts';
import { entry as runtimeEntry } from './branching-rule.ts';

/**
 * The kinds of templates that linters of CloudFormation get wrong: a bad value, or a missing one, behind conditions, mappings, functions,
 * transforms and loops. Each must be told (`always`), told with what it takes (`some`), or left alone.
 */
const queue = defineRule({
  meta: {
    id: 'test/queue',
    summary: '.',
    why: '.',
    remediation: '.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation'],
    articles: [],
    references: [],
    tags: [],
    since: '0.1.0',
  },
  messages: { missing: { text: 'no queue', advice: '' } },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const target = fn.prop('DeadLetterConfig').get('TargetArn');
      if (target.isAbsent) report({ at: target, message: 'missing' });
    },
  }),
});
const queueEntry: RuleEntry<Subjects> = { ...runtimeEntry, id: queue.meta.id, load: async () => queue as unknown as Rule<Subjects> };

async function told(text: string, entry: RuleEntry<Subjects>): Promise<string> {
  const { findings, failures, notes } = await lint([new SourceFile('t.yaml', text)], {
    parsers,
    rules: [entry],
    host: noHost,
    settings: noConfig.settings,
    now: new Date(0),
    wholeRoot: false,
    setting: () => ({ enabled: true }),
    formatOf: () => undefined,
    suppress: (input) => ({ findings: input.findings, problems: [] }),
  });
  expect(failures).toEqual([]);
  expect(notes).toEqual([]);
  return findings.map(({ certainty, when }) => [certainty, ...Object.entries(when ?? {}).map(([name, value]) => `${name}=${value}`)].join(' ')).join(', ');
}

const E = 'Parameters: {E: {Type: String}}\n';
const AB = 'Parameters: {E: {Type: String, AllowedValues: [a, b]}}\n';
const fn = (runtime: string, more = ''): string =>
  `Resources:\n  F:\n    Type: AWS::Lambda::Function\n${more}    Properties:\n      Handler: h\n      Runtime: ${runtime}\n`;
const conditions = (text: string): string => `Conditions: {${text}}\n`;
const A = 'A: !Equals [!Ref E, a]';
const B = 'B: !Equals [!Ref E, b]';
const map = 'Mappings: {M: {a: {rt: bad}, b: {rt: good}}}\n';
const sam = 'Transform: AWS::Serverless-2016-10-31\n';

test.each<[string, string, string]>([
  ['a literal that is bad', fn('bad'), 'always'],
  ['a literal that is good', fn('good'), ''],
  ['one branch is bad', E + conditions(A) + fn('!If [A, bad, good]'), 'some A=true'],
  ['both branches are bad', E + conditions(A) + fn('!If [A, bad, bad]'), 'always'],
  ['a branch that exclusive comparisons rule out', E + conditions(`${A}, ${B}`) + fn('!If [A, !If [B, bad, good], good]'), ''],
  ['a branch beyond the allowed values', AB + conditions(`${A}, ${B}`) + fn('!If [A, good, !If [B, good, bad]]'), ''],
  ['a branch under the contrary', E + conditions(`${A}, N: !Not [!Condition A]`) + fn('!If [A, !If [N, bad, good], good]'), ''],
  ["a branch that the resource's condition rules out", E + conditions(A) + fn('!If [A, good, bad]', '    Condition: A\n'), ''],
  ['a parameter that nothing constrains', E + fn('!Ref E'), ''],
  ['allowed values, one of them bad', 'Parameters: {E: {Type: String, AllowedValues: [good, bad]}}\n' + fn('!Ref E'), 'some E=bad'],
  ['a bad default', 'Parameters: {E: {Type: String, Default: bad}}\n' + fn('!Ref E'), 'some E=default'],
  ['a mapping by a parameter', E + map + fn('!FindInMap [M, !Ref E, rt]'), 'some E=a'],
  [
    'a mapping by the region',
    map.replace('a:', 'eu-west-1:').replace('b:', 'us-east-1:') + fn('!FindInMap [M, !Ref "AWS::Region", rt]'),
    'some AWS::Region=eu-west-1',
  ],
  ['a mapping by a literal', map + fn('!FindInMap [M, a, rt]'), 'always'],
  ['Fn::Sub of a literal', fn('!Sub bad'), 'always'],
  ['Fn::Join of literals', fn('!Join ["", [b, ad]]'), 'always'],
  ['Fn::Select of literals', fn('!Select [1, [good, bad]]'), 'always'],
  ['Globals of SAM', `${sam}Globals: {Function: {Runtime: bad}}\nResources:\n  F: {Type: AWS::Serverless::Function, Properties: {Handler: h}}\n`, 'always'],
  [
    'a loop',
    "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::L: [X, [a, b], {'F${X}': {Type: AWS::Lambda::Function, Properties: {Handler: h, Runtime: bad}}}]\n",
    'always',
  ],
])('a bad value: %s', async (_name, text, expected) => {
  expect(await told(text, runtimeEntry)).toBe(expected);
});

const q = (config: string | undefined): string =>
  `Resources:\n  Q: {Type: AWS::SQS::Queue}\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Handler: h\n${config === undefined ? '' : `      DeadLetterConfig: ${config}\n`}`;
const none = '!Ref AWS::NoValue';
const some = '{TargetArn: !GetAtt Q.Arn}';

test.each<[string, string, string]>([
  ['it is missing', q(undefined), 'always'],
  ['it is there', q('{TargetArn: "arn:aws:sqs:eu-west-1:123456789012:q"}'), ''],
  ['it is an attribute', q(some), ''],
  ['it is NoValue', q(none), 'always'],
  ['one branch is NoValue', E + conditions(A) + q(`!If [A, ${some}, ${none}]`), 'some A=false'],
  ['both branches have it', E + conditions(A) + q(`!If [A, ${some}, {TargetArn: x}]`), ''],
  ['NoValue where it is unreachable', E + conditions(`${A}, N: !Not [!Condition A]`) + q(`!If [A, !If [N, ${none}, ${some}], ${some}]`), ''],
  ['what it holds is NoValue', q(`{TargetArn: ${none}}`), 'always'],
  ['SAM, missing', `${sam}Resources:\n  F: {Type: AWS::Serverless::Function, Properties: {Handler: h}}\n`, 'always'],
  ['SAM, there', `${sam}Resources:\n  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, DeadLetterQueue: {Type: SQS, TargetArn: x}}}\n`, ''],
])('a missing value: %s', async (_name, text, expected) => {
  expect(await told(text, queueEntry)).toBe(expected);
});
