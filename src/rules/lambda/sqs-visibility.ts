import limits from '../../../data/lambda-limits.json' with { type: 'json' };
import { functionOf, queueOf } from '../../parsers/cloudformation/graph.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/sqs-visibility',
    summary: 'Messages become visible again while a Lambda function still works on them.',
    why: 'When the visibility timeout of the queue ends before the function does, the message is delivered again and processed twice. AWS advises six times the function’s timeout, so that throttled batches can be tried again.',
    remediation: 'Set VisibilityTimeout of the queue to six times the Timeout of the function, and more by the batching window.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [9],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-eventsourcemapping.html',
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html',
    ],
    equivalents: ['cfn-lint:E3505'],
    tags: ['lambda', 'sqs', 'resilience'],
    since: '0.1.0',
  },
  messages: {
    tooShort: {
      text: 'Messages of {queue} are visible again after {seconds} s, and {name} may work on them for {most} s: Lambda refuses the event source.',
      advice: 'Set {property} to {advised}.',
      severity: 'error',
    },
    short: {
      text: 'Messages of {queue} are visible again after {seconds} s, less than six times the {most} s that {name} may take: no time is left to try a throttled batch again.',
      advice: 'Set {property} to {advised}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::EventSourceMapping'(mapping) {
      const queue = queueOf(mapping);
      const fn = functionOf(mapping.prop('FunctionName'), mapping.template);
      if (!queue || !fn) return;
      const visibility = queue.prop('VisibilityTimeout');
      const timeout = fn.prop('Timeout');
      const seconds = visibility.isAbsent ? limits.defaults.visibilityTimeout : visibility.number;
      const most = timeout.isAbsent ? limits.defaults.timeout : timeout.number;
      const isDuration = queue.surface === 'cdk' && !queue.declaredType.includes('Cfn');
      if (seconds === undefined || most === undefined || seconds >= limits.sqsVisibilityFactor * most) return;
      report({
        at: visibility,
        message: seconds < most ? 'tooShort' : 'short',
        data: {
          queue: queue.logicalId,
          seconds,
          name: fn.logicalId,
          most,
          advised: isDuration ? `Duration.seconds(${limits.sqsVisibilityFactor * most})` : limits.sqsVisibilityFactor * most,
          property: queue.called('VisibilityTimeout'),
        },
        related: [{ at: timeout.isAbsent ? fn.at : timeout, text: `${fn.logicalId} may run ${most} s` }],
      });
    },
  }),
});
