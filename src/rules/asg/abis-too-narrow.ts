import type { Value } from '../../core/value.ts';
import type { Resource } from '../../parsers/cloudformation/resource.ts';
import { requirementsOf } from '../../parsers/cloudformation/scaling.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'asg/abis-too-narrow',
    summary: 'Instance requirements leave few instance types to choose from.',
    why: 'Instance requirements are there so that Amazon EC2 may launch whatever fits, and new types as they appear. Requirements that only one type meets, or only one size, give that away: when it runs short, nothing is launched.',
    remediation:
      'Allow patterns such as m*.* in AllowedInstanceTypes, or leave it out, and give VCpuCount and MemoryMiB a range: from what the workload needs to twice that.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/autoscaling/ec2/userguide/create-mixed-instances-group-attribute-based-instance-type-selection.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-fleet-attribute-based-instance-type-selection.html',
    ],
    tags: ['auto-scaling', 'availability', 'spot'],
    since: '0.1.0',
  },
  messages: {
    oneType: {
      text: 'The instance requirements of {name} allow the instance type {type} only.',
      advice: 'Allow more types, with patterns such as {pattern}, or take {property} away.',
    },
    oneSize: {
      text: 'The instance requirements of {name} allow one size only: {cpus} vCPU and {memory} MiB.',
      advice: 'Raise {most} of both, for example to twice the minimum.',
      severity: 'info',
    },
  },
  create: ({ report }) => {
    const judge = (resource: Resource): void => {
      for (const requirements of requirementsOf(resource)) {
        const allowed = requirements.get('AllowedInstanceTypes');
        const [only, ...others] = allowed.items;
        const type = allowed.complete && others.length === 0 ? only?.string : undefined;
        if (only && type !== undefined && !type.includes('*')) {
          const pattern = `${type.replace(/\d.*$/, '')}*.${type.split('.')[1] ?? '*'}`;
          report({ at: only, message: 'oneType', data: { name: resource.logicalId, type, pattern, property: resource.called('AllowedInstanceTypes') } });
        }
        const [cpus, memory] = [exactly(requirements.get('VCpuCount')), exactly(requirements.get('MemoryMiB'))];
        if (cpus === undefined || memory === undefined) continue;
        const at = requirements.keyAt('VCpuCount') ?? requirements;
        report({ at, message: 'oneSize', data: { name: resource.logicalId, cpus, memory, most: resource.called('Max') } });
      }
    };
    return {
      'cfn.resource:AWS::AutoScaling::AutoScalingGroup': judge,
      'cfn.resource:AWS::EC2::EC2Fleet': judge,
      'cfn.resource:AWS::EC2::LaunchTemplate': judge,
      'cfn.resource:AWS::EC2::SpotFleet': judge,
    };
  },
});

/** The one number that a range allows. */
function exactly(range: Value): number | undefined {
  const [least, most] = [range.get('Min').number, range.get('Max').number];
  return least === most ? least : undefined;
}
