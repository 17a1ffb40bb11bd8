import { literalEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/utilization-target-scale',
    summary: 'The target of Lambda’s utilization is written in percent.',
    why: 'LambdaProvisionedConcurrencyUtilization goes from 0 to 1. A target of 70 is never reached: nothing scales out, and requests start cold.',
    remediation: 'Write 0.7 for 70 percent.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [9],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html',
      'https://docs.aws.amazon.com/autoscaling/application/userguide/services-that-can-integrate-lambda.html',
    ],
    tags: ['lambda', 'scaling'],
    since: '0.1.0',
  },
  messages: {
    percent: {
      text: 'The policy {name} wants a utilization of {number}; it goes from 0 to 1, so the policy never scales out.',
      advice: 'Set {property} to {fraction}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::ApplicationAutoScaling::ScalingPolicy'(policy) {
      const config = policy.prop('TargetTrackingScalingPolicyConfiguration');
      const target = config.get('TargetValue');
      const { number } = target;
      if (!config.get('PredefinedMetricSpecification').get('PredefinedMetricType').is('LambdaProvisionedConcurrencyUtilization')) return;
      if (number === undefined || number <= 1) return;
      const fraction = number <= 100 ? String(Number((number / 100).toPrecision(6))) : undefined;
      const edit = fraction === undefined ? undefined : literalEdit(target.origin, target.string, fraction);
      report({
        at: target,
        message: 'percent',
        data: {
          name: policy.logicalId,
          number,
          fraction: fraction ?? 'a fraction such as 0.7',
          property: policy.surface === 'cdk' ? 'targetValue' : 'TargetValue',
        },
        ...(edit && { fix: { title: `Write ${fraction}`, safety: 'safe', edits: [edit] } }),
      });
    },
  }),
});
