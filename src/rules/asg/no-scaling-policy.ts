import type { Value } from '../../core/value.ts';
import { referring } from '../../parsers/cloudformation/graph.ts';
import { defineRule } from '../define-rule.ts';

/** Tags by which the Cluster Autoscaler of Kubernetes finds the groups that it scales, and nodes their cluster. */
const KUBERNETES = /k8s\.io\/cluster-autoscaler|kubernetes\.io\/cluster/;

export default defineRule({
  meta: {
    id: 'asg/no-scaling-policy',
    summary: 'An Auto Scaling group may grow, and nothing lets it.',
    why: 'A group whose maximum is above its minimum keeps its desired capacity until a policy, a schedule or somebody changes it. Without a policy it does not follow the load.',
    remediation:
      'Add an AWS::AutoScaling::ScalingPolicy with target tracking. Where the maximum is only there for rolling updates, leave the rule out for this group.',
    severity: 'info',
    precision: 'medium',
    profile: 'strict',
    scope: 'file',
    surfaces: ['cloudformation', 'sam'],
    notOn: { cdk: 'scaleOnCpuUtilization and other methods, and other files of the program, may add one' },
    articles: [4],
    references: ['https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scale-based-on-demand.html'],
    tags: ['auto-scaling', 'scaling'],
    since: '0.1.0',
  },
  messages: {
    none: {
      text: 'The Auto Scaling group {name} may have {least} to {most} instances, and no policy changes their number.',
      advice: 'Add an AWS::AutoScaling::ScalingPolicy with AutoScalingGroupName: !Ref {name} and a target.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::AutoScaling::AutoScalingGroup'(group) {
      const [least, most] = [group.prop('MinSize').number, group.prop('MaxSize')];
      if (least === undefined || most.number === undefined || most.number <= least) return;
      // As many as there may be: the number is given with the stack, and what lies below it is room for updates.
      if (group.prop('DesiredCapacity').identity === most.identity) return;
      if (group.prop('Tags').items.some((tag) => mayBeKubernetes(tag.get('Key')))) return;
      const scaling = [
        referring(group, 'AWS::AutoScaling::ScalingPolicy', 'AutoScalingGroupName'),
        referring(group, 'AWS::AutoScaling::ScheduledAction', 'AutoScalingGroupName'),
      ];
      // Capacity providers of Amazon ECS and scaling plans name the group deeper down.
      const others = (['AWS::ECS::CapacityProvider', 'AWS::AutoScalingPlans::ScalingPlan'] as const).flatMap((type) => group.template.ofType(type));
      if (others.length > 0 || scaling.some(({ resources, complete }) => !complete || resources.length > 0)) return;
      report({ at: most, message: 'none', data: { name: group.logicalId, least, most: most.number } });
    },
  }),
});

const mayBeKubernetes = (key: Value): boolean => key.isUnknown || KUBERNETES.test(key.display);
