import { describe, expect, test } from 'vitest';
import { noHost } from '../../src/core/host.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import { claims } from '../../src/parsers/ec2/claims.ts';
import { fleetCommands, launches } from '../../src/parsers/ec2/commands.ts';
import { familyOf, isAccelerated, sizeOf } from '../../src/parsers/ec2/instance-type.ts';
import { type CapacityReservationFleet, type Launch, specificationsOf } from '../../src/parsers/ec2/model.ts';
import parser from '../../src/parsers/ec2/parse.ts';
import { textClaims } from '../../src/parsers/text/claims.ts';
import { type LineKind, scan } from '../../src/parsers/text/scan.ts';

const TYPES = [
  { InstanceType: 'r6i.2xlarge', InstancePlatform: 'Linux/UNIX', Weight: 1 },
  { InstanceType: 'r6i.4xlarge', InstancePlatform: 'Linux/UNIX', Weight: 2 },
];
const SETTINGS = { TotalTargetCapacity: 25, InstanceTypeSpecifications: TYPES };
const slice = ({ file, span }: { file: SourceFile; span: { start: number; end: number } }): string => file.text.slice(span.start, span.end);

async function fleetOf(text: string): Promise<{ fleet: CapacityReservationFleet | undefined; problems: readonly string[] }> {
  const { document, problems } = await parser.parse(new SourceFile('fleet.json', text), noHost);
  const [subject] = document.subjects();
  return {
    fleet: subject?.type === 'ec2.capacityReservationFleet' ? subject.node : undefined,
    problems: problems.map(({ rule }) => rule),
  };
}

test.each([
  ['the settings of a fleet', JSON.stringify(SETTINGS, null, 2), true],
  ['a list of instance types', JSON.stringify(TYPES), true],
  ['a byte order mark before it', `\uFEFF${JSON.stringify(TYPES)}`, true],
  ['an EC2 Fleet', JSON.stringify({ TargetCapacitySpecification: { TotalTargetCapacity: 2 }, LaunchTemplateConfigs: [] }), false],
  ['a list of overrides', JSON.stringify([{ InstanceType: 'm7i.large', SubnetId: 'subnet-0aaa1111bbbb2222c' }]), false],
  ['reservations', JSON.stringify(TYPES.map((type) => ({ ...type, CapacityReservationId: 'cr-0123456789abcdef0' }))), false],
  ['items of AWS Config', JSON.stringify([{ resourceType: 'AWS::EC2::CapacityReservation', configuration: TYPES[0] }]), false],
  ['nothing', '', false],
])('claims %s: %#', (_, text, taken) => {
  expect(claims('fleet.json', text) !== undefined).toBe(taken);
  expect(claims('fleet.txt', text)).toBeUndefined();
});

describe('JSON', () => {
  test('settings are read by their names, and what stands nowhere is absent', async () => {
    const { fleet } = await fleetOf(JSON.stringify(SETTINGS, null, 2));
    expect(fleet && slice(fleet.at)).toBe('"TotalTargetCapacity"');
    expect(fleet?.read().get('TotalTargetCapacity').number).toBe(25);
    expect(fleet?.read().get('EndDate').isAbsent).toBe(true);
    expect(fleet && specificationsOf(fleet)?.map((one) => one.get('Weight').number)).toEqual([1, 2]);
  });

  test('beside a list of types, the command line says the rest', async () => {
    const { fleet } = await fleetOf(JSON.stringify(TYPES).replaceAll(',', ',\r\n'));
    expect(fleet?.read().get('EndDate').isUnknown).toBe(true);
    expect(fleet?.read().get('__proto__').isUnknown).toBe(true);
    expect(fleet && specificationsOf(fleet)?.length).toBe(2);
  });

  test('a broken text gives what could be read', async () => {
    const { fleet, problems } = await fleetOf('{"TotalTargetCapacity": 4, "InstanceTypeSpecifications": [{"InstanceType": "m7i.large"}');
    expect(problems).toContain('json/syntax');
    expect(fleet?.read().get('TotalTargetCapacity').number).toBe(4);
    expect((await fleetOf('')).fleet).toBeUndefined();
    expect((await fleetOf('"é"')).fleet).toBeUndefined();
  });

  test('elements that are no maps leave the types unknown', async () => {
    const { fleet } = await fleetOf('[{"InstanceType": "m7i.large"}, 1]');
    expect(fleet && specificationsOf(fleet)).toBeUndefined();
  });
});

/** The settings that a script gives its fleets. */
function commands(text: string): Record<string, string>[] {
  const file = new SourceFile('create.sh', text);
  return [...fleetCommands(file, scan(text, 'shell').lines, noHost)].map(({ node }) => {
    const settings = (node as CapacityReservationFleet).read();
    return Object.fromEntries(
      ['EndDate', 'Tenancy', 'TotalTargetCapacity'].map((name) => [name, settings.get(name).string ?? settings.get(name).kind] as const),
    );
  });
}
const COMMAND = 'aws ec2 create-capacity-reservation-fleet';

test.each([
  ['options', `${COMMAND} --end-date 2027-01-31 --tenancy=default`, { EndDate: '2027-01-31', Tenancy: 'default', TotalTargetCapacity: 'absent' }],
  ['quotes', `${COMMAND} --end-date '2027-01-31' --tenancy="default"`, { EndDate: '2027-01-31', Tenancy: 'default', TotalTargetCapacity: 'absent' }],
  ['continued lines', `${COMMAND}\\\r\n  --end-date 2027\\\r\n --tenancy x`, { EndDate: '2027', Tenancy: 'x', TotalTargetCapacity: 'absent' }],
  ['the end of the command', `${COMMAND} --tenancy x; y --end-date 1`, { EndDate: 'absent', Tenancy: 'x', TotalTargetCapacity: 'absent' }],
  ['a comment', `${COMMAND} --tenancy x # --end-date 1`, { EndDate: 'absent', Tenancy: 'x', TotalTargetCapacity: 'absent' }],
  ['variables', `${COMMAND} --end-date "$END" --tenancy '$x'`, { EndDate: 'unknown', Tenancy: '$x', TotalTargetCapacity: 'absent' }],
  ['a list of variables', `${COMMAND} "$@" --tenancy x`, { EndDate: 'unknown', Tenancy: 'x', TotalTargetCapacity: 'unknown' }],
  ['a file of settings', `${COMMAND} --cli-input-json file://x.json --tenancy x`, { EndDate: 'unknown', Tenancy: 'x', TotalTargetCapacity: 'unknown' }],
  ['an open quote', `${COMMAND} --end-date "2027`, { EndDate: '"2027', Tenancy: 'absent', TotalTargetCapacity: 'absent' }],
])('a command with %s', (_, text, expected) => expect(commands(text)).toEqual([expected]));

test.each([
  ['global options before it', 'aws --profile ops --region=eu-west-1 ec2 create-capacity-reservation-fleet', 1],
  ['another command', 'aws ec2 describe-capacity-reservation-fleets', 0],
  ['what is printed', `echo ${COMMAND}\nx "${COMMAND}"`, 0],
  ['another file', `cat <<EOF\n${COMMAND}\nEOF`, 0],
])('commands: %s', (_, text, count) => expect(commands(text)).toHaveLength(count));

test('the instance types of a command are read from their file', () => {
  const text = `${COMMAND} --instance-type-specifications file://types.json\n${COMMAND} --instance-type-specifications file://no.json\n${COMMAND} --instance-type-specifications InstanceType=m7i.large`;
  const host = {
    ...noHost,
    read: (_: SourceFile, name: string) => (name === 'types.json' ? new SourceFile(name, JSON.stringify(TYPES)) : ('missing' as const)),
  };
  const fleets = [...fleetCommands(new SourceFile('create.sh', text), scan(text, 'shell').lines, host)].map(({ node }) => node as CapacityReservationFleet);
  expect(fleets.map((fleet) => specificationsOf(fleet)?.map((one) => one.get('Weight').number))).toEqual([[1, 2], undefined, undefined]);
});

test.each<[string, LineKind, string, string[]]>([
  ['Python', 'python', 'x = ec2.run_instances(\n  Count=1)\n# ec2.run_instances()\n"ec2.run_instances()"', ['run_instances']],
  [
    'JavaScript',
    'javascript',
    'new RunInstancesCommand({}); await ec2.runInstances({}).promise(); // new RunInstancesCommand()',
    ['RunInstancesCommand', 'runInstances'],
  ],
  ['Java', 'javascript', 'ec2.runInstances(r -> r.minCount(1));', ['runInstances']],
  ['a shell', 'shell', 'aws ec2 run-instances --count 1 # aws ec2 run-instances', ['run-instances']],
  ['other texts', 'sql', 'select run_instances', []],
])('launches of %s', (_, kind, text, calls) => {
  const file = new SourceFile('x', text);
  const found = [...launches(file, scan(text, kind).lines, kind)].map(({ node }) => node as Launch);
  expect(found.map(({ call }) => call)).toEqual(calls);
  expect(found.map(({ at }) => slice(at))).toEqual(calls);
});

test('programs are texts only where they launch instances', () => {
  expect(textClaims('src/start.ts', 'client.send(new RunInstancesCommand({}))')?.reason).toBe('JavaScript');
  expect(textClaims('src/Start.java', 'ec2.runInstances(x)')?.reason).toBe('Java');
  expect(textClaims('src/start.ts', 'client.send(new DescribeInstancesCommand({}))')).toBeUndefined();
});

test.each([
  ['r6i.4xlarge', 'r6i', 32],
  ['m7i-flex.large', 'm7i-flex', 4],
  ['u-6tb1.metal', 'u-6tb1', undefined],
  ['t3.nano', 't3', 0.25],
  ['m7i.metal-24xl', 'm7i', undefined],
  ['large', undefined, 4],
  ['m7i.constructor', 'm7i', undefined],
])('%s is of the family %s and of size %s', (type, family, size) => {
  expect(familyOf(type)).toBe(family);
  expect(sizeOf(type)).toBe(size);
});

test('families of accelerators', () => expect(['g6', 'p5', 'inf2', 'm7i', 'c7gn', 'gr6'].map(isAccelerated)).toEqual([true, true, true, false, false, true]));
