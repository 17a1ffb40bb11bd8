import { arnPattern, sectionText } from '../../parsers/iam/resource.ts';
import { partEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-arn-service-case',
    summary: 'The service of an ARN has capital letters.',
    why: 'Services are written in lower case in ARNs, and ARNs are compared letter by letter: nothing has such an ARN.',
    remediation: 'Write the service in lower case.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:INVALID_ARN_SERVICE_CASE'],
    tags: ['iam', 'correctness', 'arn'],
    since: '0.1.0',
  },
  messages: {
    case: { text: 'The service {service} stands in capital letters, and ARNs have it as {lower}.', advice: 'Write {lower}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Resource'(statement) {
      for (const resource of statement.everyResource) {
        const section = arnPattern(resource)?.service;
        const service = section && sectionText(section);
        if (!service || !/[A-Z]/.test(service) || /[*?$]/.test(service)) continue;
        const edit = partEdit(resource, `:${service}:`, `:${service.toLowerCase()}:`);
        const fix = edit && { title: `Write ${service.toLowerCase()}`, safety: 'suggested' as const, edits: [edit] };
        report({ at: resource, message: 'case', data: { service, lower: service.toLowerCase() }, ...(fix && { fix }) });
      }
    },
  }),
});
