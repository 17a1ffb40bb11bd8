import type { Resource } from '../../parsers/cloudformation/resource.ts';
import { keeping, lostBy } from '../../parsers/cloudformation/retention.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'keyspaces/deletion-policy',
    summary: 'A keyspace or table of Amazon Keyspaces goes with its stack, and its rows with it.',
    why: 'The name of a table and the columns of its key cannot be changed: an update that does replaces the table by an empty one and deletes the old one with all rows. So does the deletion of the stack, or of the resource from the template.',
    remediation:
      'Set DeletionPolicy and UpdateReplacePolicy to Retain, and switch PointInTimeRecoveryEnabled on: it can restore a deleted table for 35 days. A table that only a test uses may go with its stack.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    notOn: { config: 'what becomes of a resource stands in its template' },
    articles: [18],
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cassandra-table.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html',
    ],
    equivalents: ['cfn-lint:I3011'],
    tags: ['keyspaces', 'data-loss'],
    since: '0.1.0',
  },
  messages: {
    both: { text: 'The {kind} {name} is deleted with its stack, and by updates that replace it.', advice: '{keep}.' },
    deletion: { text: 'The {kind} {name} is deleted with its stack.', advice: '{keep}.' },
    replacement: { text: 'An update that replaces the {kind} {name} deletes the old one.', advice: '{keep}.' },
  },
  create({ report }) {
    const judge = (resource: Resource, kind: string): void => {
      const lost = lostBy(resource);
      if (lost) report({ ...lost, data: { kind, name: resource.logicalId, keep: keeping(resource, 'DeletionPolicy', 'UpdateReplacePolicy') } });
    };
    return {
      'cfn.resource:AWS::Cassandra::Table': (table) => judge(table, 'table'),
      'cfn.resource:AWS::Cassandra::Keyspace': (keyspace) => judge(keyspace, 'keyspace'),
    };
  },
});
