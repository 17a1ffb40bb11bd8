import type { Value } from '../../core/value.ts';
import { specificationsOf } from '../../parsers/ec2/model.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'capacity-reservation-fleet/duplicate-priority',
    aliases: ['crfleet/duplicate-priority'],
    summary: 'Two instance types of a capacity reservation fleet have the same priority.',
    why: 'A fleet tries its instance types in the order of their priorities. With the same number, nothing says which comes first.',
    remediation: 'Number the types in the order in which they are wanted; a lower number comes first.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'json'],
    notOn: { text: 'the instance types of a command stand in a file of their own, where they are told' },
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/crfleet-concepts.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/cr-fleets.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateCapacityReservationFleet.html',
    ],
    tags: ['ec2', 'capacity'],
    since: '0.1.0',
  },
  messages: {
    same: {
      text: 'Two instance types of the {title} have the priority {priority}: nothing says which comes first.',
      advice: 'Write {free}, or whatever number it is wanted at.',
    },
  },
  create: ({ report }) => ({
    'ec2.capacityReservationFleet'(fleet) {
      const seen = new Map<number, Value>();
      const priorities = (specificationsOf(fleet) ?? []).map((specification) => specification.get('Priority'));
      const free = Math.max(...priorities.map(({ number }) => number ?? 0), 0) + 1;
      for (const priority of priorities) {
        const { number } = priority;
        if (number === undefined) continue;
        const first = seen.get(number);
        if (!first) seen.set(number, priority);
        else
          report({
            at: priority,
            message: 'same',
            data: { title: fleet.title, priority: number, free },
            related: [{ at: first, text: 'the first with this priority' }],
          });
      }
    },
  }),
});
