import { actionPattern } from '../../parsers/iam/action.ts';
import { ownerService } from '../../parsers/iam/owner.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/unsupported-action-in-policy',
    summary: 'A policy of a resource allows an action of another service.',
    why: 'The service refuses the policy, and the deployment fails.',
    remediation: 'Keep in the policy of a resource what is about it.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    notOn: { 'iam-json': 'a policy in a file of its own does not say which service it is for' },
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:UNSUPPORTED_ACTION_IN_POLICY'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    other: {
      text: "{value} is no action of {service}: the policy of this resource can't allow it.",
      advice: 'Write actions of {service}; allow others in the policy of who calls them.',
    },
  },
  create: ({ report }) => ({
    'iam.statement'(statement) {
      const service = ownerService(statement.policy.attachedTo?.type);
      if (!service) return;
      for (const action of statement.everyAction) {
        const prefix = actionPattern(action)?.service;
        if (!prefix || /[*?$]/.test(prefix) || service.prefixes.includes(prefix)) continue;
        report({ at: action, message: 'other', data: { value: action.display, service: service.name } });
      }
    },
  }),
});
