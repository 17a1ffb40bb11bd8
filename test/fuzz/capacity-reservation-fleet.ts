import { formatTarget } from './fuzz.ts';

const type = (InstanceType: string, Weight: unknown, Priority: unknown, AvailabilityZone?: string) => ({
  InstanceType,
  InstancePlatform: 'Linux/UNIX',
  Weight,
  Priority,
  AvailabilityZone,
});
const SEEDS = [
  [type('r6i.2xlarge', 1, 3, 'eu-west-1a'), type('r6i.4xlarge', 2, 2, 'eu-west-1a'), type('r6i.8xlarge', 4, 1, 'eu-west-1a')],
  {
    TotalTargetCapacity: 25,
    AllocationStrategy: 'prioritized',
    InstanceMatchCriteria: 'targeted',
    EndDate: '2022-05-31T00:00:00.000Z',
    InstanceTypeSpecifications: [type('m7i.large', 0.5, 1, 'eu-west-1a'), type('m7i.xlarge', '3', 1, 'eu-west-1b'), type('RHEL', null, 1e9)],
  },
  { TotalTargetCapacity: '1', RemoveEndDate: 'true', InstanceTypeSpecifications: [] },
];
// biome-ignore format: a table
const PIECES = [
  '{', '}', '[', ']', ',', ':', '"', '\\', '\\u0000', 'null', '1e999', '-1', '0', '0.001', '99999999999999999999', '"Weight":', '"Priority":',
  '"EndDate":', '2026-13-45', '2022-05-31T25:61:61Z', '+99:99', '.metal', '.9999xlarge', '.0xlarge', '__proto__', 'constructor', '\uD800', '\uFEFF', '\n',
];

export default formatTarget('capacity-reservation-fleet', {
  seeds: SEEDS.map((seed) => ({ path: 'fleet.json', text: JSON.stringify(seed, null, 1) })),
  pieces: PIECES,
  atLeast: 1,
});
