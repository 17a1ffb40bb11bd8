import { nearest } from '../../core/text.ts';
import { keyType, prefixOf } from '../../parsers/iam/keys.ts';
import { table } from '../../parsers/iam/table.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-service-condition-key',
    summary: 'A condition key does not exist in its service.',
    why: "No request has a key that doesn't exist: an Allow with it grants nothing, and a Deny denies nothing.",
    remediation: 'Write a key that the Service Authorization Reference lists for the service.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['parliament:UNKNOWN_CONDITION_FOR_ACTION', 'access-analyzer:INVALID_SERVICE_CONDITION_KEY'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    misspelt: { text: '{service} has no condition key {key}.', advice: 'Write {near}.' },
    unknown: {
      text: '{key} is not among the condition keys of {service} of {asOf}.',
      advice: 'Look the service up in the Service Authorization Reference.',
      severity: 'warning',
      precision: 'medium',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { key, at } = condition;
        const prefix = prefixOf(key);
        const service = prefix === 'aws' || prefix === '' ? undefined : table.service(prefix);
        if (!service || keyType(key) !== undefined) continue;
        const near = nearest(key, service.conditionKeys.keys());
        if (near && !near.includes('$')) report({ at, message: 'misspelt', data: { key, near, service: prefix } });
        else report({ at, message: 'unknown', data: { key, service: prefix, asOf: table.asOf } });
      }
    },
  }),
});
