import { expect, test } from 'vitest';
import { parsers } from '../../src/parsers/index.ts';
import { rules } from '../../src/rules/index.ts';
import { folderWith, lintel } from './lintel.ts';

const graph = (files: Readonly<Record<string, string>>, ...operands: string[]) =>
  lintel(['graph', ...operands], { cwd: folderWith({ '.git/HEAD': '', ...files }), parts: { parsers, rules } });

const scheduler = (properties: Readonly<Record<string, string>>) =>
  `<configuration>${Object.entries(properties)
    .map(([name, value]) => `<property><name>yarn.scheduler.capacity.${name}</name><value>${value}</value></property>`)
    .join('\n')}</configuration>\n`;

test('queues as a tree, with shares of the parent and of the cluster', async () => {
  const { stdout, stderr, code } = await graph(
    {
      'capacity-scheduler.xml': scheduler({
        'root.queues': 'etl,adhoc,gpu',
        'root.etl.capacity': '60',
        'root.etl.queues': 'day,night',
        'root.etl.day.capacity': '75',
        'root.etl.night.capacity': '25',
        'root.etl.night.maximum-capacity': '50',
        'root.etl.night.state': 'STOPPED',
        'root.adhoc.capacity': '2w',
        'root.adhoc.auto-queue-creation-v2.enabled': 'true',
        'root.gpu.capacity': '[memory=1024,vcores=2]',
        'root.gpu.accessible-node-labels.a100.capacity': '100',
        'queue-mappings': 'u:%user:%user,g:analysts:adhoc',
      }),
    },
    '.',
  );
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toBe(`capacity-scheduler.xml:1
root
├─ etl       60 %
│  ├─ day    75 %, 45 % of the cluster
│  └─ night  25 %, 15 % of the cluster, at most 50 %, STOPPED
├─ adhoc     weight 2, more are made when asked for
└─ gpu       resources, a100: 100 %
mappings
  u:%user → %user
  g:analysts → adhoc
`);
});

test('what a configuration is laid over is not to be seen; deep trees are cut', async () => {
  const deep = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`root${'.q'.repeat(i)}.queues`, 'q']));
  const { stdout } = await graph({ 'capacity-scheduler.xml': scheduler(deep) }, 'capacity-scheduler.xml');
  expect(stdout.match(/└─ q/g)).toHaveLength(32);
  expect(stdout.trimEnd()).toMatch(/…$/);
  const emr = JSON.stringify([
    { Classification: 'capacity-scheduler', Properties: { 'yarn.scheduler.capacity.root.queues': 'a', 'yarn.scheduler.capacity.root.a.capacity': '100' } },
  ]);
  expect((await graph({ 'cluster.json': emr }, '.')).stdout).toBe('cluster.json:1\nroot\n└─ a  100 %\nmore may be set elsewhere\n');
});

const fluentBit = `[INPUT]
    Name tail
    Tag  kube.*
[INPUT]
    Name cpu
[INPUT]
    Name cpu
[INPUT]
    Name forward
[FILTER]
    Name  rewrite_tag
    Alias errors
    Match kube.*
    Rule  $level ^error$ alert.$TAG false
[FILTER]
    Name  grep
    Match *
[OUTPUT]
    Name  es
    Match kube.*
[OUTPUT]
    Name  s3
    Match kube.payments*
[OUTPUT]
    Name        http
    Match_Regex ^cpu
[OUTPUT]
    Name  sns
    Match alert.*
[OUTPUT]
    Name  null
    Match nothing
[OUTPUT]
    Name file
`;

test('what takes the records of each input', async () => {
  const { stdout, stderr } = await graph({ 'fluent-bit.conf': fluentBit }, 'fluent-bit.conf');
  expect(stderr).toBe('');
  expect(stdout).toBe(`fluent-bit.conf:1
input tail, tag kube.*
  filter  rewrite_tag (errors)  kube.*
  filter  grep                  *
  output  es                    kube.*
  output  s3                    kube.payments*, some of them
  output  http                  /^cpu/, some of them
input cpu, tag cpu.0
  filter  grep  *
  output  http  /^cpu/, some of them
input cpu, tag cpu.1
  filter  grep  *
  output  http  /^cpu/, some of them
input forward, tag *
  filter  rewrite_tag (errors)  kube.*, some of them
  filter  grep                  *
  output  es                    kube.*, some of them
  output  s3                    kube.payments*, some of them
  output  http                  /^cpu/, some of them
  output  sns                   alert.*, some of them
  output  null                  nothing, some of them
filter rewrite_tag (errors), new tag alert.$TAG
  filter  grep  *
  output  http  /^cpu/, some of them
  output  sns   alert.*
take nothing
  output  file  without match
`);
});

test('records that nothing takes; what can not be seen is said', async () => {
  const text = '[INPUT]\n    Name dummy\n    Tag a.b\n[FILTER]\n    Name grep\n    Match a.*\n[OUTPUT]\n    Name stdout\n    Match a.b.*\n';
  expect((await graph({ 'fluent-bit.conf': text }, '.')).stdout).toBe(
    'fluent-bit.conf:1\ninput dummy, tag a.b\n  filter  grep  a.*\n  no output takes them\ntake nothing\n  output  stdout  a.b.*\n',
  );
  const { stdout } = await graph({ 'fluent-bit.conf': `@INCLUDE other/*.conf\n${text}` }, '.');
  expect(stdout).toContain('no output that can be seen takes them');
  expect(stdout).toContain('fed by nothing that can be seen\n  output  stdout  a.b.*\n');
  expect(stdout.trimEnd()).toMatch(/a part of the configuration can not be seen$/);
});

test('in other files, under each condition', async () => {
  const stack = `Parameters:
  Stage: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Cluster:
    Type: AWS::EMR::Cluster
    Properties:
      Name: c
      JobFlowRole: r
      ServiceRole: r
      Instances: {}
      Configurations:
        - Classification: capacity-scheduler
          ConfigurationProperties:
            yarn.scheduler.capacity.root.queues: !If [IsProd, 'etl,adhoc', etl]
`;
  const { stdout, code } = await graph({ 'stack.yaml': stack }, 'stack.yaml');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^stack\.yaml:\d+, when IsProd=(?:true|false)\nroot\n/);
  expect(stdout).toMatch(/when IsProd=true\nroot\n├─ etl .*\n└─ adhoc/);
});

test('files without a graph, missing ones, and none', async () => {
  expect(await graph({ 'a.txt': 'x' }, 'a.txt')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('no queues of YARN') });
  expect(await graph({}, 'none.conf')).toMatchObject({ code: 2, stderr: 'lintel: none.conf: no such file or folder\n' });
  expect(await graph({})).toMatchObject({ code: 2, stderr: expect.stringContaining('lintel: graph needs a file') });
});
