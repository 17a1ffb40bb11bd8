import { describe, expect, test } from 'vitest';
import { parsers } from '../../src/parsers/index.ts';
import { rules } from '../../src/rules/index.ts';
import { folderWith, lintel } from '../cli/lintel.ts';

const parts = { parsers, rules };
const text = (statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
const everything = text({ Effect: 'Allow', Action: '*', Resource: '*' });
const forAnyone = text({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' });

interface Told {
  readonly file: string;
  readonly ruleId: string;
  readonly about?: string;
}

async function told(config: string, files: Readonly<Record<string, string>>, argv: readonly string[] = []): Promise<Told[]> {
  const { stdout, stderr } = await lintel(['-f', 'json', ...argv], { cwd: folderWith({ 'lintel.config.yaml': config, ...files }), parts });
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as { findings: Told[] }).findings;
}

/** What the policies of files count as, by a rule that tells of each whose statement is called `no name`. */
async function kinds(config: string, ...paths: readonly string[]): Promise<Record<string, string | undefined>> {
  const policy = text({ Sid: 'no name', Effect: 'Deny', Action: 's3:*', Resource: '*' });
  const found = await told(config, Object.fromEntries(paths.map((path) => [path, policy])), ['--select', 'iam/unsupported-sid']);
  return Object.fromEntries(found.map(({ file, about }) => [file, about]));
}

describe('policies: what the policies of files do, by path', () => {
  test('a kind by pattern, in the words of findings; the last pattern wins', async () => {
    const config = 'policies:\n  "org/**": scp\n  "org/limits/*": boundary\n  "*.session.json": session\n';
    // AWS Organizations takes a Sid with spaces: that the rule says nothing of org/a.json is right.
    expect(await kinds(config, 'org/a.json', 'org/limits/b.json', 'c.session.json', 'd.json')).toEqual({
      'c.session.json': 'session policy',
      'd.json': 'identity policy',
      'org/limits/b.json': 'permissions boundary',
    });
  });

  test('a service control policy that allows all is no finding', async () => {
    const ids = async (config: string): Promise<string[]> => (await told(config, { 'org/full.json': everything })).map(({ ruleId }) => ruleId);
    expect(await ids('')).toContain('iam/action-wildcard');
    expect(await ids('policies: { "org/**": scp }')).toEqual([]);
  });

  test('what the configuration says wins over folders that people name so', async () => {
    expect(await kinds('', 'boundary/a.json')).toEqual({ 'boundary/a.json': 'permissions boundary' });
    expect(await kinds('policies: { boundary/**: identity }', 'boundary/a.json')).toEqual({ 'boundary/a.json': 'identity policy' });
  });

  test('and over the content: principals in a service control policy are told', async () => {
    const files = { 'org/a.json': forAnyone };
    const argv = ['--select', 'iam/scp-syntax-error-principal'];
    expect(await told('', files, argv)).toEqual([]);
    expect(await told('policies: { org/: scp }', files, argv)).toMatchObject([
      { file: 'org/a.json', ruleId: 'iam/scp-syntax-error-principal', about: 'service control policy' },
    ]);
  });

  test('a key that says what it holds wins over both', async () => {
    const role = JSON.stringify({
      Role: { AssumeRolePolicyDocument: JSON.parse(text({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' })) },
    });
    const found = await told('policies: { "**": scp }', { 'role.json': role }, ['--select', 'iam/trust-any-principal']);
    expect(found).toMatchObject([{ about: 'trust policy' }]);
  });

  test('templates say it themselves', async () => {
    const template = JSON.stringify({
      Resources: { P: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: JSON.parse(everything) } } },
    });
    const found = await told('policies: { "**": scp }', { 'template.json': template }, ['--select', 'iam/action-wildcard']);
    expect(found).toMatchObject([{ about: 'identity policy' }]);
  });

  test('--print-config shows it', async () => {
    const { stdout } = await lintel(['--print-config'], { cwd: folderWith({ 'lintel.config.yaml': 'policies: { org/**: rcp }' }), parts });
    expect(JSON.parse(stdout)).toMatchObject({ policies: { 'org/**': 'rcp' } });
  });
});
