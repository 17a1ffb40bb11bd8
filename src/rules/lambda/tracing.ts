import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/tracing',
    summary: 'A Lambda function is not traced.',
    why: 'Without active tracing a slow or failed request shows only that the function was slow or failed, not which call inside it was.',
    remediation: 'Set TracingConfig.Mode to Active (Tracing in AWS SAM), and allow xray:PutTraceSegments and xray:PutTelemetryRecords in the role.',
    severity: 'info',
    precision: 'high',
    profile: 'strict',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    articles: [3],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html'],
    equivalents: ['checkov:CKV_AWS_50', 'security-hub:Lambda.7', 'config:lambda-function-xray-enabled'],
    tags: ['lambda', 'observability'],
    since: '0.1.0',
  },
  messages: {
    off: {
      text: 'The function {name} is not traced.',
      advice: 'Set {property} to {value}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const config = fn.prop('TracingConfig');
      const mode = config.get('Mode');
      if (!config.isAbsent && !mode.isAbsent && (mode.string === undefined || mode.is('Active'))) return;
      const isSam = fn.declaredType === 'AWS::Serverless::Function';
      const isFlat = isSam || fn.called('TracingConfig') === 'tracing';
      const value = fn.called('TracingConfig') === 'tracing' ? 'lambda.Tracing.ACTIVE' : 'Active';
      report({
        at: mode,
        message: 'off',
        data: {
          name: fn.logicalId,
          property: isSam ? 'Tracing' : isFlat ? 'tracing' : `${fn.called('TracingConfig')} with ${fn.surface === 'cdk' ? 'mode' : 'Mode'}`,
          value,
        },
      });
    },
  }),
});
