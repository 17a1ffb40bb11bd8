import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/runtime-manual-pin',
    summary: 'A Lambda function opts out of security patches of its runtime.',
    why: 'With UpdateRuntimeOn Manual the function stays on one version of its runtime, and gets no more patches of the language, of OpenSSL and the like until somebody changes the ARN.',
    remediation: 'Set UpdateRuntimeOn to Auto, or to FunctionUpdate where patches should come with a deployment. Pin only to roll back, and for days.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 4,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    notOn: { config: 'AWS Config does not record it' },
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-runtimemanagementconfig.html',
    ],
    tags: ['lambda', 'patching', 'security'],
    since: '0.1.0',
  },
  messages: {
    manual: {
      text: 'The runtime of {name} is pinned to one version and gets no security patches.',
      advice: 'Set UpdateRuntimeOn to Auto (or FunctionUpdate) and take RuntimeVersionArn away.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const update = fn.prop('RuntimeManagementConfig').get('UpdateRuntimeOn');
      if (update.is('Manual')) report({ at: update, message: 'manual', data: { name: fn.logicalId } });
    },
  }),
});
