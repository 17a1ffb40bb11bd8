import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-service-principal-format',
    summary: 'A service principal has another form than services have.',
    why: 'Service principals are host names such as lambda.amazonaws.com, in lower case. AWS refuses any other.',
    remediation: "Write the service's principal: its name and .amazonaws.com.",
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
    equivalents: ['access-analyzer:INVALID_SERVICE_PRINCIPAL_FORMAT'],
    tags: ['iam', 'correctness', 'principals'],
    since: '0.1.0',
  },
  messages: {
    format: { text: '{principal} is no service principal.', advice: 'Write {proposal}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      for (const principal of [...statement.principals, ...statement.notPrincipals]) {
        const { type, value } = principal;
        const text = value.string;
        if (type !== 'Service' || text === undefined || /[*?$]/.test(text) || FORM.test(text)) continue;
        const name = text.toLowerCase().replace(/\.(?:amazonaws?|aws)(?:\..*)?$/, '');
        report({
          at: value,
          message: 'format',
          data: { principal: text, proposal: /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(name) ? `${name}.amazonaws.com` : 'a name such as lambda.amazonaws.com' },
        });
      }
    },
  }),
});

/** A name in lower case in one of the domains of AWS and its partitions. */
const FORM = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|amazon\.com|aws\.internal|aws\.com|c2s\.ic\.gov|sc2s\.sgov\.gov|aws\.dev)$/;
