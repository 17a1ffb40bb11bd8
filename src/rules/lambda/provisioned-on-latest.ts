import type { Resource } from '../../parsers/cloudformation/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/provisioned-on-latest',
    summary: 'Provisioned concurrency is set on the unpublished version of a Lambda function.',
    why: 'Lambda keeps environments ready for published versions only. An alias of $LATEST with provisioned concurrency is refused when the stack is deployed, and AWS SAM refuses it without AutoPublishAlias.',
    remediation: 'Publish a version (AWS::Lambda::Version, AutoPublishAlias in AWS SAM, currentVersion in the CDK) and let the alias point to it.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [9],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-alias.html',
    ],
    tags: ['lambda', 'scaling', 'deployment'],
    since: '0.1.0',
  },
  messages: {
    latest: {
      text: 'The alias {name} keeps environments of $LATEST ready, which Lambda refuses.',
      advice: 'Point the alias to {version}.',
    },
    noAlias: {
      text: 'The function {name} has provisioned concurrency and no alias to have it: AWS SAM refuses the template.',
      advice: 'Add AutoPublishAlias: live.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Alias'(alias) {
      const version = alias.prop('FunctionVersion');
      if (!version.is('$LATEST') || alias.prop('ProvisionedConcurrencyConfig').isAbsent) return;
      const isCode = alias.surface === 'cdk';
      report({
        at: version,
        message: 'latest',
        data: {
          name: alias.logicalId,
          version: isCode ? 'the currentVersion of the function' : 'the Version of an AWS::Lambda::Version (!GetAtt Version.Version)',
        },
      });
    },
    'cfn.resource:AWS::Lambda::Function'(fn) {
      if (fn.declaredType !== 'AWS::Serverless::Function') return;
      const config = (fn as Resource).prop('ProvisionedConcurrencyConfig');
      if (config.isAbsent || config.isUnknown || !(fn as Resource).prop('AutoPublishAlias').isAbsent) return;
      report({ at: fn.properties.keyAt('ProvisionedConcurrencyConfig') ?? config, message: 'noAlias', data: { name: fn.logicalId } });
    },
  }),
});
