import { resourceOf } from '../../parsers/cloudformation/resource.ts';
import { defineRule } from '../define-rule.ts';

/** Makes AutoScalingGroup of the CDK write a launch template. Source: aws-cdk-lib 2.276.0, cx-api. */
const FLAG = '@aws-cdk/aws-autoscaling:generateLaunchTemplateInsteadOfLaunchConfig';

export default defineRule({
  meta: {
    id: 'asg/launch-configuration',
    summary: 'An Auto Scaling group is launched from a launch configuration.',
    why: 'AWS has closed launch configurations: accounts made on or after 1 October 2024 cannot create any, by no method, so that the stack fails there. Instance types that appeared since 2023 cannot be named in them, nor can a group launched from one mix instance types or Spot and On-Demand.',
    remediation:
      'Replace the launch configuration by an AWS::EC2::LaunchTemplate with the same settings in LaunchTemplateData, and name it in LaunchTemplate of the group, or in its MixedInstancesPolicy. In the CDK, give the group a launchTemplate, or set the feature flag in cdk.json.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-configurations.html',
      'https://docs.aws.amazon.com/autoscaling/ec2/userguide/migrate-to-launch-templates.html',
      'https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html',
    ],
    equivalents: ['security-hub:AutoScaling.9', 'config:autoscaling-launch-template'],
    tags: ['auto-scaling', 'end-of-life', 'deployment'],
    since: '0.1.0',
  },
  messages: {
    configuration: {
      text: 'Accounts made since October 2024 cannot create the launch configuration {name}.',
      advice: 'Make it an AWS::EC2::LaunchTemplate with these settings in LaunchTemplateData.',
    },
    group: {
      text: 'The Auto Scaling group {name} is launched from a launch configuration, which accounts made since October 2024 cannot create.',
      advice: 'Name a launch template in LaunchTemplate instead.',
    },
    flag: {
      text: `{name} becomes a launch configuration, because cdk.json does not set ${FLAG}.`,
      advice: `Set "${FLAG}": true in the context of cdk.json, or pass a launchTemplate in place of instanceType and machineImage.`,
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::AutoScaling::LaunchConfiguration'(configuration) {
      report({ at: configuration.at, message: 'configuration', data: { name: configuration.logicalId } });
    },
    'cfn.resource:AWS::AutoScaling::AutoScalingGroup'(group) {
      const configuration = group.prop('LaunchConfigurationName');
      // One of the template is told where it stands.
      if (configuration.isAbsent || resourceOf(configuration)) return;
      if (configuration.isUnknown && group.properties.keyAt('LaunchConfigurationName') === undefined) return;
      report({ at: configuration, message: 'group', data: { name: group.logicalId } });
    },
    'code.call'(call) {
      const { isNew, callee, at, complete } = call;
      if (!isNew || callee.module !== 'aws-autoscaling' || callee.path.join('.') !== 'AutoScalingGroup' || !complete) return;
      const props = call.arguments[2];
      if (!props || props.get('instanceType').isAbsent || !props.get('launchTemplate').isAbsent || !props.get('mixedInstancesPolicy').isAbsent) return;
      if (call.flag(FLAG) === false) report({ at, message: 'flag', data: { name: call.name } });
    },
  }),
});
