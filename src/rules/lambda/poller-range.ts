import limits from '../../../data/lambda-limits.json' with { type: 'json' };
import { pollsQueue } from '../../parsers/cloudformation/graph.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/poller-range',
    summary: 'The provisioned pollers of an event source are out of range.',
    why: 'Lambda takes at least two provisioned pollers for a queue, at most 200 as the minimum, and no minimum above the maximum: else the deployment fails.',
    remediation: 'Set MinimumPollers between 2 (1 for Kafka) and 200, and MaximumPollers not below it.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [9],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/api/API_ProvisionedPollerConfig.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-eventsourcemapping.html',
    ],
    tags: ['lambda', 'scaling', 'deployment'],
    since: '0.1.0',
  },
  messages: {
    few: {
      text: 'The event source {name} has {number} provisioned pollers; Lambda takes {floor} or more here.',
      advice: 'Set it to {floor} or more.',
    },
    many: {
      text: 'The event source {name} has a minimum of {number} provisioned pollers; Lambda takes {ceiling}.',
      advice: 'Set it to {ceiling} at most.',
    },
    order: {
      text: 'The event source {name} has a minimum of {number} pollers above its maximum of {most}.',
      advice: 'Set the minimum to {most} at most.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::EventSourceMapping'(mapping) {
      const pollers = mapping.prop('ProvisionedPollerConfig');
      const [least, most] = [pollers.get('MinimumPollers'), pollers.get('MaximumPollers')];
      const name = mapping.logicalId;
      const floor = pollsQueue(mapping) ? limits.sqsPollers : 1;
      for (const value of [least, most])
        if (value.number !== undefined && value.number < floor) report({ at: value, message: 'few', data: { name, number: value.number, floor } });
      if (least.number === undefined) return;
      if (least.number > limits.minimumPollers) report({ at: least, message: 'many', data: { name, number: least.number, ceiling: limits.minimumPollers } });
      else if (most.number !== undefined && least.number > most.number)
        report({ at: least, message: 'order', data: { name, number: least.number, most: most.number } });
    },
  }),
});
