import { formatTarget } from './fuzz.ts';

const SEEDS = [
  '# syntax=docker/dockerfile:1\n# escape=`\nARG BASE=golang:1.12 V="1.2.3"\nFROM --platform=$BUILDPLATFORM ${BASE:-x} AS Build\nARG V\nENV P=/a/$V Q="x y"\n',
  'FROM a:1 AS x\nRUN --mount=type=bind,from=a:1,target=/x <<EOF cat && 3<<-"E F" \\\n  # c\n\n  tac\none\nEOF\n\ttwo\n\tE F\n',
  'FROM 123456789012.dkr.ecr.us-east-1.amazonaws.com/golang: 1.12\n\nAS build\nCOPY --from=build:1 --chown=a:b ["a", "b\\" c"] \\\n /d\n',
  'FROM build\nHEALTHCHECK --interval=5s CMD x\nONBUILD COPY --from=BUILD a b\nONBUILD ONBUILD RUN docker pull nginx\nENV DB_PASSWORD=violet-harbour-91-lantern\n',
  'ARG A=${B:-${C%.*}} B=1.2 C=${A//1/x}\r\nFROM ${A##*.}:${B#1}@sha256:${C/2/y} as one # remark\r\nFROM ONE\r\nCOPY --from=two a b\r\n',
  'FROM one AS two\r\nLABEL a=b "c d"=e f\r\nFORM x\r\nsentence\r\nSHELL x\r\nFROM two\r\n',
];
// biome-ignore format: a table
const PIECES = [
  'FROM ', 'ARG ', 'ENV ', 'RUN ', 'COPY ', 'ONBUILD ', 'AS ', 'LABEL ', 'SHELL ', 'HEALTHCHECK ', '--from=', '--mount=from=', '\\\n', '`\n', '\n',
  '\r', '\t', ' ', '${', '}', '$', ':-', ':+', ':?', '##', '%%', '//', '*', '?', '"', "'", '\\', '[', ']', ',', '=', '<<EOF', '<<-', 'EOF\n', '# ',
  '#escape=`\n', '{{', '{%', '@', ':', '/', '\u00A0', '\uFEFF', '\u0000', '\uD83D\uDE00', '\uD800', '\uE000', '__proto__', 'constructor', 'scratch',
  '9999999999999999999999',
];

export default formatTarget('dockerfile', { seeds: SEEDS.map((text) => ({ path: 'Dockerfile', text })), pieces: PIECES, atLeast: 5 });
