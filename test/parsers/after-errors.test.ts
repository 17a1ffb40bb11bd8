import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Located } from '../../src/core/document.ts';
import { noHost } from '../../src/core/host.ts';
import { lint } from '../../src/core/lint.ts';
import type { Rule, RuleContext, Surface } from '../../src/core/rule.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import type { Value } from '../../src/core/value.ts';
import { parsers } from '../../src/parsers/index.ts';
import type { Subjects } from '../../src/parsers/subjects.ts';

const corpus = fileURLToPath(new URL('../../../shared/corpus', import.meta.url));
const subjects = ['cfn.resource', 'iam.statement', 'docker.instruction', 'fluentbit.section', 'kubernetes.object', 'text.scalar', 'text.line', 'parse.problem'];

/** A rule that reports whatever is there to be judged, and the problems of the text apart from it. */
const rule = {
  meta: {
    id: 'test/everything',
    summary: '.',
    why: '.',
    remediation: '.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation'],
    articles: [],
    references: [],
    tags: [],
    since: '0.1.0',
  },
  messages: { subject: { text: 'subject', advice: '' }, problem: { text: 'problem', advice: '' } },
  create: ({ report }: RuleContext<'subject' | 'problem', unknown>) =>
    Object.fromEntries(
      subjects.map((subject) => [
        subject,
        (node: { at?: Located; properties?: Value } & Located) => {
          if (subject !== 'parse.problem') report({ at: node.at ?? node, message: 'subject' });
          for (const key of (subject === 'cfn.resource' && node.properties?.keys) || [])
            report({ at: node.properties?.keyAt(key) ?? node, message: 'subject' });
          if (subject === 'parse.problem' && /^(?:yaml|json|docker|fluent-bit|xml)\//.test((node as unknown as { rule: string }).rule))
            report({ at: node, message: 'problem' });
        },
      ]),
    ),
};

function* files(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) yield* files(join(folder, entry.name));
    else if (entry.isFile()) yield join(folder, entry.name);
  }
}

test.skipIf(!existsSync(corpus))('after the error of a broken file, rules find what there is', { timeout: 300_000 }, async () => {
  const judged: string[] = [];
  const lost: string[] = [];
  for (const path of files(corpus)) {
    const outcome = await lint([new SourceFile(relative(corpus, path), readFileSync(path, 'utf8'))], {
      parsers,
      rules: [
        { id: rule.meta.id, profile: 'recommended', subjects, surfaces: rule.meta.surfaces as Surface[], load: async () => rule as unknown as Rule<Subjects> },
      ],
      host: noHost,
      settings: { accounts: [], trustedAccounts: [], partitions: [], allowedRegistries: [], mirror: undefined, packagesInternal: [], regions: [] },
      now: new Date(0),
      wholeRoot: false,
      setting: () => ({ enabled: true }),
      formatOf: () => undefined,
      suppress: ({ findings }) => ({ findings, problems: [] }),
    });
    expect(outcome.failures).toEqual([]);
    const problem = outcome.findings.find(({ messageId }) => messageId === 'problem');
    if (!problem) continue;
    const after = outcome.findings.some(({ messageId, line }) => messageId === 'subject' && line > problem.line);
    (after ? judged : lost).push(relative(corpus, path));
  }
  console.log(`broken files: ${judged.length} judged after the error, ${lost.length} with nothing to judge there`);
  expect(judged.length).toBeGreaterThanOrEqual(40);
});
