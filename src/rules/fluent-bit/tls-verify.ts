import { outputName, staysLocal, transportOf } from '../../parsers/fluent-bit/destination.ts';
import { booleanOf } from '../../parsers/fluent-bit/model.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'fluent-bit/tls-verify',
    summary: 'An output sends logs over TLS without checking the certificate.',
    why: 'Without the check TLS encrypts to whoever answers: a machine between Fluent Bit and the destination reads every record, and the token or password that is sent along. Checking is on unless tls.verify turns it off.',
    remediation:
      'Remove tls.verify Off. For a certificate of a private authority give its certificate with tls.ca_file, or tls.vhost where the name in the certificate differs; tls.verify_hostname On checks the name as well.',
    severity: 'error',
    precision: 'high',
    securitySeverity: 7.4,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['fluent-bit', 'kubernetes'],
    articles: [7],
    references: ['https://docs.fluentbit.io/manual/administration/transport-security', 'https://cwe.mitre.org/data/definitions/295.html'],
    tags: ['security', 'logging', 'encryption'],
    since: '0.1.0',
  },
  messages: {
    off: {
      text: 'The {plugin} output takes any certificate{destination}, so whoever answers there gets the logs.',
      advice: "Remove the line, and give the certificate of the authority that signed the destination's: tls.ca_file /path/to/ca.pem.",
    },
  },
  create: ({ report }) => ({
    'fluentbit.section:output'(output) {
      const verify = output.get('tls.verify');
      if (booleanOf(verify) !== false || transportOf(output) !== 'tls' || staysLocal(output) === true) return;
      const host = output.get('host');
      const fix = { title: 'Check the certificate', safety: 'suggested', edits: [{ at: verify, text: 'On' }] } as const;
      const data = { plugin: outputName(output) as string, destination: host.isAbsent ? '' : ` of ${host.display}` };
      report({ at: verify, message: 'off', data, ...(verify.trace.length === 0 && { fix }) });
    },
  }),
});
