/**
 * A template of the shape that made other linters hang: 74 parameters, 41 conditions that are And, Or and Not of each other and of
 * comparisons, and resources that are there, and have properties, under them. With `conditions` false the same without a condition: every resource is
 * there and every `Fn::If` is its first branch.
 * @param {boolean} conditions
 */
export function conditionsTemplate(conditions) {
  const names = Array.from({ length: 74 }, (_, i) => `P${i}`);
  const parameters = Object.fromEntries(names.map((name, i) => [name, parameter(i)]));
  const formulas = Object.fromEntries(Array.from({ length: 41 }, (_, i) => [`C${i}`, condition(i)]));
  const pick = (i, one, other) => (conditions ? { 'Fn::If': [`C${i % 41}`, one, other] } : one);
  const resources = {};
  for (let i = 0; i < 41; i++) {
    resources[`Fn${i}`] = {
      Type: 'AWS::Lambda::Function',
      ...(conditions && i % 2 === 0 && { Condition: `C${i}` }),
      Properties: {
        Runtime: i % 5 === 0 ? 'nodejs16.x' : 'nodejs24.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': [`Role${i}`, 'Arn'] },
        Code: { S3Bucket: { Ref: `P${i}` }, S3Key: { 'Fn::Sub': `code/\${P${i + 1}}.zip` } },
        MemorySize: pick(i, 512, 128),
        VpcConfig: pick(i + 7, { SubnetIds: [{ Ref: 'P70' }, { Ref: 'P71' }], SecurityGroupIds: [{ Ref: 'P72' }] }, { Ref: 'AWS::NoValue' }),
        Environment: { Variables: { STAGE: { Ref: 'P0' }, MODE: pick(i + 3, 'a', 'b'), PEER: pick(i + 11, { Ref: 'P73' }, '') } },
      },
    };
    resources[`Role${i}`] = {
      Type: 'AWS::IAM::Role',
      ...(conditions && i % 2 === 0 && { Condition: `C${i}` }),
      Properties: {
        AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
        Policies: [
          {
            PolicyName: 'own',
            PolicyDocument: {
              Statement: [
                {
                  Effect: 'Allow',
                  Action: pick(i + 5, ['s3:GetObject'], ['s3:PutObject']),
                  Resource: { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::\${P${i}}/*` },
                },
              ],
            },
          },
        ],
      },
    };
  }
  return JSON.stringify(
    { AWSTemplateFormatVersion: '2010-09-09', Parameters: parameters, ...(conditions && { Conditions: formulas }), Resources: resources },
    null,
    1,
  );
}

function parameter(i) {
  if (i >= 41) return { Type: 'String' };
  return i % 3 === 0 ? { Type: 'String', AllowedValues: ['dev', 'test', 'prod'], Default: 'dev' } : { Type: 'String', Default: i % 3 === 1 ? '' : 'false' };
}

/** Each builds on the two before it: written out, the last would hold millions of comparisons. */
function condition(i) {
  const own = { 'Fn::Equals': [{ Ref: `P${i}` }, i % 3 === 0 ? 'prod' : i % 3 === 1 ? '' : 'true'] };
  if (i < 2) return own;
  const before = { Condition: `C${i - 1}` };
  const earlier = { 'Fn::Not': [{ Condition: `C${i - 2}` }] };
  return [
    own,
    { 'Fn::Or': [own, { 'Fn::And': [before, earlier] }] },
    { 'Fn::And': [{ 'Fn::Not': [own] }, { 'Fn::Or': [before, earlier] }] },
    { 'Fn::Not': [before] },
  ][i % 4];
}
