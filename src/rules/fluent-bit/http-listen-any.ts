import type { Value } from '../../core/value.ts';
import { booleanOf, type Pipeline } from '../../parsers/fluent-bit/model.ts';
import { defineRule } from '../define-rule.ts';

const EVERY_ADDRESS = new Set(['0.0.0.0', '::', '[::]', '*']);

export default defineRule({
  meta: {
    id: 'fluent-bit/http-listen-any',
    summary: 'The monitoring server of Fluent Bit listens on every address.',
    why: 'The server has no authentication. Whoever reaches it reads the names of plugins and hosts and the build, may reload the configuration and trace records where these are turned on, and reaches its bugs: CVE-2024-4323 in versions 2.0.7 to 3.0.3 was memory corruption through this server.',
    remediation:
      "Write HTTP_Listen 127.0.0.1. Where the kubelet probes it or Prometheus fetches from it, keep the pod's address and let a NetworkPolicy admit these alone.",
    severity: 'warning',
    precision: 'high',
    securitySeverity: 5.3,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['fluent-bit', 'kubernetes'],
    articles: [7],
    references: ['https://docs.fluentbit.io/manual/administration/monitoring', 'https://nvd.nist.gov/vuln/detail/CVE-2024-4323'],
    tags: ['security', 'logging', 'network'],
    since: '0.1.0',
  },
  messages: {
    any: { text: 'The monitoring server listens on every address, and has no authentication.', advice: 'Write HTTP_Listen 127.0.0.1.' },
    byDefault: {
      text: 'The monitoring server is on and listens on every address, because nothing says otherwise; it has no authentication.',
      advice: 'Add HTTP_Listen 127.0.0.1.',
    },
    hostNetwork: {
      text: 'The monitoring server listens on every address of the node, because the pod has its network (hostNetwork); it has no authentication.',
      advice: 'Write HTTP_Listen 127.0.0.1; probes of the kubelet reach it there with host: 127.0.0.1.',
      severity: 'error',
    },
    probed: {
      text: "The monitoring server listens on every address, which the kubelet's probes need; it has no authentication.",
      advice: 'Admit the kubelet and Prometheus alone to port {port} with a NetworkPolicy.',
      severity: 'info',
    },
  },
  create: ({ report }) => ({
    'fluentbit.pipeline'(pipeline) {
      const server = pipeline.service('http_server');
      if (!server || booleanOf(server) !== true) return;
      const listen = pipeline.service('http_listen');
      if (listen && !EVERY_ADDRESS.has(listen.string?.trim() ?? '')) return;
      if (!listen && pipeline.of('service').some(({ isBroken }) => isBroken)) return;
      const at = listen ?? server;
      // A file that is included from elsewhere has its own turn.
      if (at.file.root !== pipeline.file.root) return;
      const port = pipeline.service('http_port')?.string ?? '2020';
      const exposed = pipeline.workloads.find(({ hostNetwork }) => hostNetwork);
      const related = exposed?.hostNetwork ? [{ at: exposed.hostNetwork, text: 'The pod that runs with this configuration.' }] : [];
      const message = exposed ? 'hostNetwork' : isProbed(pipeline, port) ? 'probed' : listen ? 'any' : 'byDefault';
      report({ at, message, data: { port }, related, ...(listen && message !== 'probed' && isWritten(listen) && { fix: loopback(listen) }) });
    },
  }),
});

const isProbed = ({ workloads }: Pipeline, port: string): boolean => workloads.some(({ probedPorts }) => probedPorts.includes(port));

const isWritten = (value: Value): boolean => value.trace.length === 0;

const loopback = (listen: Value) => ({ title: 'Listen on the loopback address', safety: 'suggested', edits: [{ at: listen, text: '127.0.0.1' }] }) as const;
