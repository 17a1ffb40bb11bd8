import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Hole } from '../../src/core/value.ts';
import { type ImageName, parseReference } from '../../src/parsers/image/reference.ts';

/** `{any}`, `{region}` … in a row's text stand for holes. */
const read = (text: string): ImageName =>
  parseReference(
    text
      .split(/\{(any|account|region|partition|urlSuffix|resource)\}/)
      .map((part, i): string | Hole => (i % 2 === 0 ? part : { hole: part as Hole['hole'], name: part }))
      .filter((part) => part !== ''),
  );

const show = (name: ImageName): string => {
  const part = (value: ImageName['tag']): string => (value.state === 'known' ? value.text : value.state === 'absent' ? '-' : '?');
  const hub = name.isDockerHub === undefined ? '?' : name.isDockerHub ? (name.hubPath ?? 'hub') : 'no';
  return [part(name.host), hub, part(name.tag), part(name.digest)].join(' ');
};

const d = 'sha256:'.padEnd(71, 'a');
/** Reference; host, Docker Hub path (or no), tag, digest; the first error. */
const rows: [string, string, string?][] = [
  ['golang', '- library/golang - -'],
  ['golang:1.12-alpine', '- library/golang 1.12-alpine -'],
  ['grafana/grafana:12.0.0', '- grafana/grafana 12.0.0 -'],
  ['library/golang', '- library/golang - -'],
  ['docker.io/golang', 'docker.io library/golang - -'],
  ['docker.io/library/golang:1', 'docker.io library/golang 1 -'],
  ['index.docker.io/grafana/loki:3', 'index.docker.io grafana/loki 3 -'],
  ['registry-1.docker.io/library/redis', 'registry-1.docker.io library/redis - -'],
  ['registry.hub.docker.com/library/redis:8', 'registry.hub.docker.com library/redis 8 -'],
  ['Docker.io/golang', 'Docker.io library/golang - -'],
  ['localhost', '- library/localhost - -'],
  ['localhost/app', 'localhost no - -'],
  ['localhost:5000/app', 'localhost:5000 no - -'],
  ['localhost:5000', '- library/localhost 5000 -'],
  ['example.com', '- library/example.com - -'],
  ['example.com/app', 'example.com no - -'],
  ['example.com:443/a/b/c:v1', 'example.com:443 no v1 -'],
  ['Example/app', 'Example no - -'],
  ['[2001:db8::1]:5000/app:1', '[2001:db8::1]:5000 no 1 -'],
  ['127.0.0.1:5000/app', '127.0.0.1:5000 no - -'],
  ['public.ecr.aws/docker/library/golang:1', 'public.ecr.aws no 1 -'],
  ['123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1', '123456789012.dkr.ecr.us-east-1.amazonaws.com no 1 -'],
  ['12345678910.dkr.ecr.us-east-1.amazonaws.com/app:1', '12345678910.dkr.ecr.us-east-1.amazonaws.com no 1 -'],
  ['1.dkr.ecr-fips.us-gov-west-1.amazonaws.com/app', '1.dkr.ecr-fips.us-gov-west-1.amazonaws.com no - -'],
  ['1.dkr.ecr.us-iso-east-1.c2s.ic.gov/app', '1.dkr.ecr.us-iso-east-1.c2s.ic.gov no - -'],
  ['1.dkr.ecr.cn-north-1.amazonaws.com.cn/app', '1.dkr.ecr.cn-north-1.amazonaws.com.cn no - -'],
  ['1.dkr.ecr.eusc-de-east-1.amazonaws.eu/app', '1.dkr.ecr.eusc-de-east-1.amazonaws.eu no - -'],
  ['1.dkr-ecr.eu-west-1.on.aws/app', '1.dkr-ecr.eu-west-1.on.aws no - -'],
  ['000000000000.dkr.ecr.us-east-1.localhost.localstack.cloud:4566/app', '000000000000.dkr.ecr.us-east-1.localhost.localstack.cloud:4566 no - -'],
  [`app@${d}`, `- library/app - ${d}`],
  [`app:1@${d}`, `- library/app 1 ${d}`],
  ['a-b_c.d__e---f:T', '- library/a-b_c.d__e---f T -'],
  [`app:${'x'.repeat(128)}`, `- library/app ${'x'.repeat(128)} -`],
  // Refused
  ['', '? ? ? ?', 'blank'],
  ['  ', '? ? ? ?', 'blank'],
  ['https://registry.example.com/app', '? ? ? ?', 'scheme'],
  ['docker://app', '? ? ? ?', 'scheme'],
  ['golang: 1.12', '- library/golang ? ?', 'white-space'],
  [' golang', '? ? ? ?', 'white-space'],
  ['golang:', '- library/golang ? -', 'empty-tag'],
  [`golang:@${d}`, `- library/golang ? ${d}`, 'empty-tag'],
  ['golang:1:2', '- library/golang 1:2 -', 'tag'],
  ['golang:-1', '- library/golang -1 -', 'tag'],
  ['golang:.1', '- library/golang .1 -', 'tag'],
  ['golang:1+2', '- library/golang 1+2 -', 'tag'],
  [`app:${'x'.repeat(129)}`, `- library/app ${'x'.repeat(129)} -`, 'tag'],
  ['Golang', '- library/Golang - -', 'upper-case'],
  ['grafana/Grafana:1', '- grafana/Grafana 1 -', 'upper-case'],
  ['example.com/App', 'example.com no - -', 'upper-case'],
  ['/app', '- /app - -', 'repository'],
  ['app/', '- app/ - -', 'repository'],
  ['example.com//app', 'example.com no - -', 'repository'],
  ['example.com/', 'example.com no - -', 'repository'],
  ['-app', '- library/-app - -', 'repository'],
  ['app-', '- library/app- - -', 'repository'],
  ['a..b', '- library/a..b - -', 'repository'],
  ['a___b', '- library/a___b - -', 'repository'],
  ['a,b', '- library/a,b - -', 'repository'],
  ['my_host.example.com/app', 'my_host.example.com no - -', 'host'],
  ['example.com:port/app', 'example.com:port no - -', 'host'],
  ['-example.com/app', '-example.com no - -', 'host'],
  ['1.dkr.ecr.amazonaws.com/app', '1.dkr.ecr.amazonaws.com no - -', 'ecr-host'],
  ['1.dkr.ecr.us-east.amazonaws.com/app', '1.dkr.ecr.us-east.amazonaws.com no - -', 'ecr-host'],
  ['1.dkr.ecr.us-east-1.amazonaws.co/app', '1.dkr.ecr.us-east-1.amazonaws.co no - -', 'ecr-host'],
  ['1.dkr.ecr-us-east-1.amazonaws.com/app', '1.dkr.ecr-us-east-1.amazonaws.com no - -', 'ecr-host'],
  ['1.dkr-ecr.eu-west-1.amazonaws.com/app', '1.dkr-ecr.eu-west-1.amazonaws.com no - -', 'ecr-host'],
  [`example.com/${'a'.repeat(256)}`, 'example.com no - -', 'too-long'],
  ['a'.repeat(64), `- library/${'a'.repeat(64)} - -`, 'identifier'],
  [d, `- library/sha256 ${'a'.repeat(64)} -`, 'identifier'],
  ['app@', '- library/app - ', 'digest'],
  ['app@sha256:12', '- library/app - sha256:12', 'digest'],
  [`app@${d.toUpperCase()}`, `- library/app - ${d.toUpperCase()}`, 'digest'],
  [`app@md5:${'a'.repeat(32)}`, `- library/app - md5:${'a'.repeat(32)}`, 'digest'],
  // Holes: an error only if every instantiation has it
  ['{any}', '? ? ? ?'],
  ['{any}/app', '? ? - -'],
  ['{any}/app:1', '? ? 1 -'],
  ['{any}:5000/app:1', '? ? 1 -'],
  ['{any}:latest', '? ? latest -'],
  ['golang:{any}', '- library/golang ? ?'],
  ['golang:1.{any}-alpine', '- library/golang ? ?'],
  ['golang{any}', '? ? ? ?'],
  ['golang{any}:1', '? ? 1 -'],
  ['grafana/{any}:1', '- hub 1 -'],
  ['grafana/{any}', '- hub ? ?'],
  ['example.com/{any}/App:1', 'example.com no 1 -', 'upper-case'],
  ['example.com/App{any}', 'example.com no ? ?'],
  ['my{any}/app', '? ? - -'],
  ['app@{any}', '- library/app - ?'],
  ['app@sha256:{any}', '- library/app - ?'],
  ['app@md5:{any}', '- library/app - ?', 'digest'],
  ['app:{any}:x', '- library/app ? ?', 'tag'],
  ['{any}:', '? ? ? -', 'empty-tag'],
  ['{any} app', '? ? ? ?', 'white-space'],
  ['{account}.dkr.ecr.{region}.amazonaws.com/app:1', '123456789012.dkr.ecr.us-east-1.amazonaws.com no 1 -'],
  ['{account}.dkr.ecr.{region}.{urlSuffix}/app', '123456789012.dkr.ecr.us-east-1.amazonaws.com no - -'],
  ['{account}.dkr.ecr.{urlSuffix}/app', '123456789012.dkr.ecr.amazonaws.com no - -', 'ecr-host'],
  ['{any}.dkr.ecr.amazonaws.com/app', '? ? - -'],
  ['example.com/app-{region}', 'example.com no - -'],
  ['example.com/app:{region}', 'example.com no ? -'],
  ['{resource}:1', '? ? 1 -'],
];

describe('image references', () => {
  test.each(rows)('%s is %s', (text, expected, error) => {
    const name = read(text);
    expect(show(name)).toBe(expected);
    expect(name.errors[0]?.kind).toBe(error);
  });

  test.each([
    ['golang: 1.12', ' '],
    ['golang:', ':'],
    ['example.com/app/Foo/bar', 'Foo'],
    ['https://a/b', 'https://'],
    ['a_b.c/d', 'a_b.c'],
    ['a:b:c', 'b:c'],
    ['a@sha256:1', 'sha256:1'],
    ['a//b', '//'],
  ])('the error of %s stands at %s', (text, part) => {
    const { span } = read(text).errors[0] as ImageName['errors'][number];
    expect(text.slice(span.start, span.end)).toBe(part);
  });

  test('the name begins past the host and past library/', () => {
    expect(
      ['golang', 'library/golang', 'docker.io/golang', 'docker.io/library/golang:1', 'docker.io/grafana/loki'].map((text) => text.slice(read(text).nameStart)),
    ).toEqual(['golang', 'golang', 'golang', 'golang:1', 'grafana/loki']);
  });

  test('any pieces: no throw, spans inside, and what a hole hides is no error', () => {
    const piece = fc.oneof(
      fc.constantFrom<string>(
        'golang',
        'A',
        '/',
        ':',
        '@',
        '.',
        '-',
        '_',
        ' ',
        'docker.io',
        'sha256:',
        '1',
        'latest',
        '.dkr.ecr.',
        '[',
        ']',
        '\uE000',
        '\u{1F600}',
      ),
      fc.constantFrom<Hole['hole']>('any', 'account', 'region', 'partition', 'urlSuffix', 'resource').map((hole): Hole => ({ hole, name: hole })),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (parts) => {
        const name = parseReference(parts);
        for (const { span } of name.errors) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(name.text.length);
        }
        expect(name.nameStart).toBeLessThanOrEqual(name.text.length);
      }),
      { numRuns: 3000 },
    );
  });

  test('an error of a pattern is an error of each of its instantiations', () => {
    const literal = fc.constantFrom('golang', 'a', 'A', '/', ':', '@', '.', '-', 'docker.io/', '1', ' ');
    const any: Hole = { hole: 'any', name: 'x' };
    fc.assert(
      fc.property(fc.array(literal, { maxLength: 5 }), fc.array(literal, { maxLength: 5 }), fc.array(literal, { maxLength: 4 }), (before, after, filling) => {
        const fuzzy = parseReference([...before, any, ...after]);
        const exact = parseReference([[...before, ...filling, ...after].join('')]);
        // A hole behind a colon is taken for a tag, so a filling with slashes is none of its instantiations.
        fc.pre(!filling.join('').includes('/') || !before.join('').includes(':'));
        if (fuzzy.errors.length > 0) expect(exact.errors.length, JSON.stringify([before, filling, after])).toBeGreaterThan(0);
      }),
      { numRuns: 3000 },
    );
  });
});
