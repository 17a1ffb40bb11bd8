import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noHost } from '../../src/core/host.ts';
import { lint, locate } from '../../src/core/lint.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import { claims } from '../../src/parsers/iam/claims.ts';
import type { Policy, Statement } from '../../src/parsers/iam/model.ts';
import parser from '../../src/parsers/iam/parse.ts';
import { urlDecode } from '../../src/parsers/iam/url-encoded.ts';
import type { Subjects } from '../../src/parsers/subjects.ts';
import actionWildcard from '../../src/rules/iam/action-wildcard.ts';
import passRole from '../../src/rules/iam/pass-role-unscoped.ts';

const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const policy = (...Statement: object[]): object => ({ Version: '2012-10-17', Statement });
const trust = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };

async function read(data: unknown, path = 'policy.json'): Promise<{ policies: Policy[]; statements: Statement[]; problems: readonly unknown[] }> {
  const file = new SourceFile(path, typeof data === 'string' ? data : JSON.stringify(data, null, 2));
  const { document, problems } = await parser.parse(file, noHost);
  const subjects = [...document.subjects()];
  return {
    policies: subjects.flatMap(({ type, node }) => (type === 'iam.policy' ? [node as Policy] : [])),
    statements: subjects.flatMap(({ type, node }) => (type === 'iam.statement' ? [node as Statement] : [])),
    problems,
  };
}

describe('claims', () => {
  test.each([
    ['a policy', 'p.json', JSON.stringify(policy(allow)), true],
    ['with a byte order mark', 'p.json', `\uFEFF${JSON.stringify(policy(allow))}`, true],
    ['a policy without version', 'p.json', JSON.stringify({ Statement: [allow] }), true],
    ['without an extension', 'policies/read', JSON.stringify(policy(allow)), true],
    ['.policy', 'read.policy', JSON.stringify(policy(allow)), true],
    ['a wrapper', 'p.json', JSON.stringify({ PolicyVersion: { Document: policy(allow) } }), false],
    ['a list', 'p.json', JSON.stringify([policy(allow)]), false],
    ['text in a string', 'p.json', JSON.stringify({ PolicyDocument: JSON.stringify(policy(allow)) }), false],
    ['percent-encoded', 'p.json', JSON.stringify({ Document: encodeURIComponent(JSON.stringify(policy(allow))) }), false],
    ['percent-encoded as a whole', 'p.json', encodeURIComponent(JSON.stringify(policy(allow))), true],
    ['the same in quotes', 'p.json', `"${encodeURIComponent(JSON.stringify(policy(allow)))}"`, true],
  ])('%s', (_, name, text, sure) => expect(claims(name, text)?.sure).toBe(sure));

  test.each([
    ['a template', 'p.json', JSON.stringify({ Resources: { P: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: policy(allow) } } } })],
    ['a skeleton', 'p.json', JSON.stringify({ RoleName: '', AssumeRolePolicyDocument: '' })],
    ['other data', 'package.json', JSON.stringify({ name: 'x', version: '1' })],
    ['YAML', 'p.yaml', JSON.stringify(policy(allow))],
    ['a script', 'p.sh', `aws iam put-role-policy --policy-document '${JSON.stringify(policy(allow))}'`],
    ['prose without extension', 'README', `An example: ${JSON.stringify(policy(allow))}`],
    ['other encoded data', 'p.json', encodeURIComponent(JSON.stringify({ name: 'x' }))],
    ['nothing', 'p.json', ''],
    ['the tree of constructs of the CDK', 'tree.json', '{"version":"tree-0.1","tree":{"PolicyDocument":{"Statement":[{"Effect":"Allow"}]}}}'],
  ])('not %s', (_, name, text) => expect(claims(name, text)).toBeUndefined());

  test('cost little on large hostile texts', () => {
    const started = performance.now();
    for (const unit of ['"Statement" ', '{ ', '"%7B%20', '\\"Statement\\"   ', ' ']) claims('p.json', `{${unit.repeat(200_000)}`);
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});

describe('policies are found', () => {
  test('with one statement in place of a list', async () => {
    const { statements } = await read({ Version: '2012-10-17', Statement: allow });
    expect(statements.map(({ effect }) => effect)).toEqual(['Allow']);
  });

  test('wherever they stand, in order', async () => {
    const { policies, statements } = await read({
      Role: { RoleName: 'r', AssumeRolePolicyDocument: policy(trust) },
      Policies: [{ PolicyName: 'a', PolicyDocument: policy(allow, allow) }, { PolicyDocument: JSON.stringify(policy(allow)) }],
      Version: encodeURIComponent(JSON.stringify({ Document: JSON.stringify(policy(allow)) })),
    });
    expect(policies.map(({ kind }) => kind)).toEqual(['trust', 'identity', 'identity', 'identity']);
    expect(statements.length).toBe(5);
  });

  test('not in what only looks like one', async () => {
    expect((await read({ Statement: 'text', Version: '1' })).policies).toEqual([]);
    expect((await read({ Statement: [{ Sql: 'select' }] })).policies).toEqual([]);
    expect((await read({ Document: '%7B%22Statement%22%ZZ' })).policies).toEqual([]);
    expect((await read(policy())).policies.length).toBe(1);
  });

  test('in a broken file too, with its problems', async () => {
    const { statements, problems } = await read(`{"Version": "2012-10-17", "Statement": [${JSON.stringify(allow)}, ${JSON.stringify(allow)}`);
    expect(statements.length).toBe(2);
    expect(problems.length).toBeGreaterThan(0);
  });

  test('with places that survive reordering', async () => {
    const { statements } = await read({ Inner: JSON.stringify(policy({ Sid: 'Read', ...allow })) });
    const [action] = statements[0]?.actions ?? [];
    expect(action && locate(action)).toMatchObject({
      logicalPath: expect.stringMatching(/^Inner\/.*Statement\[Read\]\/Action$/),
      snippet: '\\"s3:GetObject\\"',
    });
  });
});

describe('kinds', () => {
  const everyone = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
  test.each([
    ['policy.json', policy(allow), 'identity'],
    ['policy.json', policy(trust), 'trust'],
    ['policy.json', policy({ Effect: 'Allow', Principal: '*', Action: ['sts:AssumeRole', 'sts:TagSession'] }), 'trust'],
    ['policy.json', policy(everyone), 'resource'],
    ['policy.json', policy({ Effect: 'Deny', NotPrincipal: '*', Action: 'ecr:*' }), 'resource'],
    ['org/service-control-policies/root.json', policy(allow), 'scp'],
    ['scps/root.json', policy(allow), 'scp'],
    ['describe.json', policy(allow), 'identity'],
    ['developer-boundary.json', policy(allow), 'boundary'],
    ['rcp/root.json', policy(everyone), 'rcp'],
    ['s3_endpoint_policy.json', policy(everyone), 'endpoint'],
    ['s3_endpoint_policy.json', policy(allow), 'identity'],
    ['policy.json', { Policy: { Content: JSON.stringify(policy(allow)) } }, 'scp'],
    ['policy.json', { Policy: { Content: JSON.stringify(policy(everyone)) } }, 'rcp'],
    ['policy.json', { AssumeRolePolicyDocument: policy({ Effect: 'Allow', Action: '*' }) }, 'trust'],
  ])('%s %#', async (path, data, kind) => expect((await read(data, path)).policies.map((found) => found.kind)).toEqual([kind]));
});

describe('percent-encoding', () => {
  test.each(['', '"'])('of a whole file: places are those of the file (quote: %j)', async (quote) => {
    const text = `${quote}${encodeURIComponent(JSON.stringify(policy(allow)))}${quote}\n`;
    const { statements, problems } = await read(text);
    expect(problems).toEqual([]);
    expect(statements.map(({ actions }) => actions[0]?.string)).toEqual(['s3:GetObject']);
    const [action] = statements[0]?.actions ?? [];
    expect(action && locate(action).snippet).toBe('%22s3%3AGetObject%22');
  });

  test('of a whole file, broken: nothing is read', async () =>
    expect((await read(`${encodeURIComponent(JSON.stringify(policy(allow)))}%`)).policies).toEqual([]));

  test('decodes what encodeURIComponent encodes, and maps every place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), fc.nat(), fc.nat(), (plain, inserted, a, b) => {
        const encoded = encodeURIComponent(plain);
        const decoded = urlDecode(encoded);
        expect(decoded?.text).toBe(plain);
        const boundaries = [0];
        for (const character of plain) boundaries.push((boundaries.at(-1) as number) + character.length);
        const [start, end] = [boundaries[a % boundaries.length] as number, boundaries[b % boundaries.length] as number].sort((x, y) => x - y) as [
          number,
          number,
        ];
        const edit = decoded?.positions.encode({ start, end }, inserted);
        if (!edit || edit === 'not-expressible') throw new Error('not expressible');
        const changed = encoded.slice(0, edit.span.start) + edit.text + encoded.slice(edit.span.end);
        expect(urlDecode(changed)?.text).toBe(plain.slice(0, start) + inserted + plain.slice(end));
      }),
    );
  });

  test.each(['%', '%4', '%zz', '%FF', '%E2%82', '%C3x'])('%s is broken', (text) => expect(urlDecode(text)).toBeUndefined());

  test('a lone surrogate has no encoding', () => expect(urlDecode('a')?.positions.encode({ start: 0, end: 1 }, '\uD800')).toBe('not-expressible'));
});

async function findings(files: readonly SourceFile[]): ReturnType<typeof lint> {
  return lint<Subjects>(files, {
    parsers: [{ format: 'iam', claims, load: async () => parser }],
    rules: [actionWildcard, passRole].map((rule) => ({
      id: rule.meta.id,
      profile: rule.meta.profile,
      subjects: ['iam.statement'],
      surfaces: rule.meta.surfaces,
      load: async () => rule as never,
    })),
    host: noHost,
    settings: {} as never,
    now: new Date(0),
    wholeRoot: true,
    setting: () => ({ enabled: true }),
    formatOf: () => undefined,
    suppress: ({ findings: found }) => ({ findings: found, problems: [] }),
  });
}

test('one cause, one finding: iam:* on every role is told once', async () => {
  const { findings: found } = await findings([
    new SourceFile('p.json', JSON.stringify(policy({ Effect: 'Allow', Action: ['iam:*'], Resource: 'arn:aws:iam::*:role/*' }))),
  ]);
  expect(found.map(({ ruleId, messageId }) => `${ruleId} ${messageId}`)).toEqual(['iam/action-wildcard everyIamAction']);
});

test.each([
  ['p.json', 'identity policy'],
  ['scps/p.json', 'service control policy'],
  ['boundaries/p.json', 'permissions boundary'],
  ['session-policies/p.json', 'session policy'],
])('what %s is judged as is said of the policy and of its statements', async (path, about) => {
  const { document } = await parser.parse(new SourceFile(path, JSON.stringify(policy(allow))), noHost);
  const subjects = [...document.subjects()].filter(({ type }) => type.startsWith('iam.'));
  expect(subjects.map((subject) => subject.about)).toEqual([about, about]);
});

test('findings say what the policy counts as', async () => {
  const { findings: found } = await findings([new SourceFile('p.json', JSON.stringify(policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' })))]);
  expect(found.map(({ about }) => about)).toEqual(['identity policy']);
});

test('any change of structure is survived', async () => {
  const element = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>('*', 'iam:PassRole', 's3:*', 'arn:aws:iam::*:role/*', { AWS: '*' }, { StringEquals: { 'iam:PassedToService': ['a'] } }),
  );
  const statement = fc.record(
    {
      Sid: element,
      Effect: fc.constantFrom('Allow', 'Deny'),
      Principal: element,
      Action: element,
      NotAction: element,
      Resource: element,
      NotResource: element,
      Condition: element,
    },
    { requiredKeys: ['Effect'] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(statement, fc.jsonValue())), async (statements) => {
      const { failures } = await findings([new SourceFile('p.json', JSON.stringify({ Version: '2012-10-17', Statement: statements }))]);
      expect(failures).toEqual([]);
    }),
  );
});

const shared = fileURLToPath(new URL('../../../shared', import.meta.url));
const cases = join(shared, 'cases/iam/policies.jsonl');
const corpus = join(shared, 'corpus/iam');
if (!existsSync(cases)) console.info('skipped: policy cases, not there');
if (!existsSync(corpus)) console.info('skipped: policy corpus, not there');

describe.skipIf(!existsSync(cases))('policies with the verdict of IAM Access Analyzer', async () => {
  const labelled = existsSync(cases)
    ? readFileSync(cases, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { source: string; oracle: string; expected: string[]; clean: boolean | null; policy: unknown })
    : [];
  const analyzed = labelled.filter(({ oracle }) => oracle.startsWith('access-analyzer'));
  const run = await findings(analyzed.map((one, i) => new SourceFile(`${i}.json`, JSON.stringify(one.policy))));
  const messagesOf = (i: number): string[] => run.findings.filter(({ path }) => path === `${i}.json`).map(({ messageId }) => messageId);

  test('none that it finds clean passes any role', () => {
    const wrong = analyzed.filter(({ clean }, i) => clean && messagesOf(i).includes('anyRole'));
    expect(wrong.map(({ source }) => source)).toEqual([]);
  });

  test('those that it finds passing any role are found', () => {
    // StringEqualsIfExists on iam:PassedToService is an error to it in some policies and none in others.
    const known = ['AWSProtonCodeBuildProvisioningServiceRolePolicy', 'AWSServiceRoleForAmazonEKSNodegroup'];
    const missed = analyzed.filter(
      ({ expected }, i) =>
        expected.some((code) => code.startsWith('AA:PASS_ROLE')) &&
        !messagesOf(i).some((id) => id === 'anyRole' || id === 'everyIamAction' || id === 'everyAction'),
    );
    expect(missed.map(({ source }) => source.slice(source.lastIndexOf('/') + 1)).sort()).toEqual(known);
  });
});

test.skipIf(!existsSync(corpus))('every policy of the corpus is claimed and read', async () => {
  const files = readdirSync(corpus, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const entry of files) {
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, 'utf8');
    if (!claims(path, text)) expect.fail(`${path} is not claimed`);
    const { policies, statements, problems } = await read(text, path);
    expect([policies.length > 0, statements.length > 0, problems], path).toEqual([true, true, []]);
  }
});
