import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsers } from '../../src/parsers/index.ts';
import { rules } from '../../src/rules/index.ts';
import { folderWith, lintel, write } from './lintel.ts';

const parts = { parsers, rules };

const template = `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: all
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: "*"
                Resource: "*"
              - Effect: Allow
                Action: [iam:PassRole]
                Resource: "*"
  Api:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs12.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: { S3Bucket: code, S3Key: api.zip }
`;
const policy = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": "*", "Resource": "*" },
    { "Effect": "Allow", "Action": ["iam:PassRole"], "Resource": "*" },
    { "Sid": "Pass", "Effect": "Allow", "Action": "iam:*", "Resource": "*" }
  ]
}
`;
const docker = 'FROM node\nRUN apt-get update\nFROM debian AS tools\nFROM node:20\nCOPY --from=tools /a /a\n';
const repository = { '.git/HEAD': '', 'infra/stack.yaml': template, 'policies/deploy.json': policy, Dockerfile: docker };

const run = (cwd: string, ...more: string[]) => lintel(['-f', 'json', '--profile', 'all', '--baseline', 'baseline.json', ...more], { cwd, parts });
const openFindings = ({ stdout }: { stdout: string }) =>
  (JSON.parse(stdout) as { findings: { file: string; line: number; ruleId: string; path: string }[] }).findings.map(
    ({ file, line, ruleId, path }) => `${file}:${line} ${ruleId} ${path}`,
  );
const entriesOf = (folder: string) =>
  (JSON.parse(readFileSync(join(folder, 'baseline.json'), 'utf8')) as { entries: { path: string; ruleId: string; fingerprint: string; count: number }[] })
    .entries;

/** A repository of which all findings are in the baseline. */
async function adopted(files: Readonly<Record<string, string>> = repository) {
  const folder = folderWith(files);
  const { code, stderr } = await run(folder, '--update-baseline');
  expect(stderr).toMatch(/^lintel: baseline\.json: \d+ findings? in the baseline\n$/);
  expect(code).toBe(0);
  return folder;
}
const edit = (folder: string, path: string, change: (text: string) => string) => {
  const before = readFileSync(join(folder, path), 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  write(folder, path, after);
};
const move = (folder: string, from: string, to: string) => {
  mkdirSync(dirname(join(folder, to)), { recursive: true });
  renameSync(join(folder, from), join(folder, to));
};

describe('what was there before', () => {
  test('is suppressed, counted, and told apart', async () => {
    const folder = await adopted();
    const entries = entriesOf(folder);
    expect(new Set(entries.map(({ path }) => path))).toEqual(new Set(Object.keys(repository).filter((path) => path !== '.git/HEAD')));
    const result = await run(folder);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(openFindings(result)).toEqual([]);
    const number = entries.reduce((sum, { count }) => sum + count, 0);
    expect(JSON.parse(result.stdout).summary).toMatchObject({ errors: 0, warnings: 0, infos: 0, suppressed: number });
    const shown = JSON.parse((await run(folder, '--include-suppressed')).stdout);
    expect(shown.findings).toHaveLength(number);
    for (const { suppressed } of shown.findings) expect(suppressed).toEqual({ by: 'baseline' });
    const sarif = JSON.parse(
      (await lintel(['-f', 'sarif', '--profile', 'all', '--baseline', 'baseline.json', '--include-suppressed'], { cwd: folder, parts })).stdout,
    );
    expect(sarif.runs[0].results[0].suppressions).toEqual([{ kind: 'external' }]);
  });

  const pretty = (text: string) => `${JSON.stringify(JSON.parse(text), undefined, 4)}\n`;
  const reversed = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(reversed)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, inner]) => [key, reversed(inner)]),
          )
        : value;

  test.each<[string, (folder: string) => void]>([
    [
      'lines above',
      (folder) => {
        for (const path of ['infra/stack.yaml', 'Dockerfile']) edit(folder, path, (text) => `# One\n# Two\n\n${text}`);
        edit(folder, 'policies/deploy.json', (text) => `\n\n${text}`);
      },
    ],
    [
      'a statement inserted',
      (folder) => {
        const harmless = { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::shop/*' };
        edit(folder, 'policies/deploy.json', (text) => text.replace('"Statement": [', `"Statement": [ ${JSON.stringify(harmless)},`));
        edit(folder, 'infra/stack.yaml', (text) =>
          text.replace('              - Effect: Allow\n                Action: "*"', `              - ${JSON.stringify(harmless)}\n$&`),
        );
      },
    ],
    [
      'statements in another order',
      (folder) => {
        edit(folder, 'policies/deploy.json', (text) => {
          const data = JSON.parse(text);
          return JSON.stringify({ ...data, Statement: data.Statement.reverse() });
        });
      },
    ],
    [
      'keys in another order',
      (folder) => {
        edit(folder, 'policies/deploy.json', (text) => JSON.stringify(reversed(JSON.parse(text)), undefined, 2));
        edit(folder, 'infra/stack.yaml', (text) =>
          text
            .replace(
              'Effect: Allow\n                Action: "*"\n                Resource: "*"',
              'Resource: "*"\n                Action: "*"\n                Effect: Allow',
            )
            .replace('      Runtime: nodejs12.x\n      Handler: index.handler\n', '      Handler: index.handler\n      Runtime: nodejs12.x\n'),
        );
      },
    ],
    [
      'another layout',
      (folder) => {
        edit(folder, 'policies/deploy.json', (text) => JSON.stringify(JSON.parse(text)));
        edit(folder, 'infra/stack.yaml', (text) =>
          text
            .replace(
              '- Effect: Allow\n                Action: "*"\n                Resource: "*"',
              "- {Effect: 'Allow', Action: '*', Resource: ['*']}".replace("['*']", "'*'"),
            )
            .replace('Action: [iam:PassRole]', 'Action:\n                  - "iam:PassRole"')
            .replaceAll("'2012-10-17'", '"2012-10-17"'),
        );
        edit(folder, 'Dockerfile', (text) => text.replace('RUN apt-get update', 'RUN   apt-get update').replaceAll('\n', '\r\n'));
      },
    ],
    ['the other way round', (folder) => edit(folder, 'policies/deploy.json', pretty)],
    [
      'a stage inserted',
      (folder) => edit(folder, 'Dockerfile', (text) => `FROM public.ecr.aws/docker/library/golang:1.25.4@sha256:${'a'.repeat(64)}\n${text}`),
    ],
    [
      'files renamed and moved',
      (folder) => {
        move(folder, 'infra/stack.yaml', 'deploy/aws/orders.yml');
        move(folder, 'policies/deploy.json', 'policies/ci.json');
        move(folder, 'Dockerfile', 'services/api/Dockerfile');
      },
    ],
    [
      'a file moved and reformatted',
      (folder) => {
        edit(folder, 'policies/deploy.json', pretty);
        move(folder, 'policies/deploy.json', 'iam/deploy.json');
      },
    ],
  ])('is still known after: %s', async (_, change) => {
    const folder = await adopted();
    const before = entriesOf(folder);
    change(folder);
    const result = await run(folder);
    // What stays is known; a change of layout or place also takes nothing away.
    expect(openFindings(result).filter((line) => !/FROM public/.test(line))).toEqual([]);
    expect(result.stderr).toBe('');
    expect(result.code).toBe(0);
    await run(folder, '--update-baseline');
    expect(
      entriesOf(folder)
        .map(({ fingerprint, count }) => `${fingerprint} ${count}`)
        .sort(),
    ).toEqual(before.map(({ fingerprint, count }) => `${fingerprint} ${count}`).sort());
  });
});

describe('what is new', () => {
  test('is reported: another statement, another file', async () => {
    const folder = await adopted();
    edit(folder, 'policies/deploy.json', (text) =>
      text.replace('"Statement": [', '"Statement": [ {"Sid": "New", "Effect": "Allow", "Action": ["iam:*", "kms:*"], "Resource": "*"},'),
    );
    const result = await run(folder);
    expect(result.code).toBe(1);
    const found = openFindings(result);
    expect(found.length).toBeGreaterThan(0);
    for (const line of found) expect(line).toContain('[New]');
  });

  test('is one more of the same', async () => {
    const folder = await adopted({ '.git/HEAD': '', 'a.json': policy });
    edit(folder, 'a.json', (text) => text.replace('"Statement": [', '"Statement": [ { "Effect": "Allow", "Action": "*", "Resource": "*" },'));
    const found = openFindings(await run(folder));
    expect(found.length).toBeGreaterThan(0);
    for (const line of found) expect(line).toMatch(/^a\.json:4 /);
  });

  test('is a copy of a file that is still there', async () => {
    const folder = await adopted();
    write(folder, 'policies/copy.json', policy);
    const found = openFindings(await run(folder));
    expect(found.length).toBeGreaterThan(0);
    for (const line of found) expect(line).toMatch(/^policies\/copy\.json:/);
  });
});

describe('what is no more', () => {
  const words = { '.git/HEAD': '', 'a.words': 'BAD BAD ODD', 'b.words': 'BAD', 'c.words': 'ODD' };
  const fake = (cwd: string, ...more: string[]) => lintel(['-f', 'json', '--baseline', 'baseline.json', ...more], { cwd });

  test('is told, and taken out by --update-baseline', async () => {
    const folder = folderWith(words);
    await fake(folder, '--update-baseline');
    expect(entriesOf(folder).map(({ path, ruleId, count }) => `${path} ${ruleId} ${count}`)).toEqual([
      'a.words fake/bad 2',
      'a.words fake/odd 1',
      'b.words fake/bad 1',
      'c.words fake/odd 1',
    ]);
    write(folder, 'a.words', 'BAD');
    rmSync(join(folder, 'b.words'));
    const result = await fake(folder);
    expect(result).toMatchObject({
      code: 0,
      stderr: [
        'lintel: baseline.json: 3 findings are no more; --update-baseline takes them out:',
        'lintel:   a.words: fake/bad',
        'lintel:   a.words: fake/odd',
        'lintel:   b.words: fake/bad',
        '',
      ].join('\n'),
    });
    expect((await fake(folder, '--quiet')).stderr).toBe('');
    await fake(folder, '--update-baseline');
    expect(entriesOf(folder).map(({ path, ruleId, count }) => `${path} ${ruleId} ${count}`)).toEqual(['a.words fake/bad 1', 'c.words fake/odd 1']);
    expect(await fake(folder)).toMatchObject({ code: 0, stderr: '' });
  });

  test('is not known of what was not judged', async () => {
    const folder = folderWith(words);
    await fake(folder, '--update-baseline');
    const all = entriesOf(folder);
    for (const path of ['a.words', 'b.words', 'c.words']) write(folder, path, 'GOOD');
    expect((await fake(folder, 'c.words')).stderr).toContain('1 finding is no more');
    expect((await fake(folder, '--select', 'fake/odd')).stderr).toContain('2 findings are no more');
    write(folder, 'a.words', 'GOOD (');
    expect((await fake(folder, 'a.words')).stderr).toBe('');
    write(folder, 'a.words', 'GOOD MACRO');
    expect((await fake(folder, 'a.words')).stderr).toBe('');
    write(folder, 'a.words', 'CRASH');
    expect((await fake(folder, 'a.words')).stderr).toBe('');
    await fake(folder, '--update-baseline', 'c.words');
    expect(entriesOf(folder)).toEqual(all.filter(({ path }) => path !== 'c.words'));
  });
});

describe('with other options', () => {
  const words = { 'a.words': 'BAD', 'b.words': 'ODD # lintel-disable-line fake/odd: known' };

  test('--fix leaves what is put up with, and what comments suppress stays out of the file', async () => {
    const folder = folderWith(words);
    await lintel(['--baseline', 'b.json', '--update-baseline'], { cwd: folder });
    expect(JSON.parse(readFileSync(join(folder, 'b.json'), 'utf8')).entries).toHaveLength(1);
    write(folder, 'c.words', 'BAD');
    write(folder, 'a.words', 'BAD LINE');
    await lintel(['--baseline', 'b.json', '--fix'], { cwd: folder });
    expect(readFileSync(join(folder, 'a.words'), 'utf8')).toBe('BAD one\ntwo');
    expect(readFileSync(join(folder, 'c.words'), 'utf8')).toBe('GOOD');
  });

  test.each([
    [['--update-baseline'], '--update-baseline needs --baseline'],
    [['--baseline', 'none.json'], 'none.json: no such file or folder; --update-baseline writes one'],
    [['--baseline', 'broken.json'], expect.stringMatching(/^broken\.json: not JSON: /)],
    [['--baseline', 'other.json'], 'other.json: not a baseline: {"version": 1, "entries": […]} is expected'],
    [['--baseline', 'entry.json'], 'entry.json: entry 1 has no path, ruleId or fingerprint'],
    [['--baseline', 'count.json'], 'count.json: entry 1: count is a whole number from 1 on'],
    [['--baseline', 'x.json', '--update-baseline', '--certain-only'], '--update-baseline does not go with --certain-only'],
    [['--baseline', 'x.json', '--update-baseline', '--diff'], '--update-baseline does not go with --diff'],
  ])('%j is a usage error', async (argv, message) => {
    const entry = { path: 'a', ruleId: 'b/c', fingerprint: '0123456789abcdef', count: 0 };
    const cwd = folderWith({
      'broken.json': '{',
      'other.json': '[]',
      'entry.json': '{"version":1,"entries":[null]}',
      'count.json': JSON.stringify({ version: 1, entries: [entry] }),
    });
    const { code, stderr } = await lintel(argv, { cwd });
    expect(code).toBe(2);
    expect(stderr.replace(/^lintel: /, '').trimEnd()).toEqual(message);
  });
});
