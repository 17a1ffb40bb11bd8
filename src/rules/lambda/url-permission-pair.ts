import { functionOf, referring } from '../../parsers/cloudformation/graph.ts';
import { defineRule } from '../define-rule.ts';

const INVOKE: ReadonlySet<string> = new Set(['lambda:InvokeFunction', 'lambda:Invoke*', 'lambda:*', '*']);

export default defineRule({
  meta: {
    id: 'lambda/url-permission-pair',
    summary: 'A function URL has only one of the two permissions that it needs.',
    why: 'Since October 2025 a request to a function URL needs two permissions: lambda:InvokeFunctionUrl and lambda:InvokeFunction. With the first alone the URL answers 403. URLs from before had until November 2026.',
    remediation:
      'Add a second AWS::Lambda::Permission for the same principal with Action lambda:InvokeFunction and InvokedViaFunctionUrl true, so that it holds for the URL alone.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam'],
    notOn: { cdk: 'other files of the program may grant the second permission, and addFunctionUrl grants both' },
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-permission.html',
    ],
    tags: ['lambda', 'deployment'],
    since: '0.1.0',
  },
  messages: {
    alone: {
      text: 'The permission {name} lets callers use the URL of {fn} and not invoke it: since October 2025 they need both, and get 403.',
      advice: 'Add an AWS::Lambda::Permission like it with Action: lambda:InvokeFunction and InvokedViaFunctionUrl: true.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Permission'(permission) {
      const action = permission.prop('Action');
      if (!action.is('lambda:InvokeFunctionUrl')) return;
      const fn = functionOf(permission.prop('FunctionName'), permission.template);
      if (!fn || referring(fn, 'AWS::Lambda::Url', 'TargetFunctionArn').resources.length === 0) return;
      const { resources, complete } = referring(fn, 'AWS::Lambda::Permission', 'FunctionName');
      // SAM makes both for the URLs that it makes.
      if (!complete || resources.some((other) => other.prop('Action').kind !== 'scalar' || INVOKE.has(other.prop('Action').string ?? ''))) return;
      report({ at: action, message: 'alone', data: { name: permission.logicalId, fn: fn.logicalId } });
    },
  }),
});
