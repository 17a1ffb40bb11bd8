import { callersOf, provisionedOf } from '../../parsers/cloudformation/graph.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/provisioned-async-only',
    summary: 'Provisioned concurrency serves callers that do not wait.',
    why: 'Provisioned concurrency saves the time of a cold start. Events of SNS, S3, EventBridge and queues wait anyway: nobody notices the start, and the environments are paid all the time.',
    remediation: 'Take the provisioned concurrency away, unless something outside of the template calls the alias and waits.',
    severity: 'info',
    precision: 'medium',
    profile: 'strict',
    scope: 'file',
    surfaces: ['cloudformation', 'sam'],
    notOn: { cdk: 'other files of the program may call the function' },
    articles: [9],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html',
    ],
    tags: ['lambda', 'scaling', 'cost'],
    since: '0.1.0',
  },
  messages: {
    nobodyWaits: {
      text: 'Everything that calls {name} here does not wait for its start: {callers}.',
      advice: 'Take the provisioned concurrency away, unless something outside of this template calls the alias and waits.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const [provisioned] = provisionedOf(fn);
      if (!provisioned) return;
      const { asynchronous, others, complete } = callersOf(fn);
      const waits = others.some((caller) => caller.type !== 'AWS::Lambda::EventSourceMapping');
      if (!complete || waits || asynchronous.length + others.length === 0) return;
      report({
        at: provisioned.count,
        message: 'nobodyWaits',
        data: { name: fn.logicalId, callers: [...asynchronous, ...others].map(({ logicalId }) => logicalId).join(', ') },
      });
    },
  }),
});
