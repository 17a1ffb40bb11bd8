import { isNegated } from '../../parsers/iam/condition.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/unsupported-condition-key-for-service-principal',
    summary: 'A statement for an AWS service compares a key that services do not have.',
    why: 'An AWS service that calls for itself is in no organization and has no ARN or tags of a principal: a request of it has none of these keys, and the statement allows nothing.',
    remediation: 'Compare aws:SourceArn, aws:SourceAccount or aws:SourceOrgID: they are about the resource that the service calls for.',
    severity: 'warning',
    precision: 'medium',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL'],
    tags: ['iam', 'correctness', 'principals'],
    since: '0.1.0',
  },
  messages: {
    never: { text: '{key} is in no request of an AWS service: {statement} allows {services} nothing.', advice: 'Write {proposal}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Condition'(statement) {
      const { principals, conditions } = statement;
      if (statement.effect !== 'Allow' || principals.length === 0 || !statement.value.get('Principal').complete) return;
      if (principals.some(({ type, value }) => type !== 'Service' || value.string === undefined)) return;
      for (const condition of conditions.entries) {
        const proposal = INSTEAD.get(condition.key.toLowerCase());
        if (!proposal || condition.ifExists || condition.family === 'Null' || isNegated(condition)) continue;
        const services = principals.map(({ value }) => value.string).join(', ');
        const label = statement.label.replace('This', 'this').replace('Statement', 'statement');
        report({ at: condition.at, message: 'never', data: { key: condition.key, services, statement: label, proposal } });
      }
    },
  }),
});

/** Keys about the principal, and those about the resource that a service calls for. */
const INSTEAD = new Map([
  ['aws:principalorgid', 'aws:SourceOrgID'],
  ['aws:principalorgpaths', 'aws:SourceOrgPaths'],
  ['aws:principalaccount', 'aws:SourceAccount'],
  ['aws:principalarn', 'aws:SourceArn'],
]);
