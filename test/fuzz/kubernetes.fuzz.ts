import { expect, test } from 'vitest';
import type { Located, SubjectOf } from '../../src/core/document.ts';
import type { Host } from '../../src/core/host.ts';
import type { Report, Rule, RuleContext } from '../../src/core/rule.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import parser from '../../src/parsers/kubernetes/parse.ts';
import type { Subjects } from '../../src/parsers/subjects.ts';
import { rules } from '../../src/rules/index.ts';

const COUNT = Number(process.env.FUZZ ?? 500);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

const MANIFEST = `# comment
apiVersion: apps/v1
kind: Deployment
metadata: &m {name: web, namespace: prod}
spec:
  template:
    metadata: *m
    spec:
      imagePullSecrets: [{name: hub}]
      initContainers:
        - {name: init, image: "busybox:1.37"}
      containers:
        - name: app
          image: nginx
          env:
            - name: DB_PASSWORD
              value: violet-harbour-91-lantern
            - name: OTHER
              valueFrom: {secretKeyRef: {name: a, key: b}}
---
apiVersion: v1
kind: List
items:
  - apiVersion: batch/v1beta1
    kind: CronJob
    metadata: {name: nightly}
    spec: {jobTemplate: {spec: {template: {spec: {containers: [{image: docker.io/a/b:latest}]}}}}}
---
apiVersion: v1
kind: Secret
metadata: {name: s}
stringData:
  password: |
    -----BEGIN PRIVATE KEY-----
    abc
data: {token: YzFhMGIyZDNlNGY1MDYxNzI4Mzk0YTVi}
`;
const VALUES = `replicaCount: 2
image: &i
  registry: docker.io
  repository: bitnami/nginx
  tag: 1.29
  digest: ""
images:
  - <<: *i
    repository: quay.io/a/b
controller:
  admin: {password: letmein-2026-please}
  env:
    - {name: API_TOKEN, value: c1a0b2d3e4f5061728394a5b}
`;
const KUSTOMIZATION = `resources: [deployment.yaml]
images:
  - {name: nginx, newName: docker.io/library/nginx, newTag: latest}
  - name: app
    newName: registry.example.com/app
    digest: sha256:abc
`;
const JSON_MANIFEST = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'one' },
  spec: { containers: [{ name: 'a', image: 'redis', env: [{ name: 'API_KEY', value: 'AKIAJ3QW5ZT7M2KX4VNB' }] }] },
});
const PIECES = [
  '{{ .Values.x }}',
  '{{- if a }}\n',
  '{% x %}',
  '${A}',
  '$(B)',
  '@c@',
  '@',
  ':',
  ': ',
  '- ',
  '---\n',
  '&a ',
  '*a',
  '<<: *i',
  '!!str ',
  '\n',
  '\r\n',
  '\t',
  '  ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '|',
  '>',
  '#',
  'null',
  'kind: List\n',
  'items:\n',
  'containers: [{image: x}]\n',
  '__proto__: ',
  'constructor: ',
  'AKIAJ3QW5ZT7M2KX4VNB',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijk',
  'https://u:p4ssw0rd1@h/',
  '\u0000',
  '\uFEFF',
  '\ud800',
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
    const insert = next(3) === 0 ? '' : next(2) ? (PIECES[next(PIECES.length)] as string) : result.slice(next(result.length)).slice(0, next(60));
    result = result.slice(0, at) + insert + result.slice(at + (next(2) ? next(20) : 0));
  }
  return result;
}

const own = await Promise.all(rules.filter(({ id }) => /^(?:kubernetes|image|secrets|text)\//.test(id)).map((entry) => entry.load()));
const settings = { accounts: [], trustedAccounts: [], partitions: [], allowedRegistries: [], mirror: undefined, packagesInternal: [], regions: [] };

/** Lets the rules judge a subject; all places lie in the text. Returns how much they had to say. */
function judge({ type, selector, node }: SubjectOf<Subjects>, text: string): number {
  let reports = 0;
  const inside = ({ file, span }: Located): void => {
    for (const { start, end } of file.toRoot(span)) {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeGreaterThanOrEqual(start);
      expect(end).toBeLessThanOrEqual(text.length);
    }
  };
  const report = ({ at, mask, fix, data }: Report<string>): void => {
    reports++;
    if ('file' in at) inside(at);
    for (const place of mask ?? []) inside(place);
    for (const edit of fix?.edits ?? []) inside(edit.at);
    if (mask) expect(JSON.stringify({ ...data, name: '' })).not.toMatch(/violet-harbour|AKIAJ3QW5|letmein-2026|c1a0b2d3e4/);
  };
  for (const rule of own as Rule<Subjects>[]) {
    const context = { options: rule.options?.defaults, settings, now: new Date('2026-11-24'), report } as unknown as RuleContext<string, unknown>;
    const visitors = rule.create?.(context) as Record<string, (one: unknown) => void> | undefined;
    for (const key of [type, `${type}:${selector}`]) visitors?.[key]?.(node);
  }
  return reports;
}

test.each([
  ['manifest.yaml', MANIFEST],
  ['values.yaml', VALUES],
  ['kustomization.yaml', KUSTOMIZATION],
  ['pod.json', JSON_MANIFEST],
] as const)(`%s: ${COUNT} mutations from seed ${SEED}`, { timeout: 600_000 }, async (path, original) => {
  let reports = 0;
  for (let i = 0; i < COUNT; i++) {
    const next = random(SEED + i);
    const text = mutate(original, next);
    const beside = mutate(KUSTOMIZATION, next);
    const host: Host = {
      read: (_, ref) => (next(2) ? new SourceFile(ref, beside) : 'missing'),
      glob: () => 'unknown',
      siblings: () => (next(2) ? ['Chart.yaml'] : 'unknown'),
    };
    try {
      const { document, problems } = await parser.parse(new SourceFile(path, text), host);
      for (const node of problems) reports += judge({ type: 'parse.problem', selector: node.rule, node } as SubjectOf<Subjects>, text);
      for (const subject of document.subjects()) {
        if (document.choices) document.choices.explore(() => void (reports += judge(subject, text)));
        else reports += judge(subject, text);
      }
      for (const comment of document.comments()) expect(comment.span.end).toBeLessThanOrEqual(text.length);
      for (let at = 0; at < text.length; at += 37) document.nodeAt?.(at);
    } catch (error) {
      throw new Error(`seed ${SEED + i}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
  console.log(`${path}: ${COUNT} mutations from seed ${SEED}, ${reports} reports`);
  // A break makes much of a JSON text unreadable.
  expect(reports).toBeGreaterThan(COUNT / 2);
});
