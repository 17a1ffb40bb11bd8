import { dependingOn } from '../../parsers/cloudformation/depending-on.ts';
import { resourceOf } from '../../parsers/cloudformation/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'outposts/lgw-route-depends-on',
    summary: 'A route to a local gateway does not wait until the gateway knows the network.',
    why: 'A route to the local gateway of an Outpost can be made only when the network is associated with a route table of the gateway. The route names the gateway and not the association: nothing tells CloudFormation to make the association first, and when it does not, the stack fails.',
    remediation: 'Name the AWS::EC2::LocalGatewayRouteTableVPCAssociation in the DependsOn of the route.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    notOn: { config: 'the order in which resources are made stands in their template' },
    articles: [15],
    references: [
      'https://docs.aws.amazon.com/outposts/latest/userguide/routing.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html',
    ],
    tags: ['outposts', 'network', 'deployment'],
    since: '0.1.0',
  },
  messages: {
    unordered: {
      text: 'The route {name} does not wait for {association}, which tells the local gateway of its network: CloudFormation may make it first, and then it fails.',
      advice: '{wait}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::EC2::Route'(route) {
      const gateway = route.prop('LocalGatewayId');
      if (gateway.isAbsent || gateway.isUnknown) return;
      const network = resourceOf(route.prop('RouteTableId'), 'AWS::EC2::RouteTable')?.identity('VpcId');
      const associations = route.template
        .ofType('AWS::EC2::LocalGatewayRouteTableVPCAssociation')
        .filter((association) => network !== undefined && association.identity('VpcId') === network && association.exists());
      const [first] = associations;
      if (!first || associations.some((association) => route.waitsFor(association) !== false)) return;
      const { advice, fix } = dependingOn(route, [first], 'safe');
      report({ at: route.at, message: 'unordered', data: { name: route.logicalId, association: first.logicalId, wait: advice }, ...(fix && { fix }) });
    },
  }),
});
