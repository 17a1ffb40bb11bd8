import { outputName, staysLocal, transportOf } from '../../parsers/fluent-bit/destination.ts';
import type { Section } from '../../parsers/fluent-bit/model.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'fluent-bit/tls-off',
    summary: 'An output sends logs over the network in plain text.',
    why: 'TLS is off unless an output turns it on, even with port 443 or 8088. Logs hold names, addresses and sometimes secrets, and with them go the token or password of the destination: all of it can be read and changed on the way.',
    remediation:
      'Write tls On, and tls.ca_file for a certificate of a private authority. Outputs to Amazon S3, CloudWatch Logs and Kinesis speak TLS by themselves and take no such setting.',
    severity: 'error',
    precision: 'medium',
    securitySeverity: 7.4,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['fluent-bit', 'kubernetes'],
    articles: [7],
    references: ['https://docs.fluentbit.io/manual/administration/transport-security', 'https://cwe.mitre.org/data/definitions/319.html'],
    tags: ['security', 'logging', 'encryption'],
    since: '0.1.0',
  },
  messages: {
    absent: {
      text: 'The {plugin} output sends its records to {host} in plain text: TLS is off where nothing turns it on.',
      advice: 'Add "{line}"; with a certificate of a private authority also tls.ca_file.',
    },
    off: {
      text: 'The {plugin} output sends its records to {host} in plain text.',
      advice: 'Write "{line}"; with a certificate of a private authority also tls.ca_file.',
    },
    mode: {
      text: 'The {plugin} output sends its records to {host} in plain text: its mode is {mode}.',
      advice: 'Write "{line}" and turn tls on.',
    },
  },
  create: ({ report }) => ({
    'fluentbit.section:output'(output) {
      if (transportOf(output) !== 'plain' || staysLocal(output) !== false) return;
      const data = { plugin: outputName(output) as string, host: destination(output), line: line(output, 'tls', 'On') };
      const mode = output.get('mode');
      const tls = output.get('tls');
      if (data.plugin === 'gelf') report({ at: mode, message: 'mode', data: { ...data, mode: mode.display, line: line(output, 'mode', 'tls') } });
      else if (tls.isAbsent) report({ at: tls, message: 'absent', data });
      else report({ at: tls, message: 'off', data });
    },
  }),
});

const line = ({ format }: Section, key: string, value: string): string => (format === 'yaml' ? `${key}: ${value.toLowerCase()}` : `${key} ${value}`);

function destination(output: Section): string {
  const host = output.get('host');
  return host.isAbsent ? 'its service' : host.display;
}
