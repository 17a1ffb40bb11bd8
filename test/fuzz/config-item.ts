import { formatTarget } from './fuzz.ts';

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
// biome-ignore format: a table
const PIECES = [
  '"configuration":', '"resourceType":"AWS::S3::Bucket",', '"Statement":', '"Fn::If":', '{"Ref":"A"}', '[', ']', '{', '}', ',', ':', '"', '\\"',
  '%7B%22Statement%22', '%', '%C3', '__proto__', 'constructor', 'null', '\uD83D', '\uFEFF', '\n', '"tags":',
];

export default formatTarget('config-item', { seeds: SEEDS.map((text) => ({ path: 'item.json', text })), pieces: PIECES, atLeast: 2 });
