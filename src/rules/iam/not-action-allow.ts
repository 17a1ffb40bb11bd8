import { coversEverything } from '../../parsers/iam/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/not-action-allow',
    summary: 'A statement allows everything but what NotAction names.',
    why: 'Allow with NotAction grants all actions that are not listed, those of services that AWS adds next year too. What is left out is a list of exceptions, and one that is forgotten is open.',
    remediation: 'Write what is needed in Action. Where the exceptions are meant, deny them in a statement of their own.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 6.5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3],
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html'],
    equivalents: [
      'access-analyzer:PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOTACTION',
      'access-analyzer:PASS_ROLE_WITH_NOTACTION_AND_NOTRESOURCE',
      'access-analyzer:CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOTACTION',
      'access-analyzer:CREATE_SLR_WITH_NOTACTION_AND_NOTRESOURCE',
    ],
    tags: ['iam', 'security', 'least-privilege'],
    since: '0.1.0',
  },
  messages: {
    open: {
      text: '{statement} allows all actions but those that NotAction names.',
      advice: 'Write the actions that are needed in Action; deny the exceptions in a statement of their own.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:NotAction'(statement) {
      if ((statement.kind !== 'identity' && statement.kind !== 'resource') || statement.effect !== 'Allow') return;
      const at = statement.notActions.length > 0 ? statement.value.keyAt('NotAction') : undefined;
      // On named resources it grants no more than all that can be done with them.
      if (!at || !(statement.notResources.length > 0 || statement.resources.some(coversEverything))) return;
      report({ at, message: 'open', data: { statement: statement.label } });
    },
  }),
});
