import { formatTarget } from './fuzz.ts';

const statements = [
  { Sid: 'A', Effect: 'Allow', Action: ['s3:*', 'iam:PassRole'], Resource: ['arn:aws:iam::*:role/*', 'arn:aws:s3:::b/${aws:username}/*'] },
  { Effect: 'Allow', Principal: { AWS: '*', Service: ['lambda.amazonaws.com'] }, NotAction: '*', NotResource: 'arn:aws:*' },
  {
    Effect: 'Deny',
    Action: 'sts:AssumeRole',
    Condition: { 'ForAnyValue:StringLikeIfExists': { 'aws:PrincipalOrgPaths': ['o/*', 1, true] }, Null: { 'iam:PassedToService': 'true' } },
  },
];
const [first] = statements;
const policy = JSON.stringify({ Statement: first });
const SEEDS = [
  ...statements.map((one) => JSON.stringify({ Version: '2012-10-17', Statement: [one] }, null, 1)),
  JSON.stringify({ Role: { AssumeRolePolicyDocument: { Statement: statements[1] } }, Policies: [{ PolicyDocument: policy }] }),
  JSON.stringify({ PolicyVersion: { Document: encodeURIComponent(policy) } }),
  JSON.stringify({ A: encodeURIComponent(JSON.stringify({ B: policy })), Content: policy }, null, 2),
];
// biome-ignore format: a table
const PIECES = [
  '"Statement":', '"Principal":', '"Action":', '"*"', '${', '}', '[', ']', '{', ',', ':', '"', '\\', '\\"', '\\u0000', '%7B%22', '%', '%C3', 'arn:',
  '\uD83D\uDE00', '\uD800', '\uFEFF', '\u0000', '\n', '__proto__', 'null',
];

export default formatTarget('iam', { seeds: SEEDS.map((text) => ({ path: 'p.json', text })), pieces: PIECES, atLeast: 3 });
