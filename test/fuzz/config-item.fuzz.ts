import { expect, test } from 'vitest';
import { noHost } from '../../src/core/host.ts';
import { locate } from '../../src/core/lint.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import type { Value } from '../../src/core/value.ts';
import type { Resource } from '../../src/parsers/cloudformation/resource.ts';
import { claims } from '../../src/parsers/config-item/claims.ts';
import parser from '../../src/parsers/config-item/parse.ts';
import type { Statement } from '../../src/parsers/iam/model.ts';

const COUNT = Number(process.env.FUZZ ?? 500);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

const policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'A', Effect: 'Allow', Action: ['s3:*'], Resource: '*' }] });
const item = (resourceType: string, configuration: unknown, more: object = {}): object => ({
  configurationItemStatus: 'OK',
  resourceType,
  resourceName: 'r',
  configuration,
  ...more,
});
const role = {
  roleName: 'r',
  assumeRolePolicyDocument: encodeURIComponent(policy),
  rolePolicyList: [{ policyName: 'p', policyDocument: policy }],
  attachedManagedPolicies: [{ policyArn: 'arn:x' }],
};
const SEEDS = [
  JSON.stringify(item('AWS::IAM::Role', role, { tags: { a: 'b' } })),
  JSON.stringify([
    item('AWS::IAM::Role', JSON.stringify(role), { tags: { a: 'b' } }),
    item('AWS::IAM::Policy', { policyVersionList: [{ isDefaultVersion: true, document: [JSON.parse(policy)] }] }),
  ]),
  JSON.stringify(
    {
      configurationItems: [
        item('AWS::AutoScaling::AutoScalingGroup', {
          vpczoneIdentifier: 'a,b',
          mixedInstancesPolicy: { launchTemplate: { overrides: [{ instanceType: 'm' }] } },
        }),
      ],
    },
    null,
    1,
  ),
  JSON.stringify(
    item('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Image: 'nginx', Environment: [{ Name: 'A', Value: 'b' }] }], Family: { Ref: 'x' } }),
    null,
    2,
  ),
  JSON.stringify(item('AWS::KMS::Key', { keyUsage: 'E' }, { supplementaryConfiguration: { Policy: policy } })),
];
const PIECES = [
  '"configuration":',
  '"resourceType":"AWS::S3::Bucket",',
  '"Statement":',
  '"Fn::If":',
  '{"Ref":"A"}',
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  '"',
  '\\"',
  '%7B%22Statement%22',
  '%',
  '%C3',
  '__proto__',
  'constructor',
  'null',
  '\uD83D',
  '\uFEFF',
  '\n',
  '"tags":',
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
  for (let edits = 1 + next(3); edits > 0; edits--) {
    const at = next(text.length + 1);
    const insert = next(3) === 0 ? '' : next(2) ? (PIECES[next(PIECES.length)] as string) : text.slice(next(text.length + 1)).slice(0, next(40));
    text = text.slice(0, at) + insert + text.slice(at + (next(2) ? next(16) : 0));
  }
  return text;
}

function touch(value: Value, text: string, depth = 0): void {
  for (const { start, end } of value.file.toRoot(value.span)) if (!(start >= 0 && start <= end && end <= text.length)) throw new Error(`span ${start}-${end}`);
  void value.path;
  if (depth > 6) return;
  if (value.kind === 'list') for (const inner of value.items) touch(inner, text, depth + 1);
  for (const key of value.keys ?? []) touch(value.get(key), text, depth + 1);
}

test(`items: ${COUNT} mutations from seed ${SEED}`, { timeout: 600_000 }, async () => {
  let read = 0;
  for (let i = 0; i < COUNT; i++) {
    const text = mutated(random(SEED + i));
    try {
      void claims('item.json', text);
      const { document } = await parser.parse(new SourceFile('item.json', text), noHost);
      for (const { type, node } of document.subjects()) {
        read++;
        if (type === 'cfn.resource') {
          void locate((node as Resource).at);
          touch((node as Resource).properties, text);
        } else if (type === 'iam.statement') touch((node as Statement).value, text);
      }
    } catch (error) {
      throw new Error(`seed ${SEED + i}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
  console.log(`config items: ${COUNT} mutations from seed ${SEED}, ${read} subjects read`);
  expect(read).toBeGreaterThan(COUNT);
});
