import { defineRule } from '../define-rule.ts';

/** Makes NodejsFunction take the newest runtime of Node.js that Lambda has. */
const LATEST = '@aws-cdk/aws-lambda-nodejs:useLatestRuntimeVersion';
/** What it takes otherwise. Source: the class in aws-cdk-lib 2.276.0. */
const DEFAULT = 'NODEJS_16_X';

export default defineRule({
  meta: {
    id: 'cdk/nodejs-function-default-runtime',
    summary: 'A NodejsFunction names no runtime, and gets one that AWS has deprecated.',
    why: 'Without a runtime, NodejsFunction takes Node.js 16, unless the app has set the feature flag that makes it take the newest. Nothing in the code shows it. Node.js 16 has had no security patches on Lambda since June 2024, and functions with it can soon be neither created nor updated.',
    remediation:
      'Name the runtime in the props, so that the code shows what it runs on and a change of it is a change of the code. The feature flag in the context of cdk.json takes the newest runtime instead, which then changes with an update of the CDK.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cdk'],
    articles: [6],
    references: [
      'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda_nodejs.NodejsFunction.html',
      'https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html',
    ],
    tags: ['cdk', 'lambda', 'end-of-life'],
    since: '0.1.0',
  },
  messages: {
    deprecated: {
      text: `{name} names no runtime, and cdk.json does not set ${LATEST}: it runs on ${DEFAULT}, which is deprecated.`,
      advice: 'Add runtime: lambda.Runtime.NODEJS_24_X to its props.',
    },
  },
  create: ({ report }) => ({
    'code.call'(call) {
      const { isNew, callee, at, complete } = call;
      if (!isNew || callee.module !== 'aws-lambda-nodejs' || callee.path.join('.') !== 'NodejsFunction' || !complete) return;
      const props = call.arguments[2];
      if (props && !props.isAbsent && !props.get('runtime').isAbsent) return;
      if (call.flag(LATEST) === false) report({ at, message: 'deprecated', data: { name: call.name } });
    },
  }),
});
