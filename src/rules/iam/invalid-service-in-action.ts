import { actionPattern } from '../../parsers/iam/action.ts';
import { serviceMeant } from '../../parsers/iam/spelling.ts';
import { table } from '../../parsers/iam/table.ts';
import { partEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-service-in-action',
    summary: 'The service of an action does not exist.',
    why: 'IAM refuses no action of an unknown service in a policy of a user or role: it just never matches.',
    remediation:
      'Write the prefix that the Service Authorization Reference gives the service: states for Step Functions, events for EventBridge, es for OpenSearch Service.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['cfn-lint:W3037', 'parliament:UNKNOWN_PREFIX', 'access-analyzer:INVALID_SERVICE_IN_ACTION'],
    tags: ['iam', 'correctness', 'actions'],
    since: '0.1.0',
  },
  messages: {
    misspelt: { text: 'There is no service {service} in actions.', advice: 'Write {near}.' },
    unknown: {
      text: 'There is no service {service} in actions of {asOf}.',
      advice: 'Write the prefix of the service in the Service Authorization Reference.',
      severity: 'warning',
      precision: 'medium',
    },
  },
  create: ({ report }) => ({
    'iam.statement'(statement) {
      for (const action of statement.everyAction) {
        const pattern = actionPattern(action);
        const service = pattern?.service;
        if (!service || /[*?$]/.test(service) || table.service(service) || table.isRetired(service) || table.isUndocumented(service)) continue;
        if (!/^[\w.-]+$/.test(service)) continue;
        const near = serviceMeant(service, pattern.name);
        const edit = near && partEdit(action, `${service}:`, `${near}:`);
        const fix = edit && { title: `Write ${near}`, safety: 'suggested' as const, edits: [edit] };
        if (near) report({ at: action, message: 'misspelt', data: { service, near }, ...(fix && { fix }) });
        else report({ at: action, message: 'unknown', data: { service, asOf: table.asOf } });
      }
    },
  }),
});
