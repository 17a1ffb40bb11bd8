import type { Value } from '../../core/value.ts';
import { isNegated } from '../../parsers/iam/condition.ts';
import type { Statement } from '../../parsers/iam/model.ts';
import { variablesIn } from '../../parsers/iam/variables.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/unresolved-template-placeholder',
    summary: 'A ${…} in a policy is no policy variable.',
    why: 'Policy variables are condition keys, with a prefix and a colon. IAM takes ${AccountId} for an unknown variable: the statement never matches, or what it excepts is not excepted. The text was meant for a tool that fills it in, and none did.',
    remediation: 'Fill the value in. In a template write Fn::Sub before the text; name what another tool fills in under the option variables.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [13],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['cfn-lint:E1029'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    open: {
      text: '{names} {be} no policy variable{s}: nothing fills {them} in, and {statement}.',
      advice: 'Write the value{s}, or put the text into Fn::Sub.',
    },
    inProgram: {
      text: '{names} {be} no policy variable{s}: nothing fills {them} in, and {statement}.',
      advice: 'Write the text as a template literal, in backquotes.',
    },
    inFile: {
      text: '{names} {be} no policy variable{s}: unless a tool fills {them} in, {statement}.',
      advice: 'Write the value{s}, or name {them} under the option variables.',
      severity: 'warning',
      precision: 'medium',
    },
  },
  options: {
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        variables: { type: 'array', items: { type: 'string' }, description: 'Names that a tool fills in before AWS sees the policy, without ${}.' },
      },
    },
    defaults: { variables: [] as readonly string[] },
  },
  create: ({ report, options }) => ({
    'iam.statement:Variable'(statement) {
      const { surface, attachedTo } = statement.policy;
      const inFile = surface !== 'cdk' && !attachedTo;
      const found = statement.everyText.flatMap((value) =>
        variablesIn(value)
          .filter(({ kind, fault, text }) => kind === 'other' && !fault && /^\$\{[\w.:-]+\}$/.test(text) && !options.variables.includes(text.slice(2, -1)))
          .filter(({ text }) => !(inFile && isForTools(text.slice(2, -1))))
          .map(({ text }) => ({ value, text })),
      );
      const [first] = found;
      if (!first) return;
      const names = [...new Set(found.map(({ text }) => text))];
      const several = names.length > 1;
      const label = statement.label.replace('This', 'this').replace('Statement', 'statement');
      report({
        at: first.value,
        message: inFile ? 'inFile' : surface === 'cdk' ? 'inProgram' : 'open',
        data: {
          names: names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', '),
          be: several ? 'are' : 'is',
          s: several ? 's' : '',
          them: several ? 'them' : 'it',
          statement: found.every(({ value }) => isException(value, statement)) ? `the exception of ${label} never holds` : `${label} never matches`,
        },
      });
    },
  }),
});

/**
 * Whether a name in a file of its own is spelt as those that tools fill in: `ACCOUNT_ID` (envsubst, deployment scripts), `account_id` (Terraform).
 * CloudFormation's are `AccountId` and `AWS::AccountId`; of `username` and `userid` somebody left out the prefix.
 */
const isForTools = (name: string): boolean => /^(?:[A-Z][A-Z0-9_]*|[a-z][a-z0-9_]*)$/.test(name) && name !== 'username' && name !== 'userid';

/** Whether a value says what a statement does not apply to: of `NotResource`, `NotPrincipal`, or a condition such as `ArnNotLike`. */
const isException = (value: Value, { notResources, notPrincipals, conditions }: Statement): boolean =>
  notResources.includes(value) ||
  notPrincipals.some((principal) => principal.value === value) ||
  conditions.entries.some((condition) => isNegated(condition) && condition.values.includes(value));
