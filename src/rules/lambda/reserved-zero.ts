import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/reserved-zero',
    summary: 'A Lambda function is switched off.',
    why: 'ReservedConcurrentExecutions 0 throttles every invocation. It is the switch for an emergency; in a template it usually stayed behind, and each deployment switches the function off again.',
    remediation: 'Set the concurrency that the function needs, or leave the property out. Where it is off on purpose, say so in a suppression.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    notOn: { config: 'AWS Config does not record it' },
    articles: [9],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html',
    ],
    tags: ['lambda', 'scaling', 'availability'],
    since: '0.1.0',
  },
  messages: {
    off: {
      text: 'The function {name} is switched off: with a reserved concurrency of 0 Lambda throttles every invocation.',
      advice: 'Set {property} to what the function needs, or take it away.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const reserved = fn.prop('ReservedConcurrentExecutions');
      if (reserved.number === 0) report({ at: reserved, message: 'off', data: { name: fn.logicalId, property: fn.called('ReservedConcurrentExecutions') } });
    },
  }),
});
