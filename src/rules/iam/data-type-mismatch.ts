import type { Value } from '../../core/value.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/data-type-mismatch',
    summary: 'An element of a policy has another type than the policy language wants.',
    why: 'IAM refuses a policy in which a text stands where a map belongs, or a map where a list of texts belongs.',
    remediation:
      'Effect, Sid, Version and Id are texts; Action, Resource and their opposites are texts or lists of texts; Condition is a map of operators, each a map of keys.',
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
    equivalents: ['access-analyzer:DATA_TYPE_MISMATCH'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    notText: { text: '{element} is a {kind}, and takes a text.', advice: 'Write a text.' },
    notTexts: { text: '{element} holds a {kind}, and takes a text or a list of texts.', advice: 'Write each element as a text of its own.' },
    notMap: {
      text: 'Condition is a {kind}, and takes a map of operators with their keys.',
      advice: 'Write it as {"StringEquals": {"aws:PrincipalOrgID": "o-…"}}.',
    },
  },
  create: ({ report }) => ({
    'iam.policy:Irregular'(policy) {
      for (const element of ['Version', 'Id']) {
        const value = policy.document.get(element);
        if (isShape(value)) report({ at: policy.document.keyAt(element) ?? value, message: 'notText', data: { element, kind: value.kind } });
      }
    },
    'iam.statement:Irregular'(statement) {
      for (const element of ['Effect', 'Sid']) {
        const value = statement.value.get(element);
        if (isShape(value)) report({ at: statement.keyAt(element), message: 'notText', data: { element, kind: value.kind } });
      }
      for (const element of ['Action', 'NotAction', 'Resource', 'NotResource']) {
        const wrong = statement.value.get(element).items.find(isShape);
        if (wrong) report({ at: statement.keyAt(element), message: 'notTexts', data: { element, kind: wrong.kind } });
      }
      const condition = statement.value.get('Condition');
      if (condition.kind === 'list' || condition.string !== undefined) {
        report({ at: statement.keyAt('Condition'), message: 'notMap', data: { kind: condition.kind === 'list' ? 'list' : 'text' } });
      }
    },
  }),
});

/** A list or a map, where neither belongs. */
const isShape = (value: Value): boolean => value.kind === 'list' || value.kind === 'map';
