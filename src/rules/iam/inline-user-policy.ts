import type { Resource } from '../../parsers/cloudformation/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/inline-user-policy',
    summary: 'An IAM user has policies of its own.',
    why: 'What a user may do is seen only by looking at each user, and stays when the person moves to other work. Permissions of groups and roles are given and taken in one place.',
    remediation: 'Attach the policy to a group that the user is in, or to a role that is taken for the work.',
    severity: 'warning',
    precision: 'high',
    profile: 'strict',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html',
      'https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html',
    ],
    equivalents: ['checkov:CKV_AWS_40', 'cfn-nag:F10', 'cfn-nag:F11', 'cfn-nag:F12', 'security-hub:IAM.2', 'config:iam-user-no-policies-check'],
    tags: ['iam', 'security', 'governance'],
    since: '0.1.0',
  },
  messages: {
    own: {
      text: 'The user {name} has policies of its own ({property}).',
      advice: 'Move them to a group, and name the group in Groups.',
    },
    attached: {
      text: 'The policy {name} is attached to users.',
      advice: 'Attach it to a group of these users: write Groups in the place of {property}.',
    },
  },
  create: ({ report }) => {
    const attached = (policy: Resource, property: string): void => {
      if (policy.prop(property).items.length > 0)
        report({
          at: policy.properties.keyAt(property) ?? policy.at,
          message: 'attached',
          data: { name: policy.logicalId, property: policy.called(property) },
        });
    };
    return {
      'cfn.resource:AWS::IAM::User'(user) {
        const property = (['Policies', 'ManagedPolicyArns'] as const).find((name) => user.prop(name).items.length > 0);
        if (property)
          report({ at: user.properties.keyAt(property) ?? user.at, message: 'own', data: { name: user.logicalId, property: user.called(property) } });
      },
      'cfn.resource:AWS::IAM::Policy': (policy) => attached(policy, 'Users'),
      'cfn.resource:AWS::IAM::ManagedPolicy': (policy) => attached(policy, 'Users'),
      'cfn.resource:AWS::IAM::UserPolicy': (policy) => attached(policy, 'UserName'),
    };
  },
});
