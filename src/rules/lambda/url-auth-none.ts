import { literalEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/url-auth-none',
    summary: 'A function URL takes requests of anybody.',
    why: 'With AuthType NONE Lambda checks nothing before it runs the function: whoever finds the address runs the code, with its role and on your bill. Addresses are found by scanners within hours.',
    remediation:
      'Set AuthType to AWS_IAM and let callers sign their requests. For browsers put CloudFront with origin access control in front, or an API with an authorizer.',
    severity: 'error',
    precision: 'high',
    securitySeverity: 8,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-url.html',
    ],
    equivalents: ['checkov:CKV_AWS_258'],
    tags: ['lambda', 'public-access', 'security'],
    since: '0.1.0',
  },
  messages: {
    open: {
      text: 'The function URL {name} takes requests of anybody.',
      advice: 'Set {property} to {value}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Url'(url) {
      const auth = url.prop('AuthType');
      if (!auth.is('NONE')) return;
      const edit = literalEdit(auth.origin, auth.string, 'AWS_IAM');
      report({
        at: auth,
        message: 'open',
        data: {
          name: url.logicalId,
          property: url.called('AuthType'),
          value: url.surface === 'cdk' && auth.origin.file.text.includes('FunctionUrlAuthType') ? 'lambda.FunctionUrlAuthType.AWS_IAM' : 'AWS_IAM',
        },
        ...(edit && { fix: { title: 'Take signed requests only', safety: 'suggested', edits: [edit] } }),
      });
    },
  }),
});
