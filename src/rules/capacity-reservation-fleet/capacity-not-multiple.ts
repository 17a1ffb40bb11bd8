import { specificationsOf } from '../../parsers/ec2/model.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'capacity-reservation-fleet/capacity-not-multiple',
    aliases: ['crfleet/capacity-not-multiple'],
    summary: 'The target of a capacity reservation fleet cannot be met exactly.',
    why: 'A fleet reserves whole instances. When the target is no multiple of the lowest weight, it reserves more than was asked for, and that is paid.',
    remediation: 'Set TotalTargetCapacity to a multiple of the lowest weight.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'json', 'text'],
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/crfleet-concepts.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/cr-fleets.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateCapacityReservationFleet.html',
    ],
    tags: ['ec2', 'capacity', 'cost'],
    since: '0.1.0',
  },
  messages: {
    rest: {
      text: 'The {title} is to reserve {total} units, which is no multiple of the lowest weight, {weight}: it reserves more.',
      advice: 'Set {property} to {less} or {more}.',
    },
  },
  create: ({ report }) => ({
    'ec2.capacityReservationFleet'(fleet) {
      const total = fleet.read().get('TotalTargetCapacity');
      const weights = (specificationsOf(fleet) ?? []).map((specification) => specification.get('Weight').number ?? 0);
      const weight = Math.min(...weights);
      if (total.number === undefined || !Number.isFinite(weight) || weight <= 0) return;
      const count = total.number / weight;
      if (Math.abs(count - Math.round(count)) < 1e-6) return;
      const [less, more] = [Math.floor(count) * weight, Math.ceil(count) * weight].map((units) => Number(units.toPrecision(6))) as [number, number];
      report({
        at: total,
        message: 'rest',
        data: { title: fleet.title, total: total.number, weight, property: fleet.called('TotalTargetCapacity'), less, more },
      });
    },
  }),
});
