import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/unsupported-element-combination',
    summary: 'A statement has an element and its opposite.',
    why: 'Action and NotAction, Resource and NotResource, Principal and NotPrincipal exclude each other: IAM refuses a statement with both.',
    remediation: 'Keep one of the two; write a second statement where both are meant.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:UNSUPPORTED_ELEMENT_COMBINATION'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    both: { text: '{statement} has {name} and Not{name}, which exclude each other.', advice: 'Keep one of them, or write a statement for each.' },
  },
  create: ({ report }) => ({
    'iam.statement:Irregular'(statement) {
      for (const name of ['Action', 'Resource', 'Principal']) {
        const { value } = statement;
        // Of a statement that breaks off, what isn't there may still come.
        // In a program what isn't known may be undefined.
        const mayLack = statement.policy.surface === 'cdk';
        const has = (element: string): boolean => {
          const { isAbsent, isUnknown } = value.get(element);
          return value.keyAt(element) !== undefined && !isAbsent && !(mayLack && isUnknown);
        };
        if (value.kind !== 'map' || !has(name) || !has(`Not${name}`)) continue;
        const related = [{ at: statement.keyAt(name), text: name }];
        report({ at: statement.keyAt(`Not${name}`), message: 'both', data: { statement: statement.label, name }, related });
      }
    },
  }),
});
