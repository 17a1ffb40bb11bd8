import type { Resource } from '../../parsers/cloudformation/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/user-with-console-login',
    summary: 'A template makes an IAM user for a person or a program that could take a role.',
    why: 'A user has a password or a key that never ends: it is copied, shared and forgotten, and leaving the company does not close it. People who log in through IAM Identity Center or another identity provider, and programs with roles, get credentials that end by themselves.',
    remediation:
      'Let people log in through IAM Identity Center or a SAML or OpenID Connect provider; give programs a role: of the instance, function or task, through an OpenID Connect provider, or by IAM Roles Anywhere.',
    severity: 'info',
    precision: 'high',
    securitySeverity: 3.5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [20],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles',
    ],
    tags: ['iam', 'security', 'identity'],
    since: '0.1.0',
  },
  messages: {
    login: {
      text: 'The user {name} has a password for the console.',
      advice: 'Remove LoginProfile, and let the person log in through IAM Identity Center or another identity provider.',
    },
    loginBesideIdentityCenter: {
      text: 'The user {name} has a password for the console, though the template sets up IAM Identity Center.',
      advice: 'Remove LoginProfile, and assign the person a permission set.',
      severity: 'warning',
    },
    accessKey: {
      text: 'The template makes the access key {name}, which never ends.',
      advice: 'Give the program a role instead: of its instance, function or task, or by IAM Roles Anywhere.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::IAM::User'(user) {
      const login = user.prop('LoginProfile');
      if (login.isAbsent || login.isUnknown) return;
      report({
        at: user.properties.keyAt('LoginProfile') ?? login,
        message: hasIdentityCenter(user) ? 'loginBesideIdentityCenter' : 'login',
        data: { name: user.logicalId },
      });
    },
    'cfn.resource:AWS::IAM::AccessKey'(key) {
      report({ at: key.at, message: 'accessKey', data: { name: key.logicalId } });
    },
  }),
});

const hasIdentityCenter = ({ template }: Resource): boolean => template.resources.some(({ type }) => type.startsWith('AWS::SSO::'));
