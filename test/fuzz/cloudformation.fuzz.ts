import { expect, test } from 'vitest';
import { noHost } from '../../src/core/host.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import type { Value } from '../../src/core/value.ts';
import parser from '../../src/parsers/cloudformation/parse.ts';
import type { Resource } from '../../src/parsers/cloudformation/resource.ts';

const COUNT = Number(process.env.FUZZ ?? 500);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

/** Small, so that a mutation is likely to hit what matters, and a run is cheap. */
const TEMPLATES = [
  `Parameters: {E: {Type: String, AllowedValues: [a, b]}}
Conditions: {P: !Equals [!Ref E, a], Q: !And [!Condition P, !Not [!Equals [!Sub "\${E}", x]]]}
Resources:
  F: {Type: AWS::Lambda::Function, Condition: P, Properties: {Layers: [!If [Q, a, !Ref AWS::NoValue]]}}
`,
  `Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: !Ref R}}
Parameters: {R: {Type: String, Default: x}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Metadata: {lintel: {disable: [{id: a/b, reason: c}]}}
    Properties: {Role: !GetAtt G.Arn}
`,
  `Mappings: {M: {a: {v: x}}}
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      Policies: [{PolicyDocument: {Statement: [{Action: !FindInMap [M, !Ref E, v]}]}}]
  S: {Type: AWS::SSO::PermissionSet, Properties: {InlinePolicy: !Sub '{"Statement": [{"Action": "\${R}"}]}'}}
`,
  `{"Resources": {"T": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions":
  [{"Image": {"Fn::Join": [":", ["nginx", {"Ref": "V"}]]}}, {"Fn::If": ["C", {"Image": "x"}, {"Ref": "AWS::NoValue"}]}]}}}}
`,
];
const PIECES = [
  '!Ref ',
  '!Sub ',
  '!If ',
  'Fn::If',
  ': ',
  '- ',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '${',
  '}',
  '\n',
  '  ',
  'Condition',
  'Stage',
  'IsProd',
  'Properties',
  'Resources',
  '&a ',
  '*a',
  '<<: ',
  '\t',
  '\u0000',
  '\uFEFF',
  'AWS::NoValue',
  '{{resolve:',
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

function mutate(text: string, next: (below: number) => number): string {
  let result = text;
  for (let edits = 1 + next(4); edits > 0; edits--) {
    const at = next(result.length);
    const length = next(12);
    const insert = next(3) === 0 ? '' : next(2) ? (PIECES[next(PIECES.length)] as string) : result.slice(next(result.length)).slice(0, next(30));
    result = result.slice(0, at) + insert + result.slice(at + (next(2) ? length : 0));
  }
  return result;
}

/** Reads everything that can be reached, a few levels down. */
function touch(value: Value, text: string, depth = 0): void {
  for (const span of value.file.toRoot(value.span)) {
    if (span.start < 0 || span.end < span.start || span.end > text.length) throw new Error(`span ${span.start}-${span.end} of ${text.length}`);
  }
  if (depth > 6) return;
  if (value.kind === 'list') for (const item of value.items) touch(item, text, depth + 1);
  for (const key of value.keys ?? []) touch(value.get(key), text, depth + 1);
}

test(`templates: ${COUNT} mutations from seed ${SEED}`, { timeout: 600_000 }, async () => {
  let resources = 0;
  for (let i = 0; i < COUNT; i++) {
    const text = mutate(TEMPLATES[i % TEMPLATES.length] as string, random(SEED + i));
    try {
      const { document, problems } = await parser.parse(new SourceFile('t.yaml', text), noHost);
      for (const problem of problems) if (problem.span.end > text.length) throw new Error(problem.text);
      for (const subject of document.subjects()) {
        document.choices?.explore(() => {
          if (subject.guard?.() === false) return;
          if (subject.type === 'cfn.resource') {
            resources++;
            // One property a run: what a rule reads, so that the runs don't multiply.
            const { properties } = subject.node as Resource;
            const keys = properties.keys ?? [];
            touch(keys.length > 0 ? properties.get(keys[i % keys.length] as string) : properties, text);
          } else if (subject.type === 'iam.statement') touch(subject.node.value, text);
          else if (subject.type === 'image.reference') touch(subject.node.value(), text);
        });
      }
      for (const comment of document.comments()) if (comment.span.end > text.length) throw new Error(comment.text);
      void [...(document.suppressions?.() ?? [])];
    } catch (error) {
      throw new Error(`seed ${SEED + i}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
  console.log(`cloudformation: ${COUNT} mutations from seed ${SEED}, ${resources} resources read`);
  expect(resources).toBeGreaterThan(COUNT / 2);
});
