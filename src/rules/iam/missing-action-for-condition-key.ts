import { isNegated } from '../../parsers/iam/condition.ts';
import { covers } from '../../parsers/iam/glob.ts';
import type { Policy } from '../../parsers/iam/model.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/missing-action-for-condition-key',
    summary: 'A trust policy compares a key that only another action sends.',
    why: 'A source identity and session tags come with sts:SetSourceIdentity and sts:TagSession. Where the trust policy does not allow these, taking the role with them fails, and the condition is met by nobody.',
    remediation: 'Add the action beside sts:AssumeRole.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:MISSING_ACTION_FOR_CONDITION_KEY'],
    tags: ['iam', 'correctness', 'trust'],
    since: '0.1.0',
  },
  messages: {
    missing: { text: '{key} comes with {action}, which this trust policy does not allow.', advice: 'Add {action} to Action.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      if (statement.kind !== 'trust' || statement.effect !== 'Allow' || !statement.value.get('Action').complete) return;
      for (const condition of statement.conditions.entries) {
        const action = SENT_BY.find(([key]) => key.test(condition.key))?.[1];
        if (!action || condition.ifExists || condition.family === 'Null' || isNegated(condition)) continue;
        if (mayAllow(statement.policy, action)) continue;
        report({ at: condition.at, message: 'missing', data: { key: condition.key, action } });
      }
    },
  }),
});

/** Whether some statement of the trust policy may allow an action. */
const mayAllow = (policy: Policy, action: string): boolean =>
  !policy.complete || policy.statements.some(({ effect, actions }) => effect !== 'Deny' && actions.some((own) => covers(own, action) !== 'no'));

/** Keys that requests have when another action is allowed too. */
const SENT_BY: readonly (readonly [RegExp, string])[] = [
  [/^sts:SourceIdentity$/i, 'sts:SetSourceIdentity'],
  [/^(?:sts:TransitiveTagKeys|aws:RequestTag\/.+|aws:TagKeys)$/i, 'sts:TagSession'],
];
