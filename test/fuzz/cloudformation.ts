import { formatTarget } from './fuzz.ts';

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
  `Transform: AWS::Serverless-2016-10-31
Resources:
  J: {Type: AWS::Serverless::Connector, Condition: P, Properties: {Source: {Id: F}, Destination: [{Id: Q}, {Type: AWS::SNS::Topic, Arn: !Ref T}], Permissions: [Read, Write]}}
  F: {Type: AWS::Serverless::Function, Connectors: {C: {Properties: {Destination: {Id: M}, Permissions: [Write]}}}}
  Q: {Type: AWS::SQS::Queue}
  M: {Type: AWS::StepFunctions::StateMachine, Properties: {RoleArn: !GetAtt R.Arn}}
  N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: t.yaml, Parameters: {A: !GetAtt Q.Arn, B: !If [P, x, [y, !Ref Z]]}}}
`,
  `{"Resources": {"T": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions":
  [{"Image": {"Fn::Join": [":", ["nginx", {"Ref": "V"}]]}}, {"Fn::If": ["C", {"Image": "x"}, {"Ref": "AWS::NoValue"}]}]}}}}
`,
];
// biome-ignore format: a table
const PIECES = [
  '!Ref ', '!Sub ', '!If ', 'Fn::If', ': ', '- ', '[', ']', '{', '}', '"', "'", '${', '}', '\n', '  ', 'Condition', 'Stage', 'IsProd', 'Properties',
  'Resources', '&a ', '*a', '<<: ', '\t', '\u0000', '\uFEFF', 'AWS::NoValue', '{{resolve:',
];

export default formatTarget('cloudformation', { seeds: TEMPLATES.map((text) => ({ path: 't.yaml', text })), pieces: PIECES, atLeast: 2 });
