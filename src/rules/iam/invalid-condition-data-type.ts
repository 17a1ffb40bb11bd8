import type { Value } from '../../core/value.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-condition-data-type',
    summary: 'The values of a condition have different types.',
    why: 'IAM refuses a list in which texts stand beside numbers or booleans, and a map where a value belongs.',
    remediation: 'Write all values as texts, in quotes: IAM takes numbers and booleans so too.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:INVALID_CONDITION_DATA_TYPE'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    mixed: { text: 'The values of {key} are of different types: {first} and {other}.', advice: 'Put all of them in quotes.' },
    nested: { text: 'A value of {key} is a {kind}, and takes a text.', advice: 'Write the text; operators stand around the key, not inside it.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { key, at, values } = condition;
        const nested = values.find((value) => value.kind === 'map' || value.kind === 'list');
        if (nested) {
          report({ at, message: 'nested', data: { key, kind: nested.kind } });
          continue;
        }
        const types = [...new Set(values.flatMap((value) => typeOf(value) ?? []))];
        if (types.length > 1) report({ at, message: 'mixed', data: { key, first: types[0] ?? '', other: types[1] ?? '' } });
      }
    },
  }),
});

/** What JSON calls a value; plain texts of YAML are what they look like. */
function typeOf({ content }: Value): string | undefined {
  if (content.kind !== 'scalar') return undefined;
  if (content.quoted) return 'text';
  if (/^(?:true|false)$/.test(content.text)) return 'boolean';
  return /^-?\d+(?:\.\d+)?$/.test(content.text) ? 'number' : 'text';
}
