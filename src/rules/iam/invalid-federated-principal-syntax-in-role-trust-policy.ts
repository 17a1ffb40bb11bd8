import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/invalid-federated-principal-syntax-in-role-trust-policy',
    summary: "A federated principal is neither a provider's ARN nor the host of one that AWS knows.",
    why: 'A provider is named by its ARN (saml-provider, oidc-provider), or by its host where AWS has it built in. IAM refuses any other.',
    remediation: 'Write arn:aws:iam::account:oidc-provider/host or arn:aws:iam::account:saml-provider/name.',
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
    equivalents: ['parliament:UNKNOWN_FEDERATION_SOURCE', 'access-analyzer:INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY'],
    tags: ['iam', 'correctness', 'trust'],
    since: '0.1.0',
  },
  messages: {
    format: { text: '{provider} is no identity provider.', advice: 'Write {proposal}.' },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      if (statement.kind !== 'trust') return;
      for (const { type, value } of statement.principals) {
        const text = value.string;
        if (type !== 'Federated' || text === undefined || /[${<]/.test(text) || PROVIDER.test(text)) continue;
        const host = text.replace(/^https?:\/\//, '');
        const proposal = /^[\w.-]+\.[a-z]+(?:\/[\w./-]+)?$/i.test(host)
          ? `arn:aws:iam::account:oidc-provider/${host}`
          : 'the ARN of the provider: arn:aws:iam::account:saml-provider/name';
        report({ at: value, message: 'format', data: { provider: text, proposal } });
      }
    },
  }),
});

/** ARNs of providers, and the hosts that need none. */
const PROVIDER =
  /^(?:arn:[\w-]+:iam::[^:]*:(?:saml-provider|oidc-provider)\/.+|cognito-identity[\w.-]*\.amazonaws\.com(?:\.cn)?|www\.amazon\.com|graph\.facebook\.com|accounts\.google\.com)$/;
