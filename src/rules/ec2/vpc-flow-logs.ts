import { referring } from '../../parsers/cloudformation/graph.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'ec2/vpc-flow-logs',
    summary: 'A network keeps no flow logs.',
    why: 'Without flow logs nobody can say afterwards which addresses were talked to: not after a break-in, and not when a connection is refused and nobody knows by what.',
    remediation: 'Add an AWS::EC2::FlowLog for the network, to CloudWatch Logs, S3 or Firehose.',
    severity: 'info',
    precision: 'high',
    securitySeverity: 3,
    profile: 'strict',
    scope: 'file',
    surfaces: ['cloudformation', 'sam'],
    notOn: { cdk: 'other files of the program, and addFlowLog, may add them' },
    articles: [3],
    references: ['https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html'],
    equivalents: ['checkov:CKV2_AWS_11', 'security-hub:EC2.6', 'config:vpc-flow-logs-enabled'],
    tags: ['vpc', 'logging', 'security'],
    since: '0.1.0',
  },
  messages: {
    none: {
      text: 'The network {name} keeps no flow logs.',
      advice: 'Add an AWS::EC2::FlowLog with ResourceType VPC and ResourceId: !Ref {name}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::EC2::VPC'(vpc) {
      const { resources, complete } = referring(vpc, 'AWS::EC2::FlowLog', 'ResourceId');
      if (complete && resources.length === 0) report({ at: vpc.at, message: 'none', data: { name: vpc.logicalId } });
    },
  }),
});
