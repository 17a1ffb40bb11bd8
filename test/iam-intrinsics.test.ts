import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noHost } from '../src/core/host.ts';
import { type LintOptions, lint } from '../src/core/lint.ts';
import { SourceFile } from '../src/core/source-file.ts';
import { parsers } from '../src/parsers/index.ts';
import type { Subjects } from '../src/parsers/subjects.ts';
import { rules } from '../src/rules/index.ts';
import { fixturesFolder } from './harness.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const options: LintOptions<Subjects> = {
  parsers: parsers.filter(({ format }) => format === 'cloudformation' || format === 'iam'),
  rules: rules.filter(({ id }) => id.startsWith('iam/')),
  host: noHost,
  settings: { accounts: [], trustedAccounts: [], partitions: [], allowedRegistries: [], mirror: undefined, packagesInternal: [], regions: [] },
  now: new Date('2026-11-24'),
  wholeRoot: true,
  setting: () => ({ enabled: true }),
  formatOf: () => undefined,
  suppress: ({ findings }) => ({ findings, problems: [] }),
};

async function rulesThatFire(path: string, data: Json): Promise<Set<string>> {
  const { findings, failures } = await lint([new SourceFile(path, JSON.stringify(data, null, 1))], options);
  if (failures[0]) throw failures[0].error;
  return new Set(findings.map(({ ruleId }) => ruleId));
}

/** A policy in a template that can fill it in. */
function template(policy: Json): Json {
  const statements = [(policy as { Statement: Json }).Statement].flat() as { Principal?: Json; Resource?: Json }[];
  const isResource = statements.some(({ Principal }) => Principal !== undefined);
  const isTrust = isResource && statements.every(({ Resource }) => Resource === undefined);
  const resource: Json = isTrust
    ? { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: policy } }
    : isResource
      ? { Type: 'AWS::MSK::ClusterPolicy', Properties: { ClusterArn: 'x', Policy: policy } }
      : { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: policy } };
  return {
    Parameters: Object.fromEntries(['Any0', 'Any1', 'Any2', 'Any3', 'Any4', 'Other'].map((name) => [name, { Type: 'String' }])),
    Conditions: { Chosen: { 'Fn::Equals': [{ Ref: 'Other' }, 'yes'] } },
    Resources: { Made: { Type: 'Custom::Made' }, Under: resource },
  };
}

/** What a template may write in place of a text; the same name twice would be the same text twice. */
const replacements: readonly ((text: string, name: string) => Json)[] = [
  (_, name) => ({ Ref: name }),
  (_, name) => ({ 'Fn::Sub': `\${${name}}` }),
  (text, name) => ({ 'Fn::Sub': [`\${Start}\${${name}}`, { Start: text.slice(0, text.length >> 1).replaceAll('$', '') }] }),
  (_, name) => ({ 'Fn::ImportValue': name }),
  (_, name) => ({ 'Fn::GetAtt': ['Made', name] }),
  (text, name) => ({ 'Fn::If': ['Chosen', text, { Ref: name }] }),
  (_, name) => ({ 'Fn::Transform': { Name: name, Parameters: {} } }),
  (_, name) => `{{resolve:ssm:/policy/${name}}}`,
];

/** Replaces the texts of some indices, counted in document order. */
function replaced(value: Json, chosen: ReadonlyMap<number, (text: string) => Json>, count = { at: 0 }): Json {
  if (typeof value === 'string') return chosen.get(count.at++)?.(value) ?? value;
  if (Array.isArray(value)) return (value as Json[]).map((item) => replaced(item, chosen, count));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner, chosen, count)]));
}

function leaves(value: Json): number {
  const count = { at: 0 };
  replaced(value, new Map(), count);
  return count.at;
}

/** The good policies of the fixtures, and of the cases where they are. */
function policies(): Json[] {
  const found: Json[] = [];
  for (const rule of readdirSync(join(fixturesFolder, 'iam'))) {
    for (const name of readdirSync(join(fixturesFolder, 'iam', rule))) {
      if (!/^good.*\.json$/.test(name) || name.endsWith('.config.json')) continue;
      const data = JSON.parse(readFileSync(join(fixturesFolder, 'iam', rule, name), 'utf8')) as { Statement?: Json };
      if (data.Statement && !Array.isArray(data)) found.push(data as Json);
    }
  }
  const cases = fileURLToPath(new URL('../../shared/cases/iam/policies.jsonl', import.meta.url));
  if (existsSync(cases)) {
    const lines = readFileSync(cases, 'utf8').trim().split('\n');
    for (const line of lines) {
      const { policy, clean, oracle } = JSON.parse(line) as { policy: Json; clean: boolean; oracle: string };
      if (clean && oracle.startsWith('access-analyzer') && line.length < 4_000) found.push(policy);
    }
  }
  return found;
}
const all = policies();

describe('a policy whose parts only deployment knows', () => {
  test('has no finding that it has not when they are written out', async () => {
    expect(all.length).toBeGreaterThan(50);
    const property = fc.asyncProperty(
      fc.constantFrom(...all),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...replacements)), { minLength: 1, maxLength: 5 }),
      async (policy, chosen) => {
        const count = leaves(policy);
        const written = await rulesThatFire('template.json', template(policy));
        const filled = replaced(policy, new Map(chosen.map(([at, make], i) => [at % count, (text: string) => make(text, `Any${i}`)])));
        const open = await rulesThatFire('template.json', template(filled));
        expect([...open].filter((id) => !written.has(id))).toEqual([]);
      },
    );
    await fc.assert(property, { numRuns: 250 });
  }, 120_000);
});

/** Anything that may stand anywhere in a broken policy. */
const junk: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    0,
    -1.5,
    '',
    '*',
    '${',
    '${}',
    'arn:',
    'arn:aws:s3',
    ':',
    's3:',
    ':*',
    'ForAllValues:',
    '\uFFFC',
    '\0',
    [],
    {},
    [[]],
    [{}],
    { Ref: 'Any' },
    {
      'Fn::If': ['Chosen', 'a', { Ref: 'AWS::NoValue' }],
    },
  ),
  fc.constantFrom<Json>(JSON.parse('{"__proto__": {"Effect": "Allow"}, "constructor": "x", "toString": ["y"]}') as Json),
  fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as Json),
);

/** Replaces, repeats, empties or renames what stands at some place. */
function mutated(value: Json, at: { left: number }, by: Json): Json {
  if (at.left-- === 0) return by;
  if (Array.isArray(value)) {
    const items = (value as Json[]).map((item) => mutated(item, at, by));
    return at.left === -2 ? [...items, ...items] : items;
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]): [string, Json][] => {
      if (at.left-- === 0) return [[typeof by === 'string' ? by : key.toLowerCase(), inner]];
      return [[key, mutated(inner, at, by)]];
    }),
  );
}

test('a policy broken anywhere fails no rule', async () => {
  const property = fc.asyncProperty(
    fc.constantFrom(...all),
    fc.array(fc.tuple(fc.nat({ max: 60 }), junk), { minLength: 1, maxLength: 4 }),
    async (policy, changes) => {
      const broken = changes.reduce<Json>((data, [left, by]) => mutated(data, { left }, by), policy);
      await rulesThatFire('policy.json', broken);
      await rulesThatFire('template.json', {
        Resources: {
          A: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: broken } },
          B: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: broken } },
          C: { Type: 'AWS::S3::BucketPolicy', Properties: { PolicyDocument: broken } },
        },
      });
    },
  );
  await fc.assert(property, { numRuns: 200 });
}, 120_000);
