import { variablesIn } from '../../parsers/iam/variables.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/variable-unsupported-in-version',
    summary: 'A policy has variables and an old version.',
    why: 'The policy language of 2008 has no variables: ${aws:username} is plain text there, and the statement matches nothing.',
    remediation: 'Write "Version": "2012-10-17".',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['parliament:OLD_VERSION', 'access-analyzer:VARIABLE_UNSUPPORTED_IN_VERSION'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    old: { text: '{variable} is plain text in a policy {version}.', advice: 'Write "Version": "2012-10-17".' },
  },
  create: ({ report }) => ({
    'iam.policy:Irregular'(policy) {
      const { document } = policy;
      const version = document.get('Version');
      if (document.kind !== 'map' || !(version.is('2008-10-17') || (document.complete && version.isAbsent))) return;
      for (const statement of policy.statements) {
        for (const value of [...statement.everyResource, ...statement.conditions.entries.flatMap(({ values }) => values)]) {
          const variable = variablesIn(value).find(({ kind, fault }) => kind === 'key' && !fault);
          if (!variable) continue;
          report({ at: value, message: 'old', data: { variable: variable.text, version: version.isAbsent ? 'without Version' : 'of the version 2008-10-17' } });
          return;
        }
      }
    },
  }),
});
