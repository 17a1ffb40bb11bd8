import type { Value } from '../../core/value.ts';
import { arnFault, exampleArn, mayName } from '../../parsers/iam/arn-format.ts';
import { arnPattern } from '../../parsers/iam/resource.ts';
import { table } from '../../parsers/iam/table.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/action-resource-mismatch',
    summary: 'An action can never apply to any resource of its statement.',
    why: 'An action is allowed on the types of resources that it works on. On ARNs of other types the statement grants nothing, and the call fails with AccessDenied.',
    remediation: 'Move the action to a statement with the ARN of what it works on; the Service Authorization Reference lists the types of each action.',
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
    equivalents: ['cfn-lint:I3510', 'parliament:RESOURCE_MISMATCH'],
    tags: ['iam', 'correctness', 'actions'],
    since: '0.1.0',
  },
  messages: {
    never: {
      text: '{actions} works on {types}, and no Resource of {statement} can be one: it grants nothing.',
      advice: 'Move {actions} to a statement with Resource {example}.',
    },
    several: {
      text: '{actions} work on other types of resources than those of {statement}: they grant nothing.',
      advice: 'Move each to a statement with the ARN of what it works on; for the first that is {example}.',
    },
  },
  create: ({ report }) => ({
    'iam.statement'(statement) {
      if (statement.effect !== 'Allow' || !statement.grantsByResource || !statement.isWritten) return;
      const resources = statement.resources;
      // An ARN that no type has gets a finding of its own: iam/missing-arn-region and its neighbours.
      if (resources.some(isFaulty)) return;
      const dead = statement.actions.flatMap((action) => {
        const known = action.string !== undefined && !/[*?$]/.test(action.string) ? table.action(action.string) : undefined;
        const types = known?.resourceTypes.map(({ type }) => type) ?? [];
        const isDead = types.length > 0 && resources.every((resource) => types.every((type) => !mayName(resource, type)));
        return isDead ? [{ action, types }] : [];
      });
      // Few are told one by one, at their own places.
      const groups = dead.length > MANY ? [dead] : dead.map((one) => [one]);
      for (const group of groups) {
        const [first] = group;
        const types = first?.types ?? [];
        const names = group.slice(0, MANY).map(({ action }) => action.string);
        report({
          at: first?.action as Value,
          message: group.length > 1 ? 'several' : 'never',
          data: {
            actions: listed(names as string[], group.length),
            types: listed(
              types.slice(0, 3).map(({ name }) => name),
              types.length,
            ),
            statement: statement.label.replace('This', 'this').replace('Statement', 'statement'),
            example: exampleArn(types[0]),
          },
        });
      }
    },
  }),
});

const isFaulty = (resource: Value): boolean => {
  const arn = arnPattern(resource);
  return arn !== undefined && arnFault(arn) !== undefined;
};

/** So many actions are told one by one. */
const MANY = 5;

/** Some names, and how many more there are. */
const listed = (names: readonly string[], count: number): string =>
  count > names.length
    ? `${names.join(', ')} and ${count - names.length} more`
    : names.length > 1
      ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
      : (names[0] ?? '');
