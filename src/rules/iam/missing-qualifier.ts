import { isMultivalued } from '../../parsers/iam/keys.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/missing-qualifier',
    summary: 'A condition on a key with several values has neither ForAllValues nor ForAnyValue.',
    why: 'A request has a list for such a key, and the plain operators compare one value: without a qualifier the condition does not say whether one or all of the values must match.',
    remediation: 'Write ForAnyValue: before the operator where one value suffices, ForAllValues: (beside a Null condition) where all must match.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:MISSING_QUALIFIER'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    missing: {
      text: '{key} has several values in a request, and {operator} does not say whether one or all must match.',
      advice: 'Write ForAnyValue:{operator}, or ForAllValues:{operator} beside a Null condition.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { key, at, qualifier, family, written } = condition;
        if (qualifier || family === undefined || family === 'Null' || !isMultivalued(key)) continue;
        report({ at, message: 'missing', data: { key, operator: written } });
      }
    },
  }),
});
