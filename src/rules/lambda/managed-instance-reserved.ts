import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/managed-instance-reserved',
    summary: 'A Lambda function on managed instances reserves concurrency that does not apply to it.',
    why: 'Functions on a capacity provider scale by execution environments, each of which takes several requests. ReservedConcurrentExecutions holds nothing for them.',
    remediation: 'Set FunctionScalingConfig.MinExecutionEnvironments and MaxExecutionEnvironments.',
    severity: 'info',
    precision: 'medium',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    notOn: { config: 'AWS Config does not record it' },
    articles: [9],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html'],
    tags: ['lambda', 'scaling'],
    since: '0.1.0',
  },
  messages: {
    reserved: {
      text: 'The function {name} runs on managed instances, where reserved concurrency does not apply.',
      advice: 'Set FunctionScalingConfig with MaxExecutionEnvironments, and take {property} away.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const reserved = fn.prop('ReservedConcurrentExecutions');
      const provider = fn.prop('CapacityProviderConfig');
      if (reserved.isAbsent || provider.isAbsent || provider.isUnknown) return;
      report({ at: reserved, message: 'reserved', data: { name: fn.logicalId, property: fn.called('ReservedConcurrentExecutions') } });
    },
  }),
});
