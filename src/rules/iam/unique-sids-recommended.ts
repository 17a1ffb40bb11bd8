import { namesOnce } from '../../parsers/iam/model.ts';
import { literalEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/unique-sids-recommended',
    summary: 'Two statements of a policy have the same Sid.',
    why: 'Some services refuse a policy with two statements of one name; others take it, and whoever reads a log or a finding cannot tell which statement is meant.',
    remediation: 'Give each statement a Sid of its own, or none.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['parliament:DUPLICATE_SID', 'access-analyzer:UNIQUE_SIDS_RECOMMENDED'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    again: { text: 'The Sid {sid} names an earlier statement too.', advice: 'Write another one, such as {proposal}, or remove it.' },
  },
  create: ({ report }) => ({
    'iam.policy:Several'(policy) {
      if (namesOnce.has(policy.kind)) return;
      for (const { sid, first, proposal } of policy.repeatedSids) {
        const edit = literalEdit(sid, sid.string, proposal);
        report({
          at: sid,
          message: 'again',
          data: { sid: sid.string ?? '', proposal },
          related: [{ at: first, text: 'the first one' }],
          ...(edit && { fix: { title: `Write ${proposal}`, safety: 'safe', edits: [edit] } }),
        });
      }
    },
  }),
});
