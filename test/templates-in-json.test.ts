import { describe, expect, test } from 'vitest';
import { SourceFile } from '../src/core/source-file.ts';
import type { Node } from '../src/parsers/yaml/node.ts';
import { parseYaml } from '../src/parsers/yaml/parse.ts';
import { rules } from '../src/rules/index.ts';
import { fixturesOf, type Run, run } from './harness.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A value of a template in YAML as CloudFormation has it in JSON: functions under their long names. */
function json(node: Node): Json {
  const plain = untagged(node);
  if (node.tag === undefined) return plain;
  const name = node.tag.slice(1);
  if (name === 'Ref' || name === 'Condition') return { [name]: plain };
  if (name === 'GetAtt' && typeof plain === 'string') return { 'Fn::GetAtt': [plain.slice(0, plain.indexOf('.')), plain.slice(plain.indexOf('.') + 1)] };
  return { [`Fn::${name}`]: plain };
}

function untagged(node: Node): Json {
  if (node.kind === 'map') return Object.fromEntries(node.pairs.map(({ name, value }) => [name, json(value)]));
  if (node.kind === 'seq') return node.items.map(json);
  if (node.isNull) return null;
  return node.style === 'plain' && /^(?:true|false|-?(?:0|[1-9]\d{0,14}))$/.test(node.value) ? (JSON.parse(node.value) as Json) : node.value;
}

/** The template as JSON; undefined for what only YAML can say: faults of its own, and numbers that begin with zeros. */
async function inJson(file: SourceFile): Promise<SourceFile | undefined> {
  const { roots, problems } = await parseYaml(file);
  const [root] = roots;
  if (!root || problems.length > 0 || /: 0\d/.test(file.text)) return undefined;
  return new SourceFile(file.path.replace(/ya?ml$/, 'json'), JSON.stringify(json(root), undefined, 2));
}

/** What is said, where and when, and what a baseline knows it by: but for a secret, which is told at the first line of its value. */
const said = ({ outcome }: Run): string[] =>
  outcome.findings
    .map(({ ruleId, messageId, logicalPath, certainty, when, fingerprint }) =>
      [messageId, logicalPath, certainty, JSON.stringify(when ?? {}), ruleId === 'secrets/hardcoded-credential' ? '' : fingerprint].join(' | '),
    )
    .sort();

const surfaces = new Set(['cloudformation', 'sam']);
const ofSyntax = /^(?:yaml|json|lintel)\//;
const cases = rules.filter(({ id, surfaces: own }) => !ofSyntax.test(id) && own.some((surface) => surfaces.has(surface)));

describe('what rules find in a template in YAML they find in the same template in JSON', () => {
  let compared = 0;
  test.each(cases)('$id', async (entry) => {
    const rule = await entry.load();
    for (const fixture of fixturesOf(entry.id)) {
      const [file] = fixture.files as [SourceFile];
      if (fixture.kind !== 'bad' || fixture.files.length > 1 || !/\.ya?ml$/.test(file.path)) continue;
      const written = await run(rule, entry.subjects, fixture.files, fixture);
      const other = [...written.surfaces].every((surface) => surfaces.has(surface)) ? await inJson(file) : undefined;
      if (!other) continue;
      const again = await run(rule, entry.subjects, [other], fixture);
      expect(again.outcome.failures).toEqual([]);
      expect(said(again), fixture.name).toEqual(said(written));
      compared++;
    }
  });

  test('most rules have such a template', () => expect(compared).toBeGreaterThan(cases.length / 2));
});
