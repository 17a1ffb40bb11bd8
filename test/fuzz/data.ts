import { formatTarget } from './fuzz.ts';

const SEEDS = [
  {
    path: 'buildspec.yml',
    text: 'version: 0.2\nenv: {variables: {TOKEN: "1a2b3c4d5e6f7a8b"}}\nphases:\n  build:\n    commands:\n      - docker pull nginx\n      - echo a: b\n',
  },
  {
    path: 'compose.yaml',
    text: 'x-a: &a {image: redis:8}\nservices:\n  web: {image: "nginx:${TAG:-1}", build: .}\n  jobs:\n    <<: *a\n    pull_policy: never\n',
  },
  {
    path: '.github/workflows/ci.yml',
    text: 'jobs:\n  test:\n    container: {image: node:24, credentials: {}}\n    services: {db: postgres:18}\n    steps:\n      - uses: "docker://alpine"\n      - run: docker pull alpine\n',
  },
  { path: 'settings.json', text: '{"endpoint": "https://<your-host>/", "roleArn": "arn:aws:iam::12345:role/x", "n": [1, "CHANGE_ME"]}' },
  { path: 'config.yaml', text: 'db:\n  host: your-host-here\n  arn: arn:aws:s3:::b\n  note: "\\u202E"\n' },
];
// biome-ignore format: a table
const PIECES = [
  '{', '}', '[', ']', ',', ': ', '- ', '"', "'", '\n', '\r\n', '\t', '  ', '#', '&a ', '*a', '<<: ', '|\n', '>\n', '---\n', '{{ x }}', '<your-name>', 'CHANGEME', 'xxxx',
  'arn:aws:', '123456789012', 'docker run -d nginx', 'docker build --build-arg A=b .', '$(', '`', '\\', ' && ', ' | ', '\u202E', '\u200B', '\uFEFF', '\u0000', '\uD800', '__proto__: ',
];

export default formatTarget('data', { seeds: SEEDS, pieces: PIECES, atLeast: 2 });
