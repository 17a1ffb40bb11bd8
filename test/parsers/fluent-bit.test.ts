import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SubjectOf } from '../../src/core/document.ts';
import { type Host, noHost } from '../../src/core/host.ts';
import { type LintOptions, lint } from '../../src/core/lint.ts';
import type { RuleEntry } from '../../src/core/rule.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import { claims } from '../../src/parsers/fluent-bit/claims.ts';
import type { FileReference, Pipeline, Section } from '../../src/parsers/fluent-bit/model.ts';
import parser from '../../src/parsers/fluent-bit/parse.ts';
import { parsers } from '../../src/parsers/index.ts';
import kubernetes from '../../src/parsers/kubernetes/parse.ts';
import type { Subjects } from '../../src/parsers/subjects.ts';
import { rules } from '../../src/rules/index.ts';

/** A host over texts by path. */
function hostOf(texts: Readonly<Record<string, string>>): Host {
  const resolve = (from: SourceFile, ref: string): string => posix.join(posix.dirname(from.root.path), ref);
  return {
    read(from, ref) {
      const path = resolve(from, ref);
      if (path.startsWith('..')) return 'outside';
      const text = texts[path];
      return text === undefined ? 'missing' : new SourceFile(path, text);
    },
    glob(from, pattern) {
      const path = resolve(from, pattern);
      if (path.startsWith('..')) return 'outside';
      const expression = new RegExp(`^${path.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
      return Object.keys(texts).filter((name) => expression.test(name));
    },
    siblings: (from) => Object.keys(texts).filter((name) => posix.dirname(name) === posix.dirname(from.path)),
  };
}

async function parse(text: string, path = 'fluent-bit.conf', host: Host = noHost) {
  const file = new SourceFile(path, text);
  const { document, problems } = await parser.parse(file, host);
  const subjects = [...document.subjects()];
  const of = <K extends keyof Subjects & string>(type: K): Subjects[K][] => subjects.filter((one) => one.type === type).map((one) => one.node as Subjects[K]);
  return {
    file,
    document,
    sections: of('fluentbit.section') as Section[],
    pipeline: of('fluentbit.pipeline')[0] as Pipeline | undefined,
    references: of('fluentbit.reference') as FileReference[],
    directives: of('fluentbit.directive'),
    problems: problems.map(({ span, text: said }) => `${file.positionAt(span.start).line}: ${said}`),
  };
}

describe('classic format', () => {
  test('section names are compared as far as they are written, without regard to case', async () => {
    const { sections } = await parse('[s]\n  a b\n[In]\n  a b\n[FILT]\n  a b\n[p]\n  a b\n[NODE]\n  a b\n[INPUTSX]\n  a b\n');
    expect(sections.map(({ kind }) => kind)).toEqual(['service', 'input', 'filter', 'parser', 'other', 'other']);
  });

  test('the key ends at the first blank, the value is trimmed and never unquoted', async () => {
    const { sections, file } = await parse('[INPUT]\n    Name   dummy \t\r\n    DUMMY  "{ }" # text  \n');
    const [input] = sections;
    const value = input?.get('dummy');
    expect(value?.string).toBe('"{ }" # text');
    expect(file.text.slice(value?.span.start, value?.span.end)).toBe('"{ }" # text');
    expect(input?.plugin.string).toBe('dummy');
  });

  test('the first body line of the file sets the indentation, even one of blanks or a comment', async () => {
    expect((await parse('[INPUT]\n  # comment\n    Name dummy\n')).problems).toEqual([]);
    expect((await parse('[INPUT]\n # comment\n    Name dummy\n')).problems).toEqual([expect.stringMatching(/^3: .*indented more/)]);
    expect((await parse('[INPUT]\n    Name dummy\n  # comment\n')).problems).toEqual([expect.stringMatching(/^3: .*indented less/)]);
    expect((await parse('[INPUT]\n    Name dummy\n        Tag x\n')).sections[0]?.get('tag').string).toBe('x');
  });

  test('keys of a group are none of the section', async () => {
    const { sections, problems } = await parse('[INPUT]\n    Name dummy\n    [PROC] x\n        Name other\n    Tag  x\n');
    expect(problems).toEqual([]);
    expect(sections[0]?.all('name')).toHaveLength(1);
    expect(sections[0]?.get('tag').string).toBe('x');
  });

  test('a repeated key keeps its order; the last one is the setting', async () => {
    const { sections } = await parse('[FILTER]\n    Name modify\n    Match a\n    Add x 1\n    Add y 2\n    match b\n');
    expect(sections[0]?.all('add').map(({ value }) => value.string)).toEqual(['x 1', 'y 2']);
    expect(sections[0]?.get('match').string).toBe('b');
  });

  test('what is missing stands at the plugin, and is unknown where a fault may hide it', async () => {
    const { sections, file } = await parse('[OUTPUT]\n    Name es\n[OUTPUT]\n    Name es\n    Match\n');
    const absent = sections[0]?.get('match');
    expect(absent?.isAbsent).toBe(true);
    expect(file.text.slice(absent?.span.start, absent?.span.end)).toBe('es');
    expect(sections[1]?.get('match').isUnknown).toBe(true);
  });

  test('nodeAt finds sections and lines', async () => {
    const { document, file } = await parse('# one\n[OUTPUT]\n    Name es\n    Match *\n');
    const text = (offset: number): string => file.text.slice(document.nodeAt?.(offset)?.start, document.nodeAt?.(offset)?.end);
    expect(text(2)).toBe('[OUTPUT]\n    Name es\n    Match *');
    expect(text(20)).toBe('Match *');
  });
});

describe('variables', () => {
  test('own definitions are known, others are holes', async () => {
    const { sections } = await parse('@SET level=a=b\n[SERVICE]\n    a x-${level}\n    b x-${HOME}\n    c ${\n    d {{ .Values.x }}-y\n');
    const [service] = sections;
    expect(service?.get('a').string).toBe('x-a=b');
    expect(service?.get('a').trace).toHaveLength(1);
    expect(service?.get('b').parts).toEqual(['x-', { hole: 'any', name: 'HOME' }]);
    expect(service?.get('c').string).toBe('${');
    expect(service?.get('d').parts).toEqual([{ hole: 'any', name: '{{ .Values.x }}' }, '-y']);
  });

  test('a default is an open choice', async () => {
    const { sections, document } = await parse('[SERVICE]\n    a ${A:-on}\n');
    const seen = document.choices?.explore(() => sections[0]?.get('a').string).leaves.map(({ result }) => result);
    expect(seen).toEqual(['on', undefined]);
  });
});

describe('YAML format', () => {
  test('texts stay as they are written, lists are repeated properties, camelCase is taken apart', async () => {
    const { sections, pipeline, problems } = await parse(
      "service: {flush: 1}\npipeline:\n  inputs:\n    - name: null\n      memBufLimit: 050M\n      Tag: x\n  filters:\n    - name: modify\n      match: '*'\n      add: [a b, c d]\n  outputs:\n    - name: stdout\n      match: x\n",
      'fluent-bit.yaml',
    );
    expect(problems).toEqual(['4: "null" is an output plugin, and no input.']);
    expect(sections[1]?.get('mem_buf_limit').string).toBe('050M');
    expect(sections[1]?.get('tag').string).toBe('x');
    expect(sections[2]?.all('add').map(({ value }) => value.string)).toEqual(['a b', 'c d']);
    expect(pipeline?.complete).toBe(true);
  });

  test('duplicate keys are no fault, but a second service is', async () => {
    const { problems } = await parse('pipeline:\n  inputs:\n    - name: dummy\nservice: {flush: 1}\nservice: {flush: 2}\npipeline:\n  outputs: []\n', 'a.yaml');
    expect(problems).toEqual([expect.stringMatching(/^5: "service" stands twice/)]);
  });
});

describe('includes', () => {
  const tail = '[INPUT]\n    Name dummy\n';
  const stdout = '[OUTPUT]\n    Name stdout\n    Match *\n';

  test('a main file is followed through its includes; each file yields its own sections', async () => {
    const host = hostOf({ 'conf/in/a.conf': tail, 'conf/in/b.conf': '@INCLUDE out.conf\n', 'conf/out.conf': stdout });
    const { pipeline, sections, references } = await parse('[SERVICE]\n    Flush 1\n@INCLUDE in/*.conf\n', 'conf/main.conf', host);
    expect(sections).toHaveLength(1);
    expect([pipeline?.inputs.length, pipeline?.outputs.length, pipeline?.complete]).toEqual([1, 1, true]);
    expect(references.map(({ resolution }) => resolution)).toEqual(['found']);
  });

  test('a file that is read twice, or includes itself, is refused', async () => {
    const texts = { 'main.conf': '@INCLUDE *.conf\n', 'other.conf': tail };
    const { problems } = await parse(texts['main.conf'], 'main.conf', hostOf(texts));
    expect(problems).toEqual(['1: The file includes itself, and Fluent Bit stops when it reads a file twice.']);
    const ring = hostOf({ 'a.conf': '@INCLUDE b.conf\n', 'b.conf': '@INCLUDE a.conf\n' });
    expect((await parse('@INCLUDE b.conf\n', 'a.conf', ring)).problems).toEqual([
      '1: The file includes itself by way of "b.conf", and Fluent Bit stops when it reads a file twice.',
    ]);
  });

  test('a fragment has no pipeline, and its includes may be found from elsewhere', async () => {
    const host = hostOf({ 'main.conf': '[SERVICE]\n    Flush 1\n@INCLUDE part.conf\n', 'part.conf': '' });
    const part = await parse(`${tail}${stdout}@INCLUDE other.conf\n`, 'part.conf', host);
    expect(part.pipeline).toBeUndefined();
    expect(part.references[0]?.resolution).toBe('unknown');
    expect((await parse(stdout, 'output.conf', host)).pipeline).toBeUndefined();
    expect((await parse(`${tail}${stdout}`, 'whole.conf', host)).pipeline?.complete).toBe(true);
  });

  test('without a file system nothing is missing', async () => {
    const { references, pipeline } = await parse('[SERVICE]\n    Parsers_File own.conf\n@INCLUDE a.conf\n');
    expect(references.map(({ resolution }) => resolution)).toEqual(['unknown', 'unknown']);
    expect(pipeline?.complete).toBe(false);
  });
});

test('the keys of a ConfigMap are a folder, and places are those of the manifest', async () => {
  const text = `kind: ConfigMap
apiVersion: v1
metadata: {name: logs}
data:
  fluent-bit.conf: |
    [SERVICE]
        Flush 1
    @INCLUDE out.conf
    @INCLUDE gone.conf
  out.conf: "[OUTPUT]\\n  Name  es\\n  Match *\\n  tls.verify off\\n"
  other.txt: nothing
`;
  const file = new SourceFile('logs.yaml', text);
  const { document } = await kubernetes.parse(file, noHost);
  const subjects = [...document.subjects()] as SubjectOf<Subjects>[];
  const references = subjects.filter((one) => one.type === 'fluentbit.reference').map((one) => one.node as FileReference);
  expect(references.map(({ target, resolution }) => [target, resolution])).toEqual([
    ['out.conf', 'found'],
    ['gone.conf', 'missing'],
  ]);
  const pipelines = subjects.filter((one) => one.type === 'fluentbit.pipeline').map((one) => one.node as Pipeline);
  expect(pipelines).toHaveLength(1);
  const verify = pipelines[0]?.outputs[0]?.get('tls.verify');
  const [span] = verify ? verify.file.toRoot(verify.span) : [];
  expect(text.slice(span?.start, span?.end)).toBe('off');
  expect(pipelines[0]?.outputs).toHaveLength(1);
});

describe('claims', () => {
  test.each([
    ['a.conf', '[INPUT]\n    Name x\n'],
    ['a.conf', '# c\n\n[service]\n    flush 1\n'],
    ['a.conf', '[in]\n  name x\n'],
    ['a.conf', '[OUTPUT\n    Name x\n'],
    ['a.yaml', 'pipeline:\n  inputs:\n    - name: x\n'],
    ['a.yml', 'env: {A: b}\nservice:\n    # c\n    http_server: on\n'],
    ['a.yaml', 'multiline_parsers:\n  - name: x\n'],
  ])('%s %j is taken', (name, text) => expect(claims(name, text)?.sure).toBe(true));

  test.each([
    ['a.txt', '[INPUT]\n    Name x\n'],
    ['override.conf', '[Service]\nExecStart=\nExecStart=/bin/x\n'],
    ['override.conf', '[Service]\n'],
    ['a.conf', '[input]\nkey = value\n'],
    ['a.conf', '[[inputs.cpu]]\n  percpu = true\n'],
    ['a.conf', 'input {\n  beats { port => 5044 }\n}\n'],
    ['a.yaml', 'receivers: {}\nexporters: {}\nservice:\n  pipelines:\n    logs: {}\n'],
    ['a.yaml', 'service: my-service\nprovider: {name: aws}\n'],
    ['a.yaml', 'pipeline:\n  processors:\n    - mapping: root = this\n'],
    ['a.yaml', 'services:\n  web:\n    image: x\n'],
    ['a.yaml', '{{- if .Values.x }}\npipeline:\n  inputs:\n    - name: x\n{{- end }}\n'],
  ])('%s %j is not', (name, text) => expect(claims(name, text)).toBeUndefined());
});

interface Verdict {
  readonly file: string;
  readonly text: string;
  readonly dryRun: { readonly rc: number; readonly msgs: readonly string[] };
}

const verdicts = new URL('../../../shared/cases/fluent-bit/verdicts.jsonl', import.meta.url);
const isThere = existsSync(verdicts);
if (!isThere) console.log('skipped: the verdicts of a real Fluent Bit are not beside this project');

/** Lines that the message of the program doesn't give, or gives as 0-based. */
const LINES: Readonly<Record<string, number>> = {
  // The program stops where another first letter comes; the fault begins with the first key.
  'c_noindent.conf': 2,
  'c_bad_memlimit.conf': 4,
  'c_dup_prop.conf': 4,
  'c_filter_nomatch.conf': 4,
  'c_include_glob_none.conf': 1,
  'c_include_missing.conf': 1,
  'c_include_twice.conf': 2,
  'c_inlinecomment.conf': 2,
  'c_noname.conf': 1,
  'c_parsers_missing.conf': 2,
  'c_service_badlevel.conf': 2,
  'c_tls_unsupported.conf': 6,
  'c_unknown_plugin.conf': 2,
  'y_nested_map.yaml': 4,
  'y_unknown_key.yaml': 5,
};
/** Only the environment of the process makes it wrong. */
const EXCEPTIONS = ['c_env_missing.conf'];

test.skipIf(!isThere)('what a real Fluent Bit refuses gets an error on its line, what it runs none', async () => {
  const cases = readFileSync(verdicts, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Verdict);
  const texts = Object.fromEntries([...cases.map(({ file, text }) => [file, text]), ['inc.conf', '[INPUT]\n    Name dummy\n']]);
  const options: LintOptions<Subjects> = {
    parsers,
    rules: rules.filter(({ id }) => id.startsWith('fluent-bit/') || id === 'yaml/syntax') as readonly RuleEntry<Subjects>[],
    host: hostOf(texts),
    settings: { accounts: [], trustedAccounts: [], partitions: [], allowedRegistries: [], mirror: undefined, packagesInternal: [], regions: [] },
    now: new Date('2026-11-24'),
    wholeRoot: false,
    setting: () => ({ enabled: true }),
    formatOf: () => 'fluent-bit',
    suppress: ({ findings }) => ({ findings, problems: [] }),
  };
  for (const { file: path, text, dryRun } of cases) {
    const { findings, failures } = await lint([new SourceFile(path, text)], options);
    expect(failures).toEqual([]);
    const errors = findings.filter((finding) => finding.path === path && finding.severity === 'error');
    // Some are refused at the real start only, or lose what they are given.
    if (dryRun.rc === 0 || EXCEPTIONS.includes(path))
      expect(
        errors.filter(({ ruleId }) => ruleId === 'fluent-bit/syntax'),
        path,
      ).toEqual([]);
    else {
      const line = LINES[path] ?? Number(/(?:\.conf:|line )(\d+)/.exec(dryRun.msgs.join(' '))?.[1]);
      expect(
        errors.map((finding) => finding.line),
        `${path}: ${errors.map(({ message }) => message).join('; ')}`,
      ).toContain(line);
    }
  }
});
