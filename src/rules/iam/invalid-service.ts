import { nearest } from '../../core/text.ts';
import { isArnService } from '../../parsers/iam/arn-format.ts';
import { isProvider, prefixOf } from '../../parsers/iam/keys.ts';
import { arnPattern, sectionText } from '../../parsers/iam/resource.ts';
import { table } from '../../parsers/iam/table.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-service',
    summary: 'An ARN or a condition key names a service that does not exist.',
    why: 'Nothing has such an ARN, and no request such a key: an Allow with it grants nothing, and a Deny denies nothing.',
    remediation: 'Write the name that the Service Authorization Reference gives the service in ARNs.',
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
    equivalents: ['parliament:UNKNOWN_PREFIX', 'access-analyzer:INVALID_SERVICE'],
    tags: ['iam', 'correctness', 'arn'],
    since: '0.1.0',
  },
  messages: {
    misspelt: { text: 'There is no service {service} in ARNs.', advice: 'Write {near}.' },
    unknown: {
      text: 'There is no service {service} in ARNs of {asOf}.',
      advice: 'Write the name that the service has in ARNs.',
      severity: 'warning',
      precision: 'medium',
    },
    inKey: { text: 'The condition key {key} belongs to no service.', advice: 'Write {proposal}.' },
  },
  create: ({ report }) => ({
    'iam.statement'(statement) {
      for (const resource of statement.everyResource) {
        const section = arnPattern(resource)?.service;
        const service = section && sectionText(section);
        if (!service || /[*?$A-Z]/.test(service) || isArnService(service)) continue;
        const near = nearest(service, table.prefixes);
        if (near) report({ at: resource, message: 'misspelt', data: { service, near } });
        else report({ at: resource, message: 'unknown', data: { service, asOf: table.asOf } });
      }
      for (const { key, at } of statement.conditions.entries) {
        const prefix = prefixOf(key);
        if (prefix === '' || prefix === 'aws' || isProvider(prefix) || !/^[a-z0-9-]+$/.test(prefix) || table.service(prefix) || table.isRetired(prefix))
          continue;
        if (providerKeys.has(prefix)) continue;
        const near = nearest(prefix, table.prefixes);
        report({
          at,
          message: 'inKey',
          data: { key, proposal: near ? `${near}${key.slice(prefix.length)}` : 'a key of the service, or a global one (aws:…)' },
        });
      }
    },
  }),
});

/** Prefixes that no service has, of keys that requests have all the same. */
const providerKeys = new Set(['identitycenter', 'catalog', 'accounts']);
