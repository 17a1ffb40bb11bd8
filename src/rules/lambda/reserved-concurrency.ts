import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/reserved-concurrency',
    summary: 'A Lambda function has no concurrency of its own.',
    why: 'Functions without reserved concurrency share one pool. One of them that runs wild takes it all, and every other function of the account is throttled.',
    remediation:
      'Set ReservedConcurrentExecutions on the functions that must always run, and on those that a downstream system must be protected from. Not on all: what is reserved is missing in the pool.',
    severity: 'info',
    precision: 'high',
    profile: 'strict',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    notOn: { config: 'AWS Config does not record it' },
    articles: [9],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html',
    ],
    equivalents: ['checkov:CKV_AWS_115', 'config:lambda-concurrency-check'],
    tags: ['lambda', 'scaling', 'governance'],
    since: '0.1.0',
  },
  messages: {
    none: {
      text: 'The function {name} shares the concurrency of the account with all others.',
      advice: 'Set {property} where the function must always run, or must be held back.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const reserved = fn.prop('ReservedConcurrentExecutions');
      if (reserved.isAbsent) report({ at: reserved, message: 'none', data: { name: fn.logicalId, property: fn.called('ReservedConcurrentExecutions') } });
    },
  }),
});
