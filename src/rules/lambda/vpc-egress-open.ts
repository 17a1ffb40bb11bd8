import { referring } from '../../parsers/cloudformation/graph.ts';
import { type Resource, resourceOf } from '../../parsers/cloudformation/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/vpc-egress-open',
    summary: 'A Lambda function in a network may connect to everywhere.',
    why: 'A security group without rules for egress lets everything out. Code that was taken over can then send what it reads anywhere, and the network that the function was put into holds nothing back.',
    remediation: 'List in SecurityGroupEgress what the function calls: the database’s group, the prefix list or endpoint of the services.',
    severity: 'info',
    precision: 'high',
    securitySeverity: 3,
    profile: 'strict',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
    ],
    tags: ['lambda', 'network', 'security'],
    since: '0.1.0',
  },
  messages: {
    open: {
      text: 'The function {name} may connect to everywhere: {groups} holds nothing back.',
      advice: 'List what the function calls in SecurityGroupEgress.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const groups = fn.prop('VpcConfig').get('SecurityGroupIds');
      const found = groups.items.map((item) => resourceOf(item, 'AWS::EC2::SecurityGroup'));
      const [first] = groups.items;
      // Groups add up: one that holds nothing back is enough, but the others may have been meant.
      if (!first || !groups.complete || !found.every((group) => group && isOpen(group))) return;
      report({
        at: fn.prop('VpcConfig').keyAt('SecurityGroupIds') ?? fn.at,
        message: 'open',
        data: { name: fn.logicalId, groups: found.map((group) => group?.logicalId).join(', ') },
      });
    },
  }),
});

/** Egress is left out, so everything goes out, or everything is allowed by name. */
function isOpen(group: Resource<'AWS::EC2::SecurityGroup'>): boolean {
  const egress = group.prop('SecurityGroupEgress');
  if (egress.isAbsent) return referring(group, 'AWS::EC2::SecurityGroupEgress', 'GroupId').resources.length === 0;
  return egress.items.some((rule) => rule.get('IpProtocol').is('-1') && (rule.get('CidrIp').is('0.0.0.0/0') || rule.get('CidrIpv6').is('::/0')));
}
