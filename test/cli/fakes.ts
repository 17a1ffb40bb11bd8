import type { Parts } from '../../src/cli/project.ts';
import type { Comment, Document, Parser } from '../../src/core/document.ts';
import type { Rule, RuleMeta } from '../../src/core/rule.ts';
import type { SourceFile, Span } from '../../src/core/source-file.ts';
import type { rules as realRules } from '../../src/rules/index.ts';
import expired from '../../src/rules/lintel/expired-suppression.ts';
import withoutReason from '../../src/rules/lintel/suppression-without-reason.ts';
import unknown from '../../src/rules/lintel/unknown-rule.ts';
import unused from '../../src/rules/lintel/unused-suppression.ts';

/*
 * A format of words for tests of the command line: `.words` files, `#` comments, paragraphs for blocks.
 * BAD is an error with a safe fix, ODD a warning with a suggested one, ( without ) a syntax error.
 */

const wordsOf = (file: SourceFile): { text: string; span: Span }[] =>
  [...file.text.replace(/#.*/g, (comment) => ' '.repeat(comment.length)).matchAll(/\S+/g)].map(({ 0: text, index }) => ({
    text,
    span: { start: index, end: index + text.length },
  }));

const parser: Parser<never> = {
  format: 'words',
  claims: (name) => (name.endsWith('.words') ? { sure: true, reason: 'name' } : undefined),
  parse(file) {
    const words = wordsOf(file).map(({ text, span }) => ({ file, span, path: text, text }));
    const document: Document<never> = {
      file,
      format: 'words',
      surface: 'text',
      subjects: function* () {
        for (const word of words) {
          if (word.text === 'THROW') throw new Error('the parser is broken');
          yield { type: 'word', node: word } as never;
        }
      },
      comments: () =>
        [...file.text.matchAll(/#(.*)/g)].map(
          ({ 0: all, 1: text, index }): Comment => ({ file, span: { start: index, end: index + all.length }, text: text as string }),
        ),
      nodeAt: (offset) => {
        const end = file.text.indexOf('\n\n', offset);
        return { start: offset, end: end < 0 ? file.text.length : end };
      },
      suppressions: function* () {
        for (const word of words) {
          const [name, id, reason, until] = word.text.split('=');
          if (name === '@disable') yield { at: word, covers: { start: 0, end: file.text.length }, id: id as string, reason: reason || undefined, until };
        }
      },
      ...(words.some(({ text }) => text === 'MACRO') && { notes: [{ kind: 'incomplete' as const, reason: 'a macro' }] }),
    };
    const open = words.find(({ text }) => text === '(');
    const problems = open && !words.some(({ text }) => text === ')') ? [{ ...open, rule: 'words/syntax', text: 'a ( without )', advice: 'Close it.' }] : [];
    return { document, problems };
  },
};

type Word = { file: SourceFile; span: Span; path: string; text: string };
interface FakeRule {
  readonly id: string;
  readonly word: string;
  readonly fix?: { readonly text: string; readonly safety: 'safe' | 'suggested' };
  readonly meta?: Partial<RuleMeta>;
  readonly options?: { readonly schema: object; readonly defaults: object };
}

const meta = (id: string, more: Partial<RuleMeta> = {}): RuleMeta => ({
  id,
  summary: `${id} is broken.`,
  why: 'Because.',
  remediation: 'Do otherwise.',
  severity: 'error',
  precision: 'high',
  profile: 'recommended',
  scope: 'file',
  surfaces: ['text'],
  articles: [],
  references: ['https://example.com/'],
  tags: ['test'],
  since: '0.1.0',
  ...more,
});

function wordRule({ id, word, fix, meta: more, options }: FakeRule): Rule<never> {
  return {
    meta: meta(id, more),
    messages: { found: { text: '{word} is not allowed{more}.', advice: 'Remove it.' } },
    ...(options && { options }),
    create: (context: { report(report: object): void; options: unknown }) => ({
      word(node: Word) {
        if (node.text === 'CRASH' && id === 'fake/bad') throw new Error('the rule is broken');
        if (node.text !== word) return;
        const edits = [{ at: node, text: fix?.text ?? '' }];
        context.report({
          at: node,
          message: 'found',
          data: { word, more: options ? ` (${JSON.stringify(context.options)})` : '' },
          ...(fix && { fix: { title: `Write ${fix.text}`, safety: fix.safety, edits } }),
        });
      },
    }),
  } as unknown as Rule<never>;
}

const syntax = {
  meta: meta('words/syntax'),
  messages: { found: { text: '{text}', advice: '{advice}' } },
  create: ({ report }: { report(report: object): void }) => ({
    'parse.problem:words/syntax': (problem: Word & { advice: string }) =>
      report({ at: problem, message: 'found', data: { text: problem.text, advice: problem.advice } }),
  }),
} as unknown as Rule<never>;

/** Concludes over all files: TWICE may stand in one file only. */
const wide = {
  meta: meta('wide/twice', { scope: 'directory' }),
  messages: { found: { text: 'TWICE stands in several files.', advice: 'Keep one.' } },
  collect: ({ locate }: { locate(word: Word): object }) => ({ word: (node: Word) => (node.text === 'TWICE' ? locate(node) : undefined) }),
  conclude(facts: { fact: object }[], { report }: { report(report: object): void }) {
    if (facts.length > 1) for (const { fact } of facts) report({ at: fact, message: 'found' });
  },
} as unknown as Rule<never>;

const fakeRules: readonly (readonly [Rule<never>, string[]])[] = [
  [wordRule({ id: 'fake/bad', word: 'BAD', fix: { text: 'GOOD', safety: 'safe' }, meta: { aliases: ['fake/wrong'], equivalents: ['other:X_1'] } }), ['word']],
  [wordRule({ id: 'fake/breaking', word: 'BREAK', fix: { text: '(', safety: 'safe' } }), ['word']],
  [wordRule({ id: 'fake/demand', word: 'DEMAND', meta: { profile: 'on-demand' } }), ['word']],
  [wordRule({ id: 'fake/lines', word: 'LINE', fix: { text: 'one\ntwo', safety: 'safe' }, meta: { severity: 'info' } }), ['word']],
  [wordRule({ id: 'fake/odd', word: 'ODD', fix: { text: 'EVEN', safety: 'suggested' }, meta: { severity: 'warning' } }), ['word']],
  [
    wordRule({
      id: 'fake/options',
      word: 'OPTIONS',
      options: {
        schema: { type: 'object', properties: { limit: { type: 'integer' }, mode: { enum: ['slow', 'fast'] } } },
        defaults: { limit: 3, mode: 'slow' },
      },
    }),
    ['word'],
  ],
  [wordRule({ id: 'fake/strict', word: 'STRICT', meta: { profile: 'strict', severity: 'warning' } }), ['word']],
  [expired as never, ['parse.problem:lintel/expired-suppression']],
  [withoutReason as never, ['parse.problem:lintel/suppression-without-reason']],
  [unknown as never, ['parse.problem:lintel/unknown-rule']],
  [unused as never, ['parse.problem:lintel/unused-suppression']],
  [wide, ['word']],
  [syntax, ['parse.problem:words/syntax']],
];

/** Parsers and rules for tests of what happens around them. */
export const fakeParts: Parts = {
  parsers: [{ ...parser, load: async () => parser }] as never,
  rules: fakeRules.map(([rule, subjects]) => {
    const { id, profile, summary, severity, surfaces, aliases = [], equivalents = [] } = rule.meta as RuleMeta;
    return { id, profile, summary, severity, surfaces, aliases, equivalents, subjects, load: async () => rule, describe: async () => rule.meta };
  }) as unknown as typeof realRules,
};
