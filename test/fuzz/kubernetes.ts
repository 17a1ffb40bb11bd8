import { formatTarget } from './fuzz.ts';

const MANIFESTS = [
  `# comment
apiVersion: apps/v1
kind: Deployment
metadata: &m {name: web}
spec:
  template:
    metadata: *m
    spec:
      imagePullSecrets: [{name: hub}]
      containers: [{name: app, image: nginx}]
`,
  `apiVersion: v1
kind: List
items:
  - apiVersion: batch/v1beta1
    kind: CronJob
    metadata: {name: nightly}
    spec: {jobTemplate: {spec: {template: {spec: {containers: [{image: docker.io/a/b:latest}]}}}}}
`,
  `apiVersion: v1
kind: Pod
spec:
  containers:
    - {name: app, env: [{name: DB_PASSWORD, value: violet-harbour-91-lantern}]}
---
kind: Secret
apiVersion: v1
data: {token: YzFhMGIyZDNlNGY1MDYxNzI4Mzk0YTVi}
`,
  `apiVersion: v1
kind: Secret
metadata: {name: s}
stringData:
  password: |
    -----BEGIN PRIVATE KEY-----
    abc
`,
  `apiVersion: v1
kind: ConfigMap
metadata: {name: logs}
data:
  fluent-bit.conf: |
    @INCLUDE part.conf
    [OUTPUT]
        Name es
        tls.verify off
  part.conf: "[INPUT]\\n  Name dummy\\n"
`,
  `apiVersion: v1
kind: ConfigMap
metadata: {name: logs}
data:
  fluent-bit.yaml: >
    service: {http_server: on}

    pipeline: {inputs: [{name: dummy}]}
`,
];
const VALUES = `replicaCount: 2
image: &i
  registry: docker.io
  repository: bitnami/nginx
  tag: 1.29
images:
  - {<<: *i, repository: quay.io/a/b}
admin: {password: letmein-2026-please}
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
  spec: { containers: [{ name: 'a', image: 'redis', env: [{ name: 'API_KEY', value: 'AKIAJ3QW5ZT7M2KX4VNB' }] }] },
});
// biome-ignore format: a table
const PIECES = [
  '{{ .Values.x }}', '{{- if a }}\n', '{% x %}', '${A}', '$(B)', '@c@', '@', ':', ': ', '- ', '---\n', '&a ', '*a', '<<: *i', '!!str ', '\n', '\r\n',
  '\t', '  ', '{', '}', '[', ']', '"', "'", '|', '>', '#', 'null', 'kind: List\n', 'items:\n', 'containers: [{image: x}]\n', '__proto__: ',
  'constructor: ', 'AKIAJ3QW5ZT7M2KX4VNB', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijk', 'https://u:p4ssw0rd1@h/', '\u0000', '\uFEFF',
  '\ud800',
];

export default formatTarget('kubernetes', {
  seeds: [
    ...MANIFESTS.map((text) => ({ path: 'manifest.yaml', text })),
    { path: 'values.yaml', text: VALUES },
    { path: 'kustomization.yaml', text: KUSTOMIZATION },
    { path: 'pod.json', text: JSON_MANIFEST },
  ],
  pieces: PIECES,
  atLeast: 2,
});
