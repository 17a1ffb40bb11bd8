import { formatTarget } from './fuzz.ts';

const P = 'yarn.scheduler.capacity.';
const SEEDS = [
  [
    { Classification: 'yarn-site', Properties: { 'yarn.acl.enable': 'true' } },
    { Classification: 'capacity-scheduler', Properties: { [`${P}root.queues`]: 'a,b', [`${P}root.a.capacity`]: '60', [`${P}root.b.capacity`]: 50 } },
  ],
  [
    {
      Classification: 'capacity-scheduler',
      Properties: { [`${P}root.queues`]: 'a', [`${P}queue-mappings`]: 'u:x:c' },
      Configurations: [{ classification: 'capacity-scheduler', properties: { [`${P}root.c.priority`]: null } }],
    },
  ],
  { InstanceGroups: [{ Configurations: [{ Classification: 'capacity-scheduler', Properties: {} }] }] },
];
// biome-ignore format: a table
const PIECES = [
  '{', '}', '[', ']', ',', ':', '"', '\\', '\\u0000', 'null', '1e999', '-1', '101', '[memory=50%]', '2w', '"Properties":', '"Configurations":',
  '"ConfigurationProperties":', 'capacity-scheduler', 'root', 'root.', '.queues', '.capacity', '.*', '%user', '${', '__proto__', 'constructor', '\uD800', '\uFEFF', '\n',
];

export default formatTarget('emr', { seeds: SEEDS.map((seed) => ({ path: 'emr.json', text: JSON.stringify(seed, null, 1) })), pieces: PIECES, atLeast: 2 });
