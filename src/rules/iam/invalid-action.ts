import type { Value } from '../../core/value.ts';
import { actionPattern } from '../../parsers/iam/action.ts';
import { globMatches } from '../../parsers/iam/glob.ts';
import { actionMeant } from '../../parsers/iam/spelling.ts';
import { table } from '../../parsers/iam/table.ts';
import { partEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-action',
    aliases: ['iam/unknown-action'],
    summary: 'An action does not exist.',
    why: "IAM takes any action of a known service and never complains: an Allow of one that doesn't exist grants nothing, and a Deny denies nothing. Actions are often called otherwise than the API operation or the SDK's method.",
    remediation: 'Write the action as the Service Authorization Reference lists it.',
    severity: 'error',
    precision: 'medium',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3, 13],
    references: [
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['cfn-lint:W3037', 'parliament:UNKNOWN_ACTION', 'access-analyzer:INVALID_ACTION'],
    tags: ['iam', 'correctness', 'actions'],
    since: '0.1.0',
  },
  messages: {
    misspelt: { text: 'There is no action {action}.', advice: 'Write {near}.' },
    // The statement does what it should.
    again: { text: 'There is no action {action}.', advice: 'Remove it: {near} is covered by this statement already.', severity: 'info' },
    unknown: {
      text: 'There is no action {action}: {service} had none of that name on {asOf}.',
      advice: 'Remove it, or write an action that the Service Authorization Reference lists for {service}.',
    },
    wildcard: {
      text: '{action} fits no action: {service} had none that is called so on {asOf}.',
      advice: 'Write actions that the Service Authorization Reference lists for {service}.',
      severity: 'warning',
    },
    old: {
      text: '{action} is not in the list of actions of {asOf}, which is older than half a year.',
      advice: 'Look it up in the Service Authorization Reference.',
      severity: 'info',
      precision: 'low',
    },
    bare: { text: '{action} names no service.', advice: 'Write the service before it, as in s3:GetObject.' },
  },
  create: ({ report, now }) => ({
    'iam.statement'(statement) {
      if (!statement.isWritten) return;
      for (const action of statement.everyAction) {
        const written = action.string;
        if (written === undefined || written.includes('${')) continue;
        const pattern = actionPattern(action);
        if (!pattern) {
          if (/^[\w*?-]+$/.test(written)) report({ at: action, message: 'bare', data: { action: written } });
          continue;
        }
        const service = table.service(pattern.service);
        if (!service || service.has(pattern.name) || table.isUndocumented(written)) continue;
        const data = { action: written, service: service.prefix, asOf: table.asOf };
        if (now.getTime() - Date.parse(table.asOf) > TRUSTED_DAYS * 86_400_000) report({ at: action, message: 'old', data });
        else if (/[*?]/.test(pattern.name)) report({ at: action, message: 'wildcard', data });
        else {
          const name = actionMeant(pattern.name, service);
          const near = name && `${service.prefix}:${service.action(name)?.name ?? name}`;
          const isThere = near && statement.everyAction.some((other) => covers(other, near));
          const edit = near && !isThere && partEdit(action, written, near);
          const fix = edit && { title: `Write ${near}`, safety: 'suggested' as const, edits: [edit] };
          if (near) report({ at: action, message: isThere ? 'again' : 'misspelt', data: { ...data, near }, ...(fix && { fix }) });
          else report({ at: action, message: 'unknown', data });
        }
      }
    },
  }),
});

/** How long the list of actions is believed. */
const TRUSTED_DAYS = 180;

/** Whether an element of the statement is an action, or a wildcard that fits it. */
function covers(element: Value, action: string): boolean {
  const pattern = actionPattern(element);
  const [service = '', name = ''] = action.toLowerCase().split(':');
  return pattern !== undefined && globMatches(pattern.service, service) && globMatches(pattern.name, name);
}
