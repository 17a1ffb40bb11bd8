import type { Located } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';
import type { Resource } from '../../parsers/cloudformation/resource.ts';
import { defineRule } from '../define-rule.ts';

/** Most functions that the message names; all of them are related places. */
const MAX_NAMES = 6;

export default defineRule({
  meta: {
    id: 'lambda/shared-execution-role',
    summary: 'Several Lambda functions run under one execution role.',
    why: 'A shared role has to allow what any of its functions needs, so each function may do what all the others do: a flaw in the least important one reaches the data of the most important one. The role can also no longer be narrowed or deleted with one function in mind, and CloudTrail shows the role, not the function.',
    remediation: 'Give each function a role of its own with the permissions that it needs. AWS SAM makes one when a function has Policies and no Role.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 4.5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
      'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html',
    ],
    tags: ['lambda', 'iam', 'least-privilege', 'security'],
    since: '0.1.0',
  },
  messages: {
    shared: {
      text: '{count} functions run under the role {role}: {names}.',
      advice: 'Give each of them {own}, with the permissions that it needs.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const role = fn.prop('Role');
      const { identity } = role;
      if (identity === undefined || role.is('')) return;
      const { template } = fn;
      const written = fn.identity('Role');
      // What is written alike is one role without another look at its branches.
      const isSame = (other: Resource): boolean => (written !== undefined && other.identity('Role') === written) || other.prop('Role').identity === identity;
      const sharing = template.ofType('AWS::Lambda::Function').filter((other) => other === fn || isSame(other));
      if (sharing.length < 2) return;
      // One finding a role: at the first function that always has company, else at the first that may have. By Conditions alone, so that many functions make no choices.
      const hasCompany = (one: (typeof sharing)[number], always: boolean): boolean =>
        sharing.some((other) => other !== one && (always ? template.together(one, other) === 'always' : template.together(one, other) !== 'never'));
      const first = sharing.find((one) => hasCompany(one, true)) ?? sharing.find((one) => hasCompany(one, false));
      if (first !== fn) return;
      const company = sharing.filter((other) => other !== fn && template.together(fn, other) !== 'never');
      if (!hasCompany(fn, true) && !company.some((other) => other.exists())) return;
      const names = [fn, ...company].map((one) => one.logicalId);
      report({
        at: placeOf(fn),
        message: 'shared',
        data: {
          count: names.length,
          role: nameOf(role),
          own:
            fn.called('Role') === 'role' && fn.surface === 'cdk' && fn.declaredType.includes('Cfn') === false
              ? 'a role of its own (without role the construct makes one)'
              : 'an AWS::IAM::Role of its own',
          names: names.length > MAX_NAMES ? `${names.slice(0, MAX_NAMES).join(', ')} and ${names.length - MAX_NAMES} more` : names.join(', '),
        },
        related: company.map((other) => ({ at: placeOf(other), text: `${other.logicalId} runs under the same role` })),
      });
    },
  }),
});

/** The name of the property: its value may take several lines. */
const placeOf = (fn: Resource): Located => fn.properties.keyAt('Role') ?? fn.at;

/** What the template calls the role. */
function nameOf(role: Value): string {
  if (role.reference) return role.reference.logicalId;
  const [only, ...more] = role.parts ?? [];
  if (typeof only === 'object' && more.length === 0) return only.name;
  return role.parts ? role.display : role.file.text.slice(role.span.start, Math.min(role.span.end, role.span.start + 80)).replace(/\s+/g, ' ');
}
