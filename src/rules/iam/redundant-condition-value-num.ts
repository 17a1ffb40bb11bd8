import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/redundant-condition-value-num',
    summary: 'A comparison of numbers has several values, of which one decides.',
    why: 'The values of a key are alternatives: of several upper limits the highest counts, of several lower limits the lowest. The others do nothing.',
    remediation: 'Keep the value that counts.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:REDUNDANT_CONDITION_VALUE_NUM'],
    tags: ['iam', 'style', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    limit: { text: 'Of the values {values} only {decides} counts: {operator} holds as soon as one of them does.', advice: 'Write {decides} alone.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { operator, values, key, at, written } = condition;
        const limit = /^numeric(less|greater)than/i.exec(operator)?.[1]?.toLowerCase();
        const numbers = values.map((value) => value.number);
        if (!limit || numbers.length < 2 || numbers.some((number) => number === undefined)) continue;
        const decides = limit === 'less' ? Math.max(...(numbers as number[])) : Math.min(...(numbers as number[]));
        report({ at, message: 'limit', data: { key, operator: written, values: numbers.join(', '), decides } });
      }
    },
  }),
});
