import { alarmsOf, provisionedOf } from '../../parsers/cloudformation/graph.ts';
import { defineRule } from '../define-rule.ts';

/** Metrics that show that a limit is reached. */
const METRICS = /^(?:Throttles|ConcurrentExecutions|ProvisionedConcurrency|ClaimedAccountConcurrency)/;

export default defineRule({
  meta: {
    id: 'lambda/throttle-alarm',
    summary: 'Nobody is told when a Lambda function is throttled.',
    why: 'A function with reserved or provisioned concurrency has a limit of its own. Throttled invocations are no errors of the function: without an alarm on them the first to notice are its users.',
    remediation:
      'Add an AWS::CloudWatch::Alarm on Throttles (or ConcurrentExecutions, ProvisionedConcurrencySpilloverInvocations) with the dimension FunctionName.',
    severity: 'info',
    precision: 'medium',
    profile: 'strict',
    scope: 'file',
    surfaces: ['cloudformation', 'sam'],
    notOn: { cdk: 'other files of the program may add the alarm' },
    articles: [9],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html'],
    tags: ['lambda', 'observability', 'scaling'],
    since: '0.1.0',
  },
  messages: {
    none: {
      text: 'The function {name} has a concurrency of its own, and no alarm tells when it is used up.',
      advice: 'Add an AWS::CloudWatch::Alarm on the metric Throttles of AWS/Lambda with FunctionName: !Ref {name}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const reserved = fn.prop('ReservedConcurrentExecutions');
      const isLimited = (reserved.number ?? 0) > 0 || provisionedOf(fn).length > 0;
      if (!isLimited) return;
      const { resources, complete } = alarmsOf(fn);
      if (!complete || resources.some((alarm) => alarm.prop('MetricName').isAbsent || METRICS.test(alarm.prop('MetricName').string ?? 'Throttles'))) return;
      report({ at: reserved, message: 'none', data: { name: fn.logicalId } });
    },
  }),
});
