import { callerLimit } from '../../parsers/iam/caller.ts';
import { isOn } from '../../parsers/iam/condition.ts';
import { assumesBy } from '../../parsers/iam/federation.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/trust-external-id',
    aliases: ['iam/third-party-trust-external-id'],
    summary: 'A role for another company has no external ID.',
    why: 'A company that works in the accounts of many customers takes a role in each. Without an external ID, another of its customers can name your role and have the company work in your account (the confused deputy). lintel tells it for accounts that are neither in settings.accounts nor in settings.trustedAccounts, once one of them is set.',
    remediation:
      'Ask the company for an external ID and add a condition StringEquals on sts:ExternalId; add accounts of your own to settings.accounts, and partners that need none to settings.trustedAccounts.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 6.5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3, 16],
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html'],
    tags: ['iam', 'security', 'confused-deputy'],
    since: '0.1.0',
  },
  messages: {
    missing: {
      text: '{statement} lets the account {account}, which is none of yours, take the role without an external ID.',
      advice: 'Add "StringEquals": {"sts:ExternalId": "…"} with the id that the other side gives you, or list {account} in settings.trustedAccounts.',
    },
  },
  create: ({ report, settings }) => ({
    'iam.statement:Principal'(statement) {
      const { accounts, trustedAccounts } = settings;
      if (accounts.length + trustedAccounts.length === 0) return;
      if (statement.kind !== 'trust' || !assumesBy(statement, 'sts:AssumeRole') || callerLimit(statement) !== 'none') return;
      if (statement.conditions.entries.some((condition) => isOn(condition, 'aws:MultiFactorAuthPresent'))) return;
      for (const { type, value } of statement.principals) {
        const account = type === 'AWS' ? /^(?:arn:[^:]*:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(value.string ?? '')?.[1] : undefined;
        if (account === undefined || account === statement.policy.attachedTo?.account) continue;
        if (accounts.includes(account) || trustedAccounts.includes(account)) continue;
        report({ at: value, message: 'missing', data: { statement: statement.label, account } });
      }
    },
  }),
});
