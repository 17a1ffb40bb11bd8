import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/scalable-target',
    summary: 'The target of Lambda’s scaling names nothing that can be scaled.',
    why: 'Application Auto Scaling scales the provisioned concurrency of an alias or a published version: it wants the namespace lambda and a resource function:<name>:<alias>. Anything else is refused when the stack is deployed.',
    remediation: 'Write ResourceId as function:<name of the function>:<name of the alias>, ServiceNamespace as lambda, and MinCapacity not above MaxCapacity.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [9],
    references: [
      'https://docs.aws.amazon.com/autoscaling/application/userguide/services-that-can-integrate-lambda.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-applicationautoscaling-scalabletarget.html',
    ],
    tags: ['lambda', 'scaling', 'deployment'],
    since: '0.1.0',
  },
  messages: {
    namespace: {
      text: 'The target {name} scales provisioned concurrency in the namespace {value}; it is one of lambda.',
      advice: 'Set {property} to lambda.',
    },
    resource: {
      text: 'The target {name} names {value}; the provisioned concurrency of an alias or version is function:<name>:<alias>.',
      advice: 'Set {property} to function:<name of the function>:<name of the alias>.',
    },
    latest: {
      text: 'The target {name} scales $LATEST, which has no provisioned concurrency.',
      advice: 'Name an alias in the place of $LATEST in {property}.',
    },
    range: {
      text: 'The target {name} has a minimum of {least} above its maximum of {most}.',
      advice: 'Set {property} to {most} or less.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::ApplicationAutoScaling::ScalableTarget'(target) {
      if (!target.prop('ScalableDimension').is('lambda:function:ProvisionedConcurrency')) return;
      const name = target.logicalId;
      const [namespace, id, least, most] = [target.prop('ServiceNamespace'), target.prop('ResourceId'), target.prop('MinCapacity'), target.prop('MaxCapacity')];
      if (namespace.string !== undefined && namespace.string !== 'lambda')
        report({ at: namespace, message: 'namespace', data: { name, value: namespace.string, property: target.called('ServiceNamespace') } });
      const text = id.string;
      const qualifier = text?.split(':').at(-1);
      if (text !== undefined && !/^function:[^:]+:[^:]+$/.test(text))
        report({ at: id, message: 'resource', data: { name, value: text, property: target.called('ResourceId') } });
      else if (qualifier === '$LATEST') report({ at: id, message: 'latest', data: { name, property: target.called('ResourceId') } });
      if (least.number !== undefined && most.number !== undefined && least.number > most.number)
        report({ at: least, message: 'range', data: { name, least: least.number, most: most.number, property: target.called('MinCapacity') } });
    },
  }),
});
