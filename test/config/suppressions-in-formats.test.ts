import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parsers } from '../../src/parsers/index.ts';
import { rules } from '../../src/rules/index.ts';
import { folderWith, lintel, places } from '../cli/lintel.ts';

const parts = { parsers, rules };
const lint = (files: Readonly<Record<string, string>>, argv: readonly string[] = []) =>
  lintel(['-f', 'json', '--select', 'lambda/code-signing-config,image/docker-hub,lintel/*', ...argv], { cwd: folderWith(files), parts });
const found = async (name: string, text: string): Promise<string[]> => places(await lint({ [name]: text })).map((place) => place.slice(name.length + 1));

describe('a CloudFormation template in YAML', () => {
  const fn = (name: string, ...comments: string[]): string => `${comments.map((comment) => `  ${comment}\n`).join('')}  ${name}:
    Type: AWS::Lambda::Function
    Properties:
      Code: { S3Bucket: b, S3Key: k }
`;

  test('without suppressions', async () => {
    expect(await found('t.yaml', `Resources:\n${fn('A')}`)).toHaveLength(1);
  });

  test('the block of a resource, and no more', async () => {
    const text = `Resources:\n${fn('A', '# lintel-disable-block lambda/code-signing-config: the package is signed elsewhere')}${fn('B')}`;
    expect(await found('t.yaml', text)).toEqual([expect.stringMatching(/^(7|8):\d+ lambda\/code-signing-config$/)]);
  });

  test('the file', async () => {
    expect(await found('t.yaml', `# lintel-disable-file lambda/*: signed elsewhere\nResources:\n${fn('A')}`)).toEqual([]);
  });

  test('an unused one is told at its id, and taken away with its line', async () => {
    const text = `Resources:\n  # lintel-disable-next-line image/docker-hub: mirrored\n${fn('A', '# lintel-disable-block lambda/code-signing-config: signed elsewhere')}`;
    expect(await found('t.yaml', text)).toEqual(['2:30 lintel/unused-suppression']);
    const cwd = folderWith({ 't.yaml': text });
    await lintel(['--fix', '--select', 'lambda/code-signing-config,image/docker-hub,lintel/*'], { cwd, parts });
    expect(readFileSync(`${cwd}/t.yaml`, 'utf8')).toBe(text.replace(/ {2}# lintel-disable-next-line.*\n/, ''));
  });

  test('a word in a string is no comment', async () => {
    const text = `Description: "# lintel-disable-file lambda/code-signing-config: no"\nResources:\n${fn('A')}`;
    expect(await found('t.yaml', text)).toHaveLength(1);
  });
});

describe('a CloudFormation template in JSON: metadata', () => {
  const template = (entry: object): string =>
    JSON.stringify(
      {
        Resources: {
          A: { Type: 'AWS::Lambda::Function', Metadata: { lintel: { disable: [entry] } }, Properties: { Code: { S3Bucket: 'b', S3Key: 'k' } } },
          B: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Bucket: 'b', S3Key: 'k' } } },
        },
      },
      undefined,
      2,
    );
  const ids = async (entry: object): Promise<string[]> => (await found('t.json', template(entry))).map((place) => place.split(' ')[1] as string).sort();
  const rule = 'lambda/code-signing-config';

  test('suppresses on its resource', async () => {
    expect(await ids({ id: rule, reason: 'signed elsewhere' })).toEqual([rule]);
  });
  test('until the last day', async () => {
    expect(await ids({ id: rule, reason: 'signed elsewhere', until: '2026-06-15' })).toEqual([rule]);
    expect(await ids({ id: rule, reason: 'signed elsewhere', until: '2026-06-14' })).toEqual([rule, rule, 'lintel/expired-suppression']);
  });
  test('is told without a reason, with a wrong id, and when it is unused', async () => {
    expect(await ids({ id: rule })).toEqual([rule, 'lintel/suppression-without-reason']);
    expect(await ids({ id: 'lambda/code-signing', reason: 'x' })).toEqual([rule, rule, 'lintel/unknown-rule']);
    expect(await ids({ id: 'image/docker-hub', reason: 'x' })).toEqual([rule, rule, 'lintel/unused-suppression']);
  });
});

describe('a Dockerfile', () => {
  test('the next line, and a reason that has a colon', async () => {
    expect(await found('Dockerfile', '# lintel-disable-next-line image/docker-hub: cached: see mirror\nFROM nginx:1.27\nFROM nginx:1.28\n')).toEqual([
      '3:6 image/docker-hub',
    ]);
  });
  test('the block: an instruction of several lines', async () => {
    expect(await found('Dockerfile', '# lintel-disable-block image/docker-hub: cached\nFROM \\\n  nginx:1.27\nFROM nginx:1.28\n')).toEqual([
      '4:6 image/docker-hub',
    ]);
  });
  test('an unused one', async () => {
    expect(await found('Dockerfile', '# lintel-disable-next-line image/docker-hub: cached\nFROM public.ecr.aws/docker/library/nginx:1.27\n')).toEqual([
      '1:28 lintel/unused-suppression',
    ]);
  });
});

describe('a configuration in a manifest', () => {
  const output = (...comments: string[]): string =>
    ['[OUTPUT]', 'Name opensearch', 'Match *', 'Host search.example.com', 'tls on', ...comments, 'tls.verify off'].map((line) => `    ${line}\n`).join('');
  const manifest = (text: string, comment = ''): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: logs}\ndata:\n${comment}  fluent-bit.conf: |\n${text}`;
  const told = async (text: string): Promise<string[]> =>
    places(await lintel(['-f', 'json', '--select', 'fluent-bit/tls-verify,lintel/*'], { cwd: folderWith({ 'logs.yaml': text }), parts }));

  test('its own comments count, and those of the manifest around it', async () => {
    const inner = '# lintel-disable-next-line fluent-bit/tls-verify: a lab';
    expect(await told(manifest(output() + output()))).toEqual(['logs.yaml:11:16 fluent-bit/tls-verify', 'logs.yaml:17:16 fluent-bit/tls-verify']);
    expect(await told(manifest(output(inner) + output()))).toEqual(['logs.yaml:18:16 fluent-bit/tls-verify']);
    expect(await told(manifest(output() + output(), '  # lintel-disable-block fluent-bit/tls-verify: a lab\n'))).toEqual([]);
  });
});
