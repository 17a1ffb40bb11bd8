import type { Finding, FindingRelated, Outcome } from '../../src/core/finding.ts';
import { locate } from '../../src/core/lint.ts';
import type { RuleMeta } from '../../src/core/rule.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import type { ReportEnvironment } from '../../src/reporters/index.ts';

/** The nth place of a text in a file, as a Location. */
export function place(file: SourceFile, needle: string, path = '', nth = 1) {
  let start = -1;
  for (let i = 0; i < nth; i++) start = file.text.indexOf(needle, start + 1);
  if (start === -1) throw new Error(`${file.path} has no ${needle}`);
  return locate({ file, span: { start, end: start + needle.length }, path });
}

function related(file: SourceFile, needle: string, text: string): FindingRelated {
  return { ...place(file, needle, 'Conditions/IsProd'), text };
}

let serial = 0;
export function finding(at: ReturnType<typeof place>, fields: Partial<Finding> & Pick<Finding, 'ruleId' | 'message'>): Finding {
  serial++;
  return {
    ...at,
    messageId: 'main',
    severity: 'error',
    precision: 'high',
    certainty: 'always',
    advice: 'Write something else.',
    surface: 'cloudformation',
    related: [],
    fixes: [],
    fingerprint: serial.toString(16).padStart(16, '0'),
    ...fields,
  };
}

const meta = (id: string, fields: Partial<RuleMeta>): RuleMeta => ({
  id,
  summary: `Summary of ${id}.`,
  why: `Why ${id} matters.`,
  remediation: `What to do about ${id}.`,
  severity: 'error',
  precision: 'high',
  profile: 'recommended',
  scope: 'file',
  surfaces: ['cloudformation'],
  articles: [],
  references: [],
  tags: [],
  since: '0.1.0',
  ...fields,
});

const rules: readonly RuleMeta[] = [
  meta('lambda/code-signing-config', {
    summary: 'Lambda functions run signed code only.',
    why: `Without code signing, whoever may call UpdateFunctionCode can run any code. ${'More about it. '.repeat(80)}`,
    remediation: 'Give the function a CodeSigningConfigArn.',
    securitySeverity: 6.5,
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html'],
    tags: ['lambda', 'supply-chain', 't3', 't4', 't5', 't6', 't7', 't8', 't9', 't10', 't11'],
  }),
  meta('asg/single-az', { severity: 'warning', tags: ['availability'] }),
  meta('image/unpinned-tag', { severity: 'info', precision: 'medium', securitySeverity: 0, tags: ['image'] }),
  meta('iam/action-wildcard', { securitySeverity: 10, tags: ['iam', 'security'] }),
  meta('unused/rule', {}),
];

const template = new SourceFile(
  'infra/app stack ä#1.yaml',
  [
    '\ufeffParameters:',
    '  Stage: { Type: String, Default: dev }',
    'Conditions:',
    '  IsProd: !Equals [!Ref Stage, prod]',
    'Resources:',
    '  Api:',
    '    Type: AWS::Lambda::Function',
    '    Properties:',
    '      Description: "日本語 👩‍👩‍👧 é and more"  # Größe',
    '      Role: !GetAtt Role.Arn',
    '',
  ].join('\r\n'),
);
const roles = new SourceFile(
  'infra/roles.json',
  `{\n\t"A": {\n\t\t"Action":\t"*",\n\t\t"Resource": [\n\t\t\t"one",\n\t\t\t"two",\n\t\t\t"three"\n\t\t]\n\t},\n${'BCDEF'
    .split('')
    .map((name) => `\t"${name}": { "Action": "*" }`)
    .join(',\n')}\n}\n`,
);
const long = new SourceFile(
  'min/policy.json',
  `{"Statement":[${'{"Effect":"Allow","Action":"s3:GetObject"},'.repeat(400)}{"Effect":"Deny","Action":"iam:*"}]}`,
);
const hostile = new SourceFile('evil/\u001b[31mred\u202e.yaml', 'Name: "\u001b]0;owned\u0007\u202etxt\u200b"\r\nDone: true\rNext: \u0085\ud800 end');
const empty = new SourceFile('empty.yaml', '');
const docker = new SourceFile('Dockerfile', 'FROM node\nRUN apt-get update && \\\n    apt-get install -y curl\nUSER root');

export const files = [template, roles, long, hostile, empty, docker];

const codeSigning = {
  ruleId: 'lambda/code-signing-config',
  message: 'The function Api has no CodeSigningConfigArn',
  advice: 'Add under Properties:\n  CodeSigningConfigArn: !Ref CodeSigningConfig',
} as const;
const insertAt = template.text.indexOf('      Role:');

/** Everything that a report can hold. */
export const full: Outcome = {
  files: 31,
  findings: [
    finding(place(docker, 'node', 'stage:0'), {
      ruleId: 'image/unpinned-tag',
      severity: 'info',
      precision: 'medium',
      message: 'The image node has no tag, so each build may take another one.',
      advice: 'Write node:22.11.0-alpine3.20 [see the list](https://hub.docker.com/_/node).',
      surface: 'dockerfile',
      fixes: [{ title: 'Pin to node:22', safety: 'suggested', edits: [{ path: 'Dockerfile', span: { start: 9, end: 9 }, text: ':22' }] }],
    }),
    finding(place(docker, 'RUN apt-get update && \\\n    apt-get install -y curl\n', 'stage:0'), {
      ruleId: 'docker/unknown-to-the-list',
      severity: 'warning',
      message: 'The span takes in its line ending.',
      surface: 'dockerfile',
    }),
    finding(locate({ file: empty, span: { start: 0, end: 0 }, path: '' }), { ruleId: 'asg/single-az', severity: 'warning', message: 'The file is empty.' }),
    finding(place(hostile, '\u202etxt', 'Name'), {
      ruleId: 'asg/single-az',
      severity: 'warning',
      message: 'The name \u001b[2J\u0007\u202e is\nnot readable.',
      advice: 'Write \u009b1m plain text.',
      when: { 'Par\u001bam': 'a\u2066b' },
      certainty: 'some',
    }),
    finding(place(hostile, '\u0085\ud800', 'Next'), {
      ruleId: 'asg/single-az',
      severity: 'warning',
      messageId: 'other',
      message: 'A control character stands here.',
    }),
    finding(place(template, 'Api', 'Resources/Api'), {
      ...codeSigning,
      certainty: 'some',
      when: { IsProd: 'false', Stage: 'default' },
      chain: 'CodeSigningConfigArn ← If IsProd',
      related: [related(template, 'IsProd', 'the condition [IsProd] is declared here'), related(roles, '"A"', 'the role is here')],
      fixes: [
        {
          title: 'Add CodeSigningConfigArn',
          safety: 'safe',
          edits: [
            { path: template.path, span: { start: insertAt, end: insertAt }, text: '      CodeSigningConfigArn: !Ref CodeSigningConfig\r\n' },
            { path: template.path, span: { start: insertAt + 6, end: insertAt + 10 }, text: 'Role' },
          ],
        },
      ],
    }),
    finding(place(template, '👩‍👩‍👧 é', 'Resources/Api/Properties/Description'), {
      ruleId: 'asg/single-az',
      severity: 'warning',
      message: 'Wide characters 日本語 stand before the mark, and this sentence is so long that it has to be wrapped to stay readable at eighty columns.',
    }),
    finding(
      locate({ file: template, span: { start: template.text.indexOf('\r\nResources'), end: template.text.indexOf('\r\nResources') }, path: 'Conditions' }),
      {
        ruleId: 'asg/single-az',
        severity: 'warning',
        messageId: 'empty',
        message: 'An empty span at the end of a line.',
      },
    ),
    finding(place(template, 'Role', 'Resources/Api/Properties/Role'), {
      ...codeSigning,
      message: 'Suppressed by a comment',
      suppressed: { reason: 'legacy, see OPS-12', by: 'lintel-disable-next-line' },
    }),
    ...[1, 2, 3, 4, 5, 6].map((nth) =>
      finding(place(roles, '"*"', `${'ABCDEF'[nth - 1]}/Action`, nth), {
        ruleId: 'iam/action-wildcard',
        about: 'identity policy',
        message: 'Action is "*".',
        advice: 'Name the actions.',
        surface: 'iam-json',
        ...(nth === 3 && { certainty: 'some', when: { IsProd: 'true' } }),
      }),
    ),
    finding(place(roles, '"Resource": [\n\t\t\t"one",\n\t\t\t"two",\n\t\t\t"three"\n\t\t]', 'A/Resource'), {
      ruleId: 'iam/action-wildcard',
      messageId: 'lines',
      message: 'The span has several lines.',
      surface: 'iam-json',
    }),
    finding(place(roles, '[\n\t\t\t"one"', 'A/Resource'), {
      ruleId: 'iam/action-wildcard',
      messageId: 'two',
      message: 'The span has two lines.',
      surface: 'iam-json',
    }),
    finding(place(long, '"iam:*"', 'Statement/400'), { ruleId: 'iam/action-wildcard', message: 'At the end of a long line.', surface: 'iam-json' }),
    finding(place(long, '"s3:GetObject"', 'Statement/200', 200), {
      ruleId: 'iam/action-wildcard',
      messageId: 'middle',
      message: 'In the middle of a long line.',
      surface: 'iam-json',
    }),
    finding(place(long, '"Allow"', 'Statement/0'), { ruleId: 'iam/action-wildcard', messageId: 'begin', message: 'At the beginning.', surface: 'iam-json' }),
    finding(place(long, long.text.slice(14, 600), 'Statement'), {
      ruleId: 'iam/action-wildcard',
      messageId: 'all',
      message: 'Longer than the terminal is wide.',
      surface: 'iam-json',
    }),
  ],
  notes: [
    { path: 'infra/app stack ä#1.yaml', kind: 'incomplete', reason: 'the macro Expand may add resources' },
    { path: '.', kind: 'incomplete', reason: 'codeartifact/upstream-mixing judges a whole repository; run lintel without paths to have it' },
    ...Array.from({ length: 7 }, (_, i) => ({ path: `data/${i}.bin`, kind: 'skipped' as const, reason: 'not text' })),
  ],
  failures: [
    {
      ruleId: 'asg/single-az',
      path: 'infra/roles.json',
      error: { name: 'TypeError', message: 'x is not a function\u001b[0m', stack: 'TypeError: …\n at /home/me' },
    },
    { ruleId: 'unused/rule', error: { name: 'Error', message: 'cannot load' } },
    { path: '.', error: { name: 'Error', message: 'no rule, whole root' } },
  ],
};

export const clean: Outcome = { files: 1, findings: [], notes: [], failures: [] };

export function environment(fields: Partial<ReportEnvironment> = {}): ReportEnvironment {
  return {
    color: false,
    width: 80,
    version: '0.1.0',
    rules,
    pathOf: (path) => path,
    repositoryPathOf: (path) => path,
    sourceUrl: () => undefined,
    readText: (path) => files.find((file) => file.path === path)?.text,
    includeSuppressed: false,
    quiet: false,
    ...fields,
  };
}
