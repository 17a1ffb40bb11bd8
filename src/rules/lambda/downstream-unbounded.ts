import { referring } from '../../parsers/cloudformation/graph.ts';
import { defineRule } from '../define-rule.ts';

/** Names of variables by which functions learn where a database or cache is. */
const DATABASE = /(?:^|_)DB_|RDS|REDIS|JDBC/i;

export default defineRule({
  meta: {
    id: 'lambda/downstream-unbounded',
    summary: 'A Lambda function may open any number of connections to a database.',
    why: 'Lambda starts a thousand environments in ten seconds, and each opens connections of its own. A database or cache that takes some hundred is out of connections first, for all its clients.',
    remediation: 'Set ReservedConcurrentExecutions (or MaximumConcurrency of the queue) to what the database takes, or put Amazon RDS Proxy between.',
    severity: 'info',
    precision: 'low',
    profile: 'strict',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [9],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html',
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html',
    ],
    tags: ['lambda', 'scaling', 'database'],
    since: '0.1.0',
  },
  messages: {
    unbounded: {
      text: 'Nothing limits how many environments of {name} connect to what {key} names.',
      advice: 'Set {property} to what the database takes, or put Amazon RDS Proxy between.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const reserved = fn.prop('ReservedConcurrentExecutions');
      if (!reserved.isAbsent || fn.prop('VpcConfig').isAbsent || fn.prop('VpcConfig').isUnknown) return;
      const variables = fn.prop('Environment').get('Variables');
      const key = variables.keys?.find((name) => DATABASE.test(name) && !/proxy/i.test(`${name} ${variables.get(name).display}`));
      if (key === undefined) return;
      const { resources, complete } = referring(fn, 'AWS::Lambda::EventSourceMapping', 'FunctionName');
      if (resources.length > 0 && (!complete || resources.every((mapping) => !mapping.prop('ScalingConfig').isAbsent))) return;
      report({ at: reserved, message: 'unbounded', data: { name: fn.logicalId, key, property: fn.called('ReservedConcurrentExecutions') } });
    },
  }),
});
