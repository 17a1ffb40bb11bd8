import { resourceOf } from '../../parsers/cloudformation/resource.ts';
import { adjustmentsOf } from '../../parsers/cloudformation/scaling.ts';
import { defineRule } from '../define-rule.ts';

/** Percent of the processors from which on a target or an alarm comes late. */
const LATE_TARGET = 80;
const LATE_THRESHOLD = 90;
/** Seconds after which an alarm that adds instances is slow. */
const SLOW = 600;

export default defineRule({
  meta: {
    id: 'asg/scale-late',
    summary: 'An Auto Scaling group adds instances when it is nearly full already.',
    why: 'Between the alarm and the first request that a new instance answers, minutes pass. A group that starts to scale at 90 percent, or ten minutes after the load rose, has no room for what comes until then.',
    remediation: 'Scale earlier and in smaller steps: a target of 40 to 60 percent, alarms of one or two periods of a minute (which need detailed monitoring).',
    severity: 'info',
    precision: 'medium',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html',
      'https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html',
    ],
    tags: ['auto-scaling', 'scaling', 'performance'],
    since: '0.1.0',
  },
  messages: {
    target: {
      text: 'The scaling policy {name} adds instances only when the others use {value} percent of their processors.',
      advice: 'Set {property} to 40 to 60.',
    },
    threshold: {
      text: 'The alarm {name} adds instances only when the others use {value} percent of their processors.',
      advice: 'Set {property} to 50 to 70, with a further step above.',
    },
    slow: {
      text: 'The alarm {name} adds instances only when the load has been high for {value} minutes.',
      advice: 'Lower {property}, or the periods that it counts, to a few minutes in all.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::AutoScaling::ScalingPolicy'(policy) {
      const tracking = policy.prop('TargetTrackingConfiguration');
      const target = tracking.get('TargetValue');
      if (!tracking.get('PredefinedMetricSpecification').get('PredefinedMetricType').is('ASGAverageCPUUtilization')) return;
      if ((target.number ?? 0) < LATE_TARGET) return;
      report({ at: target, message: 'target', data: { name: policy.logicalId, value: target.number as number, property: policy.called('TargetValue') } });
    },
    'cfn.resource:AWS::CloudWatch::Alarm'(alarm) {
      if (!alarm.prop('ComparisonOperator').matches(/^Greater/) || !alarm.prop('AlarmActions').items.some(isScaleOut)) return;
      const [threshold, period, periods] = [alarm.prop('Threshold'), alarm.prop('Period'), alarm.prop('EvaluationPeriods')];
      const name = alarm.logicalId;
      if (alarm.prop('MetricName').is('CPUUtilization') && (threshold.number ?? 0) >= LATE_THRESHOLD)
        report({ at: threshold, message: 'threshold', data: { name, value: threshold.number as number, property: alarm.called('Threshold') } });
      const seconds = (period.number ?? 0) * (periods.number ?? 0);
      if (seconds > SLOW)
        report({ at: periods, message: 'slow', data: { name, value: Math.round(seconds / 60), property: alarm.called('EvaluationPeriods') } });
    },
  }),
});

/** Whether an action of an alarm is a policy of the template that adds instances. */
function isScaleOut(action: Parameters<typeof resourceOf>[0]): boolean {
  const policy = resourceOf(action, 'AWS::AutoScaling::ScalingPolicy');
  return policy?.prop('AdjustmentType').matches(/^(?:Change|PercentChange)InCapacity$/) === true && adjustmentsOf(policy).some((by) => (by.number ?? 0) > 0);
}
