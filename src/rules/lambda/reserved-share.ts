import limits from '../../../data/lambda-limits.json' with { type: 'json' };
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/reserved-share',
    summary: 'One Lambda function reserves most of an account’s concurrency.',
    why: 'What one function reserves, no other can use, even while it idles. A function that reserves more than half of the account’s concurrency throttles the others long before it is busy itself.',
    remediation: 'Reserve what the function uses at its peak (metric ConcurrentExecutions) and some more.',
    severity: 'info',
    precision: 'medium',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [9],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html',
    ],
    tags: ['lambda', 'scaling', 'cost'],
    since: '0.1.0',
  },
  messages: {
    most: {
      text: 'The function {name} reserves {number} of the account’s concurrency of {quota}, whether it uses it or not.',
      advice: 'Set {property} to what the function uses at its peak.',
    },
  },
  create: ({ settings, report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const reserved = fn.prop('ReservedConcurrentExecutions');
      const { number } = reserved;
      const quota = settings.accountConcurrency ?? limits.defaults.accountConcurrency;
      // What cannot be reserved at all is the matter of lambda/reserved-sum.
      if (number === undefined || number <= quota / 2 || number > quota - limits.unreserved) return;
      report({ at: reserved, message: 'most', data: { name: fn.logicalId, number, quota, property: fn.called('ReservedConcurrentExecutions') } });
    },
  }),
});
