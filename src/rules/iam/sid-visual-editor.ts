import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/sid-visual-editor',
    summary: "A statement has the Sid that the console's editor gave it.",
    why: 'VisualEditor0 says nothing of what the statement is for: whoever reviews the policy, or reads a log, has to guess.',
    remediation: 'Write what the statement is for.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [7],
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html'],
    tags: ['iam', 'style'],
    since: '0.1.0',
  },
  messages: {
    generated: { text: "The Sid {sid} is the one that the console's editor gave.", advice: 'Write what the statement is for, such as ReadReports.' },
  },
  create: ({ report }) => ({
    'iam.statement:Sid'(statement) {
      if (statement.sid.matches(/^VisualEditor\d+$/)) report({ at: statement.sid, message: 'generated', data: { sid: statement.sid.string ?? '' } });
    },
  }),
});
