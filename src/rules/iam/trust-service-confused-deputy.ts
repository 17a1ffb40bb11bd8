import { callerLimit, mayBeDenied } from '../../parsers/iam/caller.ts';
import { assumesBy } from '../../parsers/iam/federation.ts';
import { defineRule } from '../define-rule.ts';

/**
 * Services whose documentation says that they send aws:SourceArn and aws:SourceAccount when they take a role, with a trust policy as example
 * ("Cross-service confused deputy prevention" of each guide). Others send neither: a condition would lock them out.
 */
const SENDS_SOURCE = new Set(
  ['appstream', 'autoscaling', 'codebuild', 'datasync', 'frauddetector', 'iot', 'personalize', 'scheduler', 'ssm-incidents'].map(
    (name) => `${name}.amazonaws.com`,
  ),
);

export default defineRule({
  meta: {
    id: 'iam/trust-service-confused-deputy',
    summary: 'A role lets a service in on behalf of any account, and the service says for whom it works.',
    why: 'A service takes the role for whoever tells it to. Some of them say for which resource they do: a condition on that keeps another customer from having the service work with your role (the confused deputy).',
    remediation: 'Add a condition on aws:SourceAccount with your account, or on aws:SourceArn with the resource that the role is for.',
    severity: 'info',
    precision: 'high',
    securitySeverity: 3.5,
    profile: 'strict',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
      'https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html',
      'https://docs.aws.amazon.com/autoscaling/ec2/userguide/cross-service-confused-deputy-prevention.html',
      'https://docs.aws.amazon.com/personalize/latest/dg/cross-service-confused-deputy-prevention.html',
    ],
    equivalents: ['prowler:iam_role_cross_service_confused_deputy_prevention'],
    tags: ['iam', 'security', 'confused-deputy'],
    since: '0.1.0',
  },
  messages: {
    anySource: {
      text: '{statement} lets {service} take the role on behalf of any account.',
      advice:
        'Add "StringEquals": {"aws:SourceAccount": "123456789012"} with your account, or "ArnLike": {"aws:SourceArn": "…"} with the resource that the role is for.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      if (statement.kind !== 'trust' || !assumesBy(statement, 'sts:AssumeRole')) return;
      const service = statement.principals.find(({ type, value }) => type === 'Service' && SENDS_SOURCE.has(value.string ?? ''));
      if (!service || callerLimit(statement) !== 'none' || mayBeDenied(statement)) return;
      report({ at: service.value, message: 'anySource', data: { statement: statement.label, service: service.value.display } });
    },
  }),
});
