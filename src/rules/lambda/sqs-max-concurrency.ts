import limits from '../../../data/lambda-limits.json' with { type: 'json' };
import { functionOf, pollsQueue } from '../../parsers/cloudformation/graph.ts';
import { defineRule } from '../define-rule.ts';

/** Reservations up to this are so small that a queue’s pollers pass them at once. */
const FEW = 50;

export default defineRule({
  meta: {
    id: 'lambda/sqs-max-concurrency',
    summary: 'The concurrency of a queue’s consumer is out of range or above what the function has.',
    why: 'MaximumConcurrency of a queue’s event source is between 2 and 1000, and excludes provisioned pollers: else the deployment fails. Above the function’s reserved concurrency Lambda polls more messages than it may process: they are throttled, return to the queue, and end in the dead-letter queue unread.',
    remediation: 'Set ScalingConfig.MaximumConcurrency between 2 and the function’s reserved concurrency.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [9],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-eventsourcemapping.html',
      'https://docs.aws.amazon.com/lambda/latest/api/API_ScalingConfig.html',
    ],
    tags: ['lambda', 'sqs', 'scaling'],
    since: '0.1.0',
  },
  messages: {
    range: {
      text: `The consumer {name} has a maximum concurrency of {most}; Lambda takes ${limits.sqsConcurrency.minimum} to ${limits.sqsConcurrency.maximum}.`,
      advice: `Set {property} to ${limits.sqsConcurrency.minimum} or more.`,
      severity: 'error',
    },
    both: {
      text: 'The consumer {name} has both a maximum concurrency and provisioned pollers, and Lambda takes one of them.',
      advice: 'Take {property} or ProvisionedPollerConfig away.',
      severity: 'error',
    },
    aboveReserved: {
      text: 'The consumer {name} may run {most} batches at a time, and {fn} has a reserved concurrency of {reserved}: the rest is throttled and returns to the queue.',
      advice: '{how}.',
    },
    unbounded: {
      text: 'The consumer {name} has no maximum concurrency, and {fn} has a reserved concurrency of {reserved}: what is polled beyond is throttled and returns to the queue.',
      advice: '{how}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::EventSourceMapping'(mapping) {
      const most = mapping.prop('ScalingConfig').get('MaximumConcurrency');
      const pollers = mapping.prop('ProvisionedPollerConfig');
      const fn = functionOf(mapping.prop('FunctionName'), mapping.template);
      const reserved = fn?.prop('ReservedConcurrentExecutions');
      const { minimum, maximum } = limits.sqsConcurrency;
      const property =
        { ScalingConfig: 'ScalingConfig.MaximumConcurrency', scalingConfig: 'scalingConfig.maximumConcurrency' }[mapping.called('ScalingConfig')] ??
        'maxConcurrency';
      const isTooLittle = (reserved?.number ?? minimum) < minimum;
      const words = {
        name: mapping.logicalId,
        property,
        fn: fn?.logicalId ?? '',
        how: isTooLittle
          ? `Reserve ${minimum} or more for ${fn?.logicalId}, and set ${property} to no more than that`
          : `Set ${property} to ${reserved?.number} at most`,
        reserved: reserved?.number ?? 0,
        most: most.number ?? 0,
      };
      if (most.number !== undefined && (most.number < minimum || most.number > maximum)) report({ at: most, message: 'range', data: words });
      else if (!most.isAbsent && pollers.kind === 'map' && (pollers.keys?.length ?? 0) > 0) report({ at: most, message: 'both', data: words });
      else if (fn && reserved?.number !== undefined && reserved.number > 0) {
        const related = [{ at: reserved, text: `${fn.logicalId} has ${reserved.number}` }];
        if (most.number !== undefined && most.number > reserved.number) report({ at: most, message: 'aboveReserved', data: words, related });
        else if (most.isAbsent && reserved.number <= FEW && pollers.isAbsent && pollsQueue(mapping))
          report({ at: most, message: 'unbounded', data: words, related });
      }
    },
  }),
});
