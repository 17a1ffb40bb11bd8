import { redundantIn } from '../../parsers/iam/cover.ts';
import { removeFrom } from '../../parsers/iam/removal.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/redundant-resource',
    summary: 'A list of resources has one that another of them covers.',
    why: 'The resource does nothing: it is covered by a pattern of the same list, or written twice. Whoever wants to take it away later removes this line, and nothing changes.',
    remediation: 'Remove what is covered, or the wildcard, whichever is not meant.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:REDUNDANT_RESOURCE'],
    tags: ['iam', 'style'],
    since: '0.1.0',
  },
  messages: {
    covered: { text: '{values} {be} covered by {by} in the same list.', advice: 'Remove {them}, or {by}.' },
    twice: { text: '{values} {be} in the same list before.', advice: 'Remove {them} here.' },
  },
  create: ({ report }) => ({
    'iam.statement:Resource'(statement) {
      for (const name of ['Resource', 'NotResource']) {
        const list = statement.value.get(name);
        const found = list.kind === 'list' ? redundantIn(list.items, false) : [];
        const [first] = found;
        if (!first) continue;
        const edits = removeFrom(
          list,
          found.map(({ value }) => value),
        );
        const names = [...new Set(found.map(({ value }) => value.display))];
        const several = names.length > 1;
        report({
          at: first.value,
          message: found.every(({ value, by }) => value.display.toLowerCase() === by.display.toLowerCase()) ? 'twice' : 'covered',
          data: {
            values: names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', '),
            be: several ? 'are' : 'is',
            them: several ? 'them' : 'it',
            by: [...new Set(found.map(({ by }) => by.display))].slice(0, 3).join(', '),
          },
          related: [{ at: first.by, text: `covers ${first.value.display}` }],
          ...(edits && { fix: { title: 'Remove what is covered', safety: 'safe', edits } }),
        });
      }
    },
  }),
});
