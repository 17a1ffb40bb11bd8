import type { Resource } from '../../parsers/cloudformation/resource.ts';
import { defineRule } from '../define-rule.ts';

type Instance = Resource<'AWS::EC2::Instance'>;

export default defineRule({
  meta: {
    id: 'ec2/standalone-instance',
    summary: 'Equal instances are kept one by one instead of in an Auto Scaling group.',
    why: 'Instances with the same image, type, security groups and start script do the same work. One by one, nobody replaces the one that fails or adds another when there is more to do; an Auto Scaling group does both, over several zones.',
    remediation:
      'Make a launch template of what they have in common and an Auto Scaling group of as many instances. Nodes that keep state of their own, such as those of a database cluster, are a reason to leave them.',
    severity: 'info',
    precision: 'medium',
    profile: 'strict',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [4],
    references: ['https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html'],
    tags: ['ec2', 'availability', 'auto-scaling'],
    since: '0.1.0',
  },
  messages: {
    equal: {
      text: 'The instances {names} and {last} are equal, and no Auto Scaling group keeps them.',
      advice: 'Make one Auto Scaling group with an AWS::EC2::LaunchTemplate of them.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::EC2::Instance'(instance) {
      let equal = instance.template.ofType('AWS::EC2::Instance');
      for (const property of PARTS) {
        const own = equal.length > 1 ? identityOf(instance, property) : undefined;
        if (own === undefined) return;
        equal = equal.filter((other) => identityOf(other, property) === own);
      }
      equal = equal.filter((other) => other.exists());
      // Told once, at the first.
      const [first, ...others] = equal;
      if (first?.logicalId !== instance.logicalId || others.length === 0) return;
      const names = equal.map(({ logicalId }) => logicalId);
      const told = names.length > MOST ? [...names.slice(0, MOST - 1), `${names.length - MOST + 1} others`] : names;
      report({
        at: instance.at,
        message: 'equal',
        data: { names: told.slice(0, -1).join(', '), last: told.at(-1) as string },
        related: others.map(({ at }) => ({ at, text: 'the same image, type, security groups and start script' })),
      });
    },
  }),
});

/** So many are named. */
const MOST = 4;

/** What equal instances have in common: also who may reach them and what they start. */
const PARTS = ['ImageId', 'InstanceType', 'SecurityGroupIds', 'UserData'] as const;

/** As it is written: what parameters and conditions make of it, they make of the others too. Undefined when that isn't known. */
function identityOf(instance: Instance, property: (typeof PARTS)[number]): string | undefined {
  const isOptional = property === 'SecurityGroupIds' || property === 'UserData';
  return isOptional && !instance.properties.keyAt(property) ? '' : instance.identity(property);
}
