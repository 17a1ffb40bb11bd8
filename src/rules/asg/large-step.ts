import type { Value } from '../../core/value.ts';
import { adjustmentsOf, groupOf, type ScalingPolicy } from '../../parsers/cloudformation/scaling.ts';
import { defineRule } from '../define-rule.ts';

interface Options {
  /** Percent of the group that one step may add. */
  readonly percentOfCapacity: number;
  /** Percent of the maximum that one step may add, where steps count instances. Two instances may always be added. */
  readonly percentOfMaximum: number;
  /** Percent of the maximum that a step may set the group to. */
  readonly exactPercentOfMaximum: number;
}

export default defineRule({
  meta: {
    id: 'asg/large-step',
    summary: 'A scaling policy adds many instances at once.',
    why: 'A large step asks for much capacity in one moment, which is when a pool of instances is most likely to be short of it, and everything that the instances load at their start is asked for at once. Small steps that start earlier reach the same size with less risk and cost.',
    remediation:
      'Scale in smaller steps and earlier: by 10 to 20 percent at a lower threshold, with further steps for what lies above. Target tracking chooses the steps by itself.',
    severity: 'warning',
    precision: 'medium',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [4],
    references: ['https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html'],
    tags: ['auto-scaling', 'scaling', 'availability'],
    since: '0.1.0',
  },
  messages: {
    percent: {
      text: 'The scaling policy {name} makes the group larger by {count} percent at once.',
      advice: 'Use steps of 10 to 20 percent from a lower threshold on.',
    },
    count: {
      text: 'The scaling policy {name} adds {count} instances at once to a group of at most {most}.',
      advice: 'Use steps of 1 or 2 instances from a lower threshold on.',
    },
    exact: {
      text: 'The scaling policy {name} sets the group to {count} instances at once, of at most {most}.',
      advice: 'Use ChangeInCapacity or PercentChangeInCapacity with small steps from a lower threshold on.',
    },
  },
  options: {
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        percentOfCapacity: { type: 'number', minimum: 0, description: 'Percent of the group that one step may add.' },
        percentOfMaximum: {
          type: 'number',
          minimum: 0,
          description: 'Percent of the maximum that one step may add where it counts instances; two are always allowed.',
        },
        exactPercentOfMaximum: { type: 'number', minimum: 0, description: 'Percent of the maximum that a step may set the group to.' },
      },
    },
    defaults: { percentOfCapacity: 50, percentOfMaximum: 25, exactPercentOfMaximum: 50 } as Options,
  },
  create: ({ report, options }) => ({
    'cfn.resource:AWS::AutoScaling::ScalingPolicy'(policy) {
      const kind = policy.prop('AdjustmentType').string;
      for (const adjustment of adjustmentsOf(policy)) {
        const count = adjustment.number ?? 0;
        if (kind === 'PercentChangeInCapacity') {
          if (count > options.percentOfCapacity) report({ at: adjustment, message: 'percent', data: { name: policy.logicalId, count } });
          continue;
        }
        const most = count > 0 ? maximumOf(policy)?.number : undefined;
        if (most === undefined) continue;
        const data = { name: policy.logicalId, count, most };
        if (kind === 'ChangeInCapacity' && count > Math.max(2, (most * options.percentOfMaximum) / 100)) report({ at: adjustment, message: 'count', data });
        if (kind === 'ExactCapacity' && count > (most * options.exactPercentOfMaximum) / 100) report({ at: adjustment, message: 'exact', data });
      }
    },
  }),
});

const maximumOf = (policy: ScalingPolicy): Value | undefined => groupOf(policy)?.prop('MaxSize');
