import { describe, expect, test } from 'vitest';
import type { SubjectOf } from '../../src/core/document.ts';
import { noHost } from '../../src/core/host.ts';
import { lint } from '../../src/core/lint.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import { secretIn } from '../../src/parsers/credential/judge.ts';
import { parsers } from '../../src/parsers/index.ts';
import { claims, kindOf } from '../../src/parsers/kubernetes/claims.ts';
import parser from '../../src/parsers/kubernetes/parse.ts';
import type { Subjects } from '../../src/parsers/subjects.ts';
import { rules } from '../../src/rules/index.ts';

async function read(text: string, path = 'a.yaml') {
  const { document, problems } = await parser.parse(new SourceFile(path, text), noHost);
  const subjects = [...document.subjects()] as SubjectOf<Subjects>[];
  const images = subjects.flatMap((subject) => (subject.type === 'image.reference' ? subject.node.value().display : []));
  const objects = subjects.flatMap((subject) => (subject.type === 'kubernetes.object' ? subject.node.path : []));
  return { document, problems, subjects, images, objects };
}

describe('claims', () => {
  test.each<[string, string, ReturnType<typeof kindOf>]>([
    ['a.yaml', 'apiVersion: v1\nkind: Pod\n', 'manifest'],
    ['a.yaml', '# x\n---\nkind: Pod\napiVersion: v1\n', 'manifest'],
    ['a.yaml', 'spec:\n  apiVersion: v1\n  kind: Pod\n', undefined],
    ['a.yaml', 'apiVersion: v1\nkind: Pod\nname: {{ .Values.name }}\n', 'manifest'],
    ['a.json', '{"apiVersion": "v1", "kind": "Pod"}', 'manifest'],
    ['config/kustomization.yaml', 'images: []\n', 'kustomization'],
    ['Kustomization', 'images: []\n', 'kustomization'],
    ['chart/values.yaml', 'image:\n  repository: a\n', 'values'],
    ['values-prod.yaml', 'replicaCount: 2\n', 'values'],
    ['jenkins-values.yml', 'controller: {}\n', 'values'],
    ['values.yaml', 'colours: [red]\n', undefined],
    ['myvalues.yaml', 'image: a\n', undefined],
    ['values.yaml', '{{ if x }}\nimage: a\n{{ end }}\n', undefined],
    ['a.txt', 'apiVersion: v1\nkind: Pod\n', undefined],
  ])('%s with %j: %s', (name, text, kind) => {
    expect(kindOf(name, text)).toBe(kind);
    expect(claims(name, text) !== undefined).toBe(kind !== undefined);
  });
});

describe('templates', () => {
  const head = 'apiVersion: v1\nkind: Pod\n';
  test.each([
    'metadata: {{ .Values.metadata }}\n',
    'metadata:\n  name: {{ .Values.name }}\n',
    '{{- if .Values.a }}\nspec: {}\n{{- end }}\n',
    'metadata:\n  labels:\n    {{- include "labels" . | nindent 4 }}\n',
    '{% if a %}\nspec: {}\n{% endif %}\n',
  ])('%j is skipped with a note', async (rest) => {
    const { document, problems, subjects } = await read(head + rest);
    expect([subjects.length, problems.length]).toEqual([0, 0]);
    expect(document.notes?.map(({ kind }) => kind)).toEqual(['skipped']);
  });

  test.each([
    'metadata:\n  name: "{{ workflow.name }}"\n',
    'data:\n  page.tmpl: |\n    {{ define "x" }}\n    {{ end }}\n',
    '# {{ a comment }}\nmetadata: {}\n',
    'spec:\n  text: about {{ braces }}\n',
  ])('%j is none', async (rest) => {
    const { document, objects } = await read(head + rest);
    expect(document.notes ?? []).toEqual([]);
    expect(objects).toHaveLength(1);
  });

  test('a manifest with a fault of its own still has its problem', async () => {
    const { document, problems } = await read(`${head}metadata:\n  name: "{{ a }}"\n  - x\n`);
    expect(document.notes ?? []).toEqual([]);
    expect(problems.map(({ rule }) => rule)).toContain('yaml/syntax');
  });
});

describe('objects', () => {
  test('of all documents, and of lists in lists', async () => {
    const { objects } = await read(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap}\n- apiVersion: v1\n  kind: PodList\n  items: [{apiVersion: v1, kind: Pod, metadata: {name: b}}, 3]\n--- \n- 1\n',
    );
    expect(objects).toEqual(['Pod[a]', 'ConfigMap', 'Pod[b]']);
  });

  test('keys of prototypes are data', async () => {
    const { images } = await read('apiVersion: v1\nkind: Pod\n__proto__: {}\nspec: {__proto__: {containers: [{name: a, image: b}]}, constructor: 1}\n');
    expect(images).toEqual(['b']);
  });
});

describe('images', () => {
  const pod = (containers: string): string => `{containers: [${containers}]}`;
  test.each<[string, string]>([
    ['Pod', `spec: ${pod('{name: a, image: x}')}`],
    ['Deployment', `spec: {template: {spec: ${pod('{name: a, image: x}')}}}`],
    ['CronJob', `spec: {jobTemplate: {spec: {template: {spec: ${pod('{name: a, image: x}')}}}}}`],
    ['PodTemplate', `template: {spec: ${pod('{name: a, image: x}')}}`],
    ['RayCluster', `spec: {workerGroupSpecs: [{template: {spec: ${pod('{image: x}')}}}]}`],
  ])('of a %s', async (kind, rest) => {
    expect((await read(`apiVersion: a/v1\nkind: ${kind}\n${rest}\n`)).images).toEqual(['x']);
  });

  test('of a chart take what the values say', async () => {
    const values = (image: string): Promise<{ images: string[] }> => read(`image: ${image}\n`, 'values.yaml');
    expect((await values('{registry: r.io, repository: a/b, tag: 1}')).images).toEqual(['r.io/a/b:1']);
    expect((await values('{registry: "", repository: a/b}')).images).toEqual(['a/b:${tag}']);
    expect((await values('{repository: a/b, tag: 1}')).images).toEqual(['${registry}/a/b:1']);
    expect((await values('{repository: r.io/a/b, tag: 1}')).images).toEqual(['r.io/a/b:1']);
    expect((await values('{repository: r.io/a/b, tag: 1, digest: sha256:ab}')).images).toEqual(['r.io/a/b@sha256:ab']);
    expect((await values('{tag: 1}')).images).toEqual([]);
    expect((await values('[{repository: r.io/a, tag: 2}]')).images).toEqual(['r.io/a:2']);
    expect((await read('source: {repository: a/b, tag: 1}\nimage: {}\n', 'values.yaml')).images).toEqual([]);
  });
});

describe('secrets', () => {
  test.each<[string, string, boolean]>([
    ['DB_PASSWORD', 'hunter22', true],
    ['API_TOKEN', 'c1a0b2d3e4f5061728394a5b', true],
    ['API_KEY', 'AbCdEfGhIjKlMnOpQrStUv', true],
    ['API_KEY', '5f3a9c1e-7b24-4d6f-8a90-1c2d3e4f5a6b', true],
    ['SECRET_KEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzq8x+e3aB', true],
    ['PASSWORD', 'changeme', false],
    ['PASSWORD', 'changeme123', false],
    ['PASSWORD', 'short1', false],
    ['PASSWORD', 'password1', false],
    ['PASSWORD', 'true', false],
    ['PASSWORD', '${PASSWORD}', false],
    ['PASSWORD', '{{resolve:ssm:/a/b}}', false],
    ['SECRET', 'my-app-secret-v2', false],
    ['TLS_SECRET', 'ingress-tls-2', false],
    ['GITHUB_TOKEN', 'github-token', false],
    ['TOKEN', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf', false],
    ['TOKEN', '/var/run/secrets/token1', false],
    ['TOKEN', 'prod/db/token2', false],
    ['AUTH_TOKEN', 'https://login.example.com/v1', false],
    ['AUTH_TOKEN', 'login.example.com:8443', false],
    ['AUTH_TOKEN', 'org.example.Token2Provider', false],
    ['TOKEN', '1234567890', false],
    ['PASSWORD', 'at least 8 characters', false],
    ['COLOUR', 'c1a0b2d3e4f5061728394a5b', false],
    ['COLOUR', 'AKIAJ3QW5ZT7M2KX4VNB', true],
    ['COLOUR', 'AKIAIOSFODNN7EXAMPLE', false],
    ['URL', 'postgres://app:violet-harbour-91@db/orders', true],
    ['URL', 'postgres://app:password@db/orders', false],
    ['URL', 'postgres://app:$PASSWORD@db/orders', false],
    ['URL', 'https://example.com/a:b@c', false],
    ['DB_SECRET', '{"username":"app","password":"violet-harbour"}', true],
    ['DB_SECRET', '{"username":"app1-production","password":"${PASSWORD}"}', false],
  ])('%s=%s: %s', (name, value, expected) => {
    expect(secretIn(name, value, false) !== undefined).toBe(expected);
  });

  test('are never printed, by no rule', async () => {
    const text = `apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers: [{name: a, image: nginx, env: [{name: DB_PASSWORD, value: violet-harbour-91-lantern}]}]
`;
    const outcome = await lint([new SourceFile('pod.yaml', text)], {
      parsers,
      rules,
      host: noHost,
      settings: { accounts: [], trustedAccounts: [], partitions: [], allowedRegistries: [], mirror: undefined, packagesInternal: [], regions: [] },
      now: new Date('2026-11-24'),
      wholeRoot: true,
      setting: () => ({ enabled: true }),
      formatOf: () => undefined,
      suppress: ({ findings }) => ({ findings, problems: [] }),
    });
    expect(outcome.findings.map(({ ruleId }) => ruleId)).toEqual(['image/docker-hub', 'image/unpinned-tag', 'secrets/hardcoded-credential']);
    expect(JSON.stringify(outcome)).not.toContain('violet');
    const [hub, , secret] = outcome.findings;
    expect(hub?.excerpt).toContain(`value: ${'•'.repeat(25)}}`);
    expect(secret?.snippet).toBe('•'.repeat(25));
    expect(secret?.message).toMatch(/25 characters, hash [0-9a-f]{4}/);
  });
});
