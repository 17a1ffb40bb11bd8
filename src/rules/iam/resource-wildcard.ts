import type { Value } from '../../core/value.ts';
import { actionPattern } from '../../parsers/iam/action.ts';
import { exampleArn } from '../../parsers/iam/arn-format.ts';
import type { Statement } from '../../parsers/iam/model.ts';
import { coversEverything } from '../../parsers/iam/resource.ts';
import { type Action, table } from '../../parsers/iam/table.ts';
import { defineRule } from '../define-rule.ts';

const NAMED = 5;
/** Global keys that say which resources are meant, or by what way they are reached. */
const SCOPING = /^aws:(?:ResourceTag\/|RequestTag\/|TagKeys$|ResourceAccount$|ResourceOrg|SourceArn$|SourceAccount$|CalledVia|ViaAWSService$)/i;

export default defineRule({
  meta: {
    id: 'iam/resource-wildcard',
    aliases: ['iam/wildcard-resource'],
    summary: 'A policy allows actions on every resource that could be limited to some.',
    why: 'With Resource "*" the actions reach what belongs to other applications and what will be made later: a mistake or a stolen session has the whole account to work on.',
    remediation:
      'Write the ARNs of the resources, with wildcards in names where they share a prefix. Actions that take no resource stay in a statement of their own with "*".',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 5,
    profile: 'strict',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3, 13],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    ],
    equivalents: [
      'checkov:CKV_AWS_109',
      'checkov:CKV_AWS_111',
      'checkov:CKV_AWS_355',
      'checkov:CKV_AWS_356',
      'cdk-nag:AwsSolutions-IAM5',
      'cfn-nag:W11',
      'cfn-nag:W12',
      'cfn-nag:W13',
      'guard:iam_policydocument_no_wildcard_resource',
    ],
    tags: ['security', 'iam', 'least-privilege'],
    since: '0.1.0',
  },
  messages: {
    writing: {
      text: '{statement} allows {actions} on every resource.',
      advice: 'Name what {they} may change in Resource{example}.',
    },
    reading: {
      text: '{statement} allows {actions} on every resource.',
      advice: 'Name what {they} may read in Resource{example}.',
      severity: 'info',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Resource'(statement) {
      if (statement.kind !== 'identity' || statement.effect !== 'Allow' || isScoped(statement)) return;
      const star = statement.resources.find(coversEverything);
      if (!star) return;
      const found = statement.actions.flatMap((element) => {
        const action = limitable(element);
        return action ? [{ element, action }] : [];
      });
      const writing = found.filter(({ action }) => action.levels.some((level) => level !== 'Read' && level !== 'List'));
      const [first] = writing.length > 0 ? writing : found;
      if (!first) return;
      const names = (writing.length > 0 ? writing : found).map(({ element }) => element.display);
      const types = first.action.resourceTypes;
      const example = exampleArn((types.find(({ required }) => required) ?? types[0])?.type);
      report({
        at: star,
        message: writing.length > 0 ? 'writing' : 'reading',
        data: {
          statement: statement.label,
          actions: names.length > NAMED ? `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more` : names.join(', '),
          they: names.length > 1 ? 'they' : 'it',
          example: example === '' ? '' : `, as in ${example}`,
        },
      });
    },
  }),
});

/**
 * What a function in a VPC needs for network interfaces whose names nobody knows before: AWSLambdaVPCAccessExecutionRole allows it on "*". Source:
 * Lambda guide, "Giving Lambda functions access to resources in an Amazon VPC".
 */
const NETWORK = new Set(['createnetworkinterface', 'deletenetworkinterface', 'assignprivateipaddresses', 'unassignprivateipaddresses']);

/** What iam/pass-role-unscoped and iam/create-service-linked-role-unscoped tell, with the condition that limits it. */
const TOLD_APART = new Set(['passrole', 'createservicelinkedrole']);

/** The action that an element names, when each of its requests is about resources that a policy can name. Patterns stand for several kinds of actions. */
function limitable(element: Value): Action | undefined {
  const pattern = actionPattern(element);
  if (!pattern || /[*?]/.test(pattern.name + pattern.service)) return undefined;
  if ((pattern.service === 'ec2' && NETWORK.has(pattern.name)) || (pattern.service === 'iam' && TOLD_APART.has(pattern.name))) return undefined;
  const action = table.service(pattern.service)?.action(pattern.name);
  return action?.resourceTypes.some(({ required }) => required) ? action : undefined;
}

/** Whether conditions choose resources: by tags, accounts, or keys of a service; conditions that aren't known may. */
const isScoped = ({ conditions: { entries, complete } }: Statement): boolean =>
  !complete || entries.some(({ key }) => SCOPING.test(key) || !key.toLowerCase().startsWith('aws:'));
