import { isLost, keeping } from '../../parsers/cloudformation/retention.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'dedicated-host/mac-minimum-allocation',
    summary: 'The stack of a Mac Dedicated Host cannot be deleted on its first day.',
    why: 'The licence of macOS wants a Mac to be kept for 24 hours, and Amazon EC2 releases the host no earlier. Until then a deletion or roll-back of its stack, and an update that replaces the host, fail.',
    remediation: 'Set DeletionPolicy and UpdateReplacePolicy to Retain, and release the host by hand when its 24 hours are over: until then it is paid.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    notOn: { config: 'what becomes of a resource stands in its template' },
    articles: [17],
    references: [
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-mac-instances.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html',
    ],
    tags: ['dedicated-host', 'deployment'],
    since: '0.1.0',
  },
  messages: {
    deletion: {
      text: 'The Mac host {name} cannot be released in its first 24 hours: until then the deletion or roll-back of its stack fails.',
      advice: '{keep}, and release the host by hand.',
    },
    replacement: {
      text: 'The Mac host {name} cannot be released in its first 24 hours: until then an update that replaces it fails to clean up.',
      advice: '{keep}, and release the old host by hand.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::EC2::Host'(host) {
      if (!['InstanceType', 'InstanceFamily'].some((property) => host.prop(property as 'InstanceType').prefix.startsWith('mac'))) return;
      const [deletion, replacement] = [host.attribute('DeletionPolicy'), host.attribute('UpdateReplacePolicy')];
      const name = host.logicalId;
      if (isLost(deletion)) report({ at: deletion, message: 'deletion', data: { name, keep: keeping(host, 'DeletionPolicy', 'UpdateReplacePolicy') } });
      else if (isLost(replacement)) report({ at: replacement, message: 'replacement', data: { name, keep: keeping(host, 'UpdateReplacePolicy') } });
    },
  }),
});
