import { referring } from '../../parsers/cloudformation/graph.ts';
import { resourceOf } from '../../parsers/cloudformation/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/permission-unqualified',
    summary: 'A permission holds for the whole function although callers use an alias.',
    why: 'A permission on the function lets the caller invoke $LATEST, whatever was uploaded last. A permission on the alias lets it invoke what was released, and nothing else.',
    remediation: 'Name the alias in FunctionName, and call the alias.',
    severity: 'info',
    precision: 'medium',
    profile: 'strict',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-permission.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html',
    ],
    tags: ['lambda', 'least-privilege'],
    since: '0.1.0',
  },
  messages: {
    unqualified: {
      text: 'The permission {name} is for the function {fn} and so for $LATEST, although it has the alias {alias}.',
      advice: 'Set {property} to the alias {alias}, and have the caller invoke it.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Permission'(permission) {
      const name = permission.prop('FunctionName');
      const fn = resourceOf(name, 'AWS::Lambda::Function');
      if (!fn) return;
      const [alias] = referring(fn, 'AWS::Lambda::Alias', 'FunctionName').resources;
      if (alias)
        report({
          at: permission.properties.keyAt('FunctionName') ?? name,
          message: 'unqualified',
          data: { name: permission.logicalId, fn: fn.logicalId, alias: alias.logicalId, property: permission.called('FunctionName') },
        });
    },
  }),
});
