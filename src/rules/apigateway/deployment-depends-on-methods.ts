import { dependingOn } from '../../parsers/cloudformation/depending-on.ts';
import { resourceOf } from '../../parsers/cloudformation/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'apigateway/deployment-depends-on-methods',
    aliases: ['apigw/deployment-depends-on-methods'],
    summary: 'A deployment of a REST API does not wait for the methods of the API.',
    why: 'A deployment is a picture of the API at the moment when it is made, and refers to the API alone: nothing tells CloudFormation to make the methods first. Made too early it fails with "The REST API doesn\'t contain any methods", or the stage serves what was there by chance.',
    remediation: 'Name the methods in the DependsOn of the deployment (addDependency in the CDK).',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    notOn: { config: 'the order in which resources are made stands in their template' },
    articles: [6],
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html',
    ],
    tags: ['api-gateway', 'deployment'],
    since: '0.1.0',
  },
  messages: {
    none: {
      text: 'The deployment {name} waits for no method of {api}: CloudFormation may make it first, and then it fails or lacks them.',
      advice: '{wait}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::ApiGateway::Deployment'(deployment) {
      const api = resourceOf(deployment.prop('RestApiId'), 'AWS::ApiGateway::RestApi');
      if (!api?.prop('Body').isAbsent || !api.prop('BodyS3Location').isAbsent) return;
      const methods = deployment.template.ofType('AWS::ApiGateway::Method').filter((method) => resourceOf(method.prop('RestApiId')) === api && method.exists());
      if (methods.length === 0 || methods.some((method) => deployment.waitsFor(method) !== false)) return;
      const { advice, fix } = dependingOn(deployment, methods, 'suggested');
      report({ at: deployment.at, message: 'none', data: { name: deployment.logicalId, api: api.logicalId, wait: advice }, ...(fix && { fix }) });
    },
  }),
});
