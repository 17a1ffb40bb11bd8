import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/core/finding.ts';
import { reporters } from '../../src/reporters/index.ts';
import { lineHashes } from '../../src/reporters/line-hashes.ts';
import { clean, environment, files, full } from './outcome.ts';

const sarif = await reporters.sarif();
const require = createRequire(import.meta.url);
const schemaFile = join(dirname(require.resolve('@microsoft/sarif-multitool-ts')), '../assets/sarif-2.1.0.schema.json');
const validate = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).compile(JSON.parse(readFileSync(schemaFile, 'utf8')));

interface Region {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}
interface SarifLocation {
  physicalLocation: { artifactLocation: { uri: string; uriBaseId: string }; region: Region };
  logicalLocations?: { fullyQualifiedName: string }[];
}
interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: SarifLocation[];
  relatedLocations?: (SarifLocation & { id: number })[];
  partialFingerprints: Record<string, string>;
  fixes?: { artifactChanges: { replacements: { deletedRegion: Region; insertedContent: { text: string } }[] }[] }[];
  suppressions?: object[];
}

function runOf(outcome: Outcome, fields: Parameters<typeof environment>[0] = {}) {
  return JSON.parse(sarif(outcome, environment(fields))).runs[0];
}

describe('sarif', () => {
  test.each([
    ['everything', full, environment()],
    ['with suppressed findings', full, environment({ includeSuppressed: true })],
    ['without texts', full, environment({ readText: () => undefined })],
    ['nothing', clean, environment()],
  ] as const)('fits the SARIF schema: %s', (_, outcome, given) => {
    validate(JSON.parse(sarif(outcome, given)));
    expect(validate.errors).toBeNull();
  });

  test('the report', async () => {
    await expect(sarif(full, environment({ includeSuppressed: true }))).toMatchFileSnapshot('__snapshots__/report.sarif');
  });

  test('regions lie in the text, are 1-based and never empty in a text that has characters', () => {
    for (const { locations, relatedLocations = [] } of runOf(full).results as Result[]) {
      for (const { physicalLocation } of [...locations, ...relatedLocations]) {
        const { startLine, startColumn, endLine, endColumn } = physicalLocation.region;
        const file = files.find((other) => uri(other.path) === physicalLocation.artifactLocation.uri);
        expect(startLine).toBeGreaterThanOrEqual(1);
        expect(startColumn).toBeGreaterThanOrEqual(1);
        expect(endLine).toBeLessThanOrEqual(file?.lineCount ?? 0);
        expect(endColumn).toBeLessThanOrEqual((file?.lineText(endLine).length ?? 0) + 1);
        expect(endLine > startLine || endColumn > startColumn || file?.text === '').toBe(true);
      }
    }
  });

  test('addresses are relative and percent-encoded', () => {
    const uris = (runOf(full).results as Result[]).flatMap(({ locations }) => locations.map(({ physicalLocation }) => physicalLocation.artifactLocation.uri));
    expect(uris).toContain('infra/app%20stack%20%C3%A4%231.yaml');
    for (const address of uris) expect(address).toMatch(/^(?![./])(?:[\w.!~*'()/-]|%[0-9A-F]{2})+$/);
    const strange = { ...clean, findings: full.findings.slice(0, 1).map((finding) => ({ ...finding, path: 'c:/a?b/100%/[x]\ud800\\y' })) };
    expect(runOf(strange).results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('c%3A/a%3Fb/100%25/%5Bx%5D%EF%BF%BD%5Cy');
  });

  test('carries the line hash of GitHub and the own fingerprint', () => {
    for (const result of runOf(full).results as Result[]) {
      const at = result.locations[0]?.physicalLocation;
      const file = files.find((other) => uri(other.path) === at?.artifactLocation.uri);
      expect(result.partialFingerprints.primaryLocationLineHash).toBe(lineHashes(file?.text ?? '')[(at?.region.startLine ?? 0) - 1]);
      expect(result.partialFingerprints['lintelFingerprint/v1']).toMatch(/^[0-9a-f]{16}$/);
    }
  });

  test('worst first; rules are those with results, sorted, with what GitHub demands', () => {
    const { results, tool } = runOf(full) as { results: Result[]; tool: { driver: { rules: Record<string, never>[] } } };
    const levels = results.map((result) => result.level);
    expect(levels).toEqual([...levels].sort((a, b) => ['error', 'warning', 'note'].indexOf(a) - ['error', 'warning', 'note'].indexOf(b)));
    const { rules } = tool.driver;
    expect(rules.map((rule) => rule.id)).toEqual([
      'asg/single-az',
      'docker/unknown-to-the-list',
      'iam/action-wildcard',
      'image/unpinned-tag',
      'lambda/code-signing-config',
    ]);
    for (const result of results) expect(rules[result.ruleIndex]?.id).toBe(result.ruleId);
    for (const rule of rules as unknown as Record<'shortDescription' | 'fullDescription' | 'help', { text: string }>[]) {
      expect(rule.shortDescription.text.length).toBeLessThanOrEqual(1024);
      expect(rule.fullDescription.text.length).toBeLessThanOrEqual(1024);
      expect(rule.help.text).not.toBe('');
    }
    const properties = Object.fromEntries(rules.map((rule) => [rule.id, rule.properties]));
    expect(properties['lambda/code-signing-config']).toEqual({
      tags: ['security', 'lambda', 'supply-chain', 't3', 't4', 't5', 't6', 't7', 't8', 't9'],
      precision: 'high',
      'problem.severity': 'error',
      'security-severity': '6.5',
    });
    expect(properties['image/unpinned-tag']).toEqual({ tags: ['image'], precision: 'medium', 'problem.severity': 'recommendation' });
    expect(properties['iam/action-wildcard']).toMatchObject({ tags: ['security', 'iam'], 'security-severity': '10.0' });
  });

  test('the message is the fact, when it holds, the advice, and links to the related places', () => {
    const { results } = runOf(full) as { results: Result[] };
    expect(results.find((result) => result.ruleId === 'lambda/code-signing-config')?.message.text).toBe(
      'The function Api has no CodeSigningConfigArn. It holds when IsProd=false, Stage=default. Add under Properties:\n' +
        '  CodeSigningConfigArn: !Ref CodeSigningConfig\n See [the condition \\[IsProd\\] is declared here](1), [the role is here](2).',
    );
    const image = results.find((result) => result.ruleId === 'image/unpinned-tag');
    expect(image?.message.text).toContain('[see the list] (https://hub.docker.com/_/node).');
  });

  test('a fix says what it deletes and inserts, by line and column', () => {
    const result = (runOf(full).results as Result[]).find((other) => other.ruleId === 'lambda/code-signing-config');
    const [insertion] = result?.fixes?.[0]?.artifactChanges[0]?.replacements ?? [];
    expect(insertion).toEqual({
      deletedRegion: { startLine: 10, startColumn: 1, endLine: 10, endColumn: 1 },
      insertedContent: { text: '      CodeSigningConfigArn: !Ref CodeSigningConfig\r\n' },
    });
    expect((runOf(full, { readText: () => undefined }).results as Result[]).some((other) => other.fixes)).toBe(false);
  });

  test('suppressed findings are left out unless asked for', () => {
    expect(runOf(full).results).toHaveLength(20);
    expect((runOf(full).results as Result[]).some((result) => result.suppressions)).toBe(false);
    const results = runOf(full, { includeSuppressed: true }).results as Result[];
    expect(results).toHaveLength(21);
    expect(results.filter((result) => result.suppressions?.length === 0)).toHaveLength(20);
    expect(results.find((result) => result.suppressions?.length === 1)?.suppressions).toEqual([{ kind: 'inSource', justification: 'legacy, see OPS-12' }]);
  });

  test('notes and failures are notifications, and a failure fails the execution', () => {
    const [invocation] = runOf(full).invocations;
    expect(invocation.executionSuccessful).toBe(false);
    expect(invocation.toolExecutionNotifications.map((notification: { level: string }) => notification.level)).toEqual([
      ...full.notes.map(() => 'note'),
      ...full.failures.map(() => 'error'),
    ]);
    expect(runOf(clean).invocations[0]).toEqual({ executionSuccessful: true, toolExecutionNotifications: [] });
    expect(runOf(clean).results).toEqual([]);
    expect(sarif(full, environment())).not.toContain('/home/me');
  });

  test('lets no hidden character through', () => {
    expect(sarif(full, environment())).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
  });
});

function uri(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
