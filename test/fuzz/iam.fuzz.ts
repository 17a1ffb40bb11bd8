import { expect, test } from 'vitest';
import { noHost } from '../../src/core/host.ts';
import { locate } from '../../src/core/lint.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import type { Value } from '../../src/core/value.ts';
import { claims } from '../../src/parsers/iam/claims.ts';
import type { Policy, Statement } from '../../src/parsers/iam/model.ts';
import parser from '../../src/parsers/iam/parse.ts';
import { arnPattern, coversEveryRole, coversEverything, coversService, namesRoles } from '../../src/parsers/iam/resource.ts';

const COUNT = Number(process.env.FUZZ ?? 500);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

const statements = [
  { Sid: 'A', Effect: 'Allow', Action: ['s3:*', 'iam:PassRole'], Resource: ['arn:aws:iam::*:role/*', 'arn:aws:s3:::b/${aws:username}/*'] },
  { Effect: 'Allow', Principal: { AWS: '*', Service: ['lambda.amazonaws.com'] }, NotAction: '*', NotResource: 'arn:aws:*' },
  {
    Effect: 'Deny',
    Action: 'sts:AssumeRole',
    Condition: { 'ForAnyValue:StringLikeIfExists': { 'aws:PrincipalOrgPaths': ['o/*', 1, true] }, Null: { 'iam:PassedToService': 'true' } },
  },
];
const policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
const SEEDS = [
  JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 1),
  JSON.stringify({ Role: { AssumeRolePolicyDocument: { Statement: statements[1] } }, Policies: [{ PolicyDocument: policy }] }),
  JSON.stringify({ PolicyVersion: { Document: encodeURIComponent(policy) } }),
  JSON.stringify({ A: encodeURIComponent(JSON.stringify({ B: policy })), Content: policy }, null, 2),
];
const PIECES = [
  '"Statement":',
  '"Principal":',
  '"Action":',
  '"*"',
  '${',
  '}',
  '[',
  ']',
  '{',
  ',',
  ':',
  '"',
  '\\',
  '\\"',
  '\\u0000',
  '%7B%22',
  '%',
  '%C3',
  'arn:',
  '\uD83D\uDE00',
  '\uD800',
  '\uFEFF',
  '\u0000',
  '\n',
  '__proto__',
  'null',
];

/** mulberry32 */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

function mutated(next: (below: number) => number): string {
  let text = SEEDS[next(SEEDS.length)] as string;
  for (let edits = 1 + next(4); edits > 0; edits--) {
    const at = next(text.length + 1);
    const insert = next(3) === 0 ? '' : next(2) ? (PIECES[next(PIECES.length)] as string) : text.slice(next(text.length + 1)).slice(0, next(40));
    text = text.slice(0, at) + insert + text.slice(at + (next(2) ? next(16) : 0));
  }
  return text;
}

function touch(value: Value, text: string, depth = 0): void {
  for (const { start, end } of value.file.toRoot(value.span)) if (!(start >= 0 && start <= end && end <= text.length)) throw new Error(`span ${start}-${end}`);
  if (value.parts) void [arnPattern(value), coversEverything(value), coversService(value, 's3'), coversEveryRole(value), namesRoles(value)];
  if (depth > 6) return;
  if (value.kind === 'list') for (const item of value.items) touch(item, text, depth + 1);
  for (const key of value.keys ?? []) touch(value.get(key), text, depth + 1);
}

function touchStatement(statement: Statement, text: string): void {
  touch(statement.value, text);
  void [statement.effect, statement.isConditional, statement.label, statement.principals, statement.notPrincipals];
  void locate(statement.at);
  for (const value of [...statement.actions, ...statement.notActions, ...statement.resources, ...statement.notResources]) touch(value, text, 6);
}

test(`policies: ${COUNT} mutations from seed ${SEED}`, { timeout: 600_000 }, async () => {
  let read = 0;
  for (let i = 0; i < COUNT; i++) {
    const text = mutated(random(SEED + i));
    try {
      void claims('p.json', text);
      const { document, problems } = await parser.parse(new SourceFile('p.json', text), noHost);
      for (const problem of problems) expect(locate(problem).span.end).toBeLessThanOrEqual(text.length);
      for (const { type, node } of document.subjects()) {
        if (type === 'iam.policy') void [(node as Policy).statements, (node as Policy).complete, (node as Policy).at];
        else if (type === 'iam.statement') {
          read++;
          touchStatement(node as Statement, text);
        }
      }
      void [...document.comments()];
    } catch (error) {
      throw new Error(`seed ${SEED + i}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
  console.log(`iam: ${COUNT} mutations from seed ${SEED}, ${read} statements read`);
  expect(read).toBeGreaterThan(COUNT);
});
