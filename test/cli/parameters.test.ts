import { describe, expect, test } from 'vitest';
import { parsers } from '../../src/parsers/index.ts';
import { listed } from '../core/branching-rule.ts';
import { folderWith, lintel } from './lintel.ts';

const parts = { parsers, rules: [listed] };
const template = `Parameters:
  Rt: {Type: String, Default: good}
  Stage: {Type: String, AllowedValues: [dev, prod]}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Fn: {Type: AWS::Lambda::Function, Properties: {Handler: h, Runtime: !If [IsProd, good, !Ref Rt]}}
`;

/** What is said of the runtime: certainty and `when` of each finding, or what went wrong. */
async function told(files: Readonly<Record<string, string>>, ...argv: readonly string[]): Promise<unknown> {
  const cwd = folderWith({ 'template.yaml': template, ...files });
  const { code, stdout, stderr } = await lintel(['-f', 'json', ...argv], { cwd, parts });
  if (code === 2 && stdout === '') return stderr;
  const { findings, failures } = JSON.parse(stdout) as {
    failures: object[];
    findings: { file: string; certainty: string; when?: object; related: { text: string; line: number }[] }[];
  };
  expect(failures).toEqual([]);
  return findings.map(({ file, certainty, when }) => [file, certainty, ...(when ? [when] : [])]);
}

const bad = [['template.yaml', 'always']];
const p = ['--parameters', 'p.json'];

describe('shapes', () => {
  test.each<[string, Record<string, string>, string[], unknown]>([
    ['nothing given', {}, [], []],
    ['ParameterKey and ParameterValue', { 'p.json': '[{"ParameterKey":"Rt","ParameterValue":"bad"},{"ParameterKey":"Stage","ParameterValue":"dev"}]' }, p, bad],
    ['the rest stays open', { 'p.json': '[{"ParameterKey":"Rt","ParameterValue":"bad"}]' }, p, [['template.yaml', 'some', { IsProd: 'false' }]]],
    ['a previous value is not known', { 'p.json': '[{"ParameterKey":"Rt","UsePreviousValue":true},{"ParameterKey":"Stage","ParameterValue":"dev"}]' }, p, []],
    ['CodePipeline', { 'p.json': '{"Parameters":{"Rt":"bad","Stage":"dev","Subnets":["a","b"]},"Tags":{"x":"y"}}' }, p, bad],
    ['Name=value', { 'p.json': '["Rt=bad", "Stage=dev"]' }, p, bad],
    ['YAML', { 'p.yml': 'Parameters:\n  Rt: bad\n  Stage: dev\n' }, ['--parameters', 'p.yml'], bad],
    [
      'samconfig.toml, a text',
      { 'samconfig.toml': 'version = 0.1\n[default.deploy.parameters]\nparameter_overrides = "Rt=\\"bad\\" Stage=dev"\n' },
      ['--parameters', 'samconfig.toml'],
      bad,
    ],
    [
      'samconfig.toml, long pairs',
      {
        'samconfig.toml':
          'version = 0.1\n[default.deploy.parameters]\nparameter_overrides = "ParameterKey=Rt,ParameterValue=bad ParameterKey=Stage,ParameterValue=dev"\n',
      },
      ['--parameters', 'samconfig.toml'],
      bad,
    ],
    [
      'samconfig.toml, a list',
      { 'samconfig.toml': 'version = 0.1\n[default.deploy.parameters]\nparameter_overrides = ["Rt=bad", "Stage=dev"]\n' },
      ['--parameters', 'samconfig.toml'],
      bad,
    ],
    [
      'samconfig.yaml',
      { 'samconfig.yaml': 'version: 0.1\ndefault:\n  deploy:\n    parameters:\n      parameter_overrides: Rt=bad Stage=dev\n' },
      ['--parameters', 'samconfig.yaml'],
      bad,
    ],
    [
      'environments apply one at a time',
      {
        'samconfig.toml':
          'version = 0.1\n[dev.deploy.parameters]\nparameter_overrides = "Rt=good Stage=dev"\n[prod.deploy.parameters]\nparameter_overrides = "Rt=bad Stage=prod"\n',
      },
      ['--parameters', 'samconfig.toml'],
      [],
    ],
    [
      'and a value of one of them is said to be',
      {
        'samconfig.toml':
          'version = 0.1\n[dev.deploy.parameters]\nparameter_overrides = "Rt=bad Stage=dev"\n[prod.deploy.parameters]\nparameter_overrides = "Rt=good Stage=prod"\n',
      },
      ['--parameters', 'samconfig.toml'],
      [['template.yaml', 'some', { IsProd: 'false' }]],
    ],
    ['the configuration', { 'lintel.config.yaml': 'parameters:\n  "*.yaml": {Rt: bad, Stage: dev}\n' }, [], bad],
    ['the configuration, of other templates', { 'lintel.config.yaml': 'parameters:\n  "other/*.yaml": {Rt: bad, Stage: dev}\n' }, [], []],
    ['a file over the configuration', { 'lintel.config.yaml': 'parameters:\n  "*.yaml": {Rt: good, Stage: dev}\n', 'p.json': '["Rt=bad"]' }, p, bad],
  ])('%s', async (_name, files, argv, expected) => {
    expect(await told(files, 'template.yaml', ...argv)).toEqual(expected);
  });

  test("a folder's files are for the templates that they are named for", async () => {
    const files = {
      'a.yaml': template,
      'b.yaml': template,
      'c.yaml': template,
      'd.yaml': template,
      'given/a.json': '["Rt=bad", "Stage=dev"]',
      'given/b.prod.json': '["Rt=bad", "Stage=dev"]',
      'given/dev/c.json': '["Rt=bad", "Stage=dev"]',
      'given/other.json': '{"some": "thing"}',
      'given/samconfig.toml': 'version = 0.1\n[default.deploy.parameters]\ntemplate_file = "../d.yaml"\nparameter_overrides = "Rt=bad Stage=dev"\n',
    };
    expect(await told(files, 'a.yaml', 'b.yaml', 'c.yaml', 'd.yaml', 'template.yaml', '--parameters', 'given')).toEqual(
      ['a', 'b', 'c', 'd'].map((name) => [`${name}.yaml`, 'always']),
    );
  });
});

test('--certain-only leaves out what holds in some deployments only', async () => {
  const files = (parameters: object) => ({ 'p.json': JSON.stringify({ Parameters: parameters }) });
  const open = files({ Rt: 'bad' });
  expect(await told(open, ...p)).toEqual([['template.yaml', 'some', { IsProd: 'false' }]]);
  expect(await told(open, '--certain-only', ...p)).toEqual([]);
  expect(await told(files({ Rt: 'bad', Stage: 'dev' }), '--certain-only', ...p)).toEqual(bad);
});

describe('mistakes', () => {
  test.each<[string, Record<string, string>, string, string]>([
    ['no such file', {}, 'p.json', 'lintel: --parameters: p.json: no such file or folder\n'],
    ['an empty folder', { 'given/x.txt': '' }, 'given', 'lintel: --parameters: given holds no parameter file\n'],
    [
      'another shape',
      { 'p.json': '{"Resources": {}}' },
      'p.json',
      'p.json:1:1: no parameter file: neither a list of "ParameterKey" and "ParameterValue" (or of "Name=value"), nor a map with "Parameters", nor a configuration of SAM\n',
    ],
    [
      'a value that is a map',
      { 'p.json': '{"Parameters": {"A": {"b": "c"}}}' },
      'p.json',
      'p.json:1:17: "A" has no text, number, truth value or list of these as its value\n',
    ],
    ['an entry without value', { 'p.json': '[{"ParameterKey": "A"}]' }, 'p.json', 'p.json:1:2: "A" has no "ParameterValue"\n'],
    ['an entry without equals sign', { 'p.json': '["A=b",\n "A"]' }, 'p.json', 'p.json:2:2: "A" is not written as Name=value\n'],
    ['broken TOML', { 'p.toml': 'version = 0.1\n[default\n' }, 'p.toml', 'p.toml:2:9: no TOML: illegal character in key\n'],
    ['TOML without overrides', { 'p.toml': 'version = 0.1\n' }, 'p.toml', 'p.toml:1:1: there are no "parameter_overrides" in it\n'],
  ])('%s', async (_name, files, given, expected) => {
    expect(await told(files, 'template.yaml', '--parameters', given)).toBe(expected);
  });

  test('in the configuration', async () => {
    expect(await told({ 'lintel.config.yaml': 'parameters:\n  ./a.yaml: {A: b}\n  b.yaml: [A]\n  c.yaml: {A: {b: c}}\n' })).toBe(
      [
        'lintel.config.yaml:2:3: "./a.yaml" matches nothing; patterns start at the root, so write "/a.yaml"',
        'lintel.config.yaml:3:11: "b.yaml" is a list, not a map',
        'lintel.config.yaml:4:15: "A" is a map, not a text or a number or true or false or a list',
        '',
      ].join('\n'),
    );
  });
});
