import { expect, test } from 'vitest';
import type { Document, Problem, SubjectOf } from '../../src/core/document.ts';
import type { Host } from '../../src/core/host.ts';
import type { Rule, RuleContext } from '../../src/core/rule.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import type { Pipeline, Section } from '../../src/parsers/fluent-bit/model.ts';
import parser from '../../src/parsers/fluent-bit/parse.ts';
import kubernetes from '../../src/parsers/kubernetes/parse.ts';
import type { Subjects } from '../../src/parsers/subjects.ts';
import { rules } from '../../src/rules/index.ts';

const COUNT = Number(process.env.FUZZ ?? 500);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

const CLASSIC = `@SET level=info
@INCLUDE part.conf
[SERVICE]
    Flush        1
    Log_Level    \${level}
    HTTP_Server  \${HTTP:-on}
    Parsers_File parsers.conf

[INPUT]
    Name          tail
    Path          /var/log/*.log
    [PROCESSORS] x
        Name  content_modifier
    Mem_Buf_Limit 50MB
# comment
[FILTER]
    Name  modify
    Match app.*
    Add   a b
[OUTPUT]
    Name        es
    Match       *
    Host        \${SHARD}.example.com
    tls         on
    tls.verify  off
    Retry_Limit False
`;
const YAML = `env: {LEVEL: info}
includes: [part.yaml]
service:
  flush: 1
  logLevel: \${LEVEL}
pipeline:
  inputs:
    - name: tail
      path: &p /var/log/*.log
      processors: {logs: [{name: content_modifier}]}
  filters:
    - name: modify
      match: '*'
      add: [a b, c d]
  outputs:
    - name: splunk
      match: '*'
      host: hec.example.com
      tls: \${TLS:-off}
parsers:
  - name: app
    format: json
`;
const MANIFEST = `apiVersion: v1
kind: ConfigMap
metadata: {name: logs}
data:
  fluent-bit.conf: |
${CLASSIC.replace(/^/gm, '    ')}
  part.conf: "[INPUT]\\n  Name dummy\\n"
  other.yaml: >
${YAML.replace(/^/gm, '    ')}
---
apiVersion: v1
kind: Pod
spec: {hostNetwork: true, volumes: [{name: c, configMap: {name: logs}}], containers: [{livenessProbe: {httpGet: {port: 2020}}}]}
`;
const PIECES = [
  '[',
  ']',
  '@INCLUDE ',
  '@SET ',
  '${',
  '}',
  ':-',
  '{{',
  '}}',
  '\n',
  '\r\n',
  '\t',
  '  ',
  '    ',
  '#',
  'Name',
  'Match',
  '*',
  'tls',
  '&a ',
  '*a',
  '<<: ',
  '- ',
  ': ',
  '\u0000',
  '\uFEFF',
  '__proto__ x',
  'constructor',
  '|',
  '"',
  "'",
];

/** mulberry32 */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

function mutate(text: string, next: (below: number) => number): string {
  let result = text;
  for (let edits = 1 + next(5); edits > 0; edits--) {
    const at = next(result.length);
    const insert = next(3) === 0 ? '' : next(2) ? (PIECES[next(PIECES.length)] as string) : result.slice(next(result.length)).slice(0, next(40));
    result = result.slice(0, at) + insert + result.slice(at + (next(2) ? next(20) : 0));
  }
  return result;
}

const own = await Promise.all(rules.filter(({ id }) => id.startsWith('fluent-bit/')).map((entry) => entry.load()));

/** Reads every subject, and lets the rules judge it; all places lie in the text. */
function judge(document: Document<Subjects>, problems: readonly Problem[], text: string): number {
  let sections = 0;
  const inside = (file: SourceFile, span: { start: number; end: number }): void => {
    for (const { start, end } of file.toRoot(span)) {
      if (file.root.text !== text) continue;
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeGreaterThanOrEqual(start);
      expect(end).toBeLessThanOrEqual(text.length);
    }
  };
  const check = ({ type, selector, node }: SubjectOf<Subjects>): void => {
    for (const rule of own as Rule<Subjects>[]) {
      const context = { options: undefined, report: ({ at }) => 'file' in at && inside(at.file, at.span) } as RuleContext<string, unknown>;
      const visitors = rule.create?.(context) as Record<string, (one: unknown) => void> | undefined;
      for (const key of [type, `${type}:${selector}`]) visitors?.[key]?.(node);
    }
  };
  for (const problem of problems) {
    inside(problem.file, problem.span);
    check({ type: 'parse.problem', selector: problem.rule, node: problem });
  }
  for (const subject of document.subjects()) {
    document.choices?.explore(() => check(subject));
    if (subject.type !== 'fluentbit.section' && subject.type !== 'fluentbit.pipeline') continue;
    const all = subject.type === 'fluentbit.pipeline' ? (subject.node as Pipeline).sections : [subject.node as Section];
    for (const section of all) {
      sections++;
      inside(section.file, section.span);
      for (const { at, value } of section.properties) {
        inside(at.file, at.span);
        inside(value.file, value.span);
        void value.path;
      }
    }
  }
  for (const comment of document.comments()) inside(comment.file, comment.span);
  for (let at = 0; at < text.length; at += 37) document.nodeAt?.(at);
  return sections;
}

test.each([
  ['fluent-bit.conf', CLASSIC, parser],
  ['fluent-bit.yaml', YAML, parser],
  ['manifest.yaml', MANIFEST, kubernetes],
] as const)(`%s: ${COUNT} mutations from seed ${SEED}`, { timeout: 600_000 }, async (path, original, reader) => {
  let sections = 0;
  for (let i = 0; i < COUNT; i++) {
    const next = random(SEED + i);
    const text = mutate(original, next);
    const part = mutate(path.endsWith('.yaml') ? 'pipeline:\n  inputs:\n    - name: dummy\n' : '[INPUT]\n    Name dummy\n', next);
    const host: Host = {
      read: (from, ref) => (next(3) ? new SourceFile(`${ref.length % 5}${from.path}`, next(2) ? part : text) : 'missing'),
      glob: () => (next(3) ? ['a.conf', path] : 'outside'),
      siblings: () => ['a.conf'],
    };
    try {
      const { document, problems } = await reader.parse(new SourceFile(path, text), host);
      sections += judge(document, problems, text);
    } catch (error) {
      throw new Error(`seed ${SEED + i}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
  console.log(`${path}: ${COUNT} mutations from seed ${SEED}, ${sections} sections read`);
  expect(sections).toBeGreaterThan(COUNT);
});
