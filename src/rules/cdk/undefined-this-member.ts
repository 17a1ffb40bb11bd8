import { nearest } from '../../core/text.ts';
import { wordsOf } from '../../parsers/secret-name.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'cdk/undefined-this-member',
    summary: 'A construct reads a member of itself that nothing declares or assigns.',
    why: 'Such a member is undefined when the app runs: the value is missing from the template, or reading on from it stops the synthesis. TypeScript says so when it compiles; JavaScript, ts-node and esbuild without type checking, and code that is copied from a document do not.',
    remediation: 'Write the name as it was assigned, or assign the member in the constructor before it is read.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cdk'],
    articles: [6],
    references: [
      'https://docs.aws.amazon.com/cdk/v2/guide/constructs.html',
      'https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Operators/this',
    ],
    equivalents: ['typescript:2339', 'typescript:2551'],
    tags: ['cdk', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    similar: { text: 'this.{name} is read, but {owner} neither declares nor assigns it.', advice: 'Write this.{known}.' },
    unknown: {
      text: 'this.{name} is read, but {owner} neither declares nor assigns it.',
      advice: 'Assign this.{name} in the constructor, or correct the name.',
    },
  },
  create: ({ report }) => ({
    'code.class'(type) {
      if (!type.complete) return;
      const told = new Set<string>();
      for (const { name, at } of type.reads) {
        if (type.members.has(name) || told.has(name)) continue;
        told.add(name);
        const known = sameWords(name, type.members) ?? nearest(name, type.members);
        const data = { name, owner: type.name === undefined ? 'the class' : `the class ${type.name}`, known: known ?? '' };
        report({ at, message: known === undefined ? 'unknown' : 'similar', data });
      }
    },
  }),
});

/** A name of the same words in another order: `cfnIamLambdaRole`, `cfnLambdaIamRole`. */
function sameWords(name: string, names: Iterable<string>): string | undefined {
  const key = (text: string): string => wordsOf(text).sort().join(' ');
  for (const other of names) if (key(other) === key(name)) return other;
  return undefined;
}
