import limits from '../../../data/lambda-limits.json' with { type: 'json' };
import { functionOf } from '../../parsers/cloudformation/graph.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/timeout-behind-apigw',
    summary: 'A Lambda function may run longer than API Gateway waits.',
    why: 'API Gateway waits 29 seconds for an integration unless it is told otherwise, and then answers 504. A function that may run longer goes on, is paid for, and its caller tries again.',
    remediation:
      'Set Timeout of the function to 29 seconds or less, answer early and work asynchronously, or raise TimeoutInMillis of the integration with the quota (Regional and private REST APIs).',
    severity: 'info',
    precision: 'medium',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [9],
    references: ['https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html'],
    tags: ['lambda', 'apigateway', 'timeout'],
    since: '0.1.0',
  },
  messages: {
    longer: {
      text: `The function {name} may run {seconds} s, and API Gateway ({method}) waits ${limits.apiGatewayTimeout} s for it.`,
      advice: `Set {property} to ${limits.apiGatewayTimeout} or less, or TimeoutInMillis of the integration to what callers wait.`,
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::ApiGateway::Method'(method) {
      const integration = method.prop('Integration');
      if (!/^AWS(?:_PROXY)?$/.test(integration.get('Type').string ?? '') || !integration.get('TimeoutInMillis').isAbsent) return;
      const uri = integration.get('Uri');
      const fn = functionOf(uri, method.template);
      const timeout = fn?.prop('Timeout');
      if (!fn || timeout?.number === undefined || timeout.number <= limits.apiGatewayTimeout) return;
      report({
        at: timeout,
        message: 'longer',
        data: { name: fn.logicalId, seconds: timeout.number, method: method.logicalId, property: fn.called('Timeout') },
        related: [{ at: method.at, text: 'API Gateway waits here' }],
      });
    },
  }),
});
