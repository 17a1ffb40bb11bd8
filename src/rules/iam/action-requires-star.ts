import type { Value } from '../../core/value.ts';
import { actionPattern, isStar } from '../../parsers/iam/action.ts';
import { surelyNames } from '../../parsers/iam/arn-format.ts';
import { arnPattern, sectionText } from '../../parsers/iam/resource.ts';
import { type Service, table } from '../../parsers/iam/table.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/action-requires-star',
    summary: 'An action that takes no resource stands in a statement without "*".',
    why: 'Some actions, most of those that list things, cannot be limited to a resource: they are allowed by a statement with Resource "*" alone. In any other they grant nothing.',
    remediation: 'Put these actions into a statement of their own with Resource "*".',
    severity: 'warning',
    precision: 'medium',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [13],
    references: [
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['parliament:RESOURCE_MISMATCH'],
    tags: ['iam', 'correctness', 'actions'],
    since: '0.1.0',
  },
  messages: {
    star: { text: '{actions} cannot be limited to a resource: {statement} does not grant {them}.', advice: 'Move {them} to a statement with "Resource": "*".' },
  },
  create: ({ report }) => ({
    'iam.statement'(statement) {
      if (statement.effect !== 'Allow' || !statement.grantsByResource || !statement.isWritten) return;
      const { resources } = statement;
      const dead: { readonly at: Value; readonly name: string }[] = [];
      for (const action of statement.actions) {
        const pattern = actionPattern(action);
        const service = pattern && table.service(pattern.service);
        // A whole service is meant as what of it there is.
        if (!service || isStar(pattern.name) || pattern.name.includes('$')) continue;
        const actions = service.matching(pattern.name);
        const without = actions.filter(
          ({ name, resourceTypes }) => resourceTypes.length === 0 && resources.every((resource) => isTooNarrow(resource, service, name)),
        );
        // Of what a wildcard fits, that is meant which lists the resources at hand.
        const meant = actions.length === 1 ? without : without.filter(({ name }) => listsOneOf(name, service, resources));
        dead.push(...meant.map(({ name }) => ({ at: action, name: `${service.prefix}:${name}` })));
      }
      const [first] = dead;
      if (!first) return;
      const names = dead.slice(0, 5).map(({ name }) => name);
      const more = dead.length - names.length;
      report({
        at: first.at,
        message: 'star',
        data: {
          actions: `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
          statement: statement.label.replace('This', 'this').replace('Statement', 'statement'),
          them: dead.length > 1 ? 'them' : 'it',
        },
      });
    },
  }),
});

/**
 * Whether a resource is surely narrower than what services compare such an action with: for most that is `*`, for many the ARN of all that there is
 * (`arn:aws:sns:eu-west-1:123456789012:*`) or of all of one type (`arn:aws:states:eu-west-1:123456789012:stateMachine:*` for states:ListStateMachines).
 * Amazon EC2 takes no type: "you have to specify a * for the resource element" (Amazon EC2 User Guide, "Supported resource-level permissions").
 */
function isTooNarrow(resource: Value, service: Service, action: string): boolean {
  if (/Arn$/.test(resource.reference?.attribute ?? '')) return true;
  const section = arnPattern(resource)?.resource;
  // No ARN at all: a text that begins with neither, unless something is to be filled in.
  if (!section) return resource.string !== undefined && /^[^*]/.test(resource.string);
  const text = sectionText(section);
  // What is to be filled in may be the star.
  if (text === undefined) return typeof section[0] === 'string' && /^[\w-]+[/:][^*]/.test(section[0]);
  const all = /^([\w-]*)[/:]?\*(?:[/:]\*)*$/.exec(text);
  if (all?.[1] && service.prefix === 'ec2') return true;
  return !all || !action.toLowerCase().includes((all[1] as string).replaceAll('-', '').replace(/s$/, '').toLowerCase());
}

/** Whether an action is `List` and the name of a type of which one of the resources is. */
const listsOneOf = (name: string, service: Service, resources: readonly Value[]): boolean =>
  service.resourceTypes.some(
    (type) =>
      `${name.toLowerCase()}s`.startsWith(`list${type.name.toLowerCase().replaceAll('-', '')}s`) && resources.some((resource) => surelyNames(resource, type)),
  );
