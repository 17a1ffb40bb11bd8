import { formatTarget } from './fuzz.ts';

const CLASSIC = [
  '@SET level=info\n@INCLUDE part.conf\n[SERVICE]\n    Flush        1\n    Log_Level    ${level}\n    HTTP_Server  ${HTTP:-on}\n    Parsers_File parsers.conf\n',
  '[INPUT]\n    Name          tail\n    Path          /var/log/*.log\n    [PROCESSORS] x\n        Name  content_modifier\n    Mem_Buf_Limit 50MB\n# comment\n[FILTER]\n    Name  modify\n    Match app.*\n',
  '[OUTPUT]\n    Name        es\n    Match       *\n    Host        ${SHARD}.example.com\n    tls         on\n    tls.verify  off\n    Retry_Limit False\n',
  '[SERVICE]\n  HTTP_Server On\n  @INCLUDE in.conf\n[IN]\n  Name dummy\n[O]\n  Name splunk\n  Host hec.example.com\n  Splunk_Token 1a2b3c4d5e6f\n',
];
const YAML = [
  'env: {LEVEL: info}\nincludes: [part.yaml]\nservice:\n  flush: 1\n  logLevel: ${LEVEL}\nparsers:\n  - name: app\n    format: json\n',
  "pipeline:\n  inputs:\n    - name: tail\n      path: &p /var/log/*.log\n      processors: {logs: [{name: content_modifier}]}\n  filters:\n    - name: modify\n      match: '*'\n      add: [a b, c d]\n",
  "pipeline:\n  outputs:\n    - name: splunk\n      match: '*'\n      host: hec.example.com\n      tls: ${TLS:-off}\n",
];
// biome-ignore format: a table
const PIECES = [
  '[', ']', '@INCLUDE ', '@SET ', '${', '}', ':-', '{{', '}}', '\n', '\r\n', '\t', '  ', '    ', '#', 'Name', 'Match', '*', 'tls', '&a ', '*a',
  '<<: ', '- ', ': ', '\u0000', '\uFEFF', '__proto__ x', 'constructor', '|', '"', "'",
];

export default formatTarget('fluent-bit', {
  seeds: [...CLASSIC.map((text) => ({ path: 'fluent-bit.conf', text })), ...YAML.map((text) => ({ path: 'fluent-bit.yaml', text }))],
  pieces: PIECES,
  atLeast: 5,
});
