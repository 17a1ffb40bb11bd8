import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/not-resource-allow',
    summary: 'A statement allows everything but what NotResource names.',
    why: 'Allow with NotResource grants all resources that are not listed, those of services that AWS adds next year too. What is left out is a list of exceptions, and one that is forgotten is open.',
    remediation: 'Write what is needed in Resource. Where the exceptions are meant, deny them in a statement of their own.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 6.5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3],
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html'],
    tags: ['iam', 'security', 'least-privilege'],
    since: '0.1.0',
  },
  messages: {
    open: {
      text: '{statement} allows all resources but those that NotResource names.',
      advice: 'Write the resources that are needed in Resource; deny the exceptions in a statement of their own.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:NotResource'(statement) {
      if ((statement.kind !== 'identity' && statement.kind !== 'resource') || statement.effect !== 'Allow') return;
      const at = statement.notResources.length > 0 ? statement.value.keyAt('NotResource') : undefined;
      if (!at) return;
      report({ at, message: 'open', data: { statement: statement.label } });
    },
  }),
});
