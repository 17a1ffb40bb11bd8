import { describe, expect, test } from 'vitest';
import type { Host } from '../../src/core/host.ts';
import { noHost } from '../../src/core/host.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import type { Value } from '../../src/core/value.ts';
import parser from '../../src/parsers/cloudformation/parse.ts';
import type { Resource, TemplateModel } from '../../src/parsers/cloudformation/resource.ts';

/** A host with these files. */
const hostWith = (files: Readonly<Record<string, string>>): Host => ({
  ...noHost,
  read: (_from, ref) => (ref.startsWith('../') ? 'outside' : files[ref] === undefined ? 'missing' : new SourceFile(ref, files[ref])),
});

async function parse(text: string, host: Host = noHost) {
  const { document } = await parser.parse(new SourceFile('t.yaml', text), host);
  const subjects = [...document.subjects()];
  const model = subjects.find((subject) => subject.type === 'cfn.template')?.node as TemplateModel;
  /** For each combination of the choices that it touches, the resources that there are and a property of each. */
  const resources = (property: string): Record<string, Record<string, string>> => {
    const explored = document.choices?.explore(() =>
      Object.fromEntries(
        model.resources.filter((resource) => resource.exists()).map((resource: Resource) => [resource.logicalId, show(resource.properties.get(property))]),
      ),
    );
    return Object.fromEntries(explored?.leaves.map(({ facts, result }) => [facts.map(({ name, value }) => `${name}=${value}`).join(' '), result]) ?? []);
  };
  return { document, subjects, model, resources };
}

function show(value: Value): string {
  if (value.kind === 'list') return `[${value.items.map(show).join(', ')}]`;
  if (value.kind === 'map') return `{${(value.keys as string[]).map((key) => `${key}: ${show(value.get(key))}`).join(', ')}}${value.complete ? '' : '…'}`;
  return value.display;
}

const loop = (collection: string, body = '{Type: AWS::T::T, Properties: {P: !Sub "${X}-${AWS::Region}"}}', key = 'T${X}', more = ''): string =>
  `Transform: AWS::LanguageExtensions\nParameters:\n  L: {Type: CommaDelimitedList, Default: 'a, b'}\n  A: {Type: CommaDelimitedList, AllowedValues: ['a', 'a,b']}\n  Free: {Type: CommaDelimitedList}\nMappings: {M: {r: {v: [m, n]}}}\n${more}Resources:\n  Fn::ForEach::Loop:\n    - X\n    - ${collection}\n    - '${key}': ${body}\n`;

describe('loops', () => {
  test.each<[string, string, Record<string, Record<string, string>>, readonly string[]]>([
    ['a literal list', loop('[a, b]'), { '': { Ta: 'a-${AWS::Region}', Tb: 'b-${AWS::Region}' } }, []],
    ['a mapping', loop('!FindInMap [M, r, v]'), { '': { Tm: 'm-${AWS::Region}', Tn: 'n-${AWS::Region}' } }, []],
    [
      'a parameter with a default',
      loop('!Ref L'),
      { 'L=default': { Ta: 'a-${AWS::Region}', Tb: 'b-${AWS::Region}' }, 'L=other': {} },
      ['the loop Fn::ForEach::Loop runs over values that only deployment knows'],
    ],
    ['a parameter with allowed values', loop('!Ref A', '{Type: AWS::T::T, Properties: {P: x}}'), { 'A=a': { Ta: 'x' }, 'A=a,b': { Ta: 'x', Tb: 'x' } }, []],
    [
      'what only deployment knows: the body once, with holes',
      loop('!Ref Free', '{Type: AWS::T::T, Properties: {P: "x-${X}", Q: !Ref X}}'),
      { '': { 'T${X}': 'x-${X}' } },
      ['the loop Fn::ForEach::Loop runs over values that only deployment knows'],
    ],
    [
      'plain text, Ref, and ids without special characters',
      loop('[a/b]', '{Type: AWS::T::T, Properties: {P: ["${X}", !Ref X, {Ref: X}]}}', 'T&{X}'),
      { '': { Tab: '[a/b, a/b, a/b]' } },
      [],
    ],
    [
      'a loop in a loop',
      loop('[a, b]', '[Y, [c, d], {"T${X}${Y}": {Type: AWS::T::T, Properties: {P: !Join ["", [!Ref X, !Ref Y]]}}}]', 'Fn::ForEach::Inner'),
      { '': { Tac: 'ac', Tad: 'ad', Tbc: 'bc', Tbd: 'bd' } },
      [],
    ],
    [
      'in properties',
      loop('[a]', '{Type: AWS::T::T, Properties: {P: {Fn::ForEach::P: [K, [x, y], {"${K}": "${X}${K}"}], z: 1}}}'),
      { '': { Ta: '{x: ax, y: ay, z: 1}' } },
      [],
    ],
    [
      'in properties, unknown: the map is open',
      loop('[a]', '{Type: AWS::T::T, Properties: {P: {Fn::ForEach::P: [K, !Ref Free, {"${K}": v}], z: 1}}}'),
      { '': { Ta: '{z: 1}…' } },
      [],
    ],
    [
      'conditions',
      loop(
        '[a, b]',
        '{Type: AWS::T::T, Condition: "C${X}", Properties: {P: x}}',
        'T${X}',
        'Conditions:\n  Fn::ForEach::C: [X, [a, b], {"C${X}": !Equals [!Ref AWS::Region, "${X}"]}]\n',
      ),
      { 'Ca=true Cb=false': { Ta: 'x' }, 'Ca=false Cb=true': { Tb: 'x' }, 'Ca=false Cb=false': {} },
      [],
    ],
    ['no loop at all', 'Resources:\n  Fn::ForEach::Loop: [X]\n  T: {Type: AWS::T::T, Properties: {P: x}}\n', { '': { T: 'x' } }, []],
  ])('%s', async (_name, text, expected, notes) => {
    const { resources, document } = await parse(text);
    expect(resources('P')).toEqual(expected);
    expect((document.notes ?? []).map(({ reason }) => reason)).toEqual(notes);
  });

  test("every instance stands at the loop's body", async () => {
    const text = loop('[a, b]');
    const { model, document } = await parse(text);
    document.choices?.explore(() => {
      for (const resource of model.resources) {
        const value = resource.properties.get('P');
        expect(text.slice(resource.at.span.start, resource.at.span.end)).toBe("'T${X}'");
        expect(text.slice(value.span.start, value.span.end)).toBe('"${X}-${AWS::Region}"');
      }
    });
  });

  test('loops that multiply beyond any template end, with holes', async () => {
    const items = `[${Array.from({ length: 40 }, (_, i) => `i${i}`).join(', ')}]`;
    const nested = (depth: number): string =>
      depth === 0
        ? `{Type: AWS::T::T, Properties: {P: x}}`
        : `[V${depth}, ${items}, {"${depth === 1 ? 'T${V1}${V2}${V3}' : `Fn::ForEach::L${depth}`}": ${nested(depth - 1)}}]`;
    const { model, document } = await parse(`Resources: {Fn::ForEach::L: ${nested(3).replaceAll('L3', 'L')}}\n`);
    expect(model.resources.length).toBeLessThanOrEqual(1100);
    expect(document.notes?.length).toBeGreaterThan(0);
  });
});

describe('Fn::ToJsonString', () => {
  test.each<[string, string]>([
    ['{a: 1, b: "1", c: true, d: [x, !Ref AWS::NoValue], e: {}}', '{"a":1,"b":"1","c":true,"d":["x"],"e":{}}'],
    ['{arn: !Sub "arn:${AWS::Partition}:s3", "q\\"": "\\""}', '{"arn":"arn:${AWS::Partition}:s3","q\\"":"\\""}'],
    ['{a: !ImportValue x}', '(unknown)'],
  ])('%s', async (value, expected) => {
    const { resources } = await parse(`Resources:\n  T: {Type: AWS::T::T, Properties: {P: {Fn::ToJsonString: ${value}}}}\n`);
    expect(resources('P')).toEqual({ '': { T: expected } });
  });

  test('a policy in it is a policy', async () => {
    const { subjects } = await parse(
      `Resources:\n  T:\n    Type: AWS::SSO::PermissionSet\n    Properties:\n      InlinePolicy:\n        Fn::ToJsonString:\n          Statement: [{Effect: Allow, Action: 'a:*', Resource: '*'}]\n`,
    );
    expect(subjects.filter(({ type }) => type === 'iam.statement')).toHaveLength(1);
  });
});

describe('AWS::Include', () => {
  const including = (location: string): string =>
    `Resources:\n  T:\n    Type: AWS::T::T\n    Properties:\n      Fn::Transform: {Name: AWS::Include, Parameters: {Location: ${location}}}\n      Q: q\n`;
  const files = { 'inner.yaml': '# a part\nP: !Sub "${AWS::Region}"\nR: {S: s}\n', 'list.yaml': '[a]' };

  test('a local file is part of the template, at its own place', async () => {
    const { model, document } = await parse(including('inner.yaml'), hostWith(files));
    expect(document.notes).toEqual([]);
    document.choices?.explore(() => {
      const { properties } = model.resources[0] as Resource;
      const inner = properties.get('R').get('S');
      expect(show(properties)).toBe('{P: ${AWS::Region}, R: {S: s}, Q: q}');
      expect([inner.file.path, inner.file.text.slice(inner.span.start, inner.span.end), inner.path]).toEqual(['inner.yaml', 's', 'Resources/T/Properties/R/S']);
      expect(properties.get('Q').file.path).toBe('t.yaml');
      expect(properties.get('Z').isAbsent).toBe(true);
    });
  });

  test('resources, too', async () => {
    const { resources } = await parse(
      'Resources:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: r.yaml}}\n',
      hostWith({ 'r.yaml': 'T: {Type: AWS::T::T, Properties: {P: x}}\n' }),
    );
    expect(resources('P')).toEqual({ '': { T: 'x' } });
  });

  test.each(['s3://bucket/inner.yaml', 'missing.yaml', '../outside.yaml', 'list.yaml', '!Ref Where'])('%s leaves the rest unknown', async (location) => {
    const { model, document } = await parse(including(location), hostWith(files));
    document.choices?.explore(() => {
      const { properties } = model.resources[0] as Resource;
      expect(properties.get('P').isUnknown).toBe(true);
      expect(properties.get('Q').string).toBe('q');
    });
  });
});

test("exceptions for other tools, each in its tool's form", async () => {
  const text = `Metadata: {cfn-lint: {config: {ignore_checks: [W3]}}}
Resources:
  A:
    Type: AWS::T::T
    Metadata:
      cfn-lint: {config: {ignore_checks: [E2531]}}
      cfn_nag: {rules_to_suppress: [{id: W11, reason: because}]}
      cdk_nag: {rules_to_suppress: [{id: AwsSolutions-L1, reason: so}, {reason: none}]}
      checkov: {skip: [{id: CKV_AWS_1, comment: well}]}
    # checkov:skip=CKV_AWS_2:there
    Properties: {P: x}
# checkov:skip=CKV_AWS_3:outside of resources
`;
  const { document } = await parse(text);
  expect(
    [...(document.foreignSuppressions?.() ?? [])].map(({ tool, id, reason, by, covers }) => [tool, id, reason, by, text.slice(covers.start, covers.start + 2)]),
  ).toEqual([
    ['cfn-lint', 'W3', undefined, 'metadata', 'Me'],
    ['cfn-lint', 'E2531', undefined, 'metadata', 'A:'],
    ['checkov', 'CKV_AWS_1', 'well', 'metadata', 'A:'],
    ['cfn-nag', 'W11', 'because', 'metadata', 'A:'],
    ['cdk-nag', 'AwsSolutions-L1', 'so', 'metadata', 'A:'],
    ['checkov', 'CKV_AWS_2', 'there', 'comment', 'A:'],
  ]);
});
