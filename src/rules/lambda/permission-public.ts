import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/permission-public',
    summary: 'Anybody may invoke a Lambda function.',
    why: 'A permission for the principal * lets every AWS account in the world, and anonymous callers, invoke the function: they run its code with its role, read what it returns, and you pay for it.',
    remediation: 'Name the account, role or service that calls. Where many accounts of an organization call, keep * and add PrincipalOrgID.',
    severity: 'error',
    precision: 'high',
    securitySeverity: 9,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-permission.html',
      'https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html',
    ],
    equivalents: ['checkov:CKV_AWS_301', 'security-hub:Lambda.1', 'config:lambda-function-public-access-prohibited'],
    tags: ['lambda', 'public-access', 'security'],
    since: '0.1.0',
  },
  messages: {
    public: {
      text: 'The permission {name} lets anybody invoke the function.',
      advice: 'Put the account, role or service that calls in the place of *, or add {org} with the id of your organization.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Permission'(permission) {
      const principal = permission.prop('Principal');
      if (!principal.is('*')) return;
      // A function URL has its own permissions, and a rule that judges them.
      if (permission.prop('FunctionUrlAuthType').mayBe('NONE') || permission.prop('InvokedViaFunctionUrl').boolean === true) return;
      if ((['SourceArn', 'SourceAccount', 'PrincipalOrgID'] as const).some((name) => !permission.prop(name).isAbsent)) return;
      report({ at: principal, message: 'public', data: { name: permission.logicalId, org: permission.called('PrincipalOrgID') } });
    },
  }),
});
