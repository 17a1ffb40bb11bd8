import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { noConfig } from '../src/config/load.ts';
import type { Finding } from '../src/core/finding.ts';
import { noHost } from '../src/core/host.ts';
import { lint } from '../src/core/lint.ts';
import { SourceFile } from '../src/core/source-file.ts';
import { parsers } from '../src/parsers/index.ts';
import { rules } from '../src/rules/index.ts';

const corpus = fileURLToPath(new URL('../../shared/corpus', import.meta.url));
const templates = parsers.filter(({ format }) => format === 'cloudformation');

function* files(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) yield* files(join(folder, entry.name));
    else if (/\.(ya?ml|json|template)$/.test(entry.name)) yield join(folder, entry.name);
  }
}

/**
 * The property that a finding says is missing: it stands at the name of what lacks it, and its path goes on to the property.
 * Undefined for a finding about something that is there.
 */
function missing({ logicalPath, snippet }: Finding): { property: string; owner: string } | undefined {
  const parts = logicalPath.split('/');
  const property = parts.at(-1) as string;
  const owner = snippet.replace(/^["']|["']$/g, '');
  return parts[0] === 'Resources' && property !== owner && parts.slice(1, -1).includes(owner) ? { property, owner: parts[1] as string } : undefined;
}

/** The lines of a resource: from its name to the next line that is indented no more. JSON and YAML of the corpus are both indented. */
function sourceOf(text: string, owner: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.trim().replace(/["']/g, '').startsWith(`${owner}:`));
  if (start < 0) return text;
  const indent = (line: string): number => line.search(/\S/);
  const depth = indent(lines[start] as string);
  const end = lines.findIndex((line, i) => i > start && line.trim() !== '' && !/^\s*#/.test(line) && indent(line) <= depth && !/^\s*[}\]]/.test(line));
  return lines.slice(start, end < 0 ? undefined : end).join('\n');
}

/** What `Globals` says of functions: the rules on the properties of other types' globals see nothing in the corpus. */
function globalsOf(text: string): string {
  if (!/^["' ]*Globals["']?\s*:/m.test(text)) return '';
  const globals = sourceOf(text, 'Globals');
  return globals.includes('Function') ? sourceOf(globals, 'Function') : '';
}

/** Where the name of a property that is missing stands in the resource all the same, and why it is missing nevertheless. */
const EXPLAINED: readonly string[] = [
  // `IgnoreGlobals` leaves the global timeout out.
  ...[
    'good/resources/serverless/ignore_globals_valid.yaml:9 lambda/default-memory-timeout Resources/ValidIgnoreFunction',
    'good/resources/serverless/ignore_globals_valid.yaml:16 lambda/default-memory-timeout Resources/IgnoreAllFunction',
    'good/resources/serverless/ignore_globals_valid.yaml:23 lambda/default-memory-timeout Resources/IgnoreBothFunction',
    'good/transform_serverless_ignore_globals.yaml:9 lambda/default-memory-timeout Resources/IgnoredFunction',
  ].map((place) => `sam/aws-cloudformation__cfn-lint/test/fixtures/templates/${place}/Properties/Timeout`),
];

test.skipIf(!existsSync(corpus))(
  'corpus: no rule says that a property is missing which stands in the resource',
  async () => {
    const wrong: string[] = [];
    let count = 0;
    const counts = new Map<string, number>();
    for (const kind of ['cloudformation', 'sam']) {
      for (const path of files(join(corpus, kind))) {
        const text = readFileSync(path, 'utf8');
        const { findings, failures } = await lint([new SourceFile(path.slice(corpus.length + 1), text)], {
          parsers: templates,
          rules,
          host: noHost,
          settings: noConfig.settings,
          now: new Date(0),
          wholeRoot: false,
          setting: () => ({ enabled: true }),
          formatOf: () => undefined,
          suppress: (input) => ({ findings: input.findings, problems: [] }),
        });
        expect(failures, path).toEqual([]);
        for (const finding of findings) {
          const gap = missing(finding);
          if (!gap) continue;
          count++;
          counts.set(finding.ruleId, (counts.get(finding.ruleId) ?? 0) + 1);
          const sources = [sourceOf(text, gap.owner), kind === 'sam' ? globalsOf(text) : ''];
          if (sources.some((source) => new RegExp(`(^|[\\s{,"'])${gap.property}["']?\\s*:`).test(source)))
            wrong.push(`${finding.path}:${finding.line} ${finding.ruleId} ${finding.logicalPath}`);
        }
      }
    }
    console.log(`corpus: ${count} findings of missing properties: ${[...counts].map(([id, n]) => `${id} ${n}`).join(', ')}`);
    expect(count).toBeGreaterThan(0);
    expect(wrong.filter((place) => !EXPLAINED.includes(place))).toEqual([]);
  },
  300_000,
);
if (!existsSync(corpus)) console.log('corpus-absent: skipped, no corpus here');
