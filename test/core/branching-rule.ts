import type { Outcome } from '../../src/core/finding.ts';
import { noHost } from '../../src/core/host.ts';
import { lint, type ParserEntry } from '../../src/core/lint.ts';
import type { Rule, RuleEntry } from '../../src/core/rule.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import type { Subjects } from '../../src/parsers/subjects.ts';
import { defineRule, type RegistryEntry } from '../../src/rules/define-rule.ts';

/** How often the rule looked at a resource. */
export const visits = { count: 0 };

/** The rule that the branching tests run: a bad value, a missing one, and the length of a list. */
export const rule = defineRule({
  meta: {
    id: 'test/branching',
    summary: '.',
    why: '.',
    remediation: '.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation'],
    articles: [],
    references: [],
    tags: [],
    since: '0.1.0',
  },
  messages: { bad: { text: 'bad', advice: '' }, missing: { text: 'missing', advice: '' }, single: { text: 'single', advice: '' } },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      visits.count++;
      const runtime = fn.prop('Runtime');
      const handler = fn.prop('Handler');
      const layers = fn.prop('Layers');
      if (runtime.is('bad')) report({ at: runtime, message: 'bad' });
      if (handler.isAbsent) report({ at: handler, message: 'missing' });
      if (layers.complete && layers.items.length === 1) report({ at: layers, message: 'single' });
    },
  }),
});

/** As the registry lists it. */
export const entry: RuleEntry<Subjects> = {
  id: rule.meta.id,
  profile: 'recommended',
  surfaces: ['cloudformation'],
  subjects: ['cfn.resource:AWS::Lambda::Function'],
  load: async () => rule as unknown as Rule<Subjects>,
};
/** As the command line lists it. */
export const listed: RegistryEntry = {
  ...entry,
  severity: 'warning',
  summary: '.',
  aliases: [],
  equivalents: [],
  describe: async () => {
    throw new Error('nobody asks');
  },
};
const parser: ParserEntry<Subjects> = {
  format: 'cloudformation',
  claims: () => ({ sure: true, reason: '' }),
  load: async () => (await import('../../src/parsers/cloudformation/parse.ts')).default,
};

/** Runs the rule on one template. */
export const run = (text: string, regions: readonly string[] = []): Promise<Outcome> =>
  lint([new SourceFile('t.yaml', text)], {
    parsers: [parser],
    rules: [entry],
    host: noHost,
    settings: { accounts: [], trustedAccounts: [], partitions: [], allowedRegistries: [], mirror: undefined, packagesInternal: [], regions },
    now: new Date(0),
    wholeRoot: false,
    setting: () => ({ enabled: true }),
    formatOf: () => undefined,
    suppress: ({ findings }) => ({ findings, problems: [] }),
  });
