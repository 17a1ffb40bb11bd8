import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/url-cors-any',
    summary: 'A function URL lets scripts of every web site call it.',
    why: 'With * in AllowOrigins every page that a user opens may call the function from the user’s browser and read the answer. Together with AllowCredentials such calls carry the user’s cookies.',
    remediation: 'List the origins of your own pages.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-url-cors.html',
    ],
    tags: ['lambda', 'cors', 'security'],
    since: '0.1.0',
  },
  messages: {
    any: {
      text: 'The function URL {name} lets scripts of every web site call it and read the answer.',
      advice: 'Put the origins of your pages, such as https://www.example.com, in the place of *.',
    },
    credentials: {
      text: 'The function URL {name} lets scripts of every web site call it with the cookies of the user.',
      advice: 'Put the origins of your pages, such as https://www.example.com, in the place of *, or take AllowCredentials away.',
      severity: 'error',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Url'(url) {
      const cors = url.prop('Cors');
      const any = cors.get('AllowOrigins').items.find((origin) => origin.is('*'));
      if (!any) return;
      const withCredentials = cors.get('AllowCredentials').boolean === true;
      report({ at: any, message: withCredentials ? 'credentials' : 'any', data: { name: url.logicalId } });
    },
  }),
});
