import { invisibleIn, invisibleName } from '../../parsers/text/invisible.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'text/invisible-character',
    summary: 'A character that looks like a blank, or like nothing, stands in code or configuration.',
    why: 'Web pages and word processors put no-break spaces (U+00A0) and zero-width characters into what is copied from them. JSON parsers and Python refuse the file, a shell takes them for part of a word ("command not found"), and nothing is to be seen in the editor. Inside a text they make names and passwords differ that look the same.',
    remediation: 'Replace wide ones by ordinary blanks and delete the others; turn on the display of invisible characters in the editor.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'iam-json', 'dockerfile', 'fluent-bit', 'kubernetes', 'yaml', 'json', 'text'],
    articles: [13],
    references: [
      'https://www.rfc-editor.org/rfc/rfc8259#section-2',
      'https://docs.python.org/3/reference/lexical_analysis.html#whitespace-between-tokens',
      'https://www.unicode.org/reports/tr36/',
    ],
    equivalents: ['eslint:no-irregular-whitespace', 'shellcheck:SC1018', 'shellcheck:SC1082'],
    tags: ['correctness'],
    since: '0.1.0',
  },
  messages: {
    problem: { text: '{text}', advice: '{advice}' },
    embedded: {
      text: 'Here stands {character} where a blank or nothing is meant; it is no white space to the program that reads this.',
      advice: 'Type an ordinary blank instead, or delete it.',
    },
    inText: {
      text: '{name} contains {character}, which cannot be seen: the text is not what it looks like.',
      advice: 'Type an ordinary blank instead, or delete it; where it is meant, write it as an escape.',
      severity: 'info',
      precision: 'medium',
    },
  },
  create: ({ report }) => ({
    'parse.problem:text/invisible-character'(problem) {
      const { text, advice, related, fix } = problem;
      report({ at: problem, message: 'problem', data: { text, advice }, ...(related && { related }), ...(fix && { fix }) });
    },
    'text.scalar'(scalar) {
      if (scalar.isExplanation) return;
      const [at] = invisibleIn(scalar.text, [{ start: 0, end: scalar.text.length, complete: true }], 'strings');
      if (at === undefined) return;
      const character = invisibleName(scalar.text.charAt(at));
      if (scalar.isCommand) report({ at: scalar.part(at, at + 1), message: 'embedded', data: { character } });
      else report({ at: scalar.part(at, at + 1), message: 'inText', data: { name: scalar.name ?? 'This value', character } });
    },
    'text.line'(line) {
      if (line.isExplanation) return;
      // Programs that work on texts hold such characters on purpose.
      const [inText] = line.isCode ? [] : invisibleIn(line.text, line.strings, 'strings');
      if (inText !== undefined) {
        report({ at: line.part(inText, inText + 1), message: 'inText', data: { name: 'This line', character: invisibleName(line.text.charAt(inText)) } });
      }
      // In a file of its own the parser says it, once for a run of lines.
      const [inCode] = line.keys.length > 0 && line.kind !== 'other' ? invisibleIn(line.text, line.strings, 'code') : [];
      if (inCode === undefined) return;
      report({ at: line.part(inCode, inCode + 1), message: 'embedded', data: { character: invisibleName(line.text.charAt(inCode)) } });
    },
  }),
});
