import type { Value } from '../../core/value.ts';
import { familyOf, isAccelerated, sizeOf } from '../../parsers/ec2/instance-type.ts';
import { specificationsOf } from '../../parsers/ec2/model.ts';
import { defineRule } from '../define-rule.ts';

/** Weights that differ by less are rounded ones. */
const TOLERANCE = 0.01;

export default defineRule({
  meta: {
    id: 'capacity-reservation-fleet/weight-ratio',
    aliases: ['crfleet/weight-ratio'],
    summary: 'The weights of a capacity reservation fleet do not follow the sizes of its instance types.',
    why: 'The weight says how many units of the target one instance gives. Within a family, twice the size is twice the processors and memory; a weight that says otherwise makes the fleet reserve too much of one type or too little.',
    remediation: 'Give the smallest type the weight 1 and the others as many as they are larger: 1, 2 and 4 for 2xlarge, 4xlarge and 8xlarge.',
    severity: 'warning',
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
    tags: ['ec2', 'capacity', 'cost'],
    since: '0.1.0',
  },
  messages: {
    ratio: {
      text: 'The {title} gives {type} the weight {weight}; by its size beside {other} with {otherWeight} it is {right}.',
      advice: 'Write {right}.',
    },
  },
  create: ({ report }) => ({
    'ec2.capacityReservationFleet'(fleet) {
      for (const group of families(specificationsOf(fleet) ?? [])) {
        const ratios = group.map(({ ratio }) => ratio);
        // The ratio that most have is the one that is meant; of two, that of the first.
        const like = (ratio: number): number => ratios.filter((other) => Math.abs(other / ratio - 1) <= TOLERANCE).length;
        const meant = group.reduce((best, one) => (like(one.ratio) > like(best.ratio) ? one : best));
        for (const { type, weight, size, ratio } of group) {
          if (Math.abs(ratio / meant.ratio - 1) <= TOLERANCE) continue;
          const right = Number((meant.ratio * size).toPrecision(4));
          report({
            at: weight,
            message: 'ratio',
            data: { title: fleet.title, type, weight: weight.number as number, other: meant.type, otherWeight: meant.weight.number as number, right },
            related: [{ at: meant.weight, text: `the weight of ${meant.type}` }],
          });
        }
      }
    },
  }),
});

interface Weighed {
  readonly type: string;
  readonly weight: Value;
  readonly size: number;
  /** Weight by size. */
  readonly ratio: number;
}

/** The instance types by family; those with accelerators are weighed by these. */
function families(specifications: readonly Value[]): Weighed[][] {
  const groups = new Map<string, Weighed[]>();
  for (const specification of specifications) {
    const [type, weight] = [specification.get('InstanceType').string ?? '', specification.get('Weight')];
    const [family, size] = [familyOf(type), sizeOf(type)];
    if (family === undefined || isAccelerated(family) || size === undefined || !weight.number) continue;
    const group = groups.get(family) ?? [];
    group.push({ type, weight, size, ratio: weight.number / size });
    groups.set(family, group);
  }
  return [...groups.values()];
}
