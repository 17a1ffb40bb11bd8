import { nearest } from '../../core/text.ts';
import { isOn } from '../../parsers/iam/condition.ts';
import { globalKeys, globalKeysAsOf, keyType, prefixOf } from '../../parsers/iam/keys.ts';
import { literalEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-global-condition-key',
    summary: 'A global condition key does not exist.',
    why: "No request has a key that doesn't exist: an Allow with it grants nothing, and a Deny denies nothing.",
    remediation: 'Write a key of the list of global condition keys.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:INVALID_GLOBAL_CONDITION_KEY'],
    tags: ['iam', 'correctness', 'conditions'],
    since: '0.1.0',
  },
  messages: {
    misspelt: { text: 'There is no global condition key {key}.', advice: 'Write {near}.' },
    unknown: {
      text: '{key} is not in the list of global condition keys of {asOf}.',
      advice: "Look it up; the keys of services begin with the service's prefix.",
      severity: 'info',
      precision: 'low',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      for (const condition of statement.conditions.entries) {
        const { key, at } = condition;
        if (prefixOf(key) !== 'aws' || keyType(key) !== undefined || isOn(condition, 'aws:ARN') || /^aws:\w+tag\/?$/i.test(key)) continue;
        const slash = key.indexOf('/');
        const name = slash < 0 ? key : key.slice(0, slash);
        const near = nearest(
          name,
          globalKeys.map((own) => own.replace('/${TagKey}', '')),
        );
        const edit = near && literalEdit(at, key, near);
        if (near)
          report({
            at,
            message: 'misspelt',
            data: { key, near: slash < 0 ? near : near + key.slice(slash) },
            ...(edit && { fix: { title: `Write ${near}`, safety: 'suggested', edits: [edit] } }),
          });
        else report({ at, message: 'unknown', data: { key, asOf: globalKeysAsOf } });
      }
    },
  }),
});
