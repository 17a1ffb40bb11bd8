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
      // What often hangs on parameters is read last, and only of those that are equal otherwise.
      for (const part of PARTS) {
        const own = equal.length > 1 ? part(instance) : undefined;
        if (own === undefined) return;
        equal = equal.filter((other) => part(other) === own);
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

/** What equal instances have in common: also who may reach them and what they start. Undefined when that isn't known. */
const PARTS: readonly ((instance: Instance) => string | undefined)[] = [
  (instance) => {
    const groups = instance.prop('SecurityGroupIds');
    const identities = groups.items.map(({ identity }) => identity);
    return !groups.complete || identities.includes(undefined) ? undefined : identities.join();
  },
  (instance) => (instance.prop('UserData').isAbsent ? '' : instance.prop('UserData').identity),
  (instance) => instance.prop('ImageId').identity,
  (instance) => instance.prop('InstanceType').identity,
];
