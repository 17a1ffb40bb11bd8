import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'capacity-reservation-fleet/end-date-past',
    aliases: ['crfleet/end-date-past'],
    summary: 'A capacity reservation fleet ends in the past.',
    why: 'Amazon EC2 refuses a fleet whose end has come already. A command or template that was kept from the last event reserves nothing for the next.',
    remediation: 'Write the day after the event that the capacity is for, in UTC: 2027-01-31T00:00:00Z.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'json', 'text'],
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/cr-fleets.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateCapacityReservationFleet.html',
    ],
    tags: ['ec2', 'capacity', 'deployment'],
    since: '0.1.0',
  },
  messages: {
    past: {
      text: 'The {title} ends on {date}, which is past.',
      advice: 'Set {property} to the day after the event that the capacity is for.',
    },
  },
  create: ({ report, now }) => ({
    'ec2.capacityReservationFleet'(fleet) {
      const end = fleet.read().get('EndDate');
      const date = dateOf(end.string ?? '');
      if (date === undefined || date >= now.getTime()) return;
      report({ at: end, message: 'past', data: { title: fleet.title, date: (end.string as string).slice(0, 10), property: fleet.called('EndDate') } });
    },
  }),
});

/** The time that a text names, in milliseconds; without a zone it is meant in UTC. */
function dateOf(text: string): number | undefined {
  const [, day, time = 'T00:00:00', zone = 'Z'] = /^(\d{4}-\d\d-\d\d)(T[\d:.]+)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  const date = day === undefined ? Number.NaN : Date.parse(`${day}${time}${zone}`);
  return Number.isNaN(date) ? undefined : date;
}
