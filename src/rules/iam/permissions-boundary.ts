import type { AttachedPrincipal } from '../../parsers/iam/attached.ts';
import { isOn } from '../../parsers/iam/condition.ts';
import { covers } from '../../parsers/iam/glob.ts';
import { defineRule } from '../define-rule.ts';

/** Actions that make or widen a principal; with a condition on iam:PermissionsBoundary its maker can't give it more than the boundary. */
const MAKING = ['iam:CreateRole', 'iam:CreateUser'];

export default defineRule({
  meta: {
    id: 'iam/permissions-boundary',
    summary: 'A role or user has no permissions boundary, or may be made without one.',
    why: 'Where teams make their own roles, a boundary is what keeps a role from having more than its team may have, whatever policy somebody attaches to it.',
    remediation: 'Name your organization’s boundary in PermissionsBoundary of each role and user, and let roles be made under the condition that they have it.',
    severity: 'warning',
    precision: 'high',
    profile: 'on-demand',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3],
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html'],
    tags: ['iam', 'security', 'governance'],
    since: '0.1.0',
  },
  messages: {
    missing: {
      text: 'The {principal} has no permissions boundary.',
      advice: 'Set PermissionsBoundary to the ARN of your organization’s boundary.',
    },
    makes: {
      text: '{statement} allows {action} without a permissions boundary: who makes the principal may give it anything.',
      advice: 'Add "StringEquals": {"iam:PermissionsBoundary": "…"} with the ARN of your organization’s boundary.',
    },
  },
  create: ({ report }) => {
    const judge = ({ boundary, label }: AttachedPrincipal): void => {
      if (boundary.named.isAbsent) report({ at: boundary.named, message: 'missing', data: { principal: label } });
    };
    return {
      'iam.principal:Role': judge,
      'iam.principal:User': judge,
      'iam.statement'(statement) {
        if (statement.kind !== 'identity' || statement.effect !== 'Allow') return;
        const action = statement.actions.find((element) => MAKING.some((name) => covers(element, name) === 'yes'));
        const { entries, complete } = statement.conditions;
        if (!action || !complete || entries.some((condition) => isOn(condition, 'iam:PermissionsBoundary'))) return;
        report({ at: action, message: 'makes', data: { statement: statement.label, action: action.display } });
      },
    };
  },
});
