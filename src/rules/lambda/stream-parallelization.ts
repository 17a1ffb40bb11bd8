import limits from '../../../data/lambda-limits.json' with { type: 'json' };
import { functionOf } from '../../parsers/cloudformation/graph.ts';
import { resourceOf } from '../../parsers/cloudformation/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/stream-parallelization',
    summary: 'The parallelization of a stream’s consumer is out of range or above what the function has.',
    why: 'A shard is processed by one to ten batches at a time; the deployment fails with any other number. Shards times parallelization above the function’s reserved concurrency is throttled, and the stream falls behind.',
    remediation: 'Set ParallelizationFactor between 1 and 10, and reserve shards times the factor.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [9],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-eventsourcemapping.html',
    ],
    tags: ['lambda', 'kinesis', 'scaling'],
    since: '0.1.0',
  },
  messages: {
    range: {
      text: `The consumer {name} has a parallelization of {number}; Lambda takes ${limits.parallelization.minimum} to ${limits.parallelization.maximum}.`,
      advice: `Set {property} to ${limits.parallelization.maximum} at most.`,
      severity: 'error',
    },
    throttled: {
      text: 'The consumer {name} runs {needs} batches at a time ({shards} shards, {each} each), and {reserved} are reserved for {fn}.',
      advice: 'Reserve {needs} for {fn}, or lower the parallelization.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::EventSourceMapping'(mapping) {
      const factor = mapping.prop('ParallelizationFactor');
      const { minimum, maximum } = limits.parallelization;
      const name = mapping.logicalId;
      const property = mapping.called('ParallelizationFactor');
      if (factor.number !== undefined && (factor.number < minimum || factor.number > maximum)) {
        report({ at: factor, message: 'range', data: { name, number: factor.number, property } });
        return;
      }
      const shards = resourceOf(mapping.prop('EventSourceArn'), 'AWS::Kinesis::Stream')?.prop('ShardCount').number;
      const fn = functionOf(mapping.prop('FunctionName'), mapping.template);
      const reserved = fn?.prop('ReservedConcurrentExecutions').number;
      const each = factor.isAbsent ? 1 : factor.number;
      if (!fn || shards === undefined || each === undefined || !reserved || shards * each <= reserved) return;
      report({
        at: factor.isAbsent ? mapping.at : factor,
        message: 'throttled',
        data: { name, needs: shards * each, shards, each, fn: fn.logicalId, reserved },
      });
    },
  }),
});
