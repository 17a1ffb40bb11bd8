import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/code-signing-config',
    summary: 'A Lambda function has no code-signing configuration.',
    why: 'Without a code-signing configuration Lambda runs whatever package somebody with update rights uploads. With one it checks at each deployment that the package was signed by a publisher you chose and was not changed since, so that a stolen deployment credential or a tampered build artifact alone is not enough to run foreign code.',
    remediation:
      'Create an AWS Signer profile and an AWS::Lambda::CodeSigningConfig that allows it and enforces signatures, sign the package in the pipeline (AWS SAM and AWS CodePipeline can), and name the configuration in CodeSigningConfigArn of each function.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-codesigningconfig.html',
      'https://docs.aws.amazon.com/signer/latest/developerguide/lambda-workflow.html',
    ],
    equivalents: ['checkov:CKV_AWS_272'],
    tags: ['lambda', 'governance', 'supply-chain', 'security'],
    since: '0.1.0',
  },
  messages: {
    missing: {
      text: 'The function {name} has no code-signing configuration: Lambda takes any package for it.',
      advice: 'Set {property} to {suggestion}.',
    },
    inlineCode: {
      text: 'The function {name} keeps its code in the template, where it cannot be signed.',
      advice: 'Move the code into a package ({places}), sign it, and set {property}.',
      severity: 'info',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const config = fn.prop('CodeSigningConfigArn');
      if (!config.isAbsent) return;
      // Lambda checks signatures of .zip packages only.
      const code = fn.prop('Code');
      if (fn.prop('PackageType').mayBe('Image') || !code.get('ImageUri').isAbsent) return;
      const inline = code.get('ZipFile');
      if (inline.isUnknown) return;
      const [known] = fn.template.ofType('AWS::Lambda::CodeSigningConfig');
      const property = fn.called('CodeSigningConfigArn');
      const isCode = fn.surface === 'cdk';
      const suggestion = known
        ? isCode
          ? `the code-signing configuration ${known.logicalId} of this file`
          : `!Ref ${known.logicalId}`
        : `${property === 'codeSigningConfig' ? 'a lambda.CodeSigningConfig' : 'the ARN of an AWS::Lambda::CodeSigningConfig'} that enforces signatures`;
      const places = isCode ? 'lambda.Code.fromAsset or fromBucket' : 'Code.S3Bucket and Code.S3Key; CodeUri in AWS SAM';
      if (inline.isAbsent) report({ at: config, message: 'missing', data: { name: fn.logicalId, property, suggestion } });
      else report({ at: config, message: 'inlineCode', data: { name: fn.logicalId, property, places } });
    },
  }),
});
