import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-principal-format',
    summary: 'A Principal is neither "*" nor a map.',
    why: 'Principal is "*" or a map from the kind of principal to its names. AWS refuses a bare ARN or a list.',
    remediation: 'Write {"AWS": "arn:…"}, {"Service": "….amazonaws.com"} or {"Federated": "…"}.',
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
    equivalents: ['access-analyzer:INVALID_PRINCIPAL_FORMAT'],
    tags: ['iam', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    text: { text: '{name} is the text {value}, and takes "*" or a map.', advice: 'Write {"{key}": "{value}"}.' },
    list: { text: '{name} is a list, and takes "*" or a map.', advice: 'Write the list behind its kind: {"AWS": […]}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      for (const name of ['Principal', 'NotPrincipal']) {
        const principal = statement.value.get(name);
        const text = principal.string;
        if (principal.kind === 'list') report({ at: statement.keyAt(name), message: 'list', data: { name } });
        if (text !== undefined && text !== '*')
          report({ at: principal, message: 'text', data: { name, value: text, key: /\.amazonaws\.com(\.cn)?$/.test(text) ? 'Service' : 'AWS' } });
      }
    },
  }),
});
