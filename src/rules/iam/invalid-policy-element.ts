import { nearest } from '../../core/text.ts';
import type { Value } from '../../core/value.ts';
import { isLeftToTool, policyElements, statementElements } from '../../parsers/iam/elements.ts';
import { literalEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-policy-element',
    summary: 'A policy or statement has an element that the policy language does not know.',
    why: "IAM refuses a policy with an unknown element; names are case-sensitive, so action is none. Where a tool drops what it doesn't know, the statement means something else than it says.",
    remediation:
      'Policies have Version, Id and Statement; statements have Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource and Condition.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['parliament:MALFORMED', 'access-analyzer:INVALID_POLICY_ELEMENT'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    unknown: { text: '{what} has no element {name}.', advice: 'Remove it. Elements are {elements}.' },
    misspelt: { text: '{what} has no element {name}: it is called {near}.', advice: 'Write {near}.' },
  },
  create: ({ report }) => {
    const judge = (holder: Value, elements: readonly string[], what: string): void => {
      for (const name of holder.keys ?? []) {
        const at = holder.keyAt(name);
        // The last name of a file that breaks off is cut short.
        if (!at || at.span.end === at.file.text.length || elements.includes(name) || name === 'Ref' || name.startsWith('Fn::')) continue;
        const near = nearest(name, elements);
        const edit = near && literalEdit(at, name, near);
        const fix = edit && { title: `Write ${near}`, safety: 'suggested' as const, edits: [edit] };
        if (near) report({ at, message: 'misspelt', data: { what, name, near }, ...(fix && { fix }) });
        else report({ at, message: 'unknown', data: { what, name, elements: elements.join(', ') } });
      }
    };
    return {
      'iam.policy:Irregular'(policy) {
        // What else a file keeps beside its policy is its own business.
        if (policy.attachedTo && !isLeftToTool(policy.document)) judge(policy.document, policyElements, 'A policy');
      },
      'iam.statement:Irregular'(statement) {
        judge(statement.value, statementElements, 'A statement');
      },
    };
  },
});
