import table from '../../../data/ec2-old-generations.json' with { type: 'json' };
import type { Resource } from '../../parsers/cloudformation/resource.ts';
import { instanceTypesOf } from '../../parsers/cloudformation/scaling.ts';
import { familyOf } from '../../parsers/ec2/instance-type.ts';
import { defineRule } from '../define-rule.ts';

const successors: ReadonlyMap<string, string> = new Map(Object.entries(table.families));

export default defineRule({
  meta: {
    id: 'ec2/old-generation',
    summary: 'An instance type of an old generation is used.',
    why: 'Newer generations do more for the same money or less. The machines of old ones are no longer added to: they are found in fewer Availability Zones, run short sooner, and lack the Nitro System that newer features need.',
    remediation: 'Use the same size of a current family. Types with a g in the name have Arm processors and need images for these.',
    severity: 'info',
    precision: 'high',
    profile: 'strict',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    articles: [4],
    references: ['https://aws.amazon.com/ec2/previous-generation/', 'https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html'],
    tags: ['ec2', 'cost', 'capacity'],
    since: '0.1.0',
  },
  messages: {
    old: {
      text: '{type} of {name} is of an old generation.',
      advice: 'Use {size} of a current family, such as {family}.',
    },
  },
  create: ({ report }) => {
    const judge = (resource: Resource): void => {
      for (const type of instanceTypesOf(resource)) {
        const family = familyOf(type.string ?? '');
        const successor = family === undefined ? undefined : successors.get(family);
        if (successor === undefined) continue;
        const size = type.string?.split('.')[1] as string;
        report({ at: type, message: 'old', data: { type: type.string as string, name: resource.logicalId, size, family: successor } });
      }
    };
    return {
      'cfn.resource:AWS::AutoScaling::AutoScalingGroup': judge,
      'cfn.resource:AWS::AutoScaling::LaunchConfiguration': judge,
      'cfn.resource:AWS::EC2::EC2Fleet': judge,
      'cfn.resource:AWS::EC2::Host': judge,
      'cfn.resource:AWS::EC2::Instance': judge,
      'cfn.resource:AWS::EC2::LaunchTemplate': judge,
      'cfn.resource:AWS::EC2::SpotFleet': judge,
    };
  },
});
