import type { Value } from '../../core/value.ts';
import { literalEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'asg/elb-health-check',
    summary: 'An Auto Scaling group behind a load balancer does not ask it whether its instances work.',
    why: 'The load balancer sees when an application has stopped to answer, and sends it nothing more. The group, which by itself only asks whether the machine runs, keeps the instance: it is paid for, counts as capacity, and is never replaced.',
    remediation:
      'Set HealthCheckType to ELB (VPC_LATTICE for target groups of VPC Lattice), and HealthCheckGracePeriod to the time that an instance takes to start.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html',
      'https://docs.aws.amazon.com/securityhub/latest/userguide/autoscaling-controls.html',
    ],
    equivalents: [
      'security-hub:AutoScaling.1',
      'config:autoscaling-group-elb-healthcheck-required',
      'guard:AUTOSCALING_GROUP_ELB_HEALTHCHECK_REQUIRED',
      'checkov:CKV2_AWS_15',
      'cdk-nag:AwsSolutions-AS2',
    ],
    tags: ['auto-scaling', 'availability', 'load-balancing'],
    since: '0.1.0',
  },
  messages: {
    absent: {
      text: 'The Auto Scaling group {name} stands behind {behind} and does not ask for its health checks: instances that no longer answer are not replaced.',
      advice: 'Add {property}: {type}.',
    },
    other: {
      text: 'The Auto Scaling group {name} stands behind {behind}, and its health checks are {value} only: instances that no longer answer are not replaced.',
      advice: 'Set {property} to {type}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::AutoScaling::AutoScalingGroup'(group) {
      const sources = group.prop('TrafficSources').items;
      const isLattice = sources.some((source) => source.get('Type').is('vpc-lattice') || source.get('Identifier').prefix.includes(':vpc-lattice:'));
      const balanced: readonly Value[] = [...group.prop('TargetGroupARNs').items, ...group.prop('LoadBalancerNames').items, ...sources];
      if (!balanced.some((item) => !item.isAbsent)) return;
      const check = group.prop('HealthCheckType');
      const data = {
        name: group.logicalId,
        property: group.called('HealthCheckType'),
        behind: isLattice ? 'VPC Lattice' : 'a load balancer',
        type: isLattice ? 'VPC_LATTICE' : 'ELB',
      };
      if (check.isAbsent) report({ at: check, message: 'absent', data });
      const types = check.string?.split(',').map((type) => type.trim());
      if (!types || types.includes('ELB') || types.includes('VPC_LATTICE')) return;
      const edit = types.length === 1 ? literalEdit(check.origin, check.string, data.type) : undefined;
      report({
        at: check,
        message: 'other',
        // EC2 alone need not be said.
        data: { ...data, value: types.join(', '), type: types.length === 1 ? data.type : [...types, data.type].join(',') },
        ...(edit && { fix: { title: `Use the health checks of ${data.behind}`, safety: 'suggested', edits: [edit] } }),
      });
    },
  }),
});
