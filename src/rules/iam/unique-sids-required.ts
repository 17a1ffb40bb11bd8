import { namesOnce } from '../../parsers/iam/model.ts';
import { literalEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/unique-sids-required',
    summary: 'Two statements of a policy have the same Sid.',
    why: 'In a policy of a user, group or role, and in a trust policy, each Sid stands once: IAM refuses it otherwise.',
    remediation: 'Give each statement a Sid of its own, or none.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['parliament:DUPLICATE_SID', 'access-analyzer:UNIQUE_SIDS_REQUIRED'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    again: { text: 'The Sid {sid} names an earlier statement too.', advice: 'Write another one, such as {proposal}, or remove it.' },
  },
  create: ({ report }) => ({
    'iam.policy:Several'(policy) {
      if (!namesOnce.has(policy.kind)) return;
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
