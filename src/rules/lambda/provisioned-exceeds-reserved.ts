import { provisionedOf } from '../../parsers/cloudformation/graph.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/provisioned-exceeds-reserved',
    summary: 'More environments of a Lambda function are provisioned than it may run.',
    why: 'Provisioned concurrency counts against the reserved concurrency of the function. Lambda refuses to provision more than is reserved, and the deployment fails.',
    remediation: 'Reserve at least the sum of what the versions and aliases of the function provision.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [9],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html',
    ],
    tags: ['lambda', 'scaling', 'deployment'],
    since: '0.1.0',
  },
  messages: {
    exceeds: {
      text: 'The aliases and versions of {name} provision {sum} environments, and {reserved} are reserved for it.',
      advice: 'Set {property} to {sum} or more, or provision {reserved} at most.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const reserved = fn.prop('ReservedConcurrentExecutions');
      if (reserved.number === undefined || reserved.number === 0) return;
      const provisioned = provisionedOf(fn).filter(({ count }) => count.number !== undefined);
      const sum = provisioned.reduce((total, { count }) => total + (count.number as number), 0);
      if (sum <= reserved.number) return;
      report({
        at: reserved,
        message: 'exceeds',
        data: { name: fn.logicalId, sum, reserved: reserved.number, property: fn.called('ReservedConcurrentExecutions') },
        related: provisioned.map(({ resource, count }) => ({ at: count, text: `${resource.logicalId} provisions ${count.number}` })),
      });
    },
  }),
});
