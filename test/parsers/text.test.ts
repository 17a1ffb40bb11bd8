import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SubjectOf } from '../../src/core/document.ts';
import { noHost } from '../../src/core/host.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import { dataClaims, textClaims } from '../../src/parsers/text/claims.ts';
import { lineSubjects, scalarSubjects, type TextLine, type TextScalar, type TextSubjects } from '../../src/parsers/text/model.ts';
import text from '../../src/parsers/text/parse.ts';
import { closedElements, findPlaceholders } from '../../src/parsers/text/placeholder.ts';
import { type LineKind, scan } from '../../src/parsers/text/scan.ts';
import { parseJson, parseYaml } from '../../src/parsers/yaml/parse.ts';

const KINDS: readonly LineKind[] = ['shell', 'powershell', 'dotenv', 'sql', 'python', 'javascript', 'dockerfile', 'makefile', 'other'];

const comments = (source: string, kind: LineKind): string[] => scan(source, kind).comments.map(({ start, end }) => source.slice(start, end));
const found = (value: string, name?: string, code = false): string[] =>
  findPlaceholders(value, { code, name, closed: closedElements(value) }).map(({ start, end }) => value.slice(start, end));

async function scalars(source: string, parse: typeof parseYaml = parseYaml): Promise<SubjectOf<TextSubjects>[]> {
  return [...scalarSubjects(await parse(new SourceFile('a.yaml', source)))];
}

/** The text that a place of the root file covers. */
function covered(node: TextScalar | TextLine, start: number, end: number): string {
  const at = node.part(start, end);
  const { text: whole } = at.file.root;
  return at.file
    .toRoot(at.span)
    .map((span) => whole.slice(span.start, span.end))
    .join('|');
}

describe('comments', () => {
  test.each<[LineKind, string, string[]]>([
    ['shell', '#!/bin/sh\necho a#b "# c" \'# d\' ${#x} $# # e\n', ['#!/bin/sh', '# e']],
    ['shell', 'cat <<EOF # real\n# in the body\ntext # kept\nEOF\n# after\n', ['# real', '# in the body', '# after']],
    ['shell', "awk '\n# inside\n' x # out\n", ['# out']],
    ['python', 's = "# no" # yes\nt = """\n# no\n"""\n# yes\n', ['# yes', '# yes']],
    ['sql', 'SELECT \'--no\', "--no" -- yes\n/* a\nb */ SELECT 1\n', ['-- yes', '/* a', 'b */']],
    ['powershell', '<# a\nb #> Get-Item "# no" # c\n', ['<# a', 'b #>', '# c']],
    ['dotenv', "A=don't # b\n# c\n", ['# b', '# c']],
    ['javascript', "const a = 'http://x'; // b\n", ['// b']],
    ['other', '; a\n[b] # no\n! c\n', ['; a', '! c']],
  ])('of %s: %j', (kind, source, expected) => {
    expect(comments(source, kind)).toEqual(expected);
  });

  test('of a document are without their markers', async () => {
    const { document } = await text.parse(new SourceFile('a.sql', '-- lintel-disable-file text/x: y\n/* z */\n'), noHost);
    expect([...document.comments()].map((comment) => comment.text)).toEqual([' lintel-disable-file text/x: y', ' z ']);
  });
});

test('docstrings and help texts are no code', () => {
  const python = scan('"""Copies <a>."""\ndef f():\n    r"""To <b>."""\n    return call("""<c>""")\n', 'python').lines.map(({ code }) => code);
  expect(python.join('\n')).not.toMatch(/<a>|<b>/);
  expect(python.join('\n')).toMatch(/<c>/);
  const shell = scan('cat <<-EOF\n\tUsage: x <a>\n\tEOF\ncat <<EOF\nhost <b>\nEOF\n', 'shell').lines.map(({ code }) => code);
  expect(shell.join('\n')).not.toMatch(/<a>/);
  expect(shell.join('\n')).toMatch(/<b>/);
});

test('lines keep their offsets, whatever the text', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...KINDS),
      fc.array(fc.constantFrom('"', "'", '#', '<<EOF', 'EOF', '\n', '\r\n', '\\', '/*', '*/', '<#', '#>', '--', '"""', '`', '<a>', ' ', 'x', '@"', '\t'), {
        maxLength: 60,
      }),
      (kind, parts) => {
        const source = parts.join('');
        const { lines, comments: spans } = scan(source, kind);
        for (const line of lines) {
          expect(line.code.length).toBe(line.end - line.start);
          for (let i = 0; i < line.code.length; i++) expect([' ', source[line.start + i]]).toContain(line.code[i]);
          for (const part of line.strings) expect(part.start >= 0 && part.start <= part.end && part.end <= line.code.length).toBe(true);
        }
        for (const span of spans) expect(span.start < span.end && span.end <= source.length).toBe(true);
        for (const { node } of lineSubjects(new SourceFile('a', source), kind)) {
          for (const piece of (node as TextLine).pieces()) expect((node as TextLine).text.slice(piece.start, piece.start + piece.text.length)).toBe(piece.text);
        }
      },
    ),
    { numRuns: 3000 },
  );
});

test('takes linear time on hostile texts', () => {
  const started = performance.now();
  for (const kind of KINDS) {
    for (const part of ['<a', '"\\', "'", '<<a ', '/* */', 'arn:', 'x', '<a ', '${', '\\"', 'account=', '-', '<a>-']) {
      for (const { node } of lineSubjects(new SourceFile('a', `your-${part.repeat(19_000 / part.length)}\n`.repeat(3)), kind)) {
        for (const piece of (node as TextLine).pieces()) findPlaceholders(piece.text, { code: false, name: undefined, closed: new Set() });
      }
    }
  }
  expect(performance.now() - started).toBeLessThan(10_000);
});

describe('scalars', () => {
  test('know their keys, name, text and place', async () => {
    const source = 'a:\n  - Name: ACCOUNT_ID\n    Value: 012345678901\n  - b: "x\\u003Cyour\\x20name>"\n';
    const nodes = (await scalars(source)).map(({ node }) => node as TextScalar);
    expect(nodes.map(({ text: value, keys, name, path, quoted }) => ({ value, keys, name, path, quoted }))).toEqual([
      { value: '012345678901', keys: ['a', 'Value'], name: 'ACCOUNT_ID', path: 'a[ACCOUNT_ID]/Value', quoted: false },
      { value: 'x<your name>', keys: ['a', 'b'], name: 'b', path: expect.stringMatching(/^a\[#.*\]\/b$/), quoted: true },
    ]);
    expect(covered(nodes[1] as TextScalar, 1, 12)).toBe('\\u003Cyour\\x20name>');
  });

  test('of several lines are lines with exact places', async () => {
    const source = 'data:\n  run.sh: |\n    # your-comment\n    aws s3 ls s3://your-bucket\n';
    const [subject, ...others] = await scalars(source);
    expect(others).toEqual([]);
    const line = subject?.node as TextLine;
    expect([line.kind, line.keys, line.text]).toEqual(['shell', ['data', 'run.sh'], 'aws s3 ls s3://your-bucket']);
    expect(covered(line, 15, 26)).toBe('your-bucket');
    expect(line.part(15, 26).file.root.positionAt(line.part(15, 26).file.toRoot(line.part(15, 26).span)[0]?.start ?? 0)).toEqual({ line: 4, column: 20 });
  });

  test('of an anchor are visited once, those that nothing looks for not at all', async () => {
    expect(await scalars('a: &x { b: your-name, c: plain }\nd: [*x, *x, *x]\n')).toHaveLength(1);
    expect(await scalars('a: b\n')).toEqual([]);
    expect(await scalars('{"a": "\\u003cregion>"}', parseJson)).toHaveLength(1);
  });

  test('of broken files are judged too', async () => {
    expect((await scalars('a: "b\nc: [\nd: your-name\n')).length).toBeGreaterThanOrEqual(0);
  });
});

describe('placeholders', () => {
  test.each<[string, string[], string?]>([
    ['<region>', ['<region>']],
    [' < Name of the pair > ', ['< Name of the pair >']],
    ['arn:aws:es:xx-xxxx-x:XXXXXXXXXXXX:domain/a', ['xx-xxxx-x', 'XXXXXXXXXXXX']],
    ['arn:aws:s3:::your-bucket/*', ['your-bucket']],
    ['s3://a-<ACCOUNT>-<REGION>/x', ['<ACCOUNT>', '<REGION>']],
    ['https://xxxxx.live.example.com/v1', ['xxxxx']],
    ['https://git@github.com/your-org/a.git', ['your-org']],
    ['vpc-XXXX', ['vpc-XXXX']],
    ['subnet-0xxxxxxx', ['subnet-0xxxxxxx']],
    ['XX.XX.XX.XX/32', ['XX.XX.XX.XX/32']],
    ['xxxxxxxx', ['xxxxxxxx']],
    ['YOUR PASSWORD', ['YOUR PASSWORD']],
    ['YOUR_BUCKET', ['YOUR_BUCKET']],
    ['your_key_here', ['your_key_here']],
    ['changeme', ['changeme']],
    ['REPLACE_ME_CLUSTERID', ['REPLACE_ME_CLUSTERID']],
    ['REPLACE_ACCOUNT_ID', ['REPLACE_ACCOUNT_ID']],
    ['REDACTED', ['REDACTED']],
    ['name-of-bucket-123', ['name-of-bucket-123']],
    ['my-bucket', ['my-bucket'], 'Bucket'],
    ['s3://amzn-s3-demo-bucket/x', ['amzn-s3-demo-bucket']],
  ])('in %j', (value, expected, name?: string) => {
    expect(found(value, name)).toEqual(expected);
  });

  test.each([
    'map<string,string>',
    'List<AWS::EC2::Subnet::Id>',
    '^(?<host>[^ ]*) (?P<user>x)$',
    '<br>',
    '<none>',
    '<name>a</name>',
    '<jane@acme.example>',
    '<https://acme.example>',
    '#include <stdio.h>',
    'CHANGE_SET_REPLACE',
    'CHANGESET',
    'REPLACEMENT',
    'todo-table',
    'TODO_TABLE',
    'my-function',
    'example-role',
    'my-bucket',
    'your order was sent',
    'Your verification code',
    'https://acme.example/manage-your-account',
    'https://docs.aws.amazon.com/vpc/your-vpc.html',
    '/tmp/a.XXXXXX',
    'xx-large',
    '{{ region }} <region>',
    '{{resolve:ssm:/a}}',
    'a < b and c > d',
    'arn:aws:s3:::acme/*',
    '<<VAR>>',
    '10.0.0.1',
    'maxxx',
    'click',
    '',
  ])('not in %j', (value) => {
    expect(found(value)).toEqual([]);
  });

  test('in programs only where a setting has them', () => {
    expect(found('<bucket-name>', 'BUCKET', true)).toEqual(['<bucket-name>']);
    expect(found('<bucket-name>', 'label', true)).toEqual([]);
    expect(found('<Key-Tab>', 'event', true)).toEqual([]);
    expect(found('arn:aws:sns:eu-west-1:<account>:x', undefined, true)).toEqual(['<account>']);
    expect(found('write s3://<bucket>/<key>', undefined, true)).toEqual([]);
    expect(found('stop_here', undefined, true)).toEqual([]);
  });
});

describe('claims', () => {
  test.each<[string, string, string | undefined]>([
    ['a/run.sh', '', 'shell script'],
    ['run', '#!/usr/bin/env bash\n', 'shell script'],
    ['run', '#!/usr/bin/python3\n', 'Python'],
    ['run', 'text', undefined],
    ['.env', '', 'environment file'],
    ['.env.prod', '', 'environment file'],
    ['a.ps1', '', 'PowerShell'],
    ['a.cql', '', 'SQL'],
    ['a.ipynb', '', 'notebook'],
    ['GNUmakefile', '', 'makefile'],
    ['a.txt', '', undefined],
  ])('%s with %j is %s', (name, source, reason) => {
    expect(textClaims(name, source)?.reason).toBe(reason);
  });

  test.each<[string, string, boolean]>([
    ['buildspec-prod.yaml', 'phases: {}\n', true],
    ['a.yml', 'version: 0.2\nphases: {}\n', true],
    ['a.yml', 'version: 3\nservices: {}\n', false],
    ['a.json', '[{"ParameterKey": "a", "ParameterValue": "b"}]', true],
    ['a.json', '{"apiVersion": "v1", "kind": "Pod"}', false],
    ['a.json', '{"metrics": {"metrics_collected": {}}}', true],
    ['package.json', '{"name": "a"}', false],
  ])('%s with %j: %s', (name, source, claimed) => {
    expect(dataClaims(name, source) !== undefined).toBe(claimed);
  });
});

test('a run of lines with invisible characters is one problem with a fix for all of them', async () => {
  const { problems } = await text.parse(new SourceFile('a.py', '\ufeffa = 1\n\u00a0b = "\u00a0"\nc\u200b = 2 # \u00a0\nd = 3\n\u00a0e = 4\n'), noHost);
  expect(problems.map(({ span, fix }) => [span.start, fix?.edits.map((edit) => edit.text)])).toEqual([
    [7, [' ', '']],
    [33, [' ']],
  ]);
});

test('a notebook is read by its code cells, with exact places', async () => {
  const source = JSON.stringify({
    cells: [
      { cell_type: 'markdown', source: ['<bucket>'] },
      { cell_type: 'code', source: ['%%bash\n', 'aws s3 ls s3://your-', 'bucket\n'] },
      { cell_type: 'code', source: 'x = "s3://your-bucket"' },
    ],
  });
  const { document } = await text.parse(new SourceFile('a.ipynb', source), noHost);
  const lines = [...document.subjects()].map(({ node }) => node as TextLine);
  expect(lines.map((line) => [line.kind, line.text])).toEqual([
    ['shell', 'aws s3 ls s3://your-bucket'],
    ['python', 'x = "s3://your-bucket"'],
  ]);
  expect(covered(lines[0] as TextLine, 15, 26)).toBe('your-|bucket');
  expect(covered(lines[1] as TextLine, 10, 21)).toBe('your-bucket');
});
