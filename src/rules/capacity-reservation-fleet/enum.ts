import table from '../../../data/ec2-capacity-reservation-fleets.json' with { type: 'json' };
import type { Value } from '../../core/value.ts';
import { type CapacityReservationFleet, specificationsOf } from '../../parsers/ec2/model.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'capacity-reservation-fleet/enum',
    aliases: ['crfleet/enum'],
    summary: 'A setting of a capacity reservation fleet has a value that Amazon EC2 refuses.',
    why: 'Fleets know one allocation strategy (prioritized), one way to match instances (open) and shared machines only (default), and spell platforms in their own way. What works for a single capacity reservation is refused here.',
    remediation: 'Use the value that the message names. For targeted or dedicated capacity, make single capacity reservations.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'json', 'text'],
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/cr-fleets.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateCapacityReservationFleet.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReservationFleetInstanceSpecification.html',
    ],
    tags: ['ec2', 'capacity', 'deployment'],
    since: '0.1.0',
  },
  messages: {
    only: {
      text: '{property} of the {title} is {value}; fleets know {right} only.',
      advice: 'Write {right}, or take {property} away.',
    },
    platform: {
      text: 'The {title} reserves for the platform {value}, which Amazon EC2 does not know.',
      advice: 'Write {right}.',
    },
  },
  create: ({ report }) => ({
    'ec2.capacityReservationFleet'(fleet) {
      const settings = fleet.read();
      for (const name of ['AllocationStrategy', 'InstanceMatchCriteria', 'Tenancy'] as const) {
        const value = settings.get(name);
        const [right] = table[name] as [string];
        if (isOther(value, table[name])) report({ at: value, message: 'only', data: { ...of(fleet, value), property: fleet.called(name), right } });
      }
      for (const specification of specificationsOf(fleet) ?? []) {
        const platform = specification.get('InstancePlatform');
        if (isOther(platform, table.InstancePlatform))
          report({ at: platform, message: 'platform', data: { ...of(fleet, platform), right: nearest(platform) } });
      }
    },
  }),
});

const isOther = (value: Value, known: readonly string[]): boolean => value.string !== undefined && !known.includes(value.string);
const of = (fleet: CapacityReservationFleet, value: Value): { title: string; value: string } => ({ title: fleet.title, value: value.string as string });

/** The platform that is meant, by its first word. */
function nearest(platform: Value): string {
  const word = /^[a-z]*/.exec((platform.string as string).toLowerCase())?.[0] as string;
  const spelled = { rhel: 'red hat', unix: 'linux', suse: 'suse', sles: 'suse' }[word] ?? word;
  return (spelled && table.InstancePlatform.find((known) => known.toLowerCase().startsWith(spelled))) || 'Linux/UNIX, Windows or Red Hat Enterprise Linux';
}
