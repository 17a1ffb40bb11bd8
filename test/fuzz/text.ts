import { formatTarget } from './fuzz.ts';

const SEEDS = [
  {
    path: 'run.sh',
    text: `#!/bin/bash\nset -e\n# pull\ndocker pull "\${REGISTRY:-docker.io}/nginx:latest" \\\n  && docker run --rm -it nginx:1 sh -c 'echo $X'\ncat <<EOF\n<your-bucket>\nEOF\n`,
  },
  { path: 'app.py', text: `import os\nARN = "arn:aws:iam::1234:role/x"  # TODO\nNAME = "your-name-here"\n` },
  {
    path: 'fleet.sh',
    text: `aws --region eu-west-1 ec2 create-capacity-reservation-fleet --total-target-capacity 25 \\\n  --end-date '2022-05-31' --tenancy="$T" --instance-type-specifications file://types.json; sam deploy –guided “x”\n`,
  },
  { path: 'main.tf', text: 'resource "a" "b" {\n  arn = "arn:aws:s3:::${var.x}"\n  name = "CHANGE_ME"\n}\n' },
  { path: 'app.properties', text: 'a.b=<your-value>\n! c\nd : e\\\n  f\n' },
];
// biome-ignore format: a table
const PIECES = [
  '"', "'", '`', '$(', '${', '}', '\\', '\\\n', '\n', '\r\n', '\t', '#', '//', '/*', '*/', '<<EOF\n', 'EOF\n', '"""', ' && ', ' | ', '; ', 'sudo ', 'docker pull ', 'docker run -d ', '--',
  'arn:aws:', '<your-name>', 'CHANGEME', 'xxxx', '\u202E', '\u200B', '\u2066', '\uFEFF', '\u0000', '\uD800', '\uDC00', '__proto__', '=', '–', '“', 'create-capacity-reservation-fleet ', 'file://',
];

export default formatTarget('text', { seeds: SEEDS, pieces: PIECES, atLeast: 1 });
