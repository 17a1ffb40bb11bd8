import { expect, test } from 'vitest';
import { parsers } from '../../src/parsers/index.ts';
import { rules } from '../../src/rules/index.ts';
import { folderWith, lintel, places } from '../cli/lintel.ts';

const parts = { parsers, rules };
const fn = (metadata: string, more = ''): string =>
  `Resources:\n  A:\n    Type: AWS::Lambda::Function\n${metadata && `    Metadata: ${metadata}\n`}    Properties:\n${more}      Code: {S3Bucket: b, S3Key: k}\n`;
const found = async (text: string, compat: string): Promise<readonly string[]> => {
  const cwd = folderWith({ 't.yaml': text, ...(compat && { 'lintel.config.yaml': `compat: ${compat}\n` }) });
  return places(await lintel(['-f', 'json', '--select', 'lambda/code-signing-config,lintel/*', 't.yaml'], { cwd, parts }));
};

test.each<[string, string]>([
  ['checkov', fn('{checkov: {skip: [{id: CKV_AWS_272, comment: signed elsewhere}]}}')],
  ['checkov', fn('', '      # checkov:skip=CKV_AWS_272:signed elsewhere\n')],
])('an exception for %s holds when it is configured, and only then', async (tool, text) => {
  expect(await found(text, '')).toHaveLength(1);
  expect(await found(text, '[cfn-nag]')).toHaveLength(1);
  expect(await found(text, `[${tool}]`)).toEqual([]);
});

test('an exception for something else, or of another resource, covers nothing and is no mistake', async () => {
  expect(await found(fn('{checkov: {skip: [{id: CKV_AWS_1}]}}'), '[checkov]')).toHaveLength(1);
  expect(await found(`${fn('')}  B:\n    Type: AWS::SNS::Topic\n    # checkov:skip=CKV_AWS_272:x\n    Properties: {}\n`, '[checkov]')).toHaveLength(1);
});

test('exceptions for hadolint: of the next instruction, and of the file', async () => {
  const open = async (text: string, compat = 'compat: [hadolint]\n') => {
    const cwd = folderWith({ Dockerfile: text, 'lintel.config.yaml': compat });
    return places(await lintel(['-f', 'json', '--select', 'image/unpinned-tag,lintel/*'], { cwd, parts }));
  };
  const two = (comment: string) => `${comment}FROM debian:latest AS one\nFROM debian\n`;
  const first = 'Dockerfile:1:13 image/unpinned-tag';
  expect(await open(two(''))).toEqual([first, 'Dockerfile:2:6 image/unpinned-tag']);
  expect(await open(two('# hadolint ignore=DL3008, DL3007\n# pinned elsewhere\n'))).toEqual(['Dockerfile:4:6 image/unpinned-tag']);
  expect(await open(two('#hadolint global ignore=DL3007\n'))).toEqual([]);
  expect(await open(two('# hadolint ignore=DL9999\n'))).toHaveLength(2);
  expect(await open(two('# hadolint ignore=DL3007\n'), '')).toHaveLength(2);
});

test('a tool that lintel does not know', async () => {
  const cwd = folderWith({ 't.yaml': fn(''), 'lintel.config.yaml': 'compat: [chekov]\n' });
  expect((await lintel(['t.yaml'], { cwd, parts })).stderr).toBe(
    'lintel.config.yaml:1:10: an entry of "compat" is "chekov", not one of cfn-lint, cfn-nag, cdk-nag, checkov, hadolint; did you mean "checkov"?\n',
  );
});
