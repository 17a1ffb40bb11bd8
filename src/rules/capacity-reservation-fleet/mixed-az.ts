import { specificationsOf } from '../../parsers/ec2/model.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'capacity-reservation-fleet/mixed-az',
    aliases: ['crfleet/mixed-az'],
    summary: 'A capacity reservation fleet names several Availability Zones.',
    why: 'A capacity reservation fleet cannot span Availability Zones: all its instance types have to name the same one, and Amazon EC2 refuses others.',
    remediation: 'Name one Availability Zone in all specifications, and make a fleet for each zone.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'json'],
    notOn: { text: 'the instance types of a command stand in a file of their own, where they are told' },
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ec2-capacityreservationfleet-instancetypespecification.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/cr-fleets.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateCapacityReservationFleet.html',
    ],
    tags: ['ec2', 'capacity', 'deployment'],
    since: '0.1.0',
  },
  messages: {
    other: {
      text: 'The {title} reserves in {zone} here and in {first} above, and a fleet cannot span zones.',
      advice: 'Write {first}, and make another fleet for {zone}.',
    },
    missing: {
      text: 'The {title} names a zone for some of its instance types and none for {type}.',
      advice: 'Add {property}: {first}, as in the others.',
      severity: 'warning',
    },
  },
  create: ({ report }) => ({
    'ec2.capacityReservationFleet'(fleet) {
      for (const property of ['AvailabilityZone', 'AvailabilityZoneId'] as const) {
        const specifications = (specificationsOf(fleet) ?? []).map((specification) => ({ specification, zone: specification.get(property) }));
        const first = specifications.find(({ zone }) => zone.string !== undefined)?.zone;
        if (!first) continue;
        const data = { title: fleet.title, first: first.string as string };
        for (const { specification, zone } of specifications) {
          if (zone.string !== undefined && zone.string !== first.string)
            report({ at: zone, message: 'other', data: { ...data, zone: zone.string }, related: [{ at: first, text: 'the zone of the first' }] });
          const other = specification.get(property === 'AvailabilityZone' ? 'AvailabilityZoneId' : 'AvailabilityZone');
          if (!zone.isAbsent || !other.isAbsent) continue;
          const type = specification.get('InstanceType');
          report({ at: type, message: 'missing', data: { ...data, type: type.display, property: fleet.called(property) } });
        }
      }
    },
  }),
});
