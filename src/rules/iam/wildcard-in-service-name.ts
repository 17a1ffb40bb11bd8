import { actionPattern } from '../../parsers/iam/action.ts';
import { arnPattern, sectionText } from '../../parsers/iam/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/wildcard-in-service-name',
    summary: 'The name of a service has a wildcard in it.',
    why: "A part of a service's name fits services that nobody thought of, and those to come: more than a dozen have code in their name.",
    remediation: 'Name each service.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:WILDCARD_IN_SERVICE_NAME'],
    tags: ['iam', 'style'],
    since: '0.1.0',
  },
  messages: {
    arn: { text: 'The service {service} of this ARN fits every service that is called so in part.', advice: 'Name the service.' },
    action: { text: 'The service {service} of this action fits every service that is called so in part.', advice: 'Name the service.' },
  },
  create: ({ report }) => ({
    'iam.statement'(statement) {
      for (const resource of statement.everyResource) {
        const section = arnPattern(resource)?.service;
        const service = section && sectionText(section);
        if (service && isPartly(service)) report({ at: resource, message: 'arn', data: { service } });
      }
      for (const action of statement.everyAction) {
        const service = actionPattern(action)?.service;
        if (service && isPartly(service)) report({ at: action, message: 'action', data: { service } });
      }
    },
  }),
});

/** A wildcard with letters around it. */
const isPartly = (name: string): boolean => /[*?]/.test(name) && /[a-z]/i.test(name) && !name.includes('$');
